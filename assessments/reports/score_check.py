"""Stored scores against a recount of the answers they came from."""

from collections.abc import Iterator, Mapping, Sequence

from assessments import scoring
from assessments.models import Answer, Assessment, SectionScore

AT_ONCE = 1000
"""Assessments in memory at a time, however many there are."""


def score_faults() -> Iterator[str]:
    """A line for each stored score that a recount does not give; nothing is changed.

    Three statements for each ``AT_ONCE`` assessments.
    """
    last = 0
    while found := list(Assessment.objects.for_score_check().filter(pk__gt=last)[:AT_ONCE]):
        last = found[-1].pk
        yield from _faults(found)


def _faults(assessments: Sequence[Assessment]) -> Iterator[str]:
    levels: dict[int, dict[str, str]] = {row.pk: {} for row in assessments}
    answers = Answer.objects.filter(assessment__in=list(levels)).order_by()
    for pk, key, level in answers.values_list("assessment", "item__key", "level"):
        levels[pk][key] = level
    sections: dict[int, dict[str, str]] = {row.pk: {} for row in assessments}
    scores = SectionScore.objects.filter(assessment__in=list(levels)).order_by()
    for pk, key, score in scores.values_list("assessment", "section__key", "score"):
        sections[pk][key] = scoring.written(score)
    for row in assessments:
        definition = row.rubric_version.content.definition
        yield from _differences(
            row, sections[row.pk], scoring.score_answers(definition, levels[row.pk])
        )


def _differences(
    assessment: Assessment, sections: Mapping[str, str], score: scoring.Score
) -> Iterator[str]:
    stored = {"overall": scoring.written(assessment.overall), **sections}
    counted = {"overall": scoring.written(score.overall)}
    stored["band"] = assessment.band.key if assessment.band else ""
    counted["band"] = score.band.key
    stored["answered"], counted["answered"] = str(assessment.answered), str(score.answered)
    for part in score.sections:
        counted[part.key] = scoring.written(part.score)
    name = f"{assessment.project.slug} {assessment.as_of}"
    for key, value in counted.items():
        if stored.get(key) != value:
            yield f"{name}: {key} is stored as {stored.get(key, 'nothing')}, counted {value}"
