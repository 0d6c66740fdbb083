"""Scores over time: what the chart, the sparkline and the sentence beneath are made of."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class SectionSeries(NamedTuple):
    """``scores`` has None where the rubric version of that day did not have the section.

    ``written`` are the scores as people read them, *7 of 14*, '' where there is none.
    """

    key: str
    title: str
    scores: tuple[Decimal | None, ...]
    written: tuple[str, ...] = ()


class SeriesBand(NamedTuple):
    """A band from ``lower`` up to ``upper`` on the axis; ``rank`` 0 is the lowest."""

    label: str
    lower: Decimal
    upper: Decimal
    rank: int


class VersionChange(NamedTuple):
    """``on`` is the first assessment against another rubric version, named by ``label``."""

    on: date
    label: str


class Series(NamedTuple):
    """Closed assessments, oldest first. ``labels`` name the periods, ``bands`` end at ``top``.

    Scores are in points, or in per cent of the full score where ``in_percent``: versions on
    different scales have nothing else in common. ``facts`` says more about each overall score:
    the score in words where it is drawn in per cent, its band, the weakest section.
    """

    dates: tuple[date, ...]
    labels: tuple[str, ...]
    overall: tuple[Decimal, ...]
    band_labels: tuple[str, ...]
    sections: tuple[SectionSeries, ...]
    bands: tuple[SeriesBand, ...]
    top: Decimal
    facts: tuple[tuple[str, ...], ...] = ()
    in_percent: bool = False
    changes: tuple[VersionChange, ...] = ()
    target: Decimal | None = None
    target_label: str = ""


def step_points(
    dates: Sequence[date], scores: Sequence[Decimal | None], top: Decimal, width: int, height: int
) -> str:
    """The points of an SVG polyline that steps from score to score at their true dates.

    A score of None is left out. Empty below two dates. ``top`` is the score at the upper edge;
    the origin is top left.
    """
    if len(dates) < 2 or not top:
        return ""
    first = dates[0].toordinal()
    span = max(dates[-1].toordinal() - first, 1)
    points: list[str] = []
    y = 0.0
    for day, score in zip(dates, scores, strict=True):
        if score is None:
            continue
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
    places = [
        (
            round(width * (day.toordinal() - first) / span),
            round(height - height * float(score / top)),
        )
        for day, score in zip(dates, scores, strict=True)
    ]
    x, y = places[0]
    path = f"M{x} {y}"
    for to_x, to_y in places:
        if to_y != y:
            path += f"h{to_x - x}v{to_y - y}"
            x, y = to_x, to_y
    end = places[-1][0]
    return f"{path}h{end - x}" if end != x else path
