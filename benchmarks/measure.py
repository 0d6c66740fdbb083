"""Pages against the floor, asked in turn in one process; only ratios of neighbours count.

``python -m benchmarks.measure OUT SIZE …`` measures the database of ``DATABASE_URL`` at each size
and writes the rows as JSON. Processor time is that of this process: on a machine with other work it
is steadier than the clock; what a database server computes is in the clock's time only.
"""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

PAIRS, FEWEST, RESAMPLED = 40, 10, 300
WARM_UP = 20
"""Pairs that are not counted, fewer where they would take half of the time. PostgreSQL plans a
prepared statement anew for its first five askings."""
SECONDS, QUICK_SECONDS = 20.0, 2.0
"""How long a page is asked at most, once the fewest pairs are there."""
ASSESSMENTS = 8


@dataclass(frozen=True)
class Row:
    """Times are medians in ms: ``app`` and ``floor`` of the processor time of this process, and
    ``app_wall`` by the clock. The ratios are medians of neighbours, with what encloses them with
    95 per cent. Without a floor all but those of the app are None.
    """

    page: str
    engine: str
    projects: int
    app: float
    floor: float | None
    cpu: tuple[float, float, float] | None
    app_wall: float
    wall: tuple[float, float, float] | None
    bound: float | None
    statements: int
    raw: int
    brotli: int
    missed: list[str]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mlscore_site.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    changed = override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain}, ROOT_URLCONF="benchmarks.urls"
    )
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_rubric", shipped=True, verbosity=0)
    out, *sizes = sys.argv[1:]
    seconds = QUICK_SECONDS if os.environ.get("BENCH_QUICK") else SECONDS
    rows: list[dict[str, Any]] = []
    with changed:
        for size in map(int, sizes):
            call_command("demo", projects=size, assessments=ASSESSMENTS)
            for row in _rows(size, seconds):
                rows.append(asdict(row))
                Path(out).write_text(json.dumps(rows))


def _rows(size: int, seconds: float) -> Iterator[Row]:
    from django.db import connection

    from .pages import PAGES, SAVE
    from .scenes import Scene

    # PostgreSQL compares a plan for any values with what plans cost this connection before: those
    # of a database a tenth as large make it plan each statement anew, each time.
    connection.close()
    scene = Scene()
    started = time.perf_counter()
    for number, page in enumerate((*PAGES, SAVE), 1):
        app, floor = scene.save(page) if page is SAVE else scene.page(page)
        row = _row(scene, page, size, app, floor, seconds)
        said = f"{row.cpu[0]:.2f} x its floor" if row.cpu else f"{row.app:.0f} ms"
        print(
            f"{row.engine} {size:,}: {number} of {len(PAGES) + 1}, {page.name}: {said}, "
            f"{time.perf_counter() - started:.0f} s so far",
            file=sys.stderr,
            flush=True,
        )
        yield row
    scene.check_saves()


def _row(
    scene: Any,
    page: Any,
    size: int,
    app: Callable[[], bytes],
    floor: Callable[[], bytes] | None,
    seconds: float,
) -> Row:
    import brotli  # type: ignore[import-untyped]

    statements = scene.statements(app)
    body = app()
    apps, floors = _timed(app, floor, seconds)
    cpu = spread(apps, floors, 0) if floors else None
    wall = spread(apps, floors, 1) if floors else None
    packed = len(brotli.compress(body, quality=5))
    found = missed_goals(page, cpu, wall, statements, len(body), packed)
    return Row(
        page=page.name,
        engine=scene.engine,
        projects=size,
        app=_median(apps, 0),
        floor=_median(floors, 0) if floors else None,
        cpu=cpu,
        app_wall=_median(apps, 1),
        wall=wall,
        bound=page.ratio,
        statements=statements,
        raw=len(body),
        brotli=packed,
        missed=[] if page.download else found,
    )


def missed_goals(
    page: Any,
    cpu: tuple[float, float, float] | None,
    wall: tuple[float, float, float] | None,
    statements: int,
    raw: int,
    packed: int,
) -> list[str]:
    """The goals that are missed for certain: a ratio only if its whole interval is above."""
    found = []
    for name, ratio in (("processor time", cpu), ("time", wall)):
        if page.ratio is not None and ratio and ratio[1] > page.ratio:
            found.append(f"{name} {ratio[1]:.2f} > {page.ratio} x its floor")
    for name, value, most in (
        ("statements", statements, page.statements),
        ("bytes", raw, page.raw),
        ("bytes of brotli", packed, page.brotli),
    ):
        if value > most:
            found.append(f"{value:,} {name} > {most:,}")
    return found


Times = list[tuple[float, float]]
"""Of each asking, the seconds of processor time and by the clock."""


def _timed(
    app: Callable[[], bytes], floor: Callable[[], bytes] | None, seconds: float
) -> tuple[Times, Times]:
    """Each asked in turn, in an order that is drawn for each pair."""
    chance = random.Random(1)
    asked = [app, floor] if floor else [app]
    times: dict[Callable[[], bytes], Times] = {ask: [] for ask in asked}
    started = time.perf_counter()
    for _ in range(WARM_UP):
        for ask in asked:
            ask()
        if time.perf_counter() > started + seconds / 2:
            break
    end = time.perf_counter() + seconds
    for number in range(PAIRS):
        if number >= FEWEST and time.perf_counter() > end:
            break
        for ask in chance.sample(asked, len(asked)):
            clock, processor = time.perf_counter(), time.process_time()
            ask()
            times[ask].append((time.process_time() - processor, time.perf_counter() - clock))
    return times[app], times[floor] if floor else []


def _median(times: Times, which: int) -> float:
    return 1000 * statistics.median(pair[which] for pair in times)


def spread(apps: Times, floors: Times, which: int) -> tuple[float, float, float]:
    """The median of the ratios of neighbours, and where it lies with 95 per cent."""
    ratios = [one[which] / other[which] for one, other in zip(apps, floors, strict=True)]
    return statistics.median(ratios), *interval(ratios)


def interval(ratios: list[float]) -> tuple[float, float]:
    """Where the median lies with 95 per cent, by drawing from the ratios again and again."""
    chance = random.Random(2)
    medians = sorted(
        statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(RESAMPLED)
    )
    return medians[RESAMPLED // 40], medians[-RESAMPLED // 40]


if __name__ == "__main__":
    main()
