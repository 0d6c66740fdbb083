"""What a project declares decides which items apply; a draft follows it."""

from assessments import scoring
from assessments.models import Assessment, By
from assessments.models.ready import stored_answers

from .answers import AnswerInput, Saved, missing_facts, save_answers


def follow_facts(*, assessment: Assessment, by: By) -> int:
    """Let a draft say *not applicable* where the project's facts ask for it, and only there.

    Answers how many answers changed; each is on record. Raises ``AssessmentClosed``.
    """
    content = assessment.rubric_version.content
    if not content.facts:
        return 0
    missing, answers = missing_facts(assessment), stored_answers(assessment)
    inputs = []
    for key, item in content.items.items():
        answer = answers[key]
        wanted = scoring.by_facts(answer.level, answer.note, missing.get(key, ()))
        if item.applies_if and wanted:
            fields = {"level": wanted[0], "note": wanted[1]}
            inputs.append(AnswerInput(key, answer.revision, fields, confirm=bool(wanted[0])))
    saved = save_answers(assessment=assessment, inputs=inputs, by=by) if inputs else Saved()
    return sum(result.changed for result in saved.results)
