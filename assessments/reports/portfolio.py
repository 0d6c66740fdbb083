"""What is counted over all projects that a person may see: bands, median, items, teams.

Scores, bands, sections and items come from the counts that are stored per team when an assessment
closes; only what depends on today, who is overdue, is counted from the projects by an index.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import attrgetter
from typing import NamedTuple

from assessments import scoring
from assessments.models import Project, Team, TeamRollup, User
from assessments.models.prepared import Prepared
from assessments.models.rollups import RollupSet, TeamRollupQuerySet
from assessments.models.rows import Rows, read_rows
from assessments.models.rubrics import ListedVersion
from assessments.scoring import written, written_change
from assessments.scoring.portfolio import median, most_often

from .choices import Narrowed, narrowed
from .list_rows import direction
from .listing import NOT_ASSESSED, Listing
from .portfolio_counts import TeamTotal, Totals, in_order, totals_of
from .rubric_names import RubricName, rubric_name

TEAMS_SHOWN = 25
ITEMS_FIRST = 6


class BandTile(NamedTuple):
    """``percent`` is the share of the projects with a score, 0 to 100; ``query`` lists them."""

    label: str
    rank: int
    projects: int
    percent: int
    query: str


class ItemLine(NamedTuple):
    """An item with the numbers of projects as ``ItemCount`` has them."""

    key: str
    title: str
    section: str
    below: int
    nothing: int
    holds: int
    percent: int


class TeamLine(NamedTuple):
    """``median`` is empty where no project of the team has a score by this rubric version."""

    name: str
    query: str
    projects: int
    median: str
    change: str
    direction: str
    weakest: str
    overdue: int
    never: int


class OtherVersion(NamedTuple):
    name: str
    projects: int
    query: str


class Portfolio(NamedTuple):
    """``scored``: projects whose latest score is by ``rubric``; ``before`` those of them that
    were scored by it once more before. ``words`` says what is counted.
    """

    words: str
    rubric: RubricName | None
    maximum: str
    scored: int
    bands: tuple[BandTile, ...]
    median: str
    change: str
    direction: str
    before: str
    risen_query: str
    fallen_query: str
    overdue: int
    overdue_query: str
    never: int
    never_query: str
    others: tuple[OtherVersion, ...]
    items: tuple[ItemLine, ...]
    more_items: tuple[ItemLine, ...]
    teams: tuple[TeamLine, ...]
    teams_from: int
    teams_total: int
    previous_page: int
    next_page: int
    query: str

    @property
    def is_empty(self) -> bool:
        return not self.teams


def portfolio(user: User, listing: Listing, *, page: int, today: date) -> Portfolio:
    """The counts in at most six statements, in three where the rollups are known.

    Of the filters, team and rubric version are followed.

    Without a rubric version it is the one that most projects have their latest score by.
    ``page`` counts the pages of the table of teams from 1; one that is not there is the nearest.
    """
    only = Listing(team=listing.team, rubric=listing.rubric)
    view = narrowed(user, only)
    team = view.team.pk if view.team else None
    sets = [RollupSet(*row) for row in _sets.rows(user.pk, user.is_superuser, team)]
    numbers = {row.version_id: row.projects for row in sets}
    version = view.version or _most_used(view.versions, numbers)
    totals = totals_of(version.pk if version else 0, sets, _rollups(user, team))
    late = _late(user, view, today)
    return _portfolio(view, version, totals, numbers, late, page)


def _rollups(user: User, team: int | None) -> TeamRollupQuerySet:
    rows = TeamRollup.objects.visible_to(user)
    return rows if team is None else rows.filter(team=team)


_sets = Prepared(
    lambda pk, is_superuser, team: _rollups(User(pk=pk, is_superuser=is_superuser), team).sets()
)


def _most_used(
    versions: Iterable[ListedVersion], numbers: Mapping[int, int]
) -> ListedVersion | None:
    """The version with most projects; among equals, and without any, the default one."""
    return max(versions, key=lambda version: numbers.get(version.pk, 0), default=None)


class _Late(NamedTuple):
    """Per team, by its id, how many projects are overdue and how many were never assessed."""

    overdue: Mapping[int, int]
    never: Mapping[int, int]


def _late(user: User, view: Narrowed, today: date) -> _Late:
    found = Project.objects.readable_in(user, view.team_ids).matching(
        team=view.team.pk if view.team else None, version=view.version.pk if view.version else None
    )
    parts = Rows(found.overdue_of_teams(today)), Rows(found.unscored_of_teams())
    overdue, never = User.objects.filter(pk=user.pk).values_list(*parts).get()
    return _Late(dict(read_rows(overdue)), dict(read_rows(never)))


def _all_teams(totals: Totals, late: _Late) -> Sequence[TeamTotal]:
    """With those that have no rollup, by the order of ``TeamTotal``."""
    missing = (late.overdue.keys() | late.never.keys()) - totals.team_ids
    if not missing:
        return totals.teams
    names = Team.objects.filter(pk__in=missing).values_list("pk", "name", "slug")
    return in_order([*totals.teams, *(TeamTotal(*row) for row in names)])


def _page_of(teams: Sequence[TeamTotal], start: int, late: _Late) -> list[TeamTotal]:
    """Those from ``start`` on: the lowest median first, then most overdue, then by name.

    Teams of one median stand together, so that only those are sorted that share one with the page.
    """
    shown = teams[start : start + TEAMS_SHOWN]
    if not shown:
        return []
    size = attrgetter("size")
    first = bisect_left(teams, shown[0].size, key=size)
    end = bisect_right(teams, shown[-1].size, key=size)
    found = sorted(teams[first:end], key=lambda team: (team.size, -late.overdue.get(team.pk, 0)))
    return found[start - first :][:TEAMS_SHOWN]


def _portfolio(
    view: Narrowed,
    version: ListedVersion | None,
    totals: Totals,
    numbers: Mapping[int, int],
    late: _Late,
    page: int,
) -> Portfolio:
    listing = view.listing
    scored, before = sum(totals.scores.values()), sum(totals.previous.values())
    # Only projects that were scored before have a change; the others would pass for one.
    middle, now, was = median(totals.scores), median(totals.compared), median(totals.previous)
    change = now - was if now is not None and was is not None else None
    teams = _all_teams(totals, late)
    pages = max(1, -(-len(teams) // TEAMS_SHOWN))
    page = min(max(page, 1), pages)
    start = (page - 1) * TEAMS_SHOWN
    items = _items(version, totals, scored)
    return Portfolio(
        words=view.words,
        rubric=rubric_name(version.content) if version else None,
        maximum=_maximum(version),
        scored=scored,
        bands=_bands(listing, version, totals.bands, scored),
        median="" if middle is None else written(middle),
        change=_change(change),
        direction=_direction(change),
        before=_before(was, now, before, scored),
        risen_query=listing.query(sort="change", descending=True),
        fallen_query=listing.query(sort="change", descending=False),
        overdue=sum(late.overdue.values()),
        overdue_query=listing.query(overdue=True),
        never=sum(late.never.values()),
        never_query=listing.query(band=NOT_ASSESSED),
        others=tuple(
            OtherVersion(other.name, numbers[other.pk], listing.query(rubric=other.key))
            for other in view.versions
            if other != version and numbers.get(other.pk)
        ),
        items=items[:ITEMS_FIRST],
        more_items=items[ITEMS_FIRST:],
        teams=_team_lines(listing, version, _page_of(teams, start, late), late),
        teams_from=start + 1,
        teams_total=len(teams),
        previous_page=page - 1 if page > 1 else 0,
        next_page=page + 1 if page < pages else 0,
        query=listing.query(),
    )


def _maximum(version: ListedVersion | None) -> str:
    return written(scoring.maximum_score(version.content.definition)) if version else ""


def _change(change: Fraction | None) -> str:
    words = "" if change is None else written_change(change)
    return "no change" if words == "0" else words


def _direction(change: Fraction | None) -> str:
    return direction(None if change is None else scoring.rounded(change))


def _before(was: Fraction | None, now: Fraction | None, before: int, scored: int) -> str:
    """The median before, and over how many projects where these are not all."""
    if was is None or now is None:
        return ""
    if before == scored:
        return f"was {written(was)}"
    same = scoring.rounded(was) == scoring.rounded(now)
    course = f"{written(now)}, as before" if same else f"from {written(was)} to {written(now)}"
    return f"over the {before} of {scored} that were assessed before: {course}"


def _bands(
    listing: Listing, version: ListedVersion | None, counts: Mapping[str, int], scored: int
) -> tuple[BandTile, ...]:
    """All bands of the version from the lowest on, those without a project as well."""
    if version is None or not scored:
        return ()
    key = version.key
    return tuple(
        BandTile(
            band.label,
            rank,
            counts.get(band.key, 0),
            round(100 * counts.get(band.key, 0) / scored),
            listing.query(rubric=key, band=band.key),
        )
        for rank, band in enumerate(version.content.definition.bands)
    )


def _items(version: ListedVersion | None, totals: Totals, scored: int) -> tuple[ItemLine, ...]:
    if version is None or not scored:
        return ()
    content = version.content
    titles = {part.key: part.title for part in content.definition.sections}
    return tuple(
        ItemLine(
            count.key,
            content.items[count.key].title,
            titles[content.items[count.key].section],
            count.below,
            count.nothing,
            count.holds,
            round(100 * count.below / scored),
        )
        for count in totals.items
        if count.key in content.items
    )


def _team_lines(
    listing: Listing, version: ListedVersion | None, teams: list[TeamTotal], late: _Late
) -> tuple[TeamLine, ...]:
    sections = version.content.definition.sections if version else ()
    titles = {part.key: part.title for part in sections}
    return tuple(_team_line(listing, team, titles, late) for team in teams)


def _team_line(
    listing: Listing, team: TeamTotal, titles: Mapping[str, str], late: _Late
) -> TeamLine:
    weakest = most_often({key: team.weakest.get(key, 0) for key in titles})
    return TeamLine(
        name=team.name,
        query=listing._replace(team=team.slug).query(),
        projects=team.projects,
        median="" if team.median is None else written(team.median),
        change=_change(team.change),
        direction=_direction(team.change),
        weakest=", ".join(titles[key] for key in weakest),
        overdue=late.overdue.get(team.pk, 0),
        never=late.never.get(team.pk, 0),
    )
