"""The scorecard: overall score, band, sections, progress."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from assessments import scoring
from assessments.models import Answer, Assessment
from assessments.models.answers import ShownAnswer, StoredAnswer
from assessments.models.columns import exact
from assessments.models.rubrics import highest_score
from assessments.models.section_scores import StoredScore
from assessments.scoring import written

from .caps import cap_of_score, cap_words

type Answers = Mapping[str, Answer] | Mapping[str, ShownAnswer] | Mapping[str, StoredAnswer]
"""By item key."""


class SectionBar(NamedTuple):
    """One section in the scorecard. ``percent`` is the score's share of its maximum, 0 to 100.

    ``solid`` is the part of the bar that counts; ``line`` where the overall score stands on it,
    None unless it is the lowest section's.
    """

    key: str
    title: str
    score: str
    maximum: str
    percent: int
    weakest: bool
    counts: bool
    answered: int
    total: int
    unconfirmed: int
    solid: int = 0
    line: int | None = None


class Scorecard(NamedTuple):
    """Scores as ready strings. ``at_least`` is true while items are unanswered.

    ``capped`` says which gate lowers the overall score, '' where none does.
    """

    overall: str
    maximum: str
    percent: int
    at_least: bool
    band: str
    band_rank: int
    band_meaning: str
    sections: tuple[SectionBar, ...]
    weakest: str
    answered: int
    total: int
    unconfirmed: int
    not_applicable_note: str
    capped: str = ""


def scorecard_of(
    content: scoring.RubricContent, score: scoring.Score, answers: Answers
) -> Scorecard:
    """The scorecard of a draft, from the score just computed."""
    levels = {key: answer.level for key, answer in answers.items()}
    return scorecard_of_levels(content, score, levels, _unconfirmed(content.definition, answers))


def scorecard_of_levels(
    content: scoring.RubricContent,
    score: scoring.Score,
    levels: Mapping[str, str],
    unconfirmed: Mapping[str, int],
) -> Scorecard:
    """The same from plain levels by item key; ``unconfirmed`` counts by section key."""
    bars = [_bar(part, unconfirmed.get(part.key, 0)) for part in score.sections]
    bars = _with_waterline(bars, content.definition, score.overall)
    return Scorecard(
        overall=written(score.overall),
        maximum=written(score.maximum),
        percent=_percent(score.overall, score.maximum),
        at_least=not score.is_complete,
        band=score.band.label,
        band_rank=content.definition.bands.index(score.band),
        band_meaning=score.band.meaning,
        sections=tuple(bars),
        weakest=_titles(bars),
        answered=score.answered,
        total=score.total,
        unconfirmed=sum(unconfirmed.values()),
        not_applicable_note=_not_applicable_note(content.definition, score, levels),
        capped=cap_of_score(content, score),
    )


def recorded_scorecard(
    assessment: Assessment,
    content: scoring.RubricContent,
    stored: Iterable[StoredScore],
    levels: Mapping[str, str],
) -> Scorecard:
    """The scorecard of a closed assessment, from the scores frozen with it.

    ``levels`` by item key only say which gates held.
    """
    sizes = {part.key: len(part.items) for part in content.definition.sections}
    maximum = highest_score(assessment.rubric_version)
    bars = [stored_bar(row, sizes[row.key]) for row in stored]
    bars = _with_waterline(bars, content.definition, Fraction(assessment.overall))
    band = assessment.band
    return Scorecard(
        overall=written(assessment.overall),
        maximum=written(maximum),
        percent=_percent(assessment.overall, maximum),
        at_least=False,
        band=band.label if band else "",
        band_rank=band.position - 1 if band else 0,
        band_meaning=band.meaning if band else "",
        sections=tuple(bars),
        weakest=_titles(bars),
        answered=assessment.answered,
        total=len(content.items),
        unconfirmed=assessment.unconfirmed,
        not_applicable_note="",
        capped=_recorded_cap(content, levels),
    )


def _recorded_cap(content: scoring.RubricContent, levels: Mapping[str, str]) -> str:
    if not content.definition.gates:
        return ""
    score = scoring.score_answers(content.definition, levels)
    return cap_words(content, scoring.capping(content.definition, score))


def _with_waterline(
    bars: Iterable[SectionBar], definition: scoring.RubricDefinition, overall: Fraction
) -> list[SectionBar]:
    """Under ``min`` a section counts up to the overall score, wherever that stands on its bar."""
    found, by_minimum = [], definition.overall is scoring.Aggregation.MIN
    for bar in bars:
        line = _line(overall, bar.maximum) if by_minimum else None
        solid = bar.percent if line is None else min(line, bar.percent)
        found.append(bar._replace(solid=solid if bar.counts else 0, line=line))
    return found


@lru_cache(maxsize=8192)
def _line(overall: Fraction, maximum: str) -> int | None:
    return min(100, _percent(overall, Fraction(maximum))) if Fraction(maximum) else None


def _bar(part: scoring.SectionScore, unconfirmed: int) -> SectionBar:
    return SectionBar(
        key=part.key,
        title=part.title,
        score=written(part.score),
        maximum=written(part.maximum),
        percent=_percent(part.score, part.maximum),
        weakest=part.weakest,
        counts=part.counts,
        answered=part.answered,
        total=part.total,
        unconfirmed=unconfirmed,
    )


def stored_bar(row: StoredScore, size: int = 0) -> SectionBar:
    """A section of a closed assessment, from its stored score; ``size`` is its number of items."""
    score, maximum = exact(row.score), exact(row.maximum)
    return SectionBar(
        key=row.key,
        title=row.title,
        score=written(score),
        maximum=written(maximum),
        percent=_percent(score, maximum),
        weakest=row.weakest,
        counts=row.counts,
        answered=size,
        total=size,
        unconfirmed=0,
    )


def _unconfirmed(definition: scoring.RubricDefinition, answers: Answers) -> Counter[str]:
    counted: Counter[str] = Counter()
    for part in definition.sections:
        counted[part.key] = sum(answers[item.key].carried_over for item in part.items)
    return counted


@lru_cache(maxsize=8192)
def _percent(score: Fraction | Decimal, maximum: Fraction | Decimal) -> int:
    return round(100 * Fraction(score) / Fraction(maximum)) if maximum else 0


def _titles(bars: Iterable[SectionBar]) -> str:
    return ", ".join(bar.title for bar in bars if bar.weakest)


_POLICY_WORDS = {
    scoring.NotApplicablePolicy.ZERO: "scored as 0",
    scoring.NotApplicablePolicy.EXCLUDE: "left out",
    scoring.NotApplicablePolicy.RESCALE: "left out and their section scaled to its full size",
}


def _not_applicable_note(
    definition: scoring.RubricDefinition, score: scoring.Score, levels: Mapping[str, str]
) -> str:
    """Which policy holds, and the score under the other one, since neither paper says."""
    if not score.not_applicable:
        return ""
    used = definition.not_applicable_policy
    zero, rescale = scoring.NotApplicablePolicy.ZERO, scoring.NotApplicablePolicy.RESCALE
    other = rescale if used is zero else zero
    compared = scoring.score_answers(definition.with_policy(other), levels)
    items = "1 item does" if score.not_applicable == 1 else f"{score.not_applicable} items do"
    return (
        f"{items} not apply: in this rubric version {_POLICY_WORDS[used]}. "
        f"If {_POLICY_WORDS[other]}, the overall score would be {written(compared.overall)}."
    )
