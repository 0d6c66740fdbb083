"""The list of projects as rows of a file: all its pages, in its order, under its filters."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from assessments.models import SectionScore, User
from assessments.models.columns import exact
from assessments.models.keyset import Position, keyset_page
from assessments.models.projects import ListedProject
from assessments.models.rubrics import ListedVersion

from .choices import Narrowed
from .dashboard import listed_projects, sort_value
from .list_rows import maxima_of

AT_ONCE = 500
"""How many projects are in memory at a time, however many there are."""

COLUMNS = (
    *("project", "address", "team", "rubric", "latest", "overall", "maximum", "band", "change"),
    *("open_items", "unowned_items", "due_on", "overdue"),
)

Row = tuple[str | Decimal | int | date, ...]


def dashboard_rows(user: User, view: Narrowed, *, today: date) -> Iterator[Row]:
    """The names of the columns, then one row a project; scores are numbers, days dates.

    The page that the listing is at does not matter. Two statements for each ``AT_ONCE`` projects.
    """
    versions = (view.version,) if view.version else view.versions
    sections = tuple(
        dict.fromkeys(part.key for row in versions for part in row.content.definition.sections)
    )
    yield (*COLUMNS, *sections)
    maxima, known = maxima_of(view), view.of_version
    for projects in _pages(user, view, today=today):
        scores: dict[int, dict[str, Decimal]] = {}
        for score in SectionScore.objects.of([row.latest_id for row in projects if row.latest_id]):
            scores.setdefault(score.assessment_id, {})[score.section.key] = score.score
        for project in projects:
            own = scores.get(project.latest_id or 0, {})
            yield (*_row(project, known, maxima, today), *(own.get(key, "") for key in sections))


def _pages(user: User, view: Narrowed, *, today: date) -> Iterator[list[ListedProject]]:
    listing = view.listing
    at: Position | None = None
    more = True
    while more:
        page = keyset_page(
            listed_projects(user, view, today=today),
            listing.column,
            descending=listing.descending,
            at=at,
            size=AT_ONCE,
            read=lambda rows: rows.as_listed(listing.column),
        )
        rows = [ListedProject(*row) for row in page.rows]
        yield rows
        more = page.has_next
        if more:
            at = Position(sort_value(rows[-1]), rows[-1].pk)


def _row(
    project: ListedProject,
    known: Mapping[int, ListedVersion],
    maxima: Mapping[int, Decimal],
    today: date,
) -> Row:
    latest = project.latest_version_id
    version = known.get(latest or project.rubric_version_id)
    change = project.latest_change
    due = project.due_on
    return (
        project.name,
        project.slug,
        project.team,
        version.key if version else "",
        project.latest_on if latest else "",
        exact(project.latest_overall) if latest else "",
        maxima.get(latest, Decimal(0)) if latest else "",
        project.band or "",
        "" if change is None else exact(change),
        project.open_items,
        project.unowned_items,
        due or "",
        "yes" if due and due < today else "no",
    )
