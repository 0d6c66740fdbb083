"""A project moves to another installation, also on the other database, and is the same there."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import DemoDatabase

pytestmark = pytest.mark.server
ROOT = Path(__file__).resolve().parents[1]
# Everything that can belong to a project: plans, targets, owners, comments, actions, answers that
# were carried over, reopened and migrated ones; gates, facts and what does not apply by itself.
MAKE = """
import django; django.setup()
from django.db import transaction
from tests.cast import make_cast
from tests.management.test_project_files import rich, with_facts
with transaction.atomic():
    cast = make_cast()
    rich(cast, "Zeile eins\\nline two: 'quoted' =1+1 \\U0001f600 \\u05e9\\u05dc")
    with_facts(cast)
"""
RUBRIC = """
import django; django.setup()
from tests.everything import everything, load
load(everything())
"""
SLUGS = ("churn", "bot")


@pytest.fixture(scope="module")
def empty() -> Iterator[dict[str, DemoDatabase]]:
    made = {vendor: DemoDatabase(vendor, demo=False) for vendor in ("sqlite", "postgresql")}
    yield made
    for database in made.values():
        database.close()


def run(url: str, *words: str) -> str:
    settings = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "mlscore_site.settings"}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
@pytest.mark.parametrize("source", ["sqlite", "postgresql"])
def test_the_same_bytes_come_out_elsewhere(
    source: str, target: str, empty: dict[str, DemoDatabase], tmp_path: Path
) -> None:
    with empty[source].copy() as url:
        run(url, "-c", MAKE)
        for slug in SLUGS:
            run(url, "manage.py", "export_project", slug, "-o", str(tmp_path / f"{slug}.json"))
    with empty[target].copy() as url:
        run(url, "-c", RUBRIC)
        for slug in SLUGS:
            there, back = tmp_path / f"{slug}.json", tmp_path / f"{slug}-back.json"
            run(url, "manage.py", "import_project", str(there))
            run(url, "manage.py", "export_project", slug, "-o", str(back))
            assert back.read_bytes() == there.read_bytes()
        run(url, "manage.py", "check_scores")
