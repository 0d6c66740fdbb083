"""What a project's page shows: score, history, chart with its table."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments import scoring
from assessments.access import Need, may
from assessments.dates import period_name
from assessments.models import Assessment, Owner, Project, User
from assessments.scoring import written, written_change
from assessments.scoring.history import SectionSeries, Series, SeriesBand

from .dashboard import direction, overdue
from .figures import ChartTable, Still, still_of
from .scorecard import Scorecard, recorded_scorecard


@dataclass(frozen=True, slots=True)
class SectionCell:
    text: str
    weakest: bool


@dataclass(frozen=True, slots=True)
class AssessmentRow:
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


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """``latest`` is the scorecard of the latest closed assessment, None before the first."""

    name: str
    slug: str
    team: str
    description: str
    cadence: str
    rubric: str
    latest: Scorecard | None
    latest_as_of: date | None
    latest_period: str
    change: str
    direction: str
    overdue: str
    section_titles: tuple[str, ...]
    assessments: tuple[AssessmentRow, ...]
    open_drafts: tuple[AssessmentRow, ...]
    series: Series | None
    still: Still | None
    table: ChartTable | None
    finding: str
    owners: str
    in_team: bool
    can_edit: bool
    can_lead: bool


def project_page(project: Project, user: User, *, today: date) -> ProjectPage:
    """The page in three queries: all assessments, their section scores, the owners."""
    assessments = list(Assessment.objects.for_project_page(project))
    closed = [row for row in assessments if row.is_closed]
    latest = closed[0] if closed else None
    change = closed[0].overall - closed[1].overall if len(closed) > 1 else None
    series = history_series(closed)
    return ProjectPage(
        name=project.name,
        slug=project.slug,
        team=project.team.name,
        description=project.description,
        cadence=project.get_cadence_display(),
        rubric=project.rubric_version.name,
        latest=_latest(latest) if latest else None,
        latest_as_of=latest.as_of if latest else None,
        latest_period=period_name(latest.as_of) if latest else "",
        change="" if change is None else written_change(change),
        direction=direction(change),
        overdue=overdue(project, today),
        section_titles=_section_titles(assessments),
        assessments=_rows(assessments),
        open_drafts=tuple(row for row in _rows(assessments) if row.status != "closed"),
        series=series,
        still=still_of(series) if series and len(closed) > 1 else None,
        table=_table(series) if series else None,
        finding=_finding(closed),
        owners=_owners(project),
        in_team=may(user, project, Need.VIEWER),
        can_edit=may(user, project, Need.MEMBER),
        can_lead=may(user, project, Need.LEAD),
    )


def history_series(closed: list[Assessment]) -> Series | None:
    """Closed assessments (newest first) as a series of the newest one's rubric version."""
    if not closed:
        return None
    version = closed[0].rubric_version
    same = [row for row in reversed(closed) if row.rubric_version_id == version.pk]
    definition = version.content.definition
    top = scoring.rounded(max(part.maximum for part in _full(definition)))
    return Series(
        dates=tuple(row.as_of for row in same),
        labels=tuple(period_name(row.as_of) for row in same),
        overall=tuple(row.overall for row in same),
        band_labels=tuple(row.band.label if row.band else "" for row in same),
        sections=tuple(
            SectionSeries(part.key, part.title, tuple(_score(row, part.key) for row in same))
            for part in definition.sections
        ),
        bands=_bands(definition, top),
        top=top,
    )


def _full(definition: scoring.RubricDefinition) -> tuple[scoring.SectionScore, ...]:
    return scoring.score_answers(definition, {}).sections


def _score(assessment: Assessment, section: str) -> Decimal:
    return next(
        (row.score for row in assessment.section_scores.all() if row.section.key == section),
        Decimal(0),
    )


def _bands(definition: scoring.RubricDefinition, top: Decimal) -> tuple[SeriesBand, ...]:
    lowers = [scoring.rounded(band.lower) for band in definition.bands]
    uppers = [*lowers[1:], top]
    return tuple(
        SeriesBand(band.label, lower, upper, rank)
        for rank, (band, lower, upper) in enumerate(
            zip(definition.bands, lowers, uppers, strict=True)
        )
        if upper > lower
    )


def _latest(latest: Assessment) -> Scorecard:
    stored = latest.section_scores.all()
    return recorded_scorecard(latest, latest.rubric_version.content, stored)


def _section_titles(assessments: list[Assessment]) -> tuple[str, ...]:
    if not assessments:
        return ()
    return tuple(row.section.title for row in assessments[0].section_scores.all())


def _rows(assessments: list[Assessment]) -> tuple[AssessmentRow, ...]:
    """Newest first; the change is against the closed assessment before."""
    rows = []
    before: Assessment | None = None
    for assessment in reversed(assessments):
        rows.append(_row(assessment, before))
        if assessment.is_closed:
            before = assessment
    return tuple(reversed(rows))


def _row(assessment: Assessment, before: Assessment | None) -> AssessmentRow:
    stored = list(assessment.section_scores.all())
    band = assessment.band
    total = len(assessment.rubric_version.content.items)
    change = assessment.overall - before.overall if before else None
    return AssessmentRow(
        as_of=assessment.as_of,
        period=period_name(assessment.as_of),
        status=assessment.status,
        status_label=assessment.get_status_display(),
        overall=written(assessment.overall),
        at_least=not assessment.is_closed and assessment.answered < total,
        band=band.label if band else "",
        band_rank=band.position - 1 if band else 0,
        sections=tuple(SectionCell(written(row.score), row.weakest) for row in stored),
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


def _owners(project: Project) -> str:
    """Who is responsible, in short."""
    owners = list(Owner.objects.for_page(project.pk))
    named = sum(owner.able for owner in owners)
    left = sum(owner.has_left for owner in owners)
    parts = [f"{named} of {len(owners)} items have a person"]
    if named + left < len(owners):
        parts.append(f"{len(owners) - named - left} go by role")
    if left:
        parts.append(f"{left} {'is' if left == 1 else 'are'} of people who left")
    return _listed(parts)


def _table(series: Series) -> ChartTable:
    """The numbers of the chart, newest first."""
    rows = [
        (label, written(overall), *(written(part.scores[index]) for part in series.sections), band)
        for index, (label, overall, band) in enumerate(
            zip(series.labels, series.overall, series.band_labels, strict=True)
        )
    ]
    head = ("As of", "Overall", *(part.title for part in series.sections), "Band")
    return ChartTable(head, tuple(reversed(rows)))


def _finding(closed: list[Assessment]) -> str:
    """What the chart shows, as one sentence; the caption of the figure."""
    if not closed:
        return ""
    latest, first = closed[0], closed[-1]
    now = f"{written(latest.overall)} in {period_name(latest.as_of)}"
    weakest = [row.section.title for row in latest.section_scores.all() if row.weakest]
    held = (
        f"; {_listed(weakest)} {'hold' if len(weakest) > 1 else 'holds'} it there"
        if weakest
        else ""
    )
    if latest is first:
        return f"The overall score was {now}{held}."
    change = latest.overall - first.overall
    if not change:
        return f"The overall score is where it began: {now}{held}."
    verb = "rose" if change > 0 else "fell"
    return (
        f"The overall score {verb} from {written(first.overall)} in "
        f"{period_name(first.as_of)} to {now}{held}."
    )


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
