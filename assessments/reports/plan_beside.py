"""The plan beside an assessment that came after it: what was intended, what the answers say."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from assessments.dates import period_name
from assessments.models import Answer, Assessment, PlanStep
from assessments.models.rubric_lines import continuations

from .levels import level_label
from .plan import share_of_points


class BesideStep(NamedTuple):
    """``state`` is reached, open, gone (from the rubric) or overdue: planned for the assessment's
    date or before, and for an assessment that is not closed, for a quarter that is over.
    ``left`` says of one that is open or overdue that its owner can no longer answer in the team.
    """

    key: str
    title: str
    planned: str
    here: str
    owner: str
    left: bool
    due: str
    state: str


class PlanBesidePage(NamedTuple):
    """``steps`` are of the newest plan made from an earlier assessment, none without one."""

    project_name: str
    project_slug: str
    as_of: date
    period: str
    line: str
    steps: tuple[BesideStep, ...]


def plan_beside_page(assessment: Assessment, *, today: date) -> PlanBesidePage:
    """The page in two queries: the steps, the levels."""
    planned = PlanStep.objects.beside(assessment)
    levels = Answer.objects.levels_of([assessment.pk])[assessment.pk]
    late = assessment.as_of if assessment.is_closed else today - timedelta(days=1)
    steps = tuple(_step(step, assessment, levels, late) for step in planned)
    return PlanBesidePage(
        project_name=assessment.project.name,
        project_slug=assessment.project.slug,
        as_of=assessment.as_of,
        period=period_name(assessment.as_of),
        line=_line(steps, is_open=assessment.is_draft),
        steps=steps,
    )


def _step(
    step: PlanStep, assessment: Assessment, levels: Mapping[str, str], late: date
) -> BesideStep:
    """``late`` is the last day that makes a step overdue."""
    intended = step.plan.assessment.rubric_version.content
    content = assessment.rubric_version.content
    lines = continuations(step.plan.assessment.rubric_version, assessment.rubric_version, ())
    parts = [levels.get(key, "") for key in lines.get(step.item_key, ())]
    here = min(parts, key=lambda level: share_of_points(content, level), default=None)
    there = here is not None
    reached = there and share_of_points(content, here or "") >= share_of_points(
        intended, step.level
    )
    state = _state(step, late, reached=reached, there=there)
    return BesideStep(
        key=step.item_key,
        title=intended.items[step.item_key].title,
        planned=level_label(intended, step.level),
        here=level_label(content, here or "") if there else "not in this rubric version",
        owner=str(step.owner or step.owner_name),
        left=step.has_left and state in ("open", "overdue"),
        due=period_name(step.due_on),
        state=state,
    )


def _state(step: PlanStep, late: date, *, reached: bool, there: bool) -> str:
    if reached:
        return "reached"
    if not there:
        return "gone"
    return "overdue" if step.due_on <= late else "open"


def _line(steps: tuple[BesideStep, ...], *, is_open: bool) -> str:
    reached = sum(step.state == "reached" for step in steps)
    overdue = sum(step.state == "overdue" for step in steps)
    words = f"{reached} of {len(steps)} step{'' if len(steps) == 1 else 's'} reached"
    words += f", {overdue} overdue" if overdue else ""
    return f"{words} when this page was opened" if is_open else words
