"""A new database, made in few steps, has the tables of one that came the long way."""

import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

ROOT = Path(__file__).resolve().parents[1]
MIGRATE = """
import sys, django
django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.test_upgrade_tables import tables

executor = MigrationExecutor(connection)
executor.loader.replace_migrations = sys.argv[1] == "one step"
executor.loader.build_graph()
leaves = executor.loader.graph.leaf_nodes()
wanted = [leaf for leaf in leaves if sys.argv[1] == "one step" or "squashed" not in leaf[1]]
steps = executor.migration_plan(wanted)
print(sum(migration.app_label == "assessments" for migration, _ in steps))
executor.migrate(wanted)
print(*tables(connection), sep="\\n")
"""
POSTGRES = (
    """SELECT table_name, column_name, data_type, is_nullable, column_default,
        character_maximum_length, numeric_precision, numeric_scale, is_identity
    FROM information_schema.columns WHERE table_schema = 'public'""",
    "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT attrelid::regclass, attname, attoptions FROM pg_attribute WHERE attoptions IS NOT NULL",
    "SELECT key, name, position, target, target_of FROM assessments_criticality",
)
SQLITE_TABLES = """SELECT name, sql FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"""
SQLITE = (
    "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "SELECT key, name, position, target, target_of FROM assessments_criticality",
)


def test_a_new_database_has_the_tables_of_an_upgraded_one(tmp_path: Path) -> None:
    with database(tmp_path / "new.sqlite3") as url:
        steps, *new = migrated(url, "one step")
    assert int(steps) == 6
    with database(tmp_path / "old.sqlite3") as url:
        steps, *old = migrated(url, "all")
    assert int(steps) == 23
    assert new == old
    assert len(new) > 300


def migrated(url: str, how: str) -> list[str]:
    """How many steps of ours it took, then what ``tables`` says."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "mlscore_site.settings",
    }
    command = [sys.executable, "-c", MIGRATE, how]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def tables(connection: BaseDatabaseWrapper) -> list[str]:
    """All columns, constraints and indexes of a database, in order, and the rows it begins with."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return sorted(row for query in POSTGRES for row in _rows(cursor, query))
        parts = [row for query in SQLITE for row in _rows(cursor, query)]
        cursor.execute(SQLITE_TABLES)
        for name, statement in cursor.fetchall():
            parts += [f"{name}: {part}" for part in _parts(statement)]
    return sorted(parts)


def _rows(cursor: CursorWrapper, query: str) -> list[str]:
    cursor.execute(query)
    return ["\t".join(map(str, row)) for row in cursor.fetchall()]


def _parts(statement: str) -> Iterator[str]:
    """Columns and constraints of a CREATE TABLE, whatever their order."""
    depth, part = 0, ""
    for letter in statement[statement.index("(") + 1 : statement.rindex(")")]:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()


@contextlib.contextmanager
def database(path: Path) -> Iterator[str]:
    """The address of an empty database of the kind these tests run on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{path}"
        return
    server = os.environ["DATABASE_URL"]
    name = f"tables_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
