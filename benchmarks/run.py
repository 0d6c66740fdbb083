"""What ``make bench`` runs: each page against its floor, at each size, on SQLite and PostgreSQL.

``python -m benchmarks.run [--quick] [SIZE …]``. The databases are thrown away afterwards; the table
is printed and kept in ``var/bench.json``. ``--quick`` asks each page for two seconds at most, at 20
and 200 projects unless told otherwise. Exits 1 if a goal is missed for certain.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.support.postgres import throwaway_postgres

from .report import missed, table

SIZES = ("20", "200", "2000", "20000")
QUICK = "--quick"
TARGET = Path("var") / "bench.json"


def main() -> int:
    started = time.perf_counter()
    quick = QUICK in sys.argv[1:]
    sizes = [given for given in sys.argv[1:] if given != QUICK] or SIZES[: 2 if quick else None]
    if not all(size.isascii() and size.isdigit() and int(size) for size in sizes):
        raise SystemExit("mlscore: the sizes are numbers of projects, such as 20 200.")
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="mlscore-bench-") as folder, throwaway_postgres() as pg:
        for url in (f"sqlite:///{folder}/bench.sqlite3", pg):
            rows += measured(url, Path(folder) / "rows.json", sorted(sizes, key=int), quick=quick)
    print(table(rows))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(rows, indent=1))
    print(f"\nwritten to {TARGET} after {time.perf_counter() - started:.0f} s")
    return missed(rows)


def measured(url: str, out: Path, sizes: list[str], *, quick: bool) -> list[dict[str, Any]]:
    """In a process of its own, since Django reads its database once."""
    command = [sys.executable, "-m", "benchmarks.measure", str(out), *sizes]
    environment = {**os.environ, "DATABASE_URL": url, "DEMO": "1"}
    if quick:
        environment["BENCH_QUICK"] = "1"
    subprocess.run(command, env=environment, check=True)
    rows: list[dict[str, Any]] = json.loads(out.read_text())
    return rows


if __name__ == "__main__":
    sys.exit(main())
