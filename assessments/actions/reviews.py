"""The review of an assessment: asked for by submitting, ended by its reviewer."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments import scoring
from assessments.models import Assessment, By

from .answers import answers_by_key
from .assessments import ActionRefused, able_reviewer, close, open_again
from .facts import follow_facts
from .standing import store_open_items

NOT_IN_REVIEW = "This assessment is not in review any more."


@transaction.atomic
def close_reviewed(*, assessment: Assessment, by: By) -> None:
    """Close it as it was submitted. Raises ``ActionRefused``; only its reviewer may."""
    locked = _locked(assessment)
    _only_reviewer(locked, by)
    answers = answers_by_key(assessment)
    close(locked, assessment.rubric_version, answers, by=by, at=timezone.now())
    new = {"status": "closed", "overall": scoring.written(locked.overall)}
    _record(locked, "close", by, new)


@transaction.atomic
def request_changes(*, assessment: Assessment, comment: str, by: By) -> None:
    """Make it a draft again, saying why. Raises ``ActionRefused``; only its reviewer may."""
    locked = _locked(assessment)
    _only_reviewer(locked, by)
    open_again(locked)
    store_open_items(locked.project_id)
    _record(locked, "return", by, {"status": "draft"}, reason=comment)
    follow_facts(assessment=assessment, by=by)


@transaction.atomic
def take_back(*, assessment: Assessment, by: By) -> None:
    """Make it a draft again before it was reviewed. Raises ``ActionRefused``."""
    locked = _locked(assessment)
    open_again(locked)
    store_open_items(locked.project_id)
    _record(locked, "take back", by, {"status": "draft"})
    follow_facts(assessment=assessment, by=by)


@transaction.atomic
def change_reviewer(*, assessment: Assessment, reviewer: int | None, by: By) -> None:
    """Ask somebody else for the review. Raises ``ActionRefused``."""
    locked = _locked(assessment)
    assert locked.submitted_by is not None
    old = str(locked.reviewer)
    locked.reviewer = able_reviewer(assessment.project, reviewer, locked.submitted_by)
    locked.save(update_fields=["reviewer"])
    change = by.change("reviewer", project_id=locked.project_id, assessment=locked)
    change.old, change.new = {"reviewer": old}, {"reviewer": str(locked.reviewer)}
    change.save()


def _locked(assessment: Assessment) -> Assessment:
    rows = Assessment.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("reviewer", "submitted_by").get(pk=assessment.pk)
    if not locked.is_in_review:
        raise ActionRefused(NOT_IN_REVIEW)
    return locked


def _only_reviewer(locked: Assessment, by: By) -> None:
    if locked.reviewer_id != by.person.pk:
        raise PermissionDenied("Only the reviewer named when it was submitted may do this.")


def _record(
    locked: Assessment, action: str, by: By, new: Mapping[str, object], reason: str = ""
) -> None:
    old = {"status": "in_review"}
    change = by.change(action, project_id=locked.project_id, assessment=locked, old=old, new=new)
    change.reason = reason
    change.save()
