"""Imports: tried out first, so that everybody sees what would happen, then done as shown or not.

A trial is the real thing in a transaction that is taken back. What is shown is therefore what the
same rules, locks and triggers say, and what is done later is compared with what was shown.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments import scoring
from assessments.models import Answer, Assessment, By, Project, Upload

from .answers import (
    FIELDS,
    AnswerInput,
    AnswerResult,
    answers_by_key,
    lock_draft,
    save_answers,
)
from .assessments import ActionRefused, NotComplete, start_assessment, submit_assessment
from .standing import lock_standing

NEW, CHANGED, SAME, CONFLICT, REFUSED = "new", "changed", "same", "conflict", "refused"
MOST_NEW_DATES = 30
"""How many assessments one import may close, each started, filled in and closed like any other."""
FATES = (NEW, CHANGED, SAME, CONFLICT, REFUSED)


class ImportChanged(Exception):
    """Meanwhile something else was changed, so that the import would do other than was shown.

    Nothing was written; ``fates`` are what it would do now.
    """

    def __init__(self, fates: list[dict[str, Any]]) -> None:
        super().__init__("the import would do other than was shown")
        self.fates = fates


class TooManyDates(Exception):
    """To try out so many would keep others from writing for too long; the message says so."""


class UploadUsed(Exception):
    """The upload was taken over already, by another click."""


@dataclass(frozen=True, slots=True)
class PastAssessment:
    """What an assessment of the past says: a level for every item, and notes."""

    as_of: datetime.date
    levels: Mapping[str, str]
    notes: Mapping[str, str]


@transaction.atomic
def keep_upload(
    *, project: Project | None, kind: Upload.Kind, name: str, content: Any, by: By
) -> Upload:
    """Keep what was read for whoever uploaded it. What is older than a day goes."""
    now = timezone.now()
    Upload.objects.stale(now).delete()
    return Upload.objects.create(
        project=project,
        kind=kind,
        name=name[:200],
        content=content,
        created_at=now,
        created_by=by.person,
    )


def use_upload(upload: Upload) -> None:
    """Take an upload out, in the transaction that imports it. Raises ``UploadUsed``."""
    if not Upload.objects.filter(pk=upload.pk).delete()[0]:
        raise UploadUsed


def show_again(*, upload: Upload, fates: list[dict[str, Any]]) -> None:
    """Keep what the import would do now, to be said yes to. Raises ``UploadUsed``."""
    upload.content = {**upload.content, "fates": fates}
    if not Upload.objects.filter(pk=upload.pk).update(content=upload.content):
        raise UploadUsed


def try_answers(
    *, assessment: Assessment, inputs: Sequence[AnswerInput], by: By
) -> list[dict[str, Any]]:
    """The fate of each input, as plain values; nothing is written. Raises ``AssessmentClosed``."""
    with transaction.atomic():
        before = answers_by_key(lock_draft(assessment))
        known = [sent for sent in inputs if sent.item_key in before]
        saved = save_answers(assessment=assessment, inputs=known, by=by)
        transaction.set_rollback(True)
    fates = {one.item_key: _fate(before[one.item_key], one) for one in saved.results}
    return [fates.get(sent.item_key) or _unknown(sent.item_key) for sent in inputs]


def _unknown(key: str) -> dict[str, Any]:
    """The draft was discarded and started anew by another rubric version since the upload."""
    errors = ["This item is not in the rubric version of the draft. Download the draft again."]
    return {"item": key, "revision": 0, "fate": REFUSED, "errors": errors}


@transaction.atomic
def import_answers(
    *,
    upload: Upload,
    assessment: Assessment,
    inputs: Sequence[AnswerInput],
    take: Collection[str],
    by: By,
) -> int:
    """Save the answers as the upload shows; of the conflicts those in ``take`` as the file says.

    The other conflicts stay as they are. Answers how many answers changed. Raises
    ``AssessmentClosed``, ``UploadUsed``, and ``ImportChanged`` where something is not as shown
    any more, or is refused.
    """
    use_upload(upload)
    lock_draft(assessment)
    fates = try_answers(assessment=assessment, inputs=inputs, by=by)
    if fates != upload.content["fates"] or any(fate["fate"] == REFUSED for fate in fates):
        raise ImportChanged(fates)
    now = {fate["item"]: fate for fate in fates}
    chosen = [_against(now[sent.item_key], sent, take) for sent in inputs]
    saved = save_answers(
        assessment=assessment, inputs=[sent for sent in chosen if sent is not None], by=by
    )
    if saved.refused or saved.clashed:
        raise RuntimeError("an import went otherwise than its trial")
    return sum(result.changed for result in saved.results)


def _against(
    fate: Mapping[str, Any], sent: AnswerInput, take: Collection[str]
) -> AnswerInput | None:
    if fate["fate"] != CONFLICT:
        return sent
    return replace(sent, revision=fate["revision"]) if sent.item_key in take else None


def _fate(before: Answer, result: AnswerResult) -> dict[str, Any]:
    old = {name: getattr(before, name) for name in FIELDS}
    fate = {"item": result.item_key, "revision": before.revision, "fate": SAME}
    if result.errors:
        return {**fate, "fate": REFUSED, "errors": list(result.errors)}
    if result.clash:
        values = {name: [old[name], result.clash.mine[name]] for name in result.clash.fields}
        return {**fate, "fate": CONFLICT, "fields": values, "by": result.clash.by}
    if not result.changed:
        return fate
    new = {name: getattr(result.answer, name) for name in FIELDS}
    values = {name: [old[name], new[name]] for name in FIELDS if old[name] != new[name]}
    return {**fate, "fate": CHANGED if old["level"] else NEW, "fields": values}


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

    Raises ``UploadUsed``, and ``ImportChanged`` where one is not as shown any more, or is refused.
    """
    use_upload(upload)
    project = _locked_project(project)
    fates = [_close_one(project, one, today, by) for one in past]
    if fates != upload.content["fates"] or any(fate["fate"] == REFUSED for fate in fates):
        raise ImportChanged(fates)
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
    fate: dict[str, Any] = {"date": past.as_of.isoformat()}
    there = Assessment.objects.filter(project=project, as_of=past.as_of).first()
    if there:
        if there.is_closed and _says_the_same(there, past):
            return {**fate, "fate": SAME}
        return {**fate, "fate": REFUSED, "errors": [_taken(there)]}
    try:
        closed = _start_and_close(project, past, today, by)
    except (ActionRefused, NotComplete) as refused:
        return {**fate, "fate": REFUSED, "errors": [_sentence(refused)]}
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
        errors = [error for result in saved.results for error in result.errors]
        if errors:
            raise ActionRefused(errors[0])
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


def _sentence(refused: ActionRefused | NotComplete) -> str:
    if isinstance(refused, NotComplete):
        return " ".join(f"{missing.item_key}: {missing.why}." for missing in refused.missing)
    return str(refused)
