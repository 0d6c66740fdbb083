"""The bands of a rubric version as a ruler: where each begins and ends, in per cent of its length.

Positions are strings such as ``14.29%``, so that the drawing grows with the page and its numbers
do not.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from assessments import scoring
from assessments.scoring import written

_RANKS = 6
"""As many colours of bands as there are."""
_POINT = Fraction(8, 10)
"""The width in per cent of a band that is a single score."""


class RulerBand(NamedTuple):
    """``step`` is its place among the colours, 0 to 5."""

    label: str
    x: str
    width: str
    step: int


class Tick(NamedTuple):
    """A bound; ``place`` is *start*, *middle* or *end*, so that no number leaves the drawing."""

    x: str
    label: str
    place: str


class Ruler(NamedTuple):
    """``points`` are bands that hold one score only; they are drawn over the others."""

    bands: tuple[RulerBand, ...]
    points: tuple[RulerBand, ...]
    ticks: tuple[Tick, ...]
    mark: str


def ruler(definition: scoring.RubricDefinition, mark: Fraction) -> Ruler:
    """``mark`` is a score that is pointed at."""
    maximum = scoring.maximum_score(definition)
    lowers = [band.lower for band in definition.bands]
    uppers = [*lowers[1:], maximum]
    drawn = [
        (lower == upper, _band(definition.bands[rank].label, lower, upper, rank, maximum))
        for rank, (lower, upper) in enumerate(zip(lowers, uppers, strict=True))
    ]
    bounds = sorted({Fraction(0), *lowers, maximum})
    return Ruler(
        bands=tuple(band for point, band in drawn if not point),
        points=tuple(band for point, band in drawn if point),
        ticks=tuple(_tick(bound, maximum) for bound in _apart(bounds, maximum)),
        mark=_at(mark, maximum),
    )


def _band(label: str, lower: Fraction, upper: Fraction, rank: int, maximum: Fraction) -> RulerBand:
    width = 100 * (upper - lower) / maximum
    start = 100 * lower / maximum
    return RulerBand(
        label=label,
        x=_per_cent(start if width else min(start, 100 - _POINT)),
        width=_per_cent(width or _POINT),
        step=min(rank, _RANKS - 1),
    )


def _tick(bound: Fraction, maximum: Fraction) -> Tick:
    place = "start" if not bound else "end" if bound == maximum else "middle"
    return Tick(_at(bound, maximum), written(bound), place)


def _apart(bounds: Sequence[Fraction], maximum: Fraction) -> Sequence[Fraction]:
    """Without bounds whose number would run into the one before or into the last."""
    shown = [bounds[0]]
    for bound in bounds[1:-1]:
        if 100 * min(bound - shown[-1], maximum - bound) / maximum >= 5:
            shown.append(bound)
    return [*shown, bounds[-1]] if len(bounds) > 1 else shown


def _at(score: Fraction, maximum: Fraction) -> str:
    return _per_cent(100 * score / maximum)


def _per_cent(number: Fraction) -> str:
    return f"{float(number):.2f}".rstrip("0").rstrip(".") + "%"
