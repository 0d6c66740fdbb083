"""Stored scores against a recount of the answers they came from."""

from collections.abc import Iterator

from assessments import scoring
from assessments.models import Answer, Assessment, SectionScore


def score_faults() -> Iterator[str]:
    """A line for each stored score that a recount does not give; nothing is changed."""
    for assessment in Assessment.objects.for_score_check().iterator():
        levels = dict(
            Answer.objects.filter(assessment=assessment).values_list("item__key", "level")
        )
        score = scoring.score_answers(assessment.rubric_version.content.definition, levels)
        yield from _differences(assessment, score)


def _differences(assessment: Assessment, score: scoring.Score) -> Iterator[str]:
    stored = {"overall": scoring.written(assessment.overall)}
    counted = {"overall": scoring.written(score.overall)}
    stored["band"] = assessment.band.key if assessment.band else ""
    counted["band"] = score.band.key
    stored["answered"], counted["answered"] = str(assessment.answered), str(score.answered)
    for row in SectionScore.objects.of([assessment.pk]):
        stored[row.section.key] = scoring.written(row.score)
    for part in score.sections:
        counted[part.key] = scoring.written(part.score)
    name = f"{assessment.project.slug} {assessment.as_of}"
    for key, value in counted.items():
        if stored.get(key) != value:
            yield f"{name}: {key} is stored as {stored.get(key, 'nothing')}, counted {value}"
