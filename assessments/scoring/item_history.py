"""One item over time: how long it stood at a state, and how often it fell back."""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from .rubric import NOT_APPLICABLE, RubricDefinition


class State(NamedTuple):
    """A level as of a date. ``share`` is its part of the full points, None without points."""

    on: date
    level: str
    share: Fraction | None


class Stay(NamedTuple):
    """``level`` was found at each assessment from ``since`` until ``until``, or only at one."""

    level: str
    since: date
    until: date

    @property
    def days(self) -> int:
        return (self.until - self.since).days


def state_of(definition: RubricDefinition, on: date, level: str) -> State:
    """Raises ``KeyError`` for a level that the version does not have."""
    if level in ("", NOT_APPLICABLE):
        return State(on, level, None)
    return State(on, level, definition.share(level))


def longest_stay(states: Sequence[State]) -> Stay | None:
    """The longest time at one level, the earlier one of two that are equal; oldest first.

    A level lasts until the next assessment that finds another one; the newest one lasts until its
    last assessment, for nobody knows what came after.
    """
    stays: list[Stay] = []
    for state in states:
        if stays and stays[-1].level == state.level:
            stays[-1] = Stay(state.level, stays[-1].since, state.on)
            continue
        if stays:
            stays[-1] = Stay(stays[-1].level, stays[-1].since, state.on)
        stays.append(Stay(state.level, state.on, state.on))
    return max(stays, key=lambda stay: stay.days, default=None)


def fell(before: State | None, now: State) -> bool:
    """Whether a level earns a smaller part of the points than the one before it.

    What has no points, not applicable or unanswered, neither falls nor is fallen from.
    """
    if before is None or before.share is None or now.share is None:
        return False
    return now.share < before.share


def regressions(states: Iterable[State]) -> int:
    """How many times the item fell from one assessment to the next; oldest first."""
    return sum(fell(before, now) for before, now in pairwise(states))


def lasted(since: date, until: date) -> str:
    """*40 days*, *9 months*, *2 years 8 months*, *3 years*: whole ones, never more; '' for none.

    Days stand below two months, years from 24 months on.
    """
    days, months = (until - since).days, _whole_months(since, until)
    if days < 1:
        return ""
    if months < 2:
        return _counted(days, "day")
    if months < 24:
        return _counted(months, "month")
    years, rest = divmod(months, 12)
    return " ".join([_counted(years, "year"), *([_counted(rest, "month")] if rest else [])])


def _whole_months(since: date, until: date) -> int:
    """A month is over on the same day of the next one, or on its last day if it has no such day."""
    months = 12 * (until.year - since.year) + until.month - since.month
    last = calendar.monthrange(until.year, until.month)[1]
    return months - (until.day < min(since.day, last))


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"
