"""Counts of many teams put together: exact medians from merged histograms, what is least done."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from .scores import rounded

SHARE = Decimal("0.00000001")
Counts = Mapping[str, int]
"""How many projects have a key: a score as text ("3.5"), a band or a section."""


class ItemCount(NamedTuple):
    """``below``: projects below the item's highest level; ``nothing``: those that have no points.

    ``holds``: projects of the first whose overall score the item holds back, because it is in a
    weakest section.
    """

    key: str
    below: int
    nothing: int
    holds: int


class Dot(NamedTuple):
    """A section's score in a row of dots. ``at`` is its place on the axis, in the axis's unit."""

    section: str
    at: float
    words: str
    weakest: bool


class TargetMark(NamedTuple):
    """The target of a row's overall score, on the axis as a ``Dot``; the words say the gap too."""

    at: float
    words: str


class DotRow(NamedTuple):
    """One project with its section scores, in the order of its rubric.

    ``name`` is short; ``facts`` is what is said of each mark: the whole name, the date of the score
    and its band. ``target`` is None without one.
    """

    name: str
    facts: tuple[str, ...]
    dots: tuple[Dot, ...]
    target: TargetMark | None = None


def merged(parts: Iterable[Counts]) -> dict[str, int]:
    """The sum of counts, key by key."""
    total: dict[str, int] = {}
    for part in parts:
        for key, number in part.items():
            total[key] = total.get(key, 0) + number
    return total


def median(scores: Counts) -> Fraction | None:
    """The exact median of scores as text with their numbers; None without any.

    Of an even number it is the mean of the two in the middle, as usual.
    """
    ordered = sorted((_decimal(score), number) for score, number in scores.items() if number > 0)
    total = sum(number for _, number in ordered)
    if not total:
        return None
    # Scores have few digits, so that this is exact in decimals too.
    return Fraction((_nth(ordered, (total - 1) // 2) + _nth(ordered, total // 2)) / 2)


@lru_cache(maxsize=8192)
def _decimal(score: str) -> Decimal:
    """A score as text, to be compared: exact as it is, and quicker than a fraction."""
    return Decimal(score)


def _nth(ordered: list[tuple[Decimal, int]], index: int) -> Decimal:
    """The score at ``index``, counted from 0; ``index`` is below the sum of the numbers."""
    for score, number in ordered:
        if index < number:
            return score
        index -= number
    raise IndexError(index)


def share(score: Decimal, maximum: Decimal) -> Decimal:
    """The part of its maximum that a score reaches, to eight decimals, half to even.

    6 of 14 and 3 of 7 are the same. 0 where the maximum is 0; 1 at most, by the rubric's rules.
    """
    if not maximum:
        return Decimal(0)
    return (score / maximum).quantize(SHARE, ROUND_HALF_EVEN)


def on_scale(score: Decimal, maximum: Decimal, other: Decimal) -> Decimal:
    """The score that is the same share of the maximum ``other``, to two decimals, half to even.

    7 of 14 is 3.5 on a scale up to 7. 0 where ``maximum`` is 0.
    """
    if maximum == other:
        return score
    if not maximum:
        return Decimal(0)
    return rounded(Fraction(score) * Fraction(other) / Fraction(maximum))


def mean_share(scores: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """The mean share of sections, each a score and its maximum; 0 without any.

    Each section has the same weight, however many points it gives.
    """
    shares = [Fraction(share(score, maximum)) for score, maximum in scores]
    mean = sum(shares, Fraction(0)) / (len(shares) or 1)
    return (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(SHARE, ROUND_HALF_EVEN)


def most_often(counts: Counts) -> tuple[str, ...]:
    """The keys with the highest count, in the order of the counts; none where all are 0."""
    most = max(counts.values(), default=0)
    return tuple(key for key, number in counts.items() if most and number == most)


def least_done(parts: Iterable[Mapping[str, Sequence[int]]]) -> tuple[ItemCount, ...]:
    """Items that some project has below their highest level, the least done first.

    Where two are below in as many projects, the one that holds more back comes first, then the
    one that more have nothing of, then the key decides.
    """
    sums: dict[str, list[int]] = {}
    for part in parts:
        for key, (below, nothing, holds, *_) in part.items():
            total = sums.get(key)
            if total is None:
                sums[key] = [below, nothing, holds]
                continue
            total[0] += below
            total[1] += nothing
            total[2] += holds
    found = [ItemCount(key, *total) for key, total in sums.items() if total[0]]
    return tuple(sorted(found, key=lambda i: (-i.below, -i.holds, -i.nothing, i.key)))
