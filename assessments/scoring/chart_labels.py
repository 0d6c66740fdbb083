"""Where the words in a chart of scores over time stand, so that they lie over little else.

All places are parts of the chart: 0 to 1 from left to right, 0 to 1 from the bottom up. How wide a
label is depends on the screen; what is assumed here is between a phone's and a desk's.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from .history import Series

Scores = Sequence[Decimal | None]

LABEL_WIDTH, LABEL_HEIGHT = 0.3, 0.08
VERSION_WIDTH = 0.25
LATE = 2 / 3
"""From here on a version is named left of its line, so that the name is not cut off."""


class Box(NamedTuple):
    left: float
    right: float
    low: float
    high: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.low <= other.high
            and other.low <= self.high
        )


class VersionPlace(NamedTuple):
    """``late``: the name stands left of the line. ``row`` counts from 0, the uppermost."""

    late: bool
    row: int


def band_corners(series: Series) -> list[str]:
    """For each band, ``left`` or ``right``: the upper corner where its name lies over less."""
    lines = (series.overall, *(section.scores for section in series.sections))
    uppers = [band.upper for band in series.bands]
    return corners(uppers, series.top, series.dates, lines, names=list(_names(series)))


def corners(
    uppers: Sequence[Decimal],
    top: Decimal,
    dates: Sequence[date],
    lines: Sequence[Scores],
    *,
    names: Sequence[Box] = (),
) -> list[str]:
    """The same for bands that end at ``uppers``. ``names`` are those that stand already.

    No name rather than no line; left where both corners are the same.
    """
    steps = [step for scores in lines for step in _steps(dates, scores, top)]
    return [_corner(float(upper / top), names, steps) for upper in uppers]


def _corner(high: float, names: Sequence[Box], lines: Sequence[Box]) -> str:
    low = high - LABEL_HEIGHT
    boxes = {
        "left": Box(0, LABEL_WIDTH, low, high),
        "right": Box(1 - LABEL_WIDTH, 1, low, high),
    }
    met = {
        side: (sum(map(box.meets, names)), sum(map(box.meets, lines)))
        for side, box in boxes.items()
    }
    return min(boxes, key=lambda side: met[side])


def version_places(series: Series) -> list[VersionPlace]:
    """For each change of version, where its name stands: in the first row that is free there."""
    taken: list[list[tuple[float, float]]] = []
    places = []
    for change in series.changes:
        at = _across(change.on, series.dates)
        late = at > LATE
        left, right = (at - VERSION_WIDTH, at) if late else (at, at + VERSION_WIDTH)
        row = next(
            (
                index
                for index, spans in enumerate(taken)
                if all(right <= start or end <= left for start, end in spans)
            ),
            len(taken),
        )
        if row == len(taken):
            taken.append([])
        taken[row].append((left, right))
        places.append(VersionPlace(late, row))
    return places


def _names(series: Series) -> Iterator[Box]:
    """Those of the target and of changes of version."""
    if series.target is not None:
        low = float(series.target / series.top)
        yield Box(0, LABEL_WIDTH, low, low + LABEL_HEIGHT)
    for change, place in zip(series.changes, version_places(series), strict=True):
        at = _across(change.on, series.dates)
        left = at - VERSION_WIDTH if place.late else at
        high = 1 - place.row * LABEL_HEIGHT
        yield Box(left, left + VERSION_WIDTH, high - LABEL_HEIGHT, high)


def _steps(dates: Sequence[date], scores: Scores, top: Decimal) -> Iterator[Box]:
    """Each score as the line from its day to the next, and the step up or down at its end."""
    points = [
        (_across(day, dates), float(score / top))
        for day, score in zip(dates, scores, strict=True)
        if score is not None
    ]
    for at, (x, y) in enumerate(points):
        to_x, to_y = points[at + 1] if at + 1 < len(points) else (x, y)
        yield Box(x, to_x, y, y)
        yield Box(to_x, to_x, min(y, to_y), max(y, to_y))


def _across(day: date, dates: Sequence[date]) -> float:
    return (day - dates[0]) / max(dates[-1] - dates[0], date.resolution)
