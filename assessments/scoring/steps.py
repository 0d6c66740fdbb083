"""The least work that lifts the overall score to a target.

The effort of an upgrade is the item's effort (1 to 5 in the rubric file) times the points gained
as a share of the top level's points: half the way costs half the effort.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, lcm

from .rubric import NOT_APPLICABLE, Aggregation, RubricDefinition, Section
from .scores import Answers, Score, aggregate, point_value, score_answers

_MANY = 1_000
"""More than the items of any rubric: a step more weighs less than any effort."""


@dataclass(frozen=True, slots=True)
class Target:
    """An overall score of at least ``score``; more than it where ``above`` is true."""

    score: Fraction
    above: bool = False

    def met_by(self, score: Fraction) -> bool:
        return score > self.score if self.above else score >= self.score


@dataclass(frozen=True, slots=True)
class Step:
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


@dataclass(frozen=True, slots=True)
class Blocked:
    """Work in ``sections`` cannot lift the overall score before all of ``by`` reached ``score``."""

    sections: tuple[str, ...]
    by: tuple[str, ...]
    score: Fraction


@dataclass(frozen=True, slots=True)
class Route:
    """``steps`` in the order in which they help soonest; none where the target is met already,
    or where it is out of reach: ``highest`` is what all items at the top level would score.
    """

    overall: Fraction
    highest: Fraction
    met: bool
    reachable: bool
    steps: tuple[Step, ...]
    blocked: tuple[Blocked, ...]

    @property
    def effort(self) -> Fraction:
        return sum((step.effort for step in self.steps), Fraction(0))


def cheapest_steps(
    rubric: RubricDefinition, answers: Answers, efforts: Mapping[str, int], target: Target
) -> Route:
    """The upgrades of least total effort that reach the target; of equals those of fewest items.

    Under ``min`` each counting section has to reach it on its own, else all do together. Items
    that do not apply stay as they are. Raises ``KeyError`` for an unknown level or a missing
    effort.
    """
    score = score_answers(rubric, answers)
    counting = [section for section in rubric.sections if section.counts]
    choices = {part.key: _choices(rubric, part, answers, efforts) for part in counting}
    highest = _highest(rubric, score, choices)
    met, reachable = target.met_by(score.overall), target.met_by(highest)
    steps: list[Step] = []
    if reachable and not met:
        steps = _chosen(rubric, score, choices, target)
    return Route(
        overall=score.overall,
        highest=highest,
        met=met,
        reachable=reachable or met,
        steps=_in_order(rubric, score, steps),
        blocked=_blocked(rubric, score),
    )


def _choices(
    rubric: RubricDefinition, section: Section, answers: Answers, efforts: Mapping[str, int]
) -> list[list[Step]]:
    """For each item of the section that can rise, every level above its own."""
    value = point_value(rubric, section, answers)
    choices = []
    for item in section.items:
        old = answers.get(item.key, "")
        if old == NOT_APPLICABLE:
            continue
        points = rubric.points(old) if old else Fraction(0)
        above = [level for level in rubric.levels if level.points > points]
        rises = [
            Step(
                item=item.key,
                section=section.key,
                old=old,
                new=level.key,
                effort=efforts[item.key] * (level.points - points) / rubric.top_points,
                gain=value * item.weight * (level.points - points),
            )
            for level in above
        ]
        if rises:
            choices.append(rises)
    return choices


def _highest(
    rubric: RubricDefinition, score: Score, choices: Mapping[str, list[list[Step]]]
) -> Fraction:
    tops = [
        part.score
        + sum((max(step.gain for step in rises) for rises in choices[part.key]), Fraction(0))
        for part in score.sections
        if part.counts
    ]
    return aggregate(rubric.overall, tops)


def _chosen(
    rubric: RubricDefinition,
    score: Score,
    choices: Mapping[str, list[list[Step]]],
    target: Target,
) -> list[Step]:
    counting = [part for part in score.sections if part.counts]
    if rubric.overall is not Aggregation.MIN:
        sections = len(counting) if rubric.overall is Aggregation.MEAN else 1
        need = (target.score - score.overall) * sections
        together = [rises for part in counting for rises in choices[part.key]]
        return _least_effort(together, need, above=target.above)
    return [
        step
        for part in counting
        if not target.met_by(part.score)
        for step in _least_effort(choices[part.key], target.score - part.score, above=target.above)
    ]


@dataclass(frozen=True, slots=True)
class _Mix:
    """A choice of steps so far: its gain (capped at what is needed), its cost, its steps."""

    gain: int
    cost: int
    last: Step | None = None
    before: "_Mix | None" = None

    def steps(self) -> list[Step]:
        rest = self.before.steps() if self.before else []
        return [*rest, self.last] if self.last else rest


def _least_effort(choices: Sequence[list[Step]], need: Fraction, *, above: bool) -> list[Step]:
    """At most one step of each choice, with a total gain of ``need``, for the least effort.

    Exact dynamic programming in whole numbers: after each item only those mixes are kept that no
    other beats in both gain and cost. The need must be within reach.
    """
    steps = [step for rises in choices for step in rises]
    gains = lcm(*(step.gain.denominator for step in steps))
    efforts = lcm(*(step.effort.denominator for step in steps))
    wanted = floor(need * gains) + 1 if above else ceil(need * gains)
    front = [_Mix(0, 0)]
    for rises in choices:
        priced = [(int(s.gain * gains), int(s.effort * efforts) * _MANY + 1, s) for s in rises]
        more = [
            _Mix(min(mix.gain + gain, wanted), mix.cost + cost, step, mix)
            for mix in front
            if mix.gain < wanted
            for gain, cost, step in priced
        ]
        front = _unbeaten([*front, *more])
    return next(mix for mix in front if mix.gain == wanted).steps()


def _unbeaten(mixes: Iterable[_Mix]) -> list[_Mix]:
    kept: list[_Mix] = []
    for mix in sorted(mixes, key=lambda mix: (mix.cost, -mix.gain)):
        if not kept or mix.gain > kept[-1].gain:
            kept.append(mix)
    return kept


def _in_order(rubric: RubricDefinition, score: Score, steps: Sequence[Step]) -> tuple[Step, ...]:
    """Under ``min`` the lowest section comes first, step by step; then most points an effort."""
    scores = {part.key: part.score for part in score.sections if part.counts}
    left, ordered = list(steps), list[Step]()
    while left:
        pool = left
        if rubric.overall is Aggregation.MIN:
            lowest = min(scores[step.section] for step in left)
            pool = [step for step in left if scores[step.section] == lowest]
        best = max(pool, key=lambda step: (step.gain / step.effort, -step.effort))
        left.remove(best)
        scores[best.section] += best.gain
        overall = aggregate(rubric.overall, list(scores.values()))
        ordered.append(replace(best, overall=overall))
    return tuple(ordered)


def _blocked(rubric: RubricDefinition, score: Score) -> tuple[Blocked, ...]:
    """Under ``min``, the sections that are not full and lie above a lower one, lowest first."""
    if rubric.overall is not Aggregation.MIN:
        return ()
    counting = [part for part in score.sections if part.counts]
    open_parts = [part for part in counting if score.overall < part.score < part.maximum]
    return tuple(
        Blocked(
            sections=tuple(part.key for part in open_parts if part.score == level),
            by=tuple(part.key for part in counting if part.score < level),
            score=level,
        )
        for level in sorted({part.score for part in open_parts})
    )
