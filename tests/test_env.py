"""A wrong setting stops the start with one line that names it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlscore_site import env

ROOT = Path("var")
STRONG = "k3y-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2

WRONG: list[tuple[str, str, Callable[[], Any]]] = [
    ("DEBUG", "maybe", lambda: env.flag("DEBUG", default=False)),
    ("PORT", "80a", lambda: env.number("PORT", 8000, lowest=1, highest=65535)),
    ("PORT", "0", lambda: env.number("PORT", 8000, lowest=1, highest=65535)),
    ("PORT", "²", lambda: env.number("PORT", 8000, lowest=1, highest=65535)),
    ("MLSCORE_ENV", "prod", lambda: env.choice("MLSCORE_ENV", "local", ("local", "production"))),
    ("SECRET_KEY", "", lambda: env.secret_key(production=True, keep_in=ROOT / "k")),
    ("SECRET_KEY", "short", lambda: env.secret_key(production=True, keep_in=ROOT / "k")),
    ("SECRET_KEY", "a" * 60, lambda: env.secret_key(production=True, keep_in=ROOT / "k")),
    ("SITE_URL", "", lambda: env.site_url(production=True)),
    ("SITE_URL", "mlscore.example.org", lambda: env.site_url(production=True)),
    ("SITE_URL", "https://mlscore.example.org/x", lambda: env.site_url(production=True)),
    ("ALLOWED_HOSTS", "", lambda: env.hosts(production=True)),
    ("ALLOWED_HOSTS", "*", lambda: env.hosts(production=True)),
    ("DATABASE_URL", "mysql://x/y", lambda: env.database(ROOT)),
    ("DATABASE_URL", "sqlite:///", lambda: env.database(ROOT)),
    ("DATABASE_URL", "postgres://host", lambda: env.database(ROOT)),
    ("DATABASE_URL", "postgres://host:port/name", lambda: env.database(ROOT)),
    ("EMAIL_URL", "", lambda: env.mailer(ROOT, production=True)),
    ("EMAIL_URL", "mail.example.org", lambda: env.mailer(ROOT, production=True)),
]


@pytest.mark.parametrize(("name", "value", "read"), WRONG)
def test_wrong_values(
    name: str, value: str, read: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        read()
    assert str(stopped.value).startswith(f"mlscore: {name} ")
    assert "\n" not in str(stopped.value)


def test_the_local_key_is_made_once_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    path = tmp_path / "var" / "secret-key"
    first = env.secret_key(production=False, keep_in=path)
    assert len(first) >= 50
    assert env.secret_key(production=False, keep_in=path) == first
    assert path.stat().st_mode & 0o077 == 0


def test_a_key_from_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", STRONG)
    assert env.secret_key(production=True, keep_in=ROOT / "unused") == STRONG


def test_postgresql_is_kept_with_checks_and_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://me:p%40ss@db.example.org:5433/scores")
    found = env.database(ROOT)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "me",
        "p@ss",
        "db.example.org",
        "5433",
        "scores",
    )
    assert found["CONN_HEALTH_CHECKS"] and found["CONN_MAX_AGE"] == 600
    assert found["OPTIONS"]["connect_timeout"] == "10"
    assert "statement_timeout" in found["OPTIONS"]["options"]


def test_sqlite_takes_the_write_lock_first_and_forces_to_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    found = env.database(tmp_path)
    assert found["NAME"] == tmp_path / "var" / "mlscore.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]
