"""Answers to section scores to the overall score: the one function that computes it.

The arithmetic follows Breck and others, "The ML Test Score" (2017): a section is the sum
of its items' points, the overall score is the lowest section. Gates, which the papers do not
know, cap the overall score at last. Everything is exact.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from .bands import band_for
from .gates import capped, gates_that_hold
from .rubric import (
    NOT_APPLICABLE,
    Aggregation,
    Band,
    Gate,
    NotApplicablePolicy,
    RubricDefinition,
    Section,
)

Answers = Mapping[str, str]
"""Item key to level key. An unanswered item is absent or has the empty string."""


class SectionScore(NamedTuple):
    key: str
    title: str
    score: Fraction
    maximum: Fraction
    counts: bool
    answered: int
    total: int
    weakest: bool = False


class Score(NamedTuple):
    """The result for one set of answers. ``weakest`` is empty when every section is full.

    ``overall`` and ``band`` are after the gates; ``uncapped`` is what the sections alone give.
    ``gates`` are the keys of those that hold, whether or not they lower this result; ``capped``
    says that they do.
    """

    sections: tuple[SectionScore, ...]
    overall: Fraction
    maximum: Fraction
    band: Band
    weakest: tuple[str, ...]
    answered: int
    total: int
    not_applicable: int
    uncapped: Fraction
    gates: tuple[str, ...] = ()

    @property
    def capped(self) -> bool:
        return self.overall < self.uncapped

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total


def score_answers(rubric: RubricDefinition, answers: Answers) -> Score:
    """Score ``answers``. Items of other rubrics are ignored; unanswered items score nothing.

    Raises ``KeyError`` for a level that the version does not have.
    """
    plain = [_section_score(rubric, section, answers) for section in rubric.sections]
    counting = [section for section in plain if section.counts]
    weakest = _weakest(rubric.overall, counting)
    uncapped = aggregate(rubric.overall, [section.score for section in counting])
    holding = gates_that_hold(rubric, {part.key: part.score for part in plain}, answers)
    overall = capped(uncapped, holding)
    return Score(
        sections=tuple(section._replace(weakest=section.key in weakest) for section in plain),
        overall=overall,
        maximum=maximum_score(rubric),
        band=band_for(rubric.bands, overall),
        weakest=weakest,
        answered=sum(part.answered for part in plain),
        total=sum(part.total for part in plain),
        not_applicable=sum(answers.get(key) == NOT_APPLICABLE for key in rubric.item_keys),
        uncapped=uncapped,
        gates=tuple(gate.key for gate in holding),
    )


def maximum_score(rubric: RubricDefinition) -> Fraction:
    """The overall score of a project that does everything; no gate holds then."""
    counting = [section for section in rubric.sections if section.counts]
    return aggregate(rubric.overall, [rubric.section_maxima[part.key] for part in counting])


def capping(rubric: RubricDefinition, score: Score) -> tuple[Gate, ...]:
    """The gates at whose cap the overall score stands; none where nothing lowers it."""
    if not score.capped:
        return ()
    return tuple(g for g in rubric.gates if g.key in score.gates and g.cap == score.overall)


def recorded_capping(
    rubric: RubricDefinition, sections: Mapping[str, Fraction], overall: Fraction
) -> tuple[Gate, ...]:
    """The same from recorded scores alone, rounded as they are stored.

    Where gates on several items have the cap at which the score stands, all of them: which of
    them held, only the answers say.
    """
    counting = [sections[part.key] for part in rubric.sections if part.counts]
    if overall + Fraction(1, 100) >= aggregate(rubric.overall, counting):
        return ()
    return tuple(
        gate
        for gate in rubric.gates
        if rounded(gate.cap) == rounded(overall)
        and (gate.item or sections[gate.section] < gate.score)
    )


def rounded(score: Fraction) -> Decimal:
    """``score`` to two decimals, half to even, as stored and shown. Bands use the exact value."""
    return Decimal(round(score * 100)).scaleb(-2)


def aggregate(aggregation: Aggregation, scores: Sequence[Fraction]) -> Fraction:
    """The overall score of the counting sections' scores; 0 where no section counts."""
    if not scores:
        return Fraction(0)
    if aggregation is Aggregation.MIN:
        return min(scores)
    total = sum(scores, Fraction(0))
    return total / len(scores) if aggregation is Aggregation.MEAN else total


def _section_score(rubric: RubricDefinition, section: Section, answers: Answers) -> SectionScore:
    return SectionScore(
        key=section.key,
        title=section.title,
        score=_section_points(rubric, section, answers),
        maximum=rubric.section_maxima[section.key],
        counts=section.counts,
        answered=sum(1 for item in section.items if answers.get(item.key)),
        total=len(section.items),
    )


def _section_points(rubric: RubricDefinition, section: Section, answers: Answers) -> Fraction:
    units = 0
    for item in section.items:
        level = answers.get(item.key, "")
        if level and level != NOT_APPLICABLE:
            units += rubric.units[item.key][level]
    points = Fraction(units, rubric.units_per_point)
    value = point_value(rubric, section, answers)
    return points if value == 1 else points * value


def point_value(rubric: RubricDefinition, section: Section, answers: Answers) -> Fraction:
    """What one weighted point adds to the section's score, by aggregation and policy.

    A section in which nothing applies scores 0 under every policy: nothing was tested.
    """
    whole = applicable = section.weight
    for item in section.items:
        if answers.get(item.key) == NOT_APPLICABLE:
            applicable -= item.weight
    if not applicable:
        return Fraction(0)
    policy = rubric.not_applicable_policy
    if section.aggregation is Aggregation.MEAN:
        return 1 / (whole if policy is NotApplicablePolicy.ZERO else applicable)
    return whole / applicable if policy is NotApplicablePolicy.RESCALE else Fraction(1)


def _weakest(aggregation: Aggregation, counting: list[SectionScore]) -> tuple[str, ...]:
    """The sections that hold the overall score down; a full section never does.

    Under ``min`` those with the lowest score, else those with the lowest share of their maximum.
    """
    if aggregation is Aggregation.MIN:
        measured = [(section.score, section) for section in counting]
    else:
        measured = [(section.score / section.maximum, section) for section in counting]
    if not measured:
        return ()
    lowest = min(measure for measure, _ in measured)
    return tuple(s.key for m, s in measured if m == lowest and s.score < s.maximum)


@lru_cache(maxsize=8192)
def written(score: Fraction | Decimal) -> str:
    """A score as people read it: rounded to two decimals, without trailing zeros (3, 3.5)."""
    text = f"{rounded(Fraction(score)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=8192)
def written_change(change: Fraction | Decimal) -> str:
    """A difference with its sign: +0.5, −1 (a true minus sign), 0."""
    if not rounded(Fraction(change)):
        return "0"
    sign = "+" if change > 0 else "−"
    return sign + written(change if change > 0 else -change)
