"""What stands with a chart: the small picture before it and the table beside it."""

from decimal import Decimal
from typing import NamedTuple

from assessments.scoring.history import Series, step_points

STILL_WIDTH, STILL_HEIGHT = 800, 320
REACHED = "reached"
"""What stands in a column of gaps where there is none."""


class Cell(NamedTuple):
    """``number`` is true for what is aligned as a number."""

    text: str
    number: bool


class ChartTable(NamedTuple):
    """The numbers of a chart as ready strings; the first of each row names it."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def heads(self) -> tuple[Cell, ...]:
        """A column is one of numbers if its first entry is."""
        first = self.rows[0] if self.rows else self.head
        numbers = [False, *(_is_number(text) for text in first[1:])]
        return tuple(Cell(text, number) for text, number in zip(self.head, numbers, strict=True))

    @property
    def lines(self) -> tuple[tuple[Cell, ...], ...]:
        return tuple(tuple(Cell(text, _is_number(text)) for text in row) for row in self.rows)


class StillBand(NamedTuple):
    y: float
    height: float
    rank: int


class Still(NamedTuple):
    """A chart of scores over time as points of SVG polylines in a box of 800 x 320."""

    bands: tuple[StillBand, ...]
    sections: tuple[str, ...]
    overall: str
    target: float | None


def still_of(series: Series) -> Still:
    """The first picture of a series, painted before Plotly has loaded."""

    def points(scores: tuple[Decimal | None, ...]) -> str:
        return step_points(series.dates, scores, series.top, STILL_WIDTH, STILL_HEIGHT)

    def y(score: Decimal) -> float:
        return round(STILL_HEIGHT - STILL_HEIGHT * float(score / series.top), 1)

    return Still(
        bands=tuple(
            StillBand(y(band.upper), round(y(band.lower) - y(band.upper), 1), band.rank)
            for band in series.bands
        ),
        sections=tuple(points(part.scores) for part in series.sections),
        overall=points(series.overall),
        target=None if series.target is None else y(series.target),
    )


def _is_number(text: str) -> bool:
    return text[:1].isdigit() or text[:1] in {"+", "−", "–"} or text == REACHED
