"""The bytes of each chart's figure, as the pages send it."""

import re
from collections.abc import Iterator

from .cast import ASSESSMENTS, Cast
from .goals import Figure
from .people import Person

FIGURE = re.compile(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', re.DOTALL)


def chart_sizes(cast: Cast, port: int, engine: str) -> Iterator[Figure]:
    """A goal is set for the history of 20 assessments: four sections and the overall score."""
    person = Person(port, cast.root)
    for name, path, most in (
        (f"history of {ASSESSMENTS} assessments", f"/projects/{cast.long.slug}/", 4),
        ("sections of the dashboard’s page", "/chart/", None),
        ("comparison of 8 projects", f"/compare/?projects={cast.eight}", None),
    ):
        status, text = person.get(path)
        assert status == 200, f"{path} answers {status}"
        sizes = figure_sizes(text)
        assert sizes, f"{path} has no chart"
        yield Figure(f"{name}, figure", engine, max(sizes) / 1000, most, "kB")


def figure_sizes(page: str) -> list[int]:
    """The bytes of each figure in a page."""
    return [len(found.encode()) for found in FIGURE.findall(page)]
