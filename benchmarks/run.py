"""What ``make bench`` runs: pages and the save against a floor, in one process, interleaved.

The floor of a page is a bare view with one query and the same template, rendered from the same
context; the floor of a save is the same UPDATE and INSERT by raw SQL in one transaction. Only
ratios of neighbours count: other work on the machine slows both. Statement counts are exact.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SIZES = (20, 200)
PAIRS = 60
WARM_UP = 5


@dataclass(frozen=True)
class Row:
    """``ratio`` is the median of app / floor over neighbouring pairs; ``kb`` is the page's size."""

    scenario: str
    engine: str
    projects: int
    app_ms: float
    floor_ms: float
    ratio: float
    statements: int
    kb: float


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="mlscore-bench-") as folder:
        if len(sys.argv) == 1:
            _both_engines(Path(folder))
        else:
            _measure(Path(sys.argv[1]))


def _both_engines(folder: Path) -> None:
    """Each engine in a process of its own, since Django reads its database once."""
    import subprocess

    from tests.support.postgres import throwaway_postgres

    rows: list[dict[str, Any]] = []
    with throwaway_postgres() as postgres:
        for url in (f"sqlite:///{folder / 'bench.sqlite3'}", postgres):
            out = folder / "rows.json"
            environment = {**os.environ, "DATABASE_URL": url, "DEMO": "0"}
            command = [sys.executable, "-m", "benchmarks.run", str(out)]
            subprocess.run(command, env=environment, check=True)
            rows += json.loads(out.read_text())
    _print(rows)
    target = Path("var") / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(rows, indent=1))
    print(f"\nwritten to {target}")


def _print(rows: list[dict[str, Any]]) -> None:
    print("\n| scenario | engine | projects | app ms | floor ms | ratio | statements | kB |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row['scenario']} | {row['engine']} | {row['projects']} | {row['app_ms']:.1f} "
            f"| {row['floor_ms']:.1f} | {row['ratio']:.2f} | {row['statements']} "
            f"| {row['kb']:.0f} |"
        )


def _measure(out: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlscore_site.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import override_settings, setup_test_environment

    setup_test_environment()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_rubric", shipped=True, verbosity=0)
    from benchmarks.scenarios import Installation, scenarios

    installation = Installation()
    rows = []
    for size in SIZES:
        installation.grow(size)
        for scenario in scenarios(installation):
            app, floor, ratio = _pairs(scenario.app, scenario.floor)
            rows.append(
                Row(
                    scenario.name,
                    installation.engine,
                    size,
                    app,
                    floor,
                    ratio,
                    scenario.statements(),
                    scenario.kb(),
                )
            )
            print(f"{installation.engine} {size} {scenario.name}: {ratio:.2f}", flush=True)
    out.write_text(json.dumps([asdict(row) for row in rows]))


def _pairs(app: Callable[[], object], floor: Callable[[], object]) -> tuple[float, float, float]:
    for _ in range(WARM_UP):
        app(), floor()
    pairs = [(_timed(app), _timed(floor)) for _ in range(PAIRS)]
    ratios = [a / f for a, f in pairs]
    return (
        1000 * statistics.median(a for a, _ in pairs),
        1000 * statistics.median(f for _, f in pairs),
        statistics.median(ratios),
    )


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
