"""What the list of projects shows."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from assessments.models import Project, User
from assessments.models.columns import exact
from assessments.models.keyset import Page, first_page, first_rows, keyset_page
from assessments.models.list_parts import with_standing
from assessments.models.prepared import Prepared
from assessments.models.projects import ListedProject, ProjectQuerySet
from assessments.models.waiting import Waiting

from .choices import Choices, Narrowed, narrowed
from .list_rows import ProjectRow, project_rows
from .listing import NOT_ASSESSED, SORTS, Listing

PAGE_SIZE = 50


class Column(NamedTuple):
    """The head of a column: ``query`` sorts by it, the other way if it is sorted by already."""

    key: str
    label: str
    query: str
    order: str


class Dashboard(NamedTuple):
    """``previous`` and ``next`` are query strings of other pages, "" for none; ``whole`` is that of
    the list without a page, which ``is_first`` shows.

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
    is_first: bool
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
    """A page of the projects that the person may see, in two statements whatever there is."""
    view = narrowed(user, listing, counted_on=today if with_waiting else None)
    listing = view.listing
    page = project_page(user, view, today=today)
    rows = project_rows(page.rows, view, today=today)
    previous, following = _cursors(page, listing)
    own = (
        listing.cursor(listing.at.value, listing.at.pk, before=listing.at.before)
        if (listing.at)
        else ""
    )
    return Dashboard(
        rows=rows,
        columns=_columns(listing._replace(at=None)),
        choices=view.choices,
        listing=listing,
        sort=f"-{listing.sort}" if listing.descending else listing.sort,
        query=listing.query(cursor=own),
        whole=listing.query(),
        is_first=listing.at is None,
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


def listed_projects(user: User, view: Narrowed, *, today: date) -> ProjectQuerySet:
    """The projects of a list on all its pages, without an order."""
    listing = view.listing
    found = Project.objects.matching(
        q=listing.q,
        team=view.team.pk if view.team else None,
        version=view.version.pk if view.version else None,
        band=listing.band,
        due_before=today if listing.overdue else None,
    )
    return found.for_dashboard(user, view.team_ids)


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
        read=lambda rows: with_standing(rows, listing.column),
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
        lambda is_superuser, q, team, version, band, due_before, *team_ids: with_standing(
            first_rows(
                Project.objects.matching(
                    q=q or "",
                    team=team,
                    version=version,
                    band=NOT_ASSESSED if band is True else band or "",
                    due_before=due_before,
                ).for_dashboard(User(is_superuser=is_superuser), team_ids),
                column,
                descending=descending,
                size=PAGE_SIZE,
            ),
            column,
        )
    )


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
