"""Commands on a database that is new: one sentence without tables, the demo without rubrics."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError

from assessments.actions import project_import
from assessments.management.commands import check_scores
from assessments.models import Project, behind
from assessments.reports.project_file import project_document
from assessments.transfer.project_files import write_project
from tests.cast import Q2, Cast, closed
from tests.test_upgrade_tables import ROOT, database

BEHIND = "does not have the tables of this version yet. `manage.py migrate` makes them."


def manage(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def file(cast: Cast, tmp_path: Path) -> str:
    """Of a project with a closed assessment."""
    closed(cast.project, Q2, lead=cast.lead)
    path = tmp_path / "churn.json"
    path.write_bytes(write_project(project_document("churn")))
    return str(path)


def test_without_tables_every_command_says_how_to_make_them(file: str, tmp_path: Path) -> None:
    with database(tmp_path / "empty.sqlite3") as url:
        for command in (
            ("import_project", file),
            ("export_project", "churn"),
            ("load_rubric", "--shipped"),
            ("demo",),
            ("check_scores",),
            ("remind",),
        ):
            done = manage(url, *command)
            assert done.returncode == 1, command
            assert done.stderr.startswith("CommandError: The database ") and BEHIND in done.stderr
            assert "Traceback" not in done.stderr and "answer in time" not in done.stderr
        assert manage(url, "import_project", file).stderr.endswith("Nothing was changed.\n")


def test_tables_of_an_older_version_are_said_too(file: str, tmp_path: Path) -> None:
    with database(tmp_path / "older.sqlite3") as url:
        assert manage(url, "migrate", "-v0", "sessions").returncode == 0
        done = manage(url, "import_project", file)
        assert done.returncode == 1 and BEHIND in done.stderr


def test_migrate_and_demo_are_enough(file: str, tmp_path: Path) -> None:
    with database(tmp_path / "new.sqlite3") as url:
        assert manage(url, "migrate", "-v0").returncode == 0
        first = manage(url, "demo")
        assert (first.returncode, first.stderr) == (0, "")
        assert "2017.yaml: loaded\n" in first.stdout
        assert first.stdout.endswith("demo data loaded\n")
        assert manage(url, "demo").stdout == "demo data is there already\n"
        assert manage(url, "check_scores").stdout == "all stored scores are right\n"
        taken = manage(url, "import_project", file)
        assert taken.returncode == 1 and "there is a project “churn” already" in taken.stderr


@pytest.mark.parametrize("said", ["database is locked", "couldn't get a connection after 10 sec"])
def test_a_lock_and_a_server_that_is_away_are_still_said_as_such(
    said: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(document: object) -> Project:
        raise OperationalError(said)

    def asked() -> bool:
        raise AssertionError("the database was waited for once more")

    monkeypatch.setattr(project_import, "_import", fail)
    monkeypatch.setattr(behind, "is_behind", asked)
    with pytest.raises(CommandError, match=f"did not answer in time: {said}. Import .* in a mome"):
        call_command("import_project", file)


def test_another_error_of_the_database_stays_one(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> list[str]:
        raise ProgrammingError("no such function: sum_of_all")

    monkeypatch.setattr(check_scores, "score_faults", fail)
    with pytest.raises(ProgrammingError, match="sum_of_all"):
        call_command("check_scores")
