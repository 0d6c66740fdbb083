"""Imports: tried out first, so that everybody sees what would happen, then done as shown or not.

A trial is the real thing in a transaction that is taken back. What is shown is therefore what the
same rules, locks and triggers say, and what is done later is compared with what was shown.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.models import Assessment, By, Project, Upload
from assessments.models.answers import StoredAnswer
from assessments.models.ready import stored_answers

from .answer_fields import FIELDS
from .answers import AnswerInput, AnswerResult, hold_draft, save_answers

NEW, CHANGED, SAME, CONFLICT, REFUSED = "new", "changed", "same", "conflict", "refused"
FATES = (NEW, CHANGED, SAME, CONFLICT, REFUSED)


class ImportChanged(Exception):
    """Meanwhile something else was changed, so that the import would do other than was shown.

    Nothing was written; ``fates`` are what it would do now.
    """

    def __init__(self, fates: list[dict[str, Any]]) -> None:
        super().__init__("the import would do other than was shown")
        self.fates = fates


class ImportRefused(ImportChanged):
    """It is as was shown, and that was refused: nothing was written."""


class UploadUsed(Exception):
    """The upload was taken over already, by another click."""


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


def expect_as_shown(upload: Upload, fates: list[dict[str, Any]]) -> None:
    """Raises ``ImportChanged`` or ``ImportRefused`` where the upload can not be taken as shown."""
    if fates != upload.content["fates"]:
        raise ImportChanged(fates)
    if any(fate["fate"] == REFUSED for fate in fates):
        raise ImportRefused(fates)


def try_answers(
    *, assessment: Assessment, inputs: Sequence[AnswerInput], by: By
) -> list[dict[str, Any]]:
    """The fate of each input, as plain values; nothing is written. Raises ``AssessmentClosed``."""
    with transaction.atomic():
        hold_draft(assessment)
        before = stored_answers(assessment)
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
    ``AssessmentClosed``, ``UploadUsed``, ``ImportChanged`` where something is not as shown any
    more, and ``ImportRefused`` where a row is refused, as shown.
    """
    use_upload(upload)
    hold_draft(assessment)
    fates = try_answers(assessment=assessment, inputs=inputs, by=by)
    expect_as_shown(upload, fates)
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
    return sent._replace(revision=fate["revision"]) if sent.item_key in take else None


def _fate(before: StoredAnswer, result: AnswerResult) -> dict[str, Any]:
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
