"""What ``make bench`` runs: each page against its floor, at each size, then a running server.

``python -m benchmarks.run [--quick | --live] [SIZE …]``, on SQLite and PostgreSQL. The databases
are thrown away afterwards; the tables are printed and kept in ``var/bench.json`` and
``var/bench-live.json``. ``--quick`` leaves the running server out and asks each page for two
seconds at most, at 20 and 200 projects unless told otherwise; ``--live`` leaves the pages out.
Exits 1 if a goal is missed.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.support.postgres import throwaway_postgres

from .goals import any_missed, figures_table
from .report import missed, table

SIZES = ("20", "200", "2000", "20000")
QUICK, LIVE = "--quick", "--live"
TARGET, LIVE_TARGET = Path("var") / "bench.json", Path("var") / "bench-live.json"
Rows = list[dict[str, Any]]


def main() -> int:
    started = time.perf_counter()
    quick, live_only = QUICK in sys.argv[1:], LIVE in sys.argv[1:]
    given = [one for one in sys.argv[1:] if one not in (QUICK, LIVE)]
    sizes = sorted(given or SIZES[: 2 if quick else None], key=_size)
    rows: Rows = []
    figures: Rows = []
    with tempfile.TemporaryDirectory(prefix="mlscore-bench-") as name, throwaway_postgres() as pg:
        folder = Path(name)
        if not live_only:
            for url in (_sqlite(folder, "pages"), pg):
                rows += measured(url, folder / "rows.json", sizes, quick=quick)
                _keep(rows, TARGET)  # what follows may fail
        if not quick:
            for url, empty in (
                (_sqlite(folder, "live"), _sqlite(folder, "empty")),
                (_postgres(pg, "live"), _postgres(pg, "empty")),
            ):
                figures += running(url, empty, folder / "live.json")
                _keep(figures, LIVE_TARGET)
    if rows:
        print(table(rows))
    if figures:
        print(figures_table(figures))
    print(f"\nwritten to {TARGET.parent}/ after {time.perf_counter() - started:.0f} s")
    return missed(rows) or any_missed(figures)


def _keep(rows: Rows, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(rows, indent=1))


def _size(given: str) -> int:
    if not (given.isascii() and given.isdigit() and int(given)):
        raise SystemExit("mlscore: the sizes are numbers of projects, such as 20 200.")
    return int(given)


def _sqlite(folder: Path, name: str) -> str:
    return f"sqlite:///{folder}/{name}.sqlite3"


def _postgres(url: str, name: str) -> str:
    """The address of a new database of the server that ``url`` is of."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def measured(url: str, out: Path, sizes: list[str], *, quick: bool) -> Rows:
    """In a process of its own, since Django reads its database once."""
    command = ["benchmarks.measure", str(out), *sizes]
    environment = {"DATABASE_URL": url, "DEMO": "1"}
    return _run(command, out, {**environment, "BENCH_QUICK": "1"} if quick else environment)


def running(url: str, empty: str, out: Path) -> Rows:
    """What a running server is asked to do."""
    command = ["benchmarks.live", str(out), empty]
    return _run(command, out, {"DATABASE_URL": url, "DEMO": "1"})


def _run(command: list[str], out: Path, environment: dict[str, str]) -> Rows:
    whole = [sys.executable, "-m", *command]
    subprocess.run(whole, env={**os.environ, **environment}, check=True)
    rows: Rows = json.loads(out.read_text())
    return rows


if __name__ == "__main__":
    sys.exit(main())
