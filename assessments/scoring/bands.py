"""Which band a score belongs to, and whether a list of bands is sound."""

from collections.abc import Sequence
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
    """What is wrong with the bands for scores from 0 to ``maximum``, in words; empty if sound.

    A hole can only lie below the first band, since each band reaches up to the next one.
    """
    if not bands:
        return ["there are no bands"]
    faults = []
    if not bands[0].starts_at_or_below(Fraction(0)):
        faults.append(f"a score of 0 is in no band: {bands[0].key!r} has to start at 0, inclusive")
    for lower, upper in pairwise(bands):
        if (upper.lower, not upper.inclusive) <= (lower.lower, not lower.inclusive):
            faults.append(f"{upper.key!r} has to start above {lower.key!r}: the two overlap")
    top = bands[-1]
    if not top.starts_at_or_below(maximum):
        faults.append(f"{top.key!r} can never be reached: the highest score is {maximum}")
    return faults
