"""Actions: promised, changed, done, and looked at again in the next assessment."""

import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from assessments.models import Action, Assessment, By, Membership, Project, User

from .answers import AssessmentClosed
from .assessments import ActionRefused

FIELDS = ("text", "owner", "due_on")


class ActionInput(NamedTuple):
    """What is promised, by whom (a person's id), until when."""

    text: str
    owner: int
    due_on: datetime.date


@transaction.atomic
def promise_action(
    *,
    project: Project,
    fields: ActionInput,
    by: By,
    assessment: Assessment | None = None,
    item_key: str = "",
) -> Action:
    """Write down an action. Raises ``ActionRefused`` for an owner who is no able member.

    The same text for the same item, person and day that is still open is one action: a form that
    was sent twice.
    """
    owner = _able_member(project, fields.owner)
    same = Action.objects.filter(
        project=project, item_key=item_key, text=fields.text, owner=owner, due_on=fields.due_on
    )
    Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    if found := same.filter(done_at=None).first():
        return found
    action = Action.objects.create(
        project=project,
        assessment=assessment,
        item_key=item_key,
        text=fields.text,
        owner=owner,
        owner_name=str(owner),
        due_on=fields.due_on,
        created_at=timezone.now(),
        created_by=by.person,
    )
    _record(action, by, {}, _recorded(action))
    return action


@transaction.atomic
def change_action(*, project: Project, action_id: int, fields: ActionInput, by: By) -> Action:
    """Change text, owner or date. Raises ``Action.DoesNotExist`` and ``ActionRefused``."""
    action = _locked(project, action_id)
    old = _recorded(action)
    if fields.owner != action.owner_id:
        action.owner = _able_member(project, fields.owner)
        action.owner_name = str(action.owner)
    action.text, action.due_on = fields.text, fields.due_on
    new = _recorded(action)
    changed = [name for name in old if old[name] != new[name]]
    if changed:
        action.save(update_fields=["text", "owner", "owner_name", "due_on"])
        _record(
            action, by, {name: old[name] for name in changed}, {name: new[name] for name in changed}
        )
    return action


@transaction.atomic
def finish_action(
    *,
    project: Project,
    action_id: int,
    done: bool,
    by: By,
    reviewed_in: Assessment | None = None,
) -> Action:
    """Say that an action is done, or still open; with ``reviewed_in``, in which assessment.

    Raises ``Action.DoesNotExist``, and ``AssessmentClosed`` if it is to be reviewed in an
    assessment that is closed.
    """
    if reviewed_in is not None:
        locked = Assessment.objects.select_for_update(of=("self",), no_key=True).get(
            pk=reviewed_in.pk
        )
        if locked.is_closed:
            raise AssessmentClosed
    action = _locked(project, action_id)
    old = _state(action)
    if done and action.done_at is None:
        action.done_at, action.done_by = timezone.now(), by.person
    elif not done:
        action.done_at, action.done_by = None, None
    if reviewed_in is not None:
        action.reviewed_in = reviewed_in
    if _state(action) != old:
        action.save(update_fields=["done_at", "done_by", "reviewed_in"])
        _record(action, by, old, _state(action))
    return action


def _locked(project: Project, action_id: int) -> Action:
    rows = Action.objects.select_for_update(of=("self",), no_key=True).select_related("reviewed_in")
    return rows.get(pk=action_id, project=project)


def _able_member(project: Project, person: int) -> User:
    members = Membership.objects.able().filter(team=project.team_id, user=person)
    member = members.select_related("user").first()
    if member is None:
        raise ActionRefused(
            "This person is no member of the team who can answer items. "
            "Choose one of those offered."
        )
    return member.user


def _recorded(action: Action) -> dict[str, Any]:
    return {
        "text": action.text,
        "owner": action.owner_name,
        "due_on": action.due_on.isoformat(),
    }


def _state(action: Action) -> dict[str, Any]:
    reviewed = action.reviewed_in.as_of.isoformat() if action.reviewed_in else None
    return {"done": action.done_at is not None, "reviewed_in": reviewed}


def _record(action: Action, by: By, old: dict[str, Any], new: dict[str, Any]) -> None:
    by.change(
        "action",
        project_id=action.project_id,
        assessment_id=action.reviewed_in_id or action.assessment_id,
        item_key=action.item_key,
        old=old,
        new={"action": action.pk, **new},
    ).save()
