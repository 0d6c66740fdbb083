"""What the page to start an assessment shows."""

from datetime import date
from typing import NamedTuple

from assessments.dates import MONTHS_OF_CADENCE, period_end, period_name
from assessments.models import Assessment, Project


class OpenDraft(NamedTuple):
    as_of: date
    period: str
    answered: int


class AssessmentNewPage(NamedTuple):
    """``as_of`` is the proposed day: the end of the current period of the project's cadence."""

    project_name: str
    project_slug: str
    team_name: str
    as_of: date
    period: str
    carried_from: date | None
    carried_period: str
    rubric: str
    drafts: tuple[OpenDraft, ...]


def assessment_new_page(project: Project, *, today: date) -> AssessmentNewPage:
    as_of = period_end(today, MONTHS_OF_CADENCE[project.cadence])
    found = list(Assessment.objects.filter(project=project).order_by("-as_of"))
    last = next((row for row in found if row.is_closed), None)
    drafts = (row for row in found if not row.is_closed)
    return AssessmentNewPage(
        project_name=project.name,
        project_slug=project.slug,
        team_name=project.team.name,
        as_of=as_of,
        period=period_name(as_of),
        carried_from=last.as_of if last else None,
        carried_period=period_name(last.as_of) if last else "",
        rubric=project.rubric_version.name,
        drafts=tuple(OpenDraft(row.as_of, period_name(row.as_of), row.answered) for row in drafts),
    )
