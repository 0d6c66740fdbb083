"""The steps of least total effort that together meet several needs: exact, in whole numbers.

With very many items of odd weights and points the mixes to keep are too many to look at; then
only some thousands are kept at a time. The needs are met all the same, for an effort close to the
least.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import ceil, floor, lcm
from typing import NamedTuple

_MANY = 10_000
"""More than the items of any rubric: a step more weighs less than any effort."""


_MOST_TRIED = 500_000
"""Mixes to look at, about a second and a half; real rubrics need a few thousand."""


_MOST_CROSSED = 500


class Step(NamedTuple):
    """One item lifted from level ``old``, '' while unanswered, to ``new``.

    ``gain`` is what it adds to its section's score, ``overall`` the overall score after it and
    the steps before it.
    """

    item: str
    section: str
    old: str
    new: str
    effort: Fraction
    gain: Fraction
    overall: Fraction = Fraction(0)


class Choice(NamedTuple):
    """The steps of which an item may take one; exactly one where it is ``needed``."""

    steps: Sequence[Step]
    needed: bool = False


class Need(NamedTuple):
    """At least ``gain``; more than it where ``above`` is true. None is no need at all."""

    gain: Fraction
    above: bool = False

    def units(self, scale: int) -> int:
        """The least whole number of 1/``scale`` that meets it."""
        wanted = self.gain * scale
        return max(0, floor(wanted) + 1 if self.above else ceil(wanted))


class Part(NamedTuple):
    """A section: what its items can do, what it has to gain by itself, and whether what it gains
    counts toward the need of all.
    """

    choices: Sequence[Choice]
    needs: Sequence[Need]
    counts: bool


class _Mix(NamedTuple):
    """A choice of steps so far: its gain (capped at what is needed), its cost, its steps."""

    gain: int = 0
    cost: int = 0
    steps: "tuple[object, ...]" = ()

    def joined(self, other: "_Mix", cap: int) -> "_Mix":
        gain = min(self.gain + other.gain, cap)
        return _Mix(gain, self.cost + other.cost, (self.steps, other.steps))


def least_effort(parts: Sequence[Part], needs: Sequence[Need]) -> list[Step]:
    """The steps that meet the needs of each part and those of all; they have to be within reach.

    After each item only those mixes are kept that no other beats in both gain and cost. Of equals
    those with the fewest steps.
    """
    every = [step for part in parts for choice in part.choices for step in choice.steps]
    gains = lcm(*(step.gain.denominator for step in every))
    efforts = lcm(*(step.effort.denominator for step in every))
    total = max((need.units(gains) for need in needs), default=0)
    most = max(100, _MOST_TRIED // max(1, len(every)))
    front = [_Mix()]
    for part in parts:
        own = max((need.units(gains) for need in part.needs), default=0)
        cap = total if part.counts else 0
        options = [_priced(choice, gains, efforts) for choice in part.choices]
        if own:
            alone = _widened([_Mix()], options, max(own, cap), most)
            enough = [mix for mix in alone if mix.gain >= own]
            front = _unbeaten(
                mix.joined(other if part.counts else other._replace(gain=0), total)
                for mix in _thinned(front, _MOST_CROSSED)
                for other in _thinned(enough, _MOST_CROSSED)
            )
        elif part.counts:
            front = _widened(front, options, total, most)
        else:
            must = [option for option in options if option[0]]
            alone = _widened([_Mix()], must, 0, most)
            front = [mix.joined(alone[0], total) for mix in front]
    return list(_flat(next(mix for mix in front if mix.gain == total).steps))


_Option = tuple[bool, list[_Mix]]


def _priced(choice: Choice, gains: int, efforts: int) -> _Option:
    return choice.needed, [
        _Mix(int(step.gain * gains), int(step.effort * efforts) * _MANY + 1, (step,))
        for step in choice.steps
    ]


def _widened(front: list[_Mix], options: Iterable[_Option], cap: int, most: int) -> list[_Mix]:
    for needed, steps in options:
        front = _thinned(front, most)
        open_ones = front if needed else [mix for mix in front if mix.gain < cap]
        more = [mix.joined(step, cap) for mix in open_ones for step in steps]
        front = _unbeaten(more if needed else [*front, *more])
    return front


def _thinned(front: list[_Mix], most: int) -> list[_Mix]:
    """At most about ``most`` of them, evenly spread; the one of most gain always stays."""
    if len(front) <= most:
        return front
    return [*front[:: -(-len(front) // most)], front[-1]]


def _unbeaten(mixes: Iterable[_Mix]) -> list[_Mix]:
    """Cheapest first, each with more gain than all that cost less."""
    kept: list[_Mix] = []
    for mix in sorted(mixes, key=lambda mix: (mix.cost, -mix.gain)):
        if not kept or mix.gain > kept[-1].gain:
            kept.append(mix)
    return kept


def _flat(steps: object) -> Iterator[Step]:
    """The steps of nested tuples, however deep."""
    left = [steps]
    while left:
        last = left.pop()
        if isinstance(last, Step):
            yield last
        elif isinstance(last, tuple):
            left += reversed(last)
