"""What a project's page shows: score, history, chart with its table."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from assessments import scoring
from assessments.access import Need, may
from assessments.dates import period_name
from assessments.models import Assessment, Project, User
from assessments.models.owners import ShownOwner
from assessments.models.page_parts import project_parts
from assessments.models.ready import assessments_of
from assessments.models.waiting import Waiting
from assessments.scoring import written, written_change
from assessments.text import listed

from .explained import ExplainedChange, explained_change, way_between
from .list_rows import direction, overdue
from .project_history import History, by_section, columns_of, history_of
from .project_map import LevelMap, LevelsByDate, levels_by_date, map_of
from .rubric_names import RubricName, rubric_name
from .scorecard import Scorecard, recorded_scorecard
from .targets import Target, target_of


class SectionCell(NamedTuple):
    text: str
    weakest: bool


class AssessmentRow(NamedTuple):
    """One assessment in the project's list, newest first. Scores are ready strings."""

    as_of: date
    period: str
    status: str
    status_label: str
    overall: str
    at_least: bool
    band: str
    band_rank: int
    sections: tuple[SectionCell, ...]
    change: str
    direction: str
    rubric: str
    detail: str


class ProjectPage(NamedTuple):
    """``latest`` is the scorecard of the latest closed assessment, None before the first."""

    name: str
    slug: str
    team: str
    description: str
    cadence: str
    rubric: RubricName
    latest: Scorecard | None
    latest_as_of: date | None
    latest_period: str
    change: str
    direction: str
    overdue: str
    target: Target | None
    section_titles: tuple[str, ...]
    assessments: tuple[AssessmentRow, ...]
    open_drafts: tuple[AssessmentRow, ...]
    history: History | None
    map: LevelMap | None
    explained: ExplainedChange | None
    owners: str
    in_team: bool
    can_edit: bool
    can_lead: bool
    waiting: Waiting


def project_page(project: Project, user: User, *, today: date, map_page: int = 1) -> ProjectPage:
    """The page in three statements: all assessments, their section scores, and what is beside.

    One more where the newest two assessments are of different rubric versions.
    """
    assessments = assessments_of(project.pk)
    closed = [row for row in assessments if row.is_closed]
    latest = closed[0] if closed else None
    change = _change(closed[0], closed[1]) if len(closed) > 1 else None
    columns = columns_of(assessments)
    rows = _rows(assessments, columns)
    parts = project_parts(project, user, today)
    levels = levels_by_date(parts.levels) if closed else {}
    return ProjectPage(
        name=project.name,
        slug=project.slug,
        team=project.team.name,
        description=project.description,
        cadence=project.get_cadence_display(),
        rubric=rubric_name(project.rubric_version.content),
        latest=_latest(latest, levels) if latest else None,
        latest_as_of=latest.as_of if latest else None,
        latest_period=period_name(latest.as_of) if latest else "",
        change="" if change is None else written_change(change),
        direction=direction(change),
        overdue=overdue(project, today),
        target=_target(project, latest),
        section_titles=tuple(columns.values()),
        assessments=rows,
        open_drafts=tuple(row for row in rows if row.status != "closed"),
        history=history_of(closed, project.criticality),
        map=map_of(closed, levels, page=map_page),
        explained=_explained(assessments, levels),
        owners=_owners(project, parts.owners),
        in_team=may(user, project, Need.VIEWER),
        can_edit=may(user, project, Need.MEMBER),
        can_lead=may(user, project, Need.LEAD),
        waiting=parts.waiting,
    )


def _explained(
    assessments: list[Assessment], levels: Mapping[date, Mapping[str, str]]
) -> ExplainedChange | None:
    """The newest assessment, open or closed, against the closed one before it."""
    if not assessments:
        return None
    later = assessments[0]
    earlier = next((row for row in assessments[1:] if row.is_closed), None)
    way = way_between(earlier, later) if earlier else None
    if earlier is None or way is None:
        return None
    before, after = (levels.get(row.as_of, {}) for row in (earlier, later))
    return explained_change(earlier, later, before, after, way)


def _target(project: Project, latest: Assessment | None) -> Target | None:
    """On the scale of the latest closed assessment; of the present version before the first."""
    version = latest.rubric_version if latest else project.rubric_version
    full = scoring.maximum_score(version.content.definition)
    return target_of(project.criticality, full, latest.overall if latest else None)


def _latest(latest: Assessment, levels: LevelsByDate) -> Scorecard:
    stored = [row.plain for row in latest.section_scores.all()]
    content = latest.rubric_version.content
    return recorded_scorecard(latest, content, stored, levels.get(latest.as_of, {}))


def _rows(assessments: list[Assessment], columns: Iterable[str]) -> tuple[AssessmentRow, ...]:
    """Newest first; the change is against the closed assessment before, of the same version."""
    rows = []
    before: Assessment | None = None
    for assessment in reversed(assessments):
        rows.append(_row(assessment, before, columns))
        if assessment.is_closed:
            before = assessment
    return tuple(reversed(rows))


def _change(assessment: Assessment, before: Assessment | None) -> Decimal | None:
    """Scores of two rubric versions are no change of one another."""
    if before is None or before.rubric_version_id != assessment.rubric_version_id:
        return None
    return assessment.overall - before.overall


def _row(
    assessment: Assessment, before: Assessment | None, columns: Iterable[str]
) -> AssessmentRow:
    stored = by_section(assessment)
    band = assessment.band
    total = len(assessment.rubric_version.content.items)
    change = _change(assessment, before)
    return AssessmentRow(
        as_of=assessment.as_of,
        period=period_name(assessment.as_of),
        status=assessment.status,
        status_label=assessment.get_status_display(),
        overall=written(assessment.overall),
        at_least=not assessment.is_closed and assessment.answered < total,
        band=band.label if band else "",
        band_rank=band.position - 1 if band else 0,
        sections=tuple(
            SectionCell(written(stored[key].score), stored[key].weakest)
            if key in stored
            else SectionCell("–", weakest=False)
            for key in columns
        ),
        change="" if change is None else written_change(change),
        direction=direction(change),
        rubric=assessment.rubric_version.name,
        detail=_detail(assessment, total),
    )


def _detail(assessment: Assessment, total: int) -> str:
    if assessment.is_closed:
        return f"closed by {assessment.closed_by}"
    waiting = f", {assessment.unconfirmed} to confirm" if assessment.unconfirmed else ""
    return f"{assessment.answered} of {total} answered{waiting}"


def _owners(project: Project, found: Iterable[ShownOwner]) -> str:
    """Who is responsible, in short."""
    items = project.rubric_version.content.items
    owners = [row for row in found if row.item_key in items]
    named = sum(owner.able for owner in owners)
    left = sum(owner.has_left for owner in owners)
    nobody = min(project.unowned_items, len(owners) - named)
    by_role = len(owners) - named - nobody
    parts = [f"{named} of {len(owners)} items have a person"]
    if by_role:
        parts.append(f"{by_role} {'goes' if by_role == 1 else 'go'} by role")
    if nobody:
        parts.append(f"{nobody} {'has' if nobody == 1 else 'have'} nobody")
    said = listed(parts)
    return f"{said}; {left} {'names' if left == 1 else 'name'} somebody who left" if left else said
