"""An installation of the first release, with data and triggers, is brought up to date."""

import gzip
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from assessments import triggers

ROOT = Path(__file__).resolve().parents[1]
FIRST_RELEASE = ROOT / "tests" / "data" / "release-1.sql.gz"
KEPT = ("answer", "assessment", "change", "sectionscore", "owner", "membership", "user")

pytestmark = pytest.mark.sqlite


def manage(database: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{database}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def rows(database: Path, table: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(database) as connection:
        columns = "id" if table == "owner" else "*"
        found = connection.execute(f"SELECT {columns} FROM assessments_{table} ORDER BY id")
        return found.fetchall()


def test_no_row_is_lost_and_the_rules_are_back(tmp_path: Path) -> None:
    database = tmp_path / "old.sqlite3"
    with sqlite3.connect(database) as connection:
        connection.executescript(gzip.decompress(FIRST_RELEASE.read_bytes()).decode())
    before = {table: rows(database, table) for table in KEPT}
    manage(database, "migrate", "-v0")
    for table in KEPT:
        after = rows(database, table)
        assert len(after) == len(before[table]) > 0
        width = len(before[table][0])
        if table != "assessment":  # its new columns stand between the old ones
            assert [row[:width] for row in after] == before[table], table
    assert "all stored scores are right" in manage(database, "check_scores")
    with sqlite3.connect(database) as connection:
        installed = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        wanted = [part for part in triggers.statements_for("sqlite") if "CREATE" in part]
        assert installed.fetchone()[0] == len(wanted)
        due = connection.execute("SELECT DISTINCT due_on FROM assessments_project").fetchall()
        assert due == [("2026-12-31",)]
        named = "SELECT count(*) FROM assessments_owner WHERE person_name = 'Grace Lindqvist'"
        assert connection.execute(named).fetchone()[0] > 3
