"""Scores over time: what the chart, the sparkline and the sentence beneath are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SectionSeries:
    key: str
    title: str
    scores: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class SeriesBand:
    """A band from ``lower`` up to ``upper``, in points; ``rank`` 0 is the lowest."""

    label: str
    lower: Decimal
    upper: Decimal
    rank: int


@dataclass(frozen=True, slots=True)
class Series:
    """Closed assessments, oldest first. ``labels`` name the periods, ``bands`` end at ``top``."""

    dates: tuple[date, ...]
    labels: tuple[str, ...]
    overall: tuple[Decimal, ...]
    band_labels: tuple[str, ...]
    sections: tuple[SectionSeries, ...]
    bands: tuple[SeriesBand, ...]
    top: Decimal


def step_points(
    dates: Sequence[date], scores: Sequence[Decimal], top: Decimal, width: int, height: int
) -> str:
    """The points of an SVG polyline that steps from score to score at their true dates.

    Empty below two scores. ``top`` is the score at the upper edge; the origin is top left.
    """
    if len(dates) < 2 or not top:
        return ""
    first = dates[0].toordinal()
    span = max(dates[-1].toordinal() - first, 1)
    points: list[str] = []
    y = 0.0
    for day, score in zip(dates, scores, strict=True):
        x = width * (day.toordinal() - first) / span
        if points:
            points.append(f"{x:.1f},{y:.1f}")
        y = height - height * float(score / top)
        points.append(f"{x:.1f},{y:.1f}")
    return " ".join(points)


def step_path(
    dates: Sequence[date], scores: Sequence[Decimal], top: Decimal, width: int, height: int
) -> str:
    """The same as the path of an SVG in whole units, as short as it can be said."""
    if len(dates) < 2 or not top:
        return ""
    first = dates[0].toordinal()
    span = max(dates[-1].toordinal() - first, 1)
    path, x, y = "", 0, 0
    for day, score in zip(dates, scores, strict=True):
        to_x = round(width * (day.toordinal() - first) / span)
        to_y = round(height - height * float(score / top))
        path += f"h{to_x - x}" if path and to_x != x else ""
        if not path:
            path = f"M{to_x} {to_y}"
        elif to_y != y:
            path += f"v{to_y - y}"
        x, y = to_x, to_y
    return path
