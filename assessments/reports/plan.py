"""A plan beside reality: what was intended, what is reached, open or overdue."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from django.utils import timezone

from assessments import scoring
from assessments.access import Need, may
from assessments.dates import period_end, period_name
from assessments.models import Answer, Assessment, Plan, PlanStep, Project, RubricVersion, User
from assessments.models.rubric_lines import continuations
from assessments.scoring import written

from .levels import level_label

MOST_PLANS = 20
Levels = Mapping[str, str]


class PlannedStep(NamedTuple):
    """``state`` is reached, open, overdue or gone; ``now`` the level of today as a label.

    ``in_draft`` is true where only the open draft has the level. An item is gone where the rubric
    version of the latest assessment has nothing that continues it. ``left`` says of a step that is
    to be reached that its owner can no longer answer in the team.
    """

    key: str
    title: str
    section: str
    level: str
    now: str
    owner: str
    left: bool
    due: str
    state: str
    in_draft: bool


class PlanPoint(NamedTuple):
    """A quarter's end: the overall score planned for it, and the actual one, '' if none yet.

    ``so_far`` is true while the quarter can still be met: then nothing is ``behind``.
    """

    label: str
    planned: str
    planned_percent: int
    actual: str
    actual_percent: int
    so_far: bool
    behind: bool


class PlanView(NamedTuple):
    saved_on: date
    saved_by: str
    base_label: str
    steps: tuple[PlannedStep, ...]
    reached: int
    overdue: int
    points: tuple[PlanPoint, ...]
    maximum: str
    line: str


class OtherPlan(NamedTuple):
    """``number`` is how the plan's page asks for it."""

    number: int
    saved_on: date
    saved_by: str
    line: str
    in_force: bool


class PlanPage(NamedTuple):
    """``plan`` is the one in force or the one asked for, None before the first was saved."""

    project_name: str
    project_slug: str
    plan: PlanView | None
    in_force: bool
    others: tuple[OtherPlan, ...]
    can_edit: bool
    can_plan: bool


def plan_page(project: Project, user: User, *, today: date, number: str = "") -> PlanPage:
    """The page in four queries: plans, their steps, assessments, answers of at most three.

    ``number`` is of another plan than the one in force. Raises ``Plan.DoesNotExist`` where the
    project's newest 20 plans have none of that number.
    """
    plans = list(Plan.objects.for_page(project.pk, count=MOST_PLANS))
    shown = next((plan for plan in plans if number in ("", str(plan.pk))), None)
    if number and not shown:
        raise Plan.DoesNotExist
    can_edit = may(user, project, Need.MEMBER)
    return PlanPage(
        project_name=project.name,
        project_slug=project.slug,
        plan=_view(project, shown, today) if shown else None,
        in_force=shown in plans[:1],
        others=tuple(_other(plan, plans[0]) for plan in plans if plan != shown),
        can_edit=can_edit,
        can_plan=can_edit and project.latest_id is not None,
    )


def plan_line(project: Project) -> str:
    """Whose plan is in force, and since when, for the project's page; '' without one."""
    plan = Plan.objects.in_force(project.pk)
    return f"{saved_on(str(plan.created_by), plan.created_at)}." if plan else ""


def saved_on(name: str, at: datetime) -> str:
    """Who saved a plan, and on which day."""
    day = timezone.localdate(at)
    return f"saved by {name} on {day.day} {day:%B %Y}"


def _view(project: Project, plan: Plan, today: date) -> PlanView:
    assessments = list(Assessment.objects.for_plan(project))
    base = next(row for row in assessments if row.pk == plan.assessment_id)
    closed = next((row for row in assessments if row.is_closed), base)
    draft = next((row for row in assessments if not row.is_closed), None)
    used = {row.pk: row for row in (base, closed, draft) if row}
    answers = Answer.objects.levels_of(used)
    known = [row.rubric_version for row in assessments]
    levels = {pk: _as_planned(base, row, answers[pk], known) for pk, row in used.items()}
    steps = tuple(_step(step, base, closed, draft, levels, today) for step in plan.steps.all())
    points = _points(plan, base, answers[base.pk], assessments, today)
    reached = sum(step.state == "reached" for step in steps)
    overdue = sum(step.state == "overdue" for step in steps)
    return PlanView(
        saved_on=timezone.localdate(plan.created_at),
        saved_by=str(plan.created_by),
        base_label=period_name(base.as_of),
        steps=steps,
        reached=reached,
        overdue=overdue,
        points=points,
        maximum=written(scoring.maximum_score(base.rubric_version.content.definition)),
        line=_line(reached, overdue, steps, points),
    )


def _as_planned(
    base: Assessment, row: Assessment, answers: Levels, known: Sequence[RubricVersion]
) -> Levels:
    """The levels of an assessment by the keys of the plan's version.

    Where an item was split, the lowest of its parts says how far it is; what nothing continues is
    left out.
    """
    if row.rubric_version_id == base.rubric_version_id:
        return answers
    content = row.rubric_version.content
    lines = continuations(base.rubric_version, row.rubric_version, known)
    return {
        key: min(
            (answers.get(one, "") for one in parts),
            key=lambda level: share_of_points(content, level),
        )
        for key, parts in lines.items()
    }


def _line(
    reached: int, overdue: int, steps: Sequence[PlannedStep], points: Sequence[PlanPoint]
) -> str:
    count = len(steps)
    words = f"{reached} of {count} step{'' if count == 1 else 's'} reached"
    words += f", {overdue} overdue" if overdue else ""
    last = points[-1]
    return f"{words}; an overall score of {last.planned} is planned for {last.label}."


def _step(
    step: PlanStep,
    base: Assessment,
    closed: Assessment,
    draft: Assessment | None,
    levels: Mapping[int, Levels],
    today: date,
) -> PlannedStep:
    content = base.rubric_version.content
    item = content.items[step.item_key]
    titles = {part.key: part.title for part in content.definition.sections}
    wanted = share_of_points(content, step.level)
    reached = _has(closed, levels, step.item_key, wanted)
    in_draft = not reached and bool(draft and _has(draft, levels, step.item_key, wanted))
    newest = draft if in_draft and draft else closed
    gone = step.item_key not in levels[(draft or closed).pk]
    state = "reached" if reached or in_draft else "overdue" if step.due_on < today else "open"
    state = "gone" if gone and state != "reached" else state
    now = level_label(newest.rubric_version.content, levels[newest.pk].get(step.item_key, ""))
    return PlannedStep(
        key=step.item_key,
        title=item.title,
        section=titles[item.section],
        level=level_label(content, step.level),
        now="not in this rubric version" if state == "gone" else now,
        owner=str(step.owner or step.owner_name),
        left=step.has_left and state in ("open", "overdue"),
        due=period_name(step.due_on),
        state=state,
        in_draft=in_draft,
    )


def _has(assessment: Assessment, levels: Mapping[int, Levels], key: str, wanted: Fraction) -> bool:
    content = assessment.rubric_version.content
    return share_of_points(content, levels[assessment.pk].get(key, "")) >= wanted


def share_of_points(content: scoring.RubricContent, level: str) -> Fraction:
    """A level's points as a share of the top: comparable where another version has other points."""
    points = {row.key: row.points for row in content.definition.levels}
    return points.get(level, Fraction(0)) / content.definition.top_points


def _points(
    plan: Plan, base: Assessment, before: Levels, assessments: Sequence[Assessment], today: date
) -> tuple[PlanPoint, ...]:
    """The start and each quarter that has a step; actual is what was closed by then."""
    definition = base.rubric_version.content.definition
    steps = list(plan.steps.all())
    days = [base.as_of, *sorted({step.due_on for step in steps})]
    closed = [row for row in assessments if row.is_closed and row.as_of > base.as_of]
    points = [_point(base.as_of, scoring.score_answers(definition, before), base, base)]
    for earlier, day in pairwise(days):
        levels = {**before, **{row.item_key: row.level for row in steps if row.due_on <= day}}
        planned = scoring.score_answers(definition, levels)
        actual = _actual(closed, earlier, day, today)
        settled = _is_settled(closed, day, today)
        points.append(_point(day, planned, actual, base, settled=settled))
    return tuple(points)


def _is_settled(closed: Sequence[Assessment], day: date, today: date) -> bool:
    """Whether the quarter that ends on ``day`` is answered for: one as of its end or later is
    closed, or it is over and one of its days is.
    """
    latest = max((row.as_of for row in closed), default=None)
    if latest is None:
        return False
    return latest >= day or (today > day and period_end(latest) >= day)


def _actual(
    closed: Sequence[Assessment], earlier: date, day: date, today: date
) -> Assessment | None:
    """The last one closed (newest first) by ``day``; while that is to come, one of that time."""
    by_then = next((row for row in closed if row.as_of <= day), None)
    if by_then and day >= today and by_then.as_of <= earlier:
        return None
    return by_then


def _point(
    day: date,
    planned: scoring.Score,
    actual: Assessment | None,
    base: Assessment,
    *,
    settled: bool = True,
) -> PlanPoint:
    same = actual is not None and actual.rubric_version_id == base.rubric_version_id
    text = written(actual.overall) if actual else ""
    if actual and not same:
        text += f" in {actual.rubric_version.version}"
    reached = Fraction(actual.overall) if actual and same else None
    return PlanPoint(
        label=period_name(day),
        planned=written(planned.overall),
        planned_percent=_percent(planned.overall, planned.maximum),
        actual=text,
        actual_percent=_percent(reached or Fraction(0), planned.maximum),
        so_far=actual is not None and not settled,
        behind=settled and reached is not None and reached < scoring.rounded(planned.overall),
    )


def _percent(score: Fraction, maximum: Fraction) -> int:
    return round(100 * score / maximum) if maximum else 0


def _other(plan: Plan, newest: Plan) -> OtherPlan:
    steps = list(plan.steps.all())
    count = f"{len(steps)} step{'' if len(steps) == 1 else 's'}"
    until = period_name(max(step.due_on for step in steps)) if steps else ""
    return OtherPlan(
        number=plan.pk,
        saved_on=timezone.localdate(plan.created_at),
        saved_by=str(plan.created_by),
        line=f"{count} until {until}" if until else count,
        in_force=plan == newest,
    )
