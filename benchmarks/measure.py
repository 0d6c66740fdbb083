"""Pages against the floor, asked in turn in one process; only ratios of neighbours count.

``python -m benchmarks.measure OUT SIZE …`` measures the database of ``DATABASE_URL`` at each size
and writes the rows as JSON.
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

PAIRS, WARM_UP, RESAMPLED = 40, 4, 300
ASSESSMENTS = 8


@dataclass(frozen=True)
class Row:
    """Times are medians; ``low`` and ``high`` enclose the median ratio with 95 per cent."""

    page: str
    engine: str
    projects: int
    app_ms: float
    floor_ms: float
    ratio: float
    low: float
    high: float
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
    rows: list[dict[str, Any]] = []
    with changed:
        for size in map(int, sys.argv[2:]):
            call_command("demo", projects=size, assessments=ASSESSMENTS)
            rows += [asdict(row) for row in _rows(size)]
    Path(sys.argv[1]).write_text(json.dumps(rows))


def _rows(size: int) -> Iterator[Row]:
    from .pages import PAGES, SAVE
    from .scenes import Scene

    scene = Scene()
    for page in PAGES:
        yield _row(scene, page, size, *scene.page(page))
    yield _row(scene, SAVE, size, *scene.save(SAVE))


def _row(scene: Any, page: Any, size: int, app: Callable[[], Any], floor: Callable[[], Any]) -> Row:
    import brotli  # type: ignore[import-untyped]

    statements = scene.statements(app)
    body = app().content
    apps, floors = _timed(app, floor)
    ratios = [one / other for one, other in zip(apps, floors, strict=True)]
    low, high = interval(ratios)
    packed = len(brotli.compress(body, quality=5))
    row = Row(
        page=page.name,
        engine=scene.engine,
        projects=size,
        app_ms=1000 * statistics.median(apps),
        floor_ms=1000 * statistics.median(floors),
        ratio=statistics.median(ratios),
        low=low,
        high=high,
        bound=page.ratio,
        statements=statements,
        raw=len(body),
        brotli=packed,
        missed=missed_goals(page, low, statements, len(body), packed),
    )
    print(f"{row.engine} {size:,} {page.name}: {row.ratio:.2f}", file=sys.stderr, flush=True)
    return row


def missed_goals(page: Any, low: float, statements: int, raw: int, packed: int) -> list[str]:
    """The goals that are missed for certain: a ratio only if its whole interval is above."""
    found = []
    if page.ratio is not None and low > page.ratio:
        found.append(f"ratio {low:.2f} > {page.ratio}")
    for name, value, most in (
        ("statements", statements, page.statements),
        ("bytes", raw, page.raw),
        ("bytes of brotli", packed, page.brotli),
    ):
        if value > most:
            found.append(f"{value:,} {name} > {most:,}")
    return found


def _timed(app: Callable[[], Any], floor: Callable[[], Any]) -> tuple[list[float], list[float]]:
    """Seconds of each, asked in turn, in an order that is drawn for each pair."""
    chance = random.Random(1)
    seconds: dict[Callable[[], Any], list[float]] = {app: [], floor: []}
    for _ in range(WARM_UP + PAIRS):
        for ask in chance.sample([app, floor], 2):
            started = time.perf_counter()
            ask()
            seconds[ask].append(time.perf_counter() - started)
    return seconds[app][WARM_UP:], seconds[floor][WARM_UP:]


def interval(ratios: list[float]) -> tuple[float, float]:
    """Where the median lies with 95 per cent, by drawing from the ratios again and again."""
    chance = random.Random(2)
    medians = sorted(
        statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(RESAMPLED)
    )
    return medians[RESAMPLED // 40], medians[-RESAMPLED // 40]


if __name__ == "__main__":
    main()
