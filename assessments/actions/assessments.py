"""The life of an assessment: started, submitted, reopened, discarded."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import scoring
from assessments.dates import FIRST_DAY, LAST_DAY
from assessments.models import (
    Answer,
    Assessment,
    By,
    Change,
    Item,
    Membership,
    Owner,
    Project,
    RubricVersion,
    SectionScore,
    User,
)
from assessments.models.answers import Missing, missing_in
from assessments.models.migrations import hops_between, moves_and_versions
from assessments.scoring.carrying import Carried, carry

from .answers import answers_by_key, lock_draft, missing_facts
from .scores import levels_of, store_scores
from .standing import store_open_items, store_standing

NOT_CLOSED = "This assessment is not closed."


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
        raise _taken(as_of) from None


def _taken(as_of: datetime.date) -> ActionRefused:
    return ActionRefused(
        f"This project already has an assessment as of {as_of}. Open that one, "
        "or choose another date."
    )


def _start(project: Project, as_of: datetime.date, by: By) -> Assessment:
    # Waits for somebody who changes what the project declares, or moves it to another version, so
    # that this draft knows it.
    locked = Project.objects.select_for_update(of=("self",), no_key=True)
    now = locked.select_related("rubric_version").get(pk=project.pk)
    # Asked before it is written: to insert a date that is there would wait for whoever saves in it,
    # and they wait for the project's row.
    if Assessment.objects.filter(project=project, as_of=as_of).exists():
        raise _taken(as_of)
    assessment = Assessment(
        project=project,
        as_of=as_of,
        rubric_version=now.rubric_version,
        started_at=timezone.now(),
        started_by=by.person,
    )
    before = Assessment.objects.before(assessment).select_related("rubric_version")
    assessment.carried_from = before.first()
    assessment.save()
    answers = first_answers(assessment)
    left_out = _leave_out(answers, assessment)
    Answer.objects.bulk_create(answers.values())
    SectionScore.objects.bulk_create(empty_section_scores(assessment, answers))
    store_scores(assessment, answers)
    last = assessment.carried_from
    new: dict[str, Any] = {
        "as_of": as_of.isoformat(),
        "carried_from": last.as_of.isoformat() if last else None,
        "answers": {key: _kept(answer) for key, answer in answers.items() if answer.carried_over},
    }
    if left_out:
        new["not_applicable"] = left_out
    by.change("start", project=project, assessment=assessment, new=new).save()
    store_open_items(project.pk)
    return assessment


def _leave_out(answers: Mapping[str, Answer], assessment: Assessment) -> dict[str, str]:
    """Say *not applicable* by itself where a fact is missing, and no more where none is, also
    where the version stopped asking. The reasons by item key.
    """
    missing, reasons = missing_facts(assessment), dict[str, str]()
    for key, answer in answers.items():
        facts = missing.get(key, ())
        wanted = scoring.by_facts(answer.level, answer.note, facts)
        if wanted:
            answer.level, answer.note = wanted
        if wanted or facts:
            answer.carried_over, answer.carried_as, answer.carried_key = False, "", ""
        if facts:
            reasons[key] = answer.note
    return reasons


def first_answers(assessment: Assessment) -> dict[str, Answer]:
    """An answer for each item, not yet saved: the last one, carried through the rubric's versions.

    One whose item was reworded, split or merged meanwhile says so: it has to be read again.
    """
    items = Item.objects.filter(version=assessment.rubric_version_id)
    before = answers_by_key(assessment.carried_from) if assessment.carried_from else {}
    carried = _carried(assessment, levels_of(before))
    answers = {}
    for item in items.order_by("section__position", "position"):
        answer = Answer(assessment=assessment, item=item)
        one = carried.get(item.key)
        if one:
            old = before[one.former]
            answer.level, answer.note, answer.evidence = old.level, old.note, old.evidence
            answer.carried_over = True
            answer.carried_as = one.why.value
            answer.carried_key = one.former if one.former != item.key else ""
        answers[item.key] = answer
    return answers


def _carried(assessment: Assessment, levels: Mapping[str, str]) -> Mapping[str, Carried]:
    """What each item takes from the assessment before; a query if versions differ."""
    before = assessment.carried_from
    if before is None:
        return {}
    old, new = before.rubric_version, assessment.rubric_version
    if old.pk == new.pk:
        return carry(levels, [])
    migrations, published = moves_and_versions(
        assessment.project_id, {old.rubric_id, new.rubric_id}
    )
    return carry(levels, hops_between(old, new, migrations, published))


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
    ids = {answer.in_section: of_item[key] for key, answer in answers.items()}
    return [
        SectionScore(assessment=assessment, section_id=pk, maximum=scoring.rounded(maximum[key]))
        for pk, key in ids.items()
    ]


def _kept(answer: Answer) -> dict[str, str]:
    return {"level": answer.level, "note": answer.note, "evidence": answer.evidence}


@transaction.atomic
def submit_assessment(*, assessment: Assessment, by: By, reviewer: int | None = None) -> Assessment:
    """Submit a draft: answers, owners' names, rubric version and scores are frozen from then on.

    It is closed at once, or, where the project asks for a review, waits for ``reviewer`` (a
    person's id). Raises ``AssessmentClosed`` if it is no draft any more, ``NotComplete`` with what
    is missing, ``ActionRefused`` for somebody who can not review it.
    """
    locked = lock_draft(assessment)
    answers = answers_by_key(assessment)
    missing = missing_in(answers)
    if missing:
        raise NotComplete(missing)
    project = Project.objects.get(pk=locked.project_id)
    person = able_reviewer(project, reviewer, by.person) if project.review_required else None
    if by.door != Change.Door.IMPORT:  # nobody knows from a file who owned what then
        freeze_owners(assessment, answers)
    score = store_scores(assessment, answers)
    new = {"overall": scoring.written(score.overall), "band": score.band.label}
    if person:
        _ask(locked, person, by)
        action, new = "ask", {"status": "in_review", "reviewer": str(person), **new}
    else:
        close(locked, assessment.rubric_version, answers, by=by, at=timezone.now())
        action, new = "submit", {"status": "closed", **new}
    old = {"status": "draft"}
    by.change(action, project_id=project.pk, assessment=locked, old=old, new=new).save()
    return locked


def _ask(locked: Assessment, reviewer: User, by: By) -> None:
    locked.status = Assessment.Status.IN_REVIEW
    locked.submitted_at = timezone.now()
    locked.submitted_by = by.person
    locked.reviewer = reviewer
    locked.save(update_fields=["status", "submitted_at", "submitted_by", "reviewer"])
    store_open_items(locked.project_id)


def able_reviewer(project: Project, reviewer: int | None, submitter: User) -> User:
    """The person, if they can answer in the team and did not submit. Raises ``ActionRefused``."""
    if reviewer is None:
        raise ActionRefused("Choose who reviews it.")
    if reviewer == submitter.pk:
        raise ActionRefused("Whoever submits an assessment cannot review it. Choose somebody else.")
    member = Membership.objects.able().filter(team=project.team_id, user=reviewer)
    found = member.select_related("user").first()
    if found is None:
        raise ActionRefused("This person is no member of the team who can answer items.")
    return found.user


def close(
    locked: Assessment,
    version: RubricVersion,
    answers: Mapping[str, Answer],
    *,
    by: By,
    at: datetime.datetime,
) -> None:
    """Write the last state of a locked assessment whose scores and owners are stored already."""
    locked.status = Assessment.Status.CLOSED
    locked.closed_at = at
    locked.closed_by = by.user
    locked.inputs_sha256 = inputs_hash(version, levels_of(answers))
    locked.save(update_fields=["status", "closed_at", "closed_by", "inputs_sha256"])
    store_standing(locked.project_id)


def freeze_owners(assessment: Assessment, answers: Mapping[str, Answer]) -> None:
    """Write the owners' names of today into the answers; who has left is no owner any more."""
    owners = Owner.objects.filter(project=assessment.project_id).with_able()
    for owner in owners.select_related("role", "person"):
        answer = answers.get(owner.item_key)
        if answer:
            answer.owner = str(owner.person) if owner.able else ""
            answer.owner_role = owner.role.name
    Answer.objects.bulk_update(answers.values(), ["owner", "owner_role"])


def inputs_hash(version: RubricVersion, levels: Mapping[str, str]) -> str:
    """SHA-256 of what the score was computed from: the rubric version's file and the levels."""
    inputs = [version.content_sha256, dict(levels)]
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def reopen_assessment(*, assessment: Assessment, reason: str, by: By) -> None:
    """Make a closed assessment a draft again, on record. Raises ``ActionRefused``."""
    locked = Assessment.objects.select_for_update(of=("self",), no_key=True).get(pk=assessment.pk)
    if not locked.is_closed:
        raise ActionRefused(NOT_CLOSED)
    old = {"status": "closed", "overall": scoring.written(locked.overall)}
    open_again(locked)
    store_standing(locked.project_id)
    change = by.change(
        "reopen", project_id=locked.project_id, assessment=locked, old=old, new={"status": "draft"}
    )
    change.reason = reason
    change.save()


def open_again(locked: Assessment) -> None:
    """Make a locked row a draft: nobody has submitted, reviewed or closed it.

    What lists show is for the caller to store, in the order of locks.
    """
    locked.status = Assessment.Status.DRAFT
    locked.closed_at = locked.closed_by = None
    locked.submitted_at = locked.submitted_by = locked.reviewer = None
    fields = ["status", "closed_at", "closed_by", "submitted_at", "submitted_by", "reviewer"]
    locked.save(update_fields=fields)


class AssessmentNeeded(Exception):
    """Something that stays leads back to the assessment, which therefore stays; nothing was
    written. The message says what it is.
    """


@transaction.atomic
def discard_assessment(*, assessment: Assessment, by: By) -> None:
    """Delete a draft; its answers stay readable in the history.

    Raises ``AssessmentClosed``, or ``AssessmentNeeded``: a plan may start from a reopened one, or
    one that was submitted since may have taken its answers from there.
    """
    locked = lock_draft(assessment)
    if locked.plans.exists():
        raise AssessmentNeeded("A plan starts from this assessment")
    after = Assessment.objects.filter(carried_from=locked).order_by("pk")
    for later in after.select_for_update(of=("self",), no_key=True):
        if not later.is_draft:
            raise AssessmentNeeded(f"The assessment as of {later.as_of} began with its answers")
    answers = {key: _kept(answer) for key, answer in answers_by_key(locked).items()}
    old = {"as_of": locked.as_of.isoformat(), "answers": answers}
    by.change("discard", project_id=locked.project_id, assessment=locked, old=old).save()
    locked.delete()
    store_open_items(locked.project_id)
