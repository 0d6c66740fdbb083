"""Closed assessments of the past, imported: tried out first, then closed as shown, all or none."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from assessments import scoring
from assessments.models import Assessment, By, Project, Upload

from .answers import AnswerInput, answers_by_key, save_answers
from .assessments import ActionRefused, NotComplete, start_assessment, submit_assessment
from .imports import NEW, REFUSED, SAME, expect_as_shown, use_upload
from .standing import lock_standing

MOST_NEW_DATES = 30
"""How many assessments one import may close, each started, filled in and closed like any other."""


class TooManyDates(Exception):
    """To try out so many would keep others from writing for too long; the message says so."""


class _ItemsRefused(Exception):
    """What cannot be taken of an assessment, sentences by item key."""

    def __init__(self, items: dict[str, list[str]]) -> None:
        super().__init__("some answers cannot be taken")
        self.items = items


class PastAssessment(NamedTuple):
    """What an assessment of the past says: a level for every item, and notes."""

    as_of: datetime.date
    levels: Mapping[str, str]
    notes: Mapping[str, str]


def try_past(
    *, project: Project, past: Sequence[PastAssessment], today: datetime.date, by: By
) -> list[dict[str, Any]]:
    """The fate of each past assessment, as plain values; nothing is written.

    Raises ``TooManyDates``.
    """
    _expect_few(project, past)
    with transaction.atomic():
        project = _locked_project(project)
        fates = [_close_one(project, one, today, by) for one in past]
        transaction.set_rollback(True)
    return fates


@transaction.atomic
def import_past(
    *,
    upload: Upload,
    project: Project,
    past: Iterable[PastAssessment],
    today: datetime.date,
    by: By,
) -> int:
    """Close the past assessments as the upload shows, all or none; answers how many are new.

    Raises ``UploadUsed``, ``ImportChanged`` where one is not as shown any more, and
    ``ImportRefused`` where one is refused, as shown.
    """
    use_upload(upload)
    project = _locked_project(project)
    fates = [_close_one(project, one, today, by) for one in past]
    expect_as_shown(upload, fates)
    return sum(fate["fate"] == NEW for fate in fates)


def _expect_few(project: Project, past: Sequence[PastAssessment]) -> None:
    days = {one.as_of for one in past}
    if len(days) > MOST_NEW_DATES:
        known = Assessment.objects.filter(project=project, as_of__in=days)
        new = len(days) - known.count()
        if new > MOST_NEW_DATES:
            raise TooManyDates(
                f"The file has {new} dates that are new; at most {MOST_NEW_DATES} are imported at "
                "once. Keep fewer columns, import them, and send the file once more with the next."
            )


def _locked_project(project: Project) -> Project:
    """As it is now, and stays until the import is over: to close an assessment locks team and
    project, in this order, and to start one the project alone.
    """
    lock_standing(project.pk)
    return Project.objects.select_related("rubric_version__rubric").get(pk=project.pk)


def _close_one(
    project: Project, past: PastAssessment, today: datetime.date, by: By
) -> dict[str, Any]:
    """``errors`` of a fate say why the whole is refused, ``items`` why for single items."""
    fate: dict[str, Any] = {"date": past.as_of.isoformat()}
    there = Assessment.objects.filter(project=project, as_of=past.as_of).first()
    if there:
        if there.is_closed and _says_the_same(there, past):
            return {**fate, "fate": SAME}
        return {**fate, "fate": REFUSED, "errors": [_taken(there)]}
    try:
        closed = _start_and_close(project, past, today, by)
    except ActionRefused as refused:
        return {**fate, "fate": REFUSED, "errors": [str(refused)]}
    except NotComplete as refused:
        why = {missing.item_key: [f"{missing.why}."] for missing in refused.missing}
        return {**fate, "fate": REFUSED, "items": why}
    except _ItemsRefused as refused:
        return {**fate, "fate": REFUSED, "items": refused.items}
    return {
        **fate,
        "fate": NEW,
        "overall": scoring.written(closed.overall),
        "band": closed.band.label,
    }


def _says_the_same(there: Assessment, past: PastAssessment) -> bool:
    """Whether the levels are the same, and the notes wherever the file has one."""
    answers = answers_by_key(there)
    levels = {key: answer.level for key, answer in answers.items()}
    return levels == dict(past.levels) and all(
        answers[key].note == note for key, note in past.notes.items() if note
    )


def _start_and_close(
    project: Project, past: PastAssessment, today: datetime.date, by: By
) -> scoring.Score:
    if past.as_of > today:
        raise ActionRefused("This date has not come yet. Start an assessment for it instead.")
    if set(past.levels) != set(project.rubric_version.content.items):
        raise ActionRefused("The project has moved to another rubric version. Upload it again.")
    if project.review_required:
        raise ActionRefused(
            "This project asks for a review before an assessment is closed. Switch that off in "
            "its settings while you import its past; both are on record."
        )
    with transaction.atomic():
        assessment = start_assessment(project=project, as_of=past.as_of, by=by)
        saved = save_answers(
            assessment=assessment,
            inputs=[_answer(key, level, past) for key, level in past.levels.items()],
            by=by,
        )
        errors = {row.item_key: list(row.errors) for row in saved.results if row.errors}
        if errors:
            raise _ItemsRefused(errors)
        submit_assessment(assessment=assessment, by=by)
    assert saved.score is not None
    return saved.score


def _answer(key: str, level: str, past: PastAssessment) -> AnswerInput:
    """Everything that was carried over gives way to what the file says of that day."""
    fields = {"level": level, "note": past.notes.get(key, ""), "evidence": "", "outcome": ""}
    return AnswerInput(key, 0, fields, confirm=True)


def _taken(there: Assessment) -> str:
    state = "a closed assessment with other answers" if there.is_closed else "an open assessment"
    return f"The project already has {state} as of {there.as_of}. Nothing of it is overwritten."
