"""What the list of projects shows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Assessment, Project, User
from assessments.models.columns import exact
from assessments.models.keyset import Page, first_page, first_rows, keyset_page
from assessments.models.list_parts import OpenAssessment, standing_of
from assessments.models.prepared import Prepared
from assessments.models.projects import ListedProject
from assessments.models.rubrics import highest_score
from assessments.models.section_scores import StoredScore
from assessments.models.waiting import Waiting
from assessments.scoring import written, written_change
from assessments.scoring.history import step_path

from .caps import caps_recorded, recorded_cap_words
from .choices import Choices, Narrowed, narrowed
from .listing import NOT_ASSESSED, SORTS, Listing
from .scorecard import SectionBar, stored_bar

PAGE_SIZE = 50
SPARK_WIDTH, SPARK_HEIGHT = 90, 24
BAR_WIDTH, BAR_STEP, BAR_HEIGHT = 10, 14, 28
"""In the units of the small pictures; the strokes are as wide as a bar."""


@dataclass(frozen=True, slots=True)
class Bars:
    """The section scores as one small picture: paths of an SVG 28 high, and the same in words.

    The words name sections by their keys, which are short: the page has 50 of these.
    """

    width: int
    fine: str
    weakest: str
    outside: str
    words: str


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One project with its latest closed assessment. ``overall`` is empty before the first one.

    ``change`` is signed and formatted (+0.5, −1, 0), empty where the assessment before it is
    missing or is scored on another scale. ``sparkline`` is the path of a small line, 90 wide and
    24 high, empty below 2 scores. ``due`` is a date in words; ``overdue`` if it has passed.
    """

    id: int
    name: str
    slug: str
    team: str
    period: str
    overall: str
    maximum: str
    band: str
    band_rank: int
    sections: tuple[SectionBar, ...]
    bars: Bars
    change: str
    direction: str
    sparkline: str
    open_items: int
    unowned_items: int
    due: str
    overdue: bool
    draft_as_of: str
    draft_progress: str
    capped: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: ``query`` sorts by it, the other way if it is sorted by already."""

    key: str
    label: str
    query: str
    order: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """``first``, ``previous`` and ``next`` are query strings of other pages, "" for none;
    ``whole`` is that of the list without a page.

    ``number`` says how many projects match, as far as the first page knows; '' on others.
    ``nothing`` is true where the person sees no project at all, whatever the filters.
    """

    rows: tuple[ProjectRow, ...]
    columns: tuple[Column, ...]
    choices: Choices
    listing: Listing
    sort: str
    query: str
    whole: str
    first: str
    previous: str
    next: str
    words: str
    number: str
    faults: tuple[str, ...]
    nothing: bool
    can_create: bool
    waiting: Waiting | None


def dashboard(
    user: User, listing: Listing, *, today: date, with_waiting: bool = False
) -> Dashboard:
    """A page of the projects that the person may see, in three statements whatever there is."""
    view = narrowed(user, listing, counted_on=today if with_waiting else None)
    listing = view.listing
    page = project_page(user, view, today=today)
    rows = project_rows(user, page.rows, view, today=today)
    previous, following = _cursors(page, listing)
    own = (
        listing.cursor(listing.at.value, listing.at.pk, before=listing.at.before)
        if (listing.at)
        else ""
    )
    return Dashboard(
        rows=rows,
        columns=_columns(replace(listing, at=None)),
        choices=view.choices,
        listing=listing,
        sort=f"-{listing.sort}" if listing.descending else listing.sort,
        query=listing.query(cursor=own),
        whole=listing.query(),
        first=listing.query() if listing.at else "",
        previous=previous,
        next=following,
        words=view.words,
        number=_number(page, listing),
        faults=listing.faults,
        nothing=not rows and not listing.at and not listing.is_filtered,
        can_create=view.can_create,
        waiting=view.waiting,
    )


def _number(page: Page[ListedProject], listing: Listing) -> str:
    """To count all that match would cost more than the page; 50 and more are the first of many."""
    if listing.at:
        return ""
    count = len(page.rows)
    if page.has_next:
        return f"The first {count} projects; more follow."
    return f"{count} project{'' if count == 1 else 's'}."


Row = tuple[Any, ...]


def listed_projects(user: User, view: Narrowed, *, today: date) -> QuerySet[Project, Row]:
    """The projects of a list on all its pages, without an order."""
    listing = view.listing
    found = Project.objects.matching(
        q=listing.q,
        team=view.team.pk if view.team else None,
        version=view.version.pk if view.version else None,
        band=listing.band,
        due_before=today if listing.overdue else None,
    )
    return found.for_dashboard(user, view.team_ids, listing.column)


def project_page(user: User, view: Narrowed, *, today: date) -> Page[ListedProject]:
    """The projects of one page: one statement."""
    listing = view.listing
    if listing.at is None and listing.q.isascii():  # other letters are another statement
        rows = _first_rows(listing.column, descending=listing.descending).rows(
            user.is_superuser,
            listing.q or None,
            view.team.pk if view.team else None,
            view.version.pk if view.version else None,
            True if listing.band == NOT_ASSESSED else listing.band or None,
            today if listing.overdue else None,
            *view.team_ids,
        )
        return _listed(first_page(rows, PAGE_SIZE))
    found = keyset_page(
        listed_projects(user, view, today=today),
        listing.column,
        descending=listing.descending,
        at=listing.at,
        size=PAGE_SIZE,
    )
    return _listed(found)


def _listed(page: Page[Row]) -> Page[ListedProject]:
    rows = [ListedProject(*row) for row in page.rows]
    return Page(rows, has_previous=page.has_previous, has_next=page.has_next)


@lru_cache
def _first_rows(column: str, *, descending: bool) -> Prepared[Row]:
    """The query of the pages that are opened most: the first of each order, put together once.

    ``band`` is True for projects without a score, which is another statement.
    """
    return Prepared(
        lambda is_superuser, q, team, version, band, due_before, *team_ids: first_rows(
            Project.objects.matching(
                q=q or "",
                team=team,
                version=version,
                band=NOT_ASSESSED if band is True else band or "",
                due_before=due_before,
            ).for_dashboard(User(is_superuser=is_superuser), team_ids, column),
            column,
            descending=descending,
            size=PAGE_SIZE,
        )
    )


def project_rows(
    user: User, projects: Sequence[ListedProject], view: Narrowed, *, today: date
) -> tuple[ProjectRow, ...]:
    """The rows of these projects in one statement: latest section scores, and what is open."""
    latest = [row.latest_id for row in projects if row.latest_id]
    scores, drafts = standing_of(user, latest, [row.pk for row in projects])
    maxima = maxima_of(view)
    contents = {version.pk: version.content for version in view.versions}
    found = []
    for project in projects:
        stored = scores.get(project.latest_id or 0, ())
        draft = drafts.get(project.pk)
        row = _row(
            project,
            stored,
            draft.as_of if draft else "",
            _progress(draft) if draft else "",
            maxima.get(project.latest_version_id or 0, Decimal(0)),
            overdue=bool(project.due_on and project.due_on < today),
        )
        capped = _capped(project, stored, contents)
        found.append(replace(row, capped=capped) if capped else row)
    return tuple(found)


def _capped(
    project: ListedProject,
    stored: Sequence[StoredScore],
    contents: Mapping[int, scoring.RubricContent],
) -> str:
    """Which gate caps the latest score; '' for none, as in every rubric without gates."""
    content = contents.get(project.latest_version_id or 0)
    if content is None or not content.definition.gates:
        return ""
    sections = {row.key: Fraction(exact(row.score)) for row in stored}
    overall = Fraction(exact(project.latest_overall))
    return recorded_cap_words(content, caps_recorded(content, overall, sections))


def _cursors(page: Page[ListedProject], listing: Listing) -> tuple[str, str]:
    """The query strings of the page before and of the page after."""
    if not page.rows:
        return "", ""
    first, last = page.rows[0], page.rows[-1]
    before = listing.cursor(sort_value(first), first.pk, before=True)
    after = listing.cursor(sort_value(last), last.pk)
    return (
        listing.query(cursor=before) if page.has_previous else "",
        listing.query(cursor=after) if page.has_next else "",
    )


def sort_value(project: ListedProject) -> "str | int | Decimal | date":
    value = project.sorted_by
    return exact(value) if isinstance(value, float) else value


@lru_cache(maxsize=256)
def _columns(listing: Listing) -> tuple[Column, ...]:
    return tuple(_column(key, listing) for key in SORTS)


def _column(key: str, listing: Listing) -> Column:
    sorted_by = key == listing.sort
    descending = sorted_by and not listing.descending
    order = "" if not sorted_by else "descending" if listing.descending else "ascending"
    return Column(key, SORTS[key].label, listing.query(sort=key, descending=descending), order)


@lru_cache(maxsize=2048)
def _row(
    project: ListedProject,
    scores: tuple[StoredScore, ...],
    draft_as_of: str,
    draft_progress: str,
    maximum: Decimal,
    *,
    overdue: bool,
) -> ProjectRow:
    """Kept in memory by all that it shows: most rows of a page are as they were before."""
    latest = project.latest_id
    bars = tuple(stored_bar(row) for row in scores)
    change = None if project.latest_change is None else exact(project.latest_change)
    due = project.due_on
    return ProjectRow(
        id=project.pk,
        name=project.name,
        slug=project.slug,
        team=project.team,
        period=period_name(project.latest_on) if latest else "",
        overall=written(exact(project.latest_overall)) if latest else "",
        maximum=written(maximum) if latest else "",
        band=project.band or "",
        band_rank=project.band_position - 1 if project.band_position else 0,
        sections=bars,
        bars=small_bars(bars),
        change="" if change is None else written_change(change),
        direction=direction(change),
        sparkline=_sparkline(project, maximum),
        open_items=project.open_items,
        unowned_items=project.unowned_items,
        due=f"{due.day} {due:%b %Y}" if due else "",
        overdue=overdue,
        draft_as_of=draft_as_of,
        draft_progress=draft_progress,
    )


def maxima_of(view: Narrowed) -> dict[int, Decimal]:
    """The highest overall score by each published rubric version, by its id."""
    return {version.pk: highest_score(version) for version in view.versions}


def small_bars(bars: Sequence[SectionBar]) -> Bars:
    """One bar a section, side by side; a score of nothing keeps a line to stand on."""
    paths = {"fine": "", "weakest": "", "outside": ""}
    for index, bar in enumerate(bars):
        kind = "outside" if not bar.counts else "weakest" if bar.weakest else "fine"
        height = max(1, round(BAR_HEIGHT * bar.percent / 100))
        paths[kind] += f"M{index * BAR_STEP + BAR_WIDTH // 2} {BAR_HEIGHT}v-{height}"
    words = ", ".join(f"{bar.key} {bar.score}{' lowest' if bar.weakest else ''}" for bar in bars)
    width = max(0, len(bars) * BAR_STEP - (BAR_STEP - BAR_WIDTH))
    return Bars(width=width, words=words, **paths)


def _progress(draft: OpenAssessment) -> str:
    in_review = draft.status == Assessment.Status.IN_REVIEW
    return "in review" if in_review else f"draft, {draft.answered} answered"


def _sparkline(project: ListedProject, maximum: Decimal) -> str:
    trend = json.loads(project.trend)
    dates = [date.fromisoformat(day) for day, _ in trend]
    scores = [Decimal(score) for _, score in trend]
    top = max([maximum, *scores])
    return step_path(dates, scores, top, SPARK_WIDTH, SPARK_HEIGHT)


def direction(change: Decimal | None) -> str:
    """``up``, ``down`` or ``same``; empty when there is nothing to compare with."""
    if change is None:
        return ""
    return "up" if change > 0 else "down" if change < 0 else "same"


def overdue(project: Project, today: date) -> str:
    """When the next assessment was due, in words, if that day has passed."""
    due = project.due_on
    return f"was due on {due.day} {due:%b %Y}" if due and today > due else ""
