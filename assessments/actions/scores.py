"""The score of an assessment, computed from its answers and stored beside them."""

from collections.abc import Mapping

from assessments import scoring
from assessments.models import Answer, Assessment
from assessments.models.answers import StoredAnswer
from assessments.models.stored import store_overall_score, store_section_scores

type Answers = Mapping[str, Answer] | Mapping[str, StoredAnswer]
"""By item key."""


def levels_of(answers: Answers) -> dict[str, str]:
    return {key: answer.level for key, answer in answers.items()}


def store_scores(assessment: Assessment, answers: Answers) -> scoring.Score:
    """Compute the score and store it: the assessment's row, and one row a section."""
    score = scoring.score_answers(assessment.rubric_version.content.definition, levels_of(answers))
    _store_sections(assessment, answers, score)
    _store_overall(assessment, answers, score)
    return score


def rescore(
    assessment: Assessment,
    answers: Answers,
    before: Mapping[str, str],
    *,
    changed: bool,
) -> scoring.Score:
    """Compute the score after a save and store what the save has changed of it.

    ``before`` are the levels before it; ``changed`` says whether anything was written.
    """
    definition = assessment.rubric_version.content.definition
    after = levels_of(answers)
    score = scoring.score_answers(definition, after)
    if after != before:
        _store_sections(assessment, answers, score)
    if changed:
        _store_overall(assessment, answers, score)
    return score


def _store_sections(assessment: Assessment, answers: Answers, score: scoring.Score) -> None:
    """One statement for all sections."""
    sections = {part.key: part for part in score.sections}
    items = assessment.rubric_version.content.items
    ids = {items[key].section: answer.in_section for key, answer in answers.items()}
    rows = [(ids[key], scoring.rounded(part.score), part.weakest) for key, part in sections.items()]
    store_section_scores(assessment.pk, rows)


def _store_overall(assessment: Assessment, answers: Answers, score: scoring.Score) -> None:
    store_overall_score(
        assessment.pk,
        scoring.rounded(score.overall),
        version_id=assessment.rubric_version_id,
        band=score.band.key,
        answered=score.answered,
        unconfirmed=sum(answer.carried_over for answer in answers.values()),
    )
