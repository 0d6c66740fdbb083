"""A real server and what it has to do: ``python -m benchmarks.live OUT EMPTY`` for one database.

``DATABASE_URL`` is the one with the people, ``EMPTY`` the address of an empty one to start on; both
are thrown away by whoever made them. Writes the figures as JSON, after each step what is there.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .goals import Figure, at_pace
from .start import hellos, starts

SETTINGS = "benchmarks.live_settings"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    # Asked to end, it ends what it has started first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("mlscore: the benchmark was ended"))
    import django

    django.setup()
    from mlscore_site.serve import prepare

    out, empty = sys.argv[1:]
    prepare()
    _Report(Path(out)).all(empty)


class _Report:
    def __init__(self, out: Path) -> None:
        from django.db import connection

        self.out, self.engine = out, connection.vendor
        self.rows: list[dict[str, Any]] = []
        self.started = time.perf_counter()

    def all(self, empty: str) -> None:
        from tests.support.server import running_server

        from .cast import Cast
        from .chart_size import chart_sizes
        from .crowd import MANY, PEOPLE, crowd, many, same_draft
        from .distance import distance
        from .live_urls import SHOWN
        from .memory import memory
        from .paint import paints

        self.pace = hellos()
        self.add("starts", starts(empty, self.engine))
        cast = Cast(PEOPLE + MANY, PEOPLE)
        shown = self.out.with_suffix(".shown")
        cast.record_floor(shown)
        more = {"DJANGO_SETTINGS_MODULE": SETTINGS, SHOWN: str(shown), "DEMO": "0"}
        with running_server(os.environ["DATABASE_URL"], **more) as server:
            assert server.process is not None
            port, engine = int(server.environment["PORT"]), self.engine
            self.add("a crowd", crowd(cast, port, engine))
            self.add("one draft for all", same_draft(cast, port, engine))
            self.add("a larger crowd", many(cast, port, engine))
            self.add("charts", chart_sizes(cast, port, engine))
            self.add("paints", paints(cast, port, engine))
            self.add("memory", memory(cast, port, server.process.pid, engine))
        if self.engine == "postgresql":
            self.add("distance", distance(cast, self.engine, **more))

    def add(self, step: str, figures: Iterable[Figure]) -> None:
        """With the goals that hold at the machine's pace meanwhile, which changes."""
        measured = list(figures)
        before, self.pace = self.pace, hellos()
        pace = (before + self.pace) / 2
        measured.append(Figure(f"{step}: hellos a second", self.engine, pace))
        self.rows += [asdict(at_pace(figure, pace)) for figure in measured]
        self.out.write_text(json.dumps(self.rows))
        seconds = time.perf_counter() - self.started
        said = f"{self.engine}, running server: {step}, {seconds:.0f} s so far"
        print(said, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
