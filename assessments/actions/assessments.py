"""The life of an assessment: started, submitted, reopened, discarded."""

import datetime
import hashlib
import json
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import scoring
from assessments.dates import FIRST_DAY, LAST_DAY
from assessments.models import (
    Answer,
    Assessment,
    By,
    Item,
    Owner,
    Project,
    RubricVersion,
    SectionScore,
)
from assessments.models.assessments import Missing, missing_in

from .answers import answers_by_key, levels_of, lock_draft, store_scores
from .due import store_due_on


class ActionRefused(Exception):
    """The action cannot be done now; the message says why and what to do, for people."""


class NotComplete(Exception):
    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(f"{len(missing)} items are not ready")
        self.missing = missing


def start_assessment(*, project: Project, as_of: datetime.date, by: By) -> Assessment:
    """Start a draft, carrying over the answers of the last closed assessment before ``as_of``.

    Raises ``ActionRefused`` for a date out of range or one that the project has already.
    """
    if not FIRST_DAY <= as_of <= LAST_DAY:
        raise ActionRefused(f"Choose a date from {FIRST_DAY.year} to {LAST_DAY.year}.")
    try:
        with transaction.atomic():
            return _start(project, as_of, by)
    except IntegrityError:
        if not Assessment.objects.filter(project=project, as_of=as_of).exists():
            raise
        raise ActionRefused(
            f"This project already has an assessment as of {as_of}. Open that one, "
            "or choose another date."
        ) from None


def _start(project: Project, as_of: datetime.date, by: By) -> Assessment:
    assessment = Assessment(
        project=project,
        as_of=as_of,
        rubric_version=project.rubric_version,
        started_at=timezone.now(),
        started_by=by.person,
    )
    assessment.carried_from = Assessment.objects.before(assessment).first()
    assessment.save()
    answers = first_answers(assessment)
    Answer.objects.bulk_create(answers.values())
    SectionScore.objects.bulk_create(empty_section_scores(assessment, answers))
    store_scores(assessment, answers)
    before = assessment.carried_from
    new = {
        "as_of": as_of.isoformat(),
        "carried_from": before.as_of.isoformat() if before else None,
        "answers": {key: _kept(answer) for key, answer in answers.items() if answer.carried_over},
    }
    by.change("start", project=project, assessment=assessment, new=new).save()
    return assessment


def first_answers(assessment: Assessment) -> dict[str, Answer]:
    """An answer for each item, not yet saved: the last one where its level still exists."""
    items = Item.objects.filter(version=assessment.rubric_version_id)
    before = answers_by_key(assessment.carried_from) if assessment.carried_from else {}
    possible = _possible_levels(assessment.rubric_version.content.definition)
    answers = {}
    for item in items.order_by("section__position", "position"):
        answer = Answer(assessment=assessment, item=item)
        old = before.get(item.key)
        if old and old.level in possible:
            answer.level, answer.note, answer.evidence = old.level, old.note, old.evidence
            answer.carried_over = True
        answers[item.key] = answer
    return answers


def _possible_levels(definition: scoring.RubricDefinition) -> set[str]:
    levels = {level.key for level in definition.levels}
    return levels | ({scoring.NOT_APPLICABLE} if definition.not_applicable_allowed else set())


def empty_section_scores(
    assessment: Assessment, answers: Mapping[str, Answer]
) -> list[SectionScore]:
    score = scoring.score_answers(assessment.rubric_version.content.definition, {})
    maximum = {part.key: part.maximum for part in score.sections}
    of_item = {
        item.key: part.key
        for part in assessment.rubric_version.content.definition.sections
        for item in part.items
    }
    ids = {answer.item.section_id: of_item[key] for key, answer in answers.items()}
    return [
        SectionScore(assessment=assessment, section_id=pk, maximum=scoring.rounded(maximum[key]))
        for pk, key in ids.items()
    ]


def _kept(answer: Answer) -> dict[str, str]:
    return {"level": answer.level, "note": answer.note, "evidence": answer.evidence}


@transaction.atomic
def submit_assessment(*, assessment: Assessment, by: By) -> None:
    """Close a draft: answers, owners' names, rubric version and scores are frozen from then on.

    Raises ``AssessmentClosed`` if it is no draft any more and ``NotComplete`` with what is missing.
    """
    locked = lock_draft(assessment)
    answers = answers_by_key(assessment)
    missing = missing_in(answers)
    if missing:
        raise NotComplete(missing)
    freeze_owners(assessment, answers)
    score = store_scores(assessment, answers)
    close(locked, assessment.rubric_version, answers, by=by, at=timezone.now())
    new = {"status": "closed", "overall": scoring.written(score.overall), "band": score.band.label}
    old = {"status": "draft"}
    by.change("submit", project_id=locked.project_id, assessment=locked, old=old, new=new).save()


def close(
    locked: Assessment,
    version: RubricVersion,
    answers: Mapping[str, Answer],
    *,
    by: By,
    at: datetime.datetime,
) -> None:
    """Write the last state of a locked draft whose scores and owners are stored already."""
    locked.status = Assessment.Status.CLOSED
    locked.closed_at = at
    locked.closed_by = by.user
    locked.inputs_sha256 = inputs_hash(version, answers)
    locked.save(update_fields=["status", "closed_at", "closed_by", "inputs_sha256"])
    store_due_on(locked.project_id)


def freeze_owners(assessment: Assessment, answers: Mapping[str, Answer]) -> None:
    owners = Owner.objects.filter(project=assessment.project_id).select_related("role", "person")
    for owner in owners:
        answer = answers.get(owner.item_key)
        if answer:
            answer.owner = str(owner.person) if owner.person else ""
            answer.owner_role = owner.role.name
    Answer.objects.bulk_update(answers.values(), ["owner", "owner_role"])


def inputs_hash(version: RubricVersion, answers: Mapping[str, Answer]) -> str:
    """SHA-256 of what the score was computed from: the rubric version's file and the levels."""
    inputs = [version.content_sha256, levels_of(answers)]
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def reopen_assessment(*, assessment: Assessment, reason: str, by: By) -> None:
    """Make a closed assessment a draft again, on record. Raises ``ActionRefused``."""
    locked = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if not locked.is_closed:
        raise ActionRefused("This assessment is open already.")
    old = {"status": "closed", "overall": scoring.written(locked.overall)}
    locked.status = Assessment.Status.DRAFT
    locked.closed_at = None
    locked.closed_by = None
    locked.save(update_fields=["status", "closed_at", "closed_by"])
    store_due_on(locked.project_id)
    change = by.change(
        "reopen", project_id=locked.project_id, assessment=locked, old=old, new={"status": "draft"}
    )
    change.reason = reason
    change.save()


@transaction.atomic
def discard_assessment(*, assessment: Assessment, by: By) -> None:
    """Delete a draft; its answers stay readable in the history. Raises ``AssessmentClosed``."""
    locked = lock_draft(assessment)
    answers = {key: _kept(answer) for key, answer in answers_by_key(locked).items()}
    old = {"as_of": locked.as_of.isoformat(), "answers": answers}
    by.change("discard", project_id=locked.project_id, assessment=locked, old=old).save()
    locked.delete()
