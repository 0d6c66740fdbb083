"""Settings from the environment. A wrong value stops the start with one line that says why."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
BUSY_SECONDS = 10
"""How long SQLite waits for another writer before a request fails."""
KEPT_SECONDS = 600
"""How long a thread keeps a connection to the database before it opens another."""


class WrongSetting(SystemExit):
    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"mlscore: {name} {why}")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        raise WrongSetting(name, f"is {value!r}; write 1 or 0.")
    return value in TRUE


def number(name: str, default: int, *, lowest: int, highest: int) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or not lowest <= int(value) <= highest:
        raise WrongSetting(name, f"is {value!r}; write a number from {lowest} to {highest}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise WrongSetting(name, f"is {value!r}; write one of: {', '.join(allowed)}.")
    return value


def secret_key(*, production: bool, keep_in: Path) -> str:
    """The key from ``SECRET_KEY``; locally one that is made once and kept under ``var/``."""
    value = text("SECRET_KEY")
    if not value and not production:
        return _kept_secret(keep_in)
    if len(value) < 50 or len(set(value)) < 10:
        raise WrongSetting(
            "SECRET_KEY", "is missing or weak; production needs at least 50 random characters."
        )
    return value


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(60))
    return path.read_text().strip()


def site_url(*, production: bool) -> str:
    """The one address used in mails, without a slash at its end."""
    value = text("SITE_URL").rstrip("/")
    if not value and not production:
        return f"http://127.0.0.1:{number('PORT', 8000, lowest=1, highest=65535)}"
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise WrongSetting(
            "SITE_URL",
            f"is {value!r}; write the address people use, e.g. https://scores.example.org",
        )
    return value


def hosts(*, production: bool) -> list[str]:
    found = words("ALLOWED_HOSTS", "" if production else "127.0.0.1,localhost,[::1]")
    if production and (not found or "*" in found):
        raise WrongSetting("ALLOWED_HOSTS", "is missing or '*'; write the host names, with commas.")
    return found


def database(root: Path) -> dict[str, Any]:
    """The ``DATABASES`` entry for ``DATABASE_URL``: SQLite or PostgreSQL, each with its profile."""
    url = text("DATABASE_URL") or "sqlite:///var/mlscore.sqlite3"
    scheme = url.partition("://")[0]
    if scheme == "sqlite":
        return _sqlite(url, root)
    if scheme in ("postgres", "postgresql"):
        return _postgres(url)
    raise WrongSetting(
        "DATABASE_URL", "has to start with sqlite:///, postgres:// or postgresql://."
    )


def _sqlite(url: str, root: Path) -> dict[str, Any]:
    """WAL with IMMEDIATE transactions: a read that turns into a write can not fail as locked.

    ``synchronous=FULL`` forces each acknowledged save to the disk; NORMAL survives a killed
    process but not a power cut.
    """
    place = url.removeprefix("sqlite:///")
    if not place or url == place or "?" in place:
        raise WrongSetting("DATABASE_URL", "is no SQLite file; write sqlite:///var/name.sqlite3")
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "mlscore_site.sqlite",
        "NAME": path,
        "OPTIONS": {
            "timeout": BUSY_SECONDS,
            "transaction_mode": "IMMEDIATE",
            # The system keeps the file's pages in memory for all; what a connection keeps besides,
            # any other's write makes worthless.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA cache_size=-256;",
        },
        "CONN_MAX_AGE": KEPT_SECONDS,
        "TEST": {"NAME": path.parent / f"test-{os.getpid()}.sqlite3"},
    }


def _postgres(url: str) -> dict[str, Any]:
    """A thread keeps its connection, checked before use; what may hang has a time limit."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise WrongSetting("DATABASE_URL", f"cannot be read: {error}.") from None
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise WrongSetting("DATABASE_URL", "names no database; write postgres://user@host/name")
    # What PostgreSQL takes for costly it compiles first, unless told not to: 98 ms for one that
    # was answered in 3, in each process anew.
    limits = (
        "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s "
        "-c jit=off"
    )
    return {
        "ENGINE": "mlscore_site.postgres",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(host or "")),
        "PORT": str(port or options.pop("port", "")),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": KEPT_SECONDS,
        "OPTIONS": {
            "connect_timeout": "10",
            **options,
            "options": limits,
            # For most pages PostgreSQL takes longer to plan a statement than to answer it, so
            # each is prepared when a connection asks it for the third time.
            "server_side_binding": True,
            "prepare_threshold": 2,
        },
    }


def mailer(root: Path, *, production: bool) -> dict[str, Any]:
    """The ``MAILERS`` entry for ``EMAIL_URL``: ``console:`` locally, else SMTP.

    ``smtp://`` is plain, ``smtp+tls://`` upgrades with STARTTLS, ``smtps://`` is TLS throughout.
    """
    url = text("EMAIL_URL", "" if production else "console:")
    if url == "console:":
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if url.startswith("file:"):
        folder = root / url.removeprefix("file:")
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(folder)},
        }
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtp+tls", "smtps") or not parts.hostname:
        raise WrongSetting(
            "EMAIL_URL",
            "is missing or unknown; write e.g. smtp+tls://user:password@mail.example.org:587",
        )
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtps",
            "timeout": number("EMAIL_TIMEOUT", 10, lowest=1, highest=120),
        },
    }
