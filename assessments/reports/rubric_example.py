"""A worked example: invented answers to one rubric version, from its items to its band.

Every number is computed by ``score_answers``; the formulas only show how it comes about.
"""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from assessments import scoring
from assessments.scoring import NOT_APPLICABLE, Aggregation, NotApplicablePolicy, written
from assessments.text import listed

from .rubric_words import in_full

_STRENGTHS = (Fraction(3, 4), Fraction(11, 20), Fraction(2, 5), Fraction(1, 2))
"""How far each section has come in the example; they differ, so that one is the lowest."""

_MORE = Fraction(1, 4)
"""So much further where there are gates, so that one has something to lower."""


class WorkedSection(NamedTuple):
    """``tally`` says the answers, ``formula`` the sum; ``percent`` is of the maximum, 0 to 100."""

    title: str
    tally: str
    formula: str
    score: str
    maximum: str
    percent: int
    counts: bool
    weakest: bool


class WorkedExample(NamedTuple):
    """``overall`` and its band, with the ``formula`` that leads from the sections to it.

    ``gates`` are sentences on those that hold; ``uncapped`` is the score that they lower, or ''.
    """

    sections: tuple[WorkedSection, ...]
    formula: str
    uncapped: str
    gates: tuple[str, ...]
    overall: str
    maximum: str
    percent: int
    band: str
    band_meaning: str
    band_rank: int


def worked_example(content: scoring.RubricContent) -> WorkedExample:
    definition = content.definition
    answers = invented_answers(content)
    score = scoring.score_answers(definition, answers)
    return WorkedExample(
        sections=tuple(
            _worked(definition, part, result, answers)
            for part, result in zip(definition.sections, score.sections, strict=True)
        ),
        formula=_overall(definition.overall, score),
        uncapped=written(score.uncapped) if score.capped else "",
        gates=tuple(
            f"The gate “{gate.label}” holds: at most {in_full(gate.cap)}."
            for gate in definition.gates
            if gate.key in score.gates
        ),
        overall=written(score.overall),
        maximum=written(score.maximum),
        percent=_percent(score.overall, score.maximum),
        band=score.band.label,
        band_meaning=score.band.meaning,
        band_rank=definition.bands.index(score.band),
    )


def invented_answers(content: scoring.RubricContent) -> dict[str, str]:
    """A level for every item: falling from item to item, from a start that differs by section.

    Where the version allows it, one item does not apply: one that depends on a fact, else the
    first section's last. Where there are gates on items, the first of them holds and no other.
    """
    definition = content.definition
    answers = {}
    for number, section in enumerate(definition.sections):
        strength = _STRENGTHS[number % len(_STRENGTHS)] + (_MORE if definition.gates else 0)
        for place, item in enumerate(section.items):
            answers[item.key] = _level(definition, strength, place, len(section.items))
    gates = [gate for gate in definition.gates if gate.item]
    for gate in reversed(gates):
        lowest = definition.levels[0].key
        answers[gate.item] = lowest if gate is gates[0] else _at_least(definition, answers, gate)
    left_out = _left_out(content, {gate.item for gate in gates})
    if left_out:
        answers[left_out] = NOT_APPLICABLE
    return answers


def _at_least(
    definition: scoring.RubricDefinition, answers: Mapping[str, str], gate: scoring.Gate
) -> str:
    given = answers[gate.item]
    return given if definition.points(given) >= definition.points(gate.level) else gate.level


def _left_out(content: scoring.RubricContent, held: Collection[str]) -> str:
    """The key of the item that does not apply in the example, '' for none."""
    first = content.definition.sections[0].items
    if not content.definition.not_applicable_allowed:
        return ""
    conditional = [key for key, text in content.items.items() if text.applies_if]
    free = [key for key in conditional if key not in held]
    last = [first[-1].key] if len(first) > 1 and first[-1].key not in held else []
    return next(iter([*free, *last]), "")


def _level(definition: scoring.RubricDefinition, strength: Fraction, place: int, items: int) -> str:
    reach = 2 * strength - Fraction(place, max(items - 1, 1))
    highest = len(definition.levels) - 1
    return definition.levels[round(highest * min(max(reach, Fraction(0)), Fraction(1)))].key


def _worked(
    definition: scoring.RubricDefinition,
    section: scoring.Section,
    result: scoring.SectionScore,
    answers: Mapping[str, str],
) -> WorkedSection:
    return WorkedSection(
        title=section.title,
        tally=_tally(definition, section, answers),
        formula=section_formula(definition, section, answers),
        score=written(result.score),
        maximum=written(result.maximum),
        percent=_percent(result.score, result.maximum),
        counts=result.counts,
        weakest=result.weakest,
    )


def _tally(
    definition: scoring.RubricDefinition, section: scoring.Section, answers: Mapping[str, str]
) -> str:
    """*5 automated, 1 done by hand, 1 not applicable*."""
    labels = {level.key: level.label.lower() for level in reversed(definition.levels)}
    labels[NOT_APPLICABLE] = "not applicable"
    given = [answers[item.key] for item in section.items]
    return ", ".join(f"{given.count(key)} {labels[key]}" for key in labels if key in given)


def section_formula(
    definition: scoring.RubricDefinition, section: scoring.Section, answers: Mapping[str, str]
) -> str:
    """How the section's points come about, e.g. *3 × 1 + 2 × 0.5*; weights are added up first."""
    terms = []
    for level in reversed(definition.levels):
        weight = sum(
            (item.weight for item in section.items if answers[item.key] == level.key), Fraction(0)
        )
        if weight:
            terms.append(f"{in_full(weight)} × {in_full(level.points)}")
    total = " + ".join(terms) or "0"
    whole = sum((item.weight for item in section.items), Fraction(0))
    left_out = sum(
        (item.weight for item in section.items if answers[item.key] == NOT_APPLICABLE), Fraction(0)
    )
    policy = definition.not_applicable_policy
    if section.aggregation is Aggregation.MEAN:
        kept = whole if policy is NotApplicablePolicy.ZERO else whole - left_out
        return f"{_bracketed(total, terms)} ÷ {in_full(kept)}" if kept else total
    if policy is NotApplicablePolicy.RESCALE and left_out and whole > left_out:
        return f"{_bracketed(total, terms)} × {in_full(whole)} ÷ {in_full(whole - left_out)}"
    return total


def _bracketed(total: str, terms: Sequence[str]) -> str:
    return f"({total})" if len(terms) > 1 else total


def _overall(aggregation: Aggregation, score: scoring.Score) -> str:
    """How the overall score comes about, e.g. *the lowest of 5.5, 4.5, 2.5 and 3.5*."""
    counting = [written(part.score) for part in score.sections if part.counts]
    if len(counting) == 1:
        return f"the only section that counts: {counting[0]}"
    if aggregation is Aggregation.MIN:
        return f"the lowest of {listed(counting)}"
    total = " + ".join(counting)
    return f"({total}) ÷ {len(counting)}" if aggregation is Aggregation.MEAN else total


def _percent(score: Fraction, maximum: Fraction) -> int:
    return round(100 * scoring.share(score, maximum))
