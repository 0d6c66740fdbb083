"""Production on PostgreSQL: the owner migrates, and the app's role can do no more than it needs."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
PREPARE = (
    "import django; django.setup(); from mlscore_site.serve import prepare; prepare(static=False)"
)

pytestmark = [pytest.mark.server, pytest.mark.postgres]


@dataclass(frozen=True)
class Installation:
    """``owner`` and ``app`` are the addresses of one database for two roles."""

    owner: str
    app: str
    role: str


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    server = os.environ["MLSCORE_TEST_POSTGRES"]
    name = f"deploy_{secrets.token_hex(4)}"
    owner = urlsplit(server)._replace(path=f"/{name}")
    app = owner._replace(netloc=f"{name}@{owner.netloc.rpartition('@')[2]}")
    with database_and_role(server, name):
        run(owner.geturl(), "-m", "deploy.migrate", APP_ROLE=name)
        yield Installation(owner.geturl(), app.geturl(), name)


@contextmanager
def database_and_role(server: str, name: str) -> Iterator[None]:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
        connection.execute(drop.format(sql.Identifier(name)))
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def run(url: str, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "mlscore_site.settings",
            "DATABASE_URL": url,
            "DEMO": "1",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_app_starts_and_works_without_being_the_owner(installation: Installation) -> None:
    run(installation.app, "-c", PREPARE, MIGRATE="0")
    with psycopg.connect(installation.app) as connection:
        changes = connection.execute("SELECT count(*) FROM assessments_change").fetchone()
    assert changes
    assert changes[0] > 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessments_change SET id = id",
        "DELETE FROM assessments_change",
        "TRUNCATE assessments_change",
        "CREATE TABLE mine (id integer)",
        "ALTER TABLE assessments_change DISABLE TRIGGER ALL",
        "DROP TABLE assessments_answer",
        "DELETE FROM django_migrations",
    ],
)
def test_the_app_may_neither_change_tables_nor_rewrite_history(
    installation: Installation, statement: str
) -> None:
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with psycopg.connect(installation.app) as connection, refused:
        connection.execute(statement)


def test_a_database_that_is_behind_is_refused(installation: Installation) -> None:
    rename = "UPDATE django_migrations SET app = %s WHERE app = %s"
    with psycopg.connect(installation.owner, autocommit=True) as connection:
        connection.execute(rename, ["forgotten", "assessments"])
        environment = {**os.environ, "DATABASE_URL": installation.app, "MIGRATE": "0"}
        environment["DJANGO_SETTINGS_MODULE"] = "mlscore_site.settings"
        done = subprocess.run(
            [sys.executable, "-c", PREPARE],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        connection.execute(rename, ["assessments", "forgotten"])
    assert done.returncode == 1
    assert "the database is behind this version" in done.stderr


def test_migrating_twice_changes_nothing(installation: Installation) -> None:
    said = run(installation.owner, "-m", "deploy.migrate", APP_ROLE=installation.role)
    assert "No migrations to apply." in said
