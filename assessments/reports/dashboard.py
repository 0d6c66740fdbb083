"""What the list of projects shows."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments.dates import period_name
from assessments.models import Assessment, Project, SectionScore, User
from assessments.scoring import written, written_change
from assessments.scoring.history import step_points

from .scorecard import SectionBar, recorded_bar


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project with its latest closed assessment. ``overall`` is empty before the first one.

    ``change`` is signed and formatted (+0.5, −1, 0), empty without an earlier assessment.
    ``sparkline`` is the path of a small line, 0 to 100 wide and 0 to 24 high, empty below 2 points.
    """

    name: str
    slug: str
    team: str
    as_of: date | None
    period: str
    overall: str
    maximum: str
    band: str
    band_rank: int
    sections: tuple[SectionBar, ...]
    change: str
    direction: str
    sparkline: str
    overdue: str
    draft_as_of: date | None
    draft_progress: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    rows: tuple[ProjectRow, ...]
    can_create: bool


def dashboard(user: User, *, today: date, can_create: bool) -> Dashboard:
    """The projects that the person may see, in four queries however many there are."""
    projects = list(Project.objects.for_dashboard(user))
    assessments = Assessment.objects.for_dashboard([project.pk for project in projects])
    closed: dict[int, list[Assessment]] = {project.pk: [] for project in projects}
    drafts: dict[int, Assessment] = {}
    for assessment in assessments:
        if assessment.is_closed:
            closed[assessment.project_id].append(assessment)
        else:
            drafts[assessment.project_id] = assessment
    scores = _section_scores([rows[-1].pk for rows in closed.values() if rows])
    return Dashboard(
        rows=tuple(
            _row(project, closed[project.pk], drafts.get(project.pk), scores, today)
            for project in projects
        ),
        can_create=can_create,
    )


def _section_scores(assessments: list[int]) -> dict[int, list[SectionScore]]:
    scores: dict[int, list[SectionScore]] = {pk: [] for pk in assessments}
    for score in SectionScore.objects.of(assessments):
        scores[score.assessment_id].append(score)
    return scores


def _row(
    project: Project,
    closed: list[Assessment],
    draft: Assessment | None,
    scores: dict[int, list[SectionScore]],
    today: date,
) -> ProjectRow:
    last = closed[-1] if closed else None
    bars = tuple(recorded_bar(row) for row in scores[last.pk]) if last else ()
    change = last.overall - closed[-2].overall if last and len(closed) > 1 else None
    band = last.band if last else None
    return ProjectRow(
        name=project.name,
        slug=project.slug,
        team=project.team.name,
        as_of=last.as_of if last else None,
        period=period_name(last.as_of) if last else "",
        overall=written(last.overall) if last else "",
        maximum=_lowest_maximum(bars),
        band=band.label if band else "",
        band_rank=band.position - 1 if band else 0,
        sections=bars,
        change="" if change is None else written_change(change),
        direction=direction(change),
        sparkline=_sparkline(closed),
        overdue=overdue(project, today),
        draft_as_of=draft.as_of if draft else None,
        draft_progress=_progress(draft) if draft else "",
    )


def _progress(draft: Assessment) -> str:
    return "in review" if draft.is_in_review else f"draft, {draft.answered} answered"


def _lowest_maximum(bars: tuple[SectionBar, ...]) -> str:
    return min((bar.maximum for bar in bars if bar.counts), key=Decimal, default="")


def _sparkline(closed: list[Assessment]) -> str:
    dates = [row.as_of for row in closed]
    scores = [row.overall for row in closed]
    return step_points(dates, scores, max([*scores, Decimal(1)]), 100, 24)


def direction(change: Decimal | None) -> str:
    """``up``, ``down`` or ``same``; empty when there is nothing to compare with."""
    if change is None:
        return ""
    return "up" if change > 0 else "down" if change < 0 else "same"


def overdue(project: Project, today: date) -> str:
    """When the next assessment was due, in words, if that day has passed."""
    due = project.due_on
    return f"was due on {due.day} {due:%b %Y}" if due and today > due else ""
