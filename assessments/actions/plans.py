"""A what-if becomes a plan: intended levels, with owner and quarter."""

import datetime
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from assessments.dates import period_name, quarter_ends
from assessments.models import Answer, Assessment, By, Membership, Plan, PlanStep, Project, User
from assessments.models.plans import QUARTERS_AHEAD
from assessments.scoring import NOT_APPLICABLE, RubricContent
from assessments.text import whole_number


class StepInput(NamedTuple):
    """What is intended for one item, as text: a level's key, a person's id, a quarter's end."""

    item_key: str
    level: str
    owner: str
    due_on: str


class PlanFault(NamedTuple):
    """What is wrong with one item, or with the whole where ``item_key`` is empty."""

    item_key: str
    text: str


class PlanRefused(Exception):
    """The plan cannot be; nothing was written. ``faults`` name each item that is wrong."""

    def __init__(self, faults: list[PlanFault]) -> None:
        super().__init__("; ".join(fault.text for fault in faults))
        self.faults = faults


class PlanOvertaken(Exception):
    """Somebody saved ``plan`` since the form was opened; nothing was written."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("another plan was saved meanwhile")
        self.plan = plan


@transaction.atomic
def save_plan(
    *,
    project: Project,
    steps: list[StepInput],
    today: datetime.date,
    by: By,
    over: int | None = None,
) -> Plan:
    """Write down a plan from the latest closed assessment; it takes the place of the one before.

    Raises ``PlanRefused`` for a project without a closed assessment, no step or two for one item,
    an item or a level that its rubric version does not have, a level that earns no more than
    today's, an owner who is no able member, and a day that is none of the next eight quarter ends.
    The plan in force, sent once more, is that plan: a form that was sent twice.

    ``over`` is the id of the plan that is to give way, 0 for none: where another is in force by
    now, ``PlanOvertaken`` is raised. None takes the place of whichever there is.
    """
    locked = Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    base = Assessment.objects.latest_closed_of(locked)
    if base is None:
        raise PlanRefused([PlanFault("", "A plan starts from a closed assessment. Close one.")])
    people = _able_people(locked)
    rows = _checked(base, steps, people, today)
    in_force = Plan.objects.for_page(locked.pk, count=1).first()
    if in_force and _is_same(in_force, base, rows):
        return in_force
    if in_force and over is not None and in_force.pk != over:
        raise PlanOvertaken(in_force)
    plan = Plan.objects.create(
        project=locked, assessment=base, created_at=timezone.now(), created_by=by.person
    )
    for row in rows:
        row.plan = plan
    PlanStep.objects.bulk_create(rows)
    recorded = {row.item_key: _recorded(row) for row in rows}
    by.change("plan", project=locked, new={"plan": plan.pk, "steps": recorded}).save()
    return plan


def _checked(
    base: Assessment,
    steps: list[StepInput],
    people: Mapping[int, User],
    today: datetime.date,
) -> list[PlanStep]:
    """The steps as rows, in the order of the rubric. Raises ``PlanRefused``."""
    content = base.rubric_version.content
    now = Answer.objects.levels_of([base.pk])[base.pk]
    quarters = {end.isoformat(): end for end in quarter_ends(today, QUARTERS_AHEAD)}
    if not steps:
        raise PlanRefused([PlanFault("", "There is no step in the plan. Lift at least one item.")])
    faults = [
        PlanFault(step.item_key, f"{step.item_key}: {text}")
        for step in steps
        for text in _faults(content, step, now, people, quarters)
    ]
    keys = [step.item_key for step in steps]
    faults += [
        PlanFault(key, f"{key}: comes twice. Keep one step an item.")
        for key in sorted({key for key in keys if keys.count(key) > 1})
    ]
    if faults:
        raise PlanRefused(faults)
    order = list(content.items)
    return [
        PlanStep(
            item_key=step.item_key,
            level=step.level,
            owner=people[int(step.owner)],
            owner_name=str(people[int(step.owner)]),
            due_on=quarters[step.due_on],
        )
        for step in sorted(steps, key=lambda step: order.index(step.item_key))
    ]


def _faults(
    content: RubricContent,
    step: StepInput,
    now: Mapping[str, str],
    people: Mapping[int, User],
    quarters: Mapping[str, datetime.date],
) -> list[str]:
    if step.item_key not in content.items:
        return ["this item is not in the rubric version of the latest closed assessment."]
    faults = []
    points = {level.key: level.points for level in content.definition.levels}
    held = now.get(step.item_key, "")
    if step.level not in points:
        faults.append("this level does not exist. Choose one of those offered.")
    elif held == NOT_APPLICABLE:
        faults.append("it does not apply to this project, so it cannot be planned.")
    elif points[step.level] <= points.get(held, 0):
        faults.append(
            "it is at this level already, or higher. Choose a higher one or leave it out."
        )
    if whole_number(step.owner) not in people:
        faults.append("choose an owner: a member of the team who can answer items.")
    if step.due_on not in quarters:
        last = period_name(max(quarters.values()))
        first = period_name(min(quarters.values()))
        faults.append(f"choose a quarter from {first} to {last}.")
    return faults


def _able_people(project: Project) -> dict[int, User]:
    members = Membership.objects.able().filter(team=project.team_id).select_related("user")
    return {member.user_id: member.user for member in members}


def _is_same(plan: Plan, base: Assessment, rows: list[PlanStep]) -> bool:
    def said(steps: list[PlanStep]) -> set[tuple[Any, ...]]:
        return {(row.item_key, row.level, row.owner_id, row.due_on) for row in steps}

    return plan.assessment_id == base.pk and said(list(plan.steps.all())) == said(rows)


def _recorded(row: PlanStep) -> dict[str, Any]:
    return {
        "level": row.level,
        "owner": row.owner_id,
        "name": row.owner_name,
        "due_on": row.due_on.isoformat(),
    }
