"""Actions as their pages show them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from assessments.access import Need, may
from assessments.dates import in_period
from assessments.models import Action, Assessment, Membership, Project, User
from assessments.models.actions import ShownAction

from .people import member_names

DUE_SOON = timedelta(days=14)


class ActionRow(NamedTuple):
    """``state`` is done, overdue, soon or open; ``reviewed`` whether this assessment looked at it.

    ``promised`` says when, *in Q3 2026*, '' where it was in no assessment; ``from_before`` is true
    where that was an earlier assessment than the one shown; ``left`` where it is open today and its
    owner can no longer answer in the team.
    """

    id: int
    item_key: str
    text: str
    owner: str
    owner_id: int | None
    left: bool
    due_on: date
    state: str
    promised: str
    done: str
    done_at_all: bool
    reviewed: bool
    from_before: bool


class ActionsPage(NamedTuple):
    project_name: str
    project_slug: str
    open: tuple[ActionRow, ...]
    done: tuple[ActionRow, ...]
    people: tuple[tuple[int, str], ...]
    can_edit: bool


def actions_page(project: Project, user: User, *, today: date) -> ActionsPage:
    """All actions of a project in two queries."""
    people = able_people(project.team_id)
    rows = action_rows(Action.objects.of_project(project.pk), today=today, names=dict(people))
    can_edit = may(user, project, Need.MEMBER)
    return ActionsPage(
        project_name=project.name,
        project_slug=project.slug,
        open=tuple(row for row in rows if not row.done_at_all),
        done=tuple(row for row in rows if row.done_at_all),
        people=people if can_edit else (),
        can_edit=can_edit,
    )


def able_people(team_id: int) -> tuple[tuple[int, str], ...]:
    """Who can own an action or review: the members who can answer, as id and name."""
    return tuple(member_names(Membership.objects.able().for_page(team_id)).items())


def action_rows(
    actions: Iterable[Sequence[Any]],
    *,
    today: date,
    assessment: Assessment | None = None,
    names: Mapping[int, str] | None = None,
) -> tuple[ActionRow, ...]:
    """``actions`` are the values of a ``ShownAction`` each.

    ``names`` are the owners' names by id where they need more to be told apart.
    """
    return tuple(_row(ShownAction(*action), today, assessment, names or {}) for action in actions)


def needs_review(action: ActionRow) -> bool:
    """Promised in an earlier assessment, still open, and not looked at in this one."""
    return action.from_before and not action.done_at_all and not action.reviewed


def actions_line(actions: Iterable[ActionRow]) -> str:
    """How many are open, overdue and done, in words."""
    states = Counter(action.state for action in actions)
    still_open = states.total() - states["done"]
    words = [f"{still_open} open"] if still_open else []
    words += [f"{states['overdue']} overdue"] if states["overdue"] else []
    words += [f"{states['done']} done"] if states["done"] else []
    return ", ".join(words)


def _row(
    action: ShownAction, today: date, assessment: Assessment | None, names: Mapping[int, str]
) -> ActionRow:
    return ActionRow(
        id=action.pk,
        item_key=action.item_key,
        text=action.text,
        owner=names.get(action.owner_id or 0, action.owner),
        owner_id=action.owner_id,
        left=action.has_left,
        due_on=action.due_on,
        state=_state(action, today, assessment),
        promised=in_period(action.promised_on) if action.promised_on else "",
        done=_done(action),
        done_at_all=action.done_at is not None,
        reviewed=bool(assessment and action.reviewed_in_id == assessment.pk),
        from_before=bool(assessment and action.assessment_id != assessment.pk),
    )


def _state(action: ShownAction, today: date, assessment: Assessment | None) -> str:
    """In a closed assessment an action that was done later is shown as it was: open."""
    closed_at = assessment.closed_at if assessment else None
    if action.done_at and (closed_at is None or action.done_at <= closed_at):
        return "done"
    day = timezone.localdate(closed_at) if closed_at else today
    if action.due_on < day:
        return "overdue"
    return "soon" if action.due_on <= day + DUE_SOON else "open"


def _done(action: ShownAction) -> str:
    if action.done_at is None:
        return ""
    at = timezone.localtime(action.done_at)
    return f"done by {action.done_by}, {at.day} {at:%b %Y}"
