"""What a rubric version is, as far as arithmetic is concerned."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache
from math import lcm
from typing import NamedTuple

NOT_APPLICABLE = "not_applicable"
"""The level key of an item that does not apply; only where the version allows it."""


@lru_cache(maxsize=8192)
def exact(number: Decimal | str) -> Fraction:
    """A decimal as a fraction. Raises ``ValueError`` for anything that is no plain decimal."""
    return Fraction(str(number))


class Aggregation(StrEnum):
    """How points become a section score, or section scores the overall score."""

    SUM = "sum"
    MEAN = "mean"
    MIN = "min"


class NotApplicablePolicy(StrEnum):
    """How an item that does not apply is scored. Neither paper says; the version does.

    ``zero``: it scores nothing and keeps its place, the published arithmetic.
    ``exclude``: it is left out of a mean; in a sum that equals ``zero``.
    ``rescale``: the section is scaled from its applicable items to its full size.
    """

    ZERO = "zero"
    EXCLUDE = "exclude"
    RESCALE = "rescale"


class Level(NamedTuple):
    key: str
    label: str
    points: Fraction


class Item(NamedTuple):
    key: str
    title: str
    weight: Fraction = Fraction(1)


@dataclass(frozen=True)
class Section:
    """``counts`` is false for a section that is shown but left out of the overall score."""

    key: str
    title: str
    items: tuple[Item, ...]
    aggregation: Aggregation = Aggregation.SUM
    counts: bool = True

    @cached_property
    def weight(self) -> Fraction:
        """Of all items together."""
        return sum((item.weight for item in self.items), Fraction(0))


class Band(NamedTuple):
    """A named range of the overall score, from ``lower`` up to the next band.

    ``inclusive`` says whether a score equal to ``lower`` belongs to it, so that both
    ``0, (0,1], (1,2]`` (2017 paper) and ``0, 1-2, 3-4`` (2016 paper) can be written.
    """

    key: str
    label: str
    meaning: str
    lower: Fraction
    inclusive: bool = True

    def starts_at_or_below(self, score: Fraction) -> bool:
        return score > self.lower or (self.inclusive and score == self.lower)


class Gate(NamedTuple):
    """What has to be there before the overall score may rise above ``cap``.

    It holds while ``item`` has fewer points than its level ``level`` gives, or while ``section``
    scores less than ``score``; one of the two is named, the other is ''.
    """

    key: str
    label: str
    cap: Fraction
    meaning: str = ""
    item: str = ""
    level: str = ""
    section: str = ""
    score: Fraction = Fraction(0)


@dataclass(frozen=True)
class RubricDefinition:
    slug: str
    version: str
    levels: tuple[Level, ...]
    sections: tuple[Section, ...]
    bands: tuple[Band, ...]
    overall: Aggregation = Aggregation.MIN
    not_applicable_allowed: bool = False
    not_applicable_policy: NotApplicablePolicy = NotApplicablePolicy.ZERO
    gates: tuple[Gate, ...] = ()

    @cached_property
    def top_points(self) -> Fraction:
        return max(level.points for level in self.levels)

    @cached_property
    def item_keys(self) -> tuple[str, ...]:
        return tuple(item.key for section in self.sections for item in section.items)

    def points(self, level_key: str) -> Fraction:
        """The exact points of a level. Raises ``KeyError`` for a key the version does not have."""
        return self._points[level_key]

    def share(self, level_key: str) -> Fraction:
        """The points of a level as a part of the most that a level gives, from 0 to 1."""
        return self._shares[level_key]

    @cached_property
    def _points(self) -> dict[str, Fraction]:
        return {level.key: level.points for level in self.levels}

    @cached_property
    def _shares(self) -> dict[str, Fraction]:
        top = self.top_points
        return {key: points / top if top else Fraction(0) for key, points in self._points.items()}

    @cached_property
    def units_per_point(self) -> int:
        """So many that every item's points are a whole number of units, whatever its level."""
        worths = [
            item.weight * level.points
            for section in self.sections
            for item in section.items
            for level in self.levels
        ]
        return lcm(*(worth.denominator for worth in worths))

    @cached_property
    def units(self) -> dict[str, dict[str, int]]:
        """By item and level key how many units an item's weighted points are.

        Whole numbers are added several times faster than fractions, and as exactly.
        """
        return {
            item.key: {
                level.key: int(item.weight * level.points * self.units_per_point)
                for level in self.levels
            }
            for section in self.sections
            for item in section.items
        }

    @cached_property
    def section_maxima(self) -> dict[str, Fraction]:
        """The score of each section, by key, of a project that does everything."""
        return {
            section.key: self.top_points
            if section.aggregation is Aggregation.MEAN
            else self.top_points * section.weight
            for section in self.sections
        }

    def with_policy(self, policy: NotApplicablePolicy) -> "RubricDefinition":
        return self._by_policy[policy]

    @cached_property
    def _by_policy(self) -> dict[NotApplicablePolicy, "RubricDefinition"]:
        """Made once, for each keeps what it has worked out."""
        return {one: replace(self, not_applicable_policy=one) for one in NotApplicablePolicy}
