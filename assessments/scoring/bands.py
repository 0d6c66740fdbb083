"""Which band a score belongs to, and whether a list of bands is sound."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from .rubric import Band


def band_for(bands: Sequence[Band], score: Fraction) -> Band:
    """The last band whose lower bound is met. Uses the exact score, never the rounded one.

    Upper bounds are never consulted: the 2016 paper's table leaves 11 in no band, and a
    lower-bound rule puts it into the top band, as the 2017 paper does at half the scale.
    Raises ``ValueError`` for a score below every band.
    """
    for band in reversed(bands):
        if band.starts_at_or_below(score):
            return band
    raise ValueError(f"no band holds a score of {score}")


def band_faults(bands: Sequence[Band], maximum: Fraction) -> list[str]:
    """What is wrong with the bands for scores from 0 to ``maximum``, in words; empty if sound."""
    if not bands:
        return ["there are no bands"]
    return [reason for _, reason in band_faults_at(bands, maximum)]


def band_faults_at(bands: Sequence[Band], maximum: Fraction) -> Iterator[tuple[int, str]]:
    """The faults with the number of the band that each is about, from 0.

    A hole can only lie below the first band, since each band reaches up to the next one.
    """
    if not bands[0].starts_at_or_below(Fraction(0)):
        yield 0, f"a score of 0 is in no band: {bands[0].key!r} has to start at 0, inclusive"
    for number, (lower, upper) in enumerate(pairwise(bands), start=1):
        if (upper.lower, not upper.inclusive) <= (lower.lower, not lower.inclusive):
            yield number, f"{upper.key!r} has to start above {lower.key!r}: the two overlap"
    for number, band in enumerate(bands):
        if not band.starts_at_or_below(maximum):
            yield number, f"{band.key!r} can never be reached: the highest score is {maximum}"
