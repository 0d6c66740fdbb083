"""The least work that lifts the overall score to a target.

The effort of an upgrade is the item's effort (1 to 5 in the rubric file) times the points gained
as a share of the top level's points: half the way costs half the effort. A gate whose cap lies
below the target has to be opened on the way; the others may hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from .least_effort import Choice, Need, Part, Step, least_effort
from .rubric import NOT_APPLICABLE, Aggregation, Gate, RubricDefinition, Section
from .scores import Answers, Score, SectionScore, capping, point_value, score_answers


class Target(NamedTuple):
    """An overall score of at least ``score``; more than it where ``above`` is true."""

    score: Fraction
    above: bool = False

    def met_by(self, score: Fraction) -> bool:
        return score > self.score if self.above else score >= self.score


class Blocked(NamedTuple):
    """Work in ``sections`` cannot lift the overall score before all of ``by`` reached ``score``.

    ``never``: nor after that, since ``by`` can reach no more than ``score``, which lies below all
    of ``sections``.
    """

    sections: tuple[str, ...]
    by: tuple[str, ...]
    score: Fraction
    never: bool = False


class Route(NamedTuple):
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
    best = score_answers(rubric, _at_best(rubric, answers))
    met, reachable = target.met_by(score.overall), target.met_by(best.overall)
    steps: list[Step] = []
    if reachable and not met:
        steps = _chosen(rubric, score, answers, efforts, target)
    return Route(
        overall=score.overall,
        highest=best.overall,
        met=met,
        reachable=reachable or met,
        steps=_in_order(rubric, answers, steps),
        blocked=_blocked(rubric, score, best),
    )


def _at_best(rubric: RubricDefinition, answers: Answers) -> Answers:
    """Everything that applies at the top level."""
    top = max(rubric.levels, key=lambda level: level.points).key
    out = NOT_APPLICABLE
    return {key: out if answers.get(key) == out else top for key in rubric.item_keys}


def _chosen(
    rubric: RubricDefinition,
    score: Score,
    answers: Answers,
    efforts: Mapping[str, int],
    target: Target,
) -> list[Step]:
    shut = [gate for gate in rubric.gates if gate.key in score.gates]
    shut = [gate for gate in shut if not target.met_by(gate.cap)]
    least = _least_points(rubric, shut)
    parts = [
        Part(
            choices=[
                _choice(steps, rubric, least) for steps in _rises(rubric, section, answers, efforts)
            ],
            needs=_own_needs(rubric, part, shut, target),
            counts=section.counts,
        )
        for section, part in zip(rubric.sections, score.sections, strict=True)
    ]
    return least_effort(parts, _needs_of_all(rubric, score, target))


def _least_points(rubric: RubricDefinition, gates: Iterable[Gate]) -> Mapping[str, Fraction]:
    """The points that the levels of items have to give so that these gates open."""
    least: dict[str, Fraction] = {}
    for gate in gates:
        if gate.item:
            points = rubric.points(gate.level)
            least[gate.item] = max(points, least.get(gate.item, points))
    return least


def _choice(steps: list[Step], rubric: RubricDefinition, least: Mapping[str, Fraction]) -> Choice:
    bound = least.get(steps[0].item)
    if bound is None:
        return Choice(steps)
    return Choice([step for step in steps if rubric.points(step.new) >= bound], needed=True)


def _own_needs(
    rubric: RubricDefinition, part: SectionScore, gates: Iterable[Gate], target: Target
) -> list[Need]:
    """What the section has to gain by itself: under ``min`` the target, and for its gates."""
    needs = [Need(gate.score - part.score) for gate in gates if gate.section == part.key]
    if rubric.overall is Aggregation.MIN and part.counts and not target.met_by(part.score):
        needs.append(Need(target.score - part.score, above=target.above))
    return needs


def _needs_of_all(rubric: RubricDefinition, score: Score, target: Target) -> list[Need]:
    if rubric.overall is Aggregation.MIN or target.met_by(score.uncapped):
        return []
    counting = sum(1 for part in score.sections if part.counts)
    shares = counting if rubric.overall is Aggregation.MEAN else 1
    return [Need((target.score - score.uncapped) * shares, above=target.above)]


def _rises(
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


def _in_order(
    rubric: RubricDefinition, answers: Answers, steps: Sequence[Step]
) -> tuple[Step, ...]:
    """What opens the gate that caps the score comes first; under ``min`` then the lowest section,
    step by step; then most points an effort.
    """
    lifted, left, ordered = dict(answers), list(steps), list[Step]()
    score = score_answers(rubric, lifted)
    while left:
        pool = _soonest(rubric, score, left)
        best = max(pool, key=lambda step: (step.gain / step.effort, -step.effort))
        left.remove(best)
        lifted[best.item] = best.new
        score = score_answers(rubric, lifted)
        ordered.append(best._replace(overall=score.overall))
    return tuple(ordered)


def _soonest(rubric: RubricDefinition, score: Score, left: list[Step]) -> list[Step]:
    gates = capping(rubric, score)
    opening = [
        step
        for step in left
        if any(step.item == gate.item or step.section == gate.section for gate in gates)
    ]
    counting = {part.key: part.score for part in score.sections if part.counts}
    pool = opening or [step for step in left if step.section in counting] or left
    if rubric.overall is not Aggregation.MIN or pool is left or opening:
        return pool
    lowest = min(counting[step.section] for step in pool)
    return [step for step in pool if counting[step.section] == lowest]


def _blocked(rubric: RubricDefinition, score: Score, best: Score) -> tuple[Blocked, ...]:
    """Under ``min``, the sections that are not full and lie above a lower one, lowest first.

    ``best`` is the score with everything that applies at the top level. What gates hold back is
    no matter here: a score that they cap is moved by their items alone.
    """
    if rubric.overall is not Aggregation.MIN:
        return ()
    counting = [part for part in score.sections if part.counts]
    open_parts = [part for part in counting if score.uncapped < part.score < part.maximum]
    waiting = [
        Blocked(
            sections=tuple(part.key for part in open_parts if part.score == level),
            by=tuple(part.key for part in counting if part.score < level),
            score=level,
        )
        for level in sorted({part.score for part in open_parts if part.score <= best.uncapped})
    ]
    above = tuple(part.key for part in open_parts if part.score > best.uncapped)
    if above:
        by = tuple(p.key for p in best.sections if p.counts and p.score == best.uncapped)
        waiting.append(Blocked(above, by, best.uncapped, never=True))
    return tuple(waiting)
