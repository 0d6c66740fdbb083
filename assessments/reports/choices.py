"""What the list of projects can be narrowed to, and what a value in the address stands for."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from assessments.models import User
from assessments.models.list_parts import MOST_TEAMS, choices_of
from assessments.models.people import ListedTeam
from assessments.models.rubrics import ListedVersion
from assessments.models.waiting import Waiting

from .listing import NOT_ASSESSED, Listing, shown


class Choice(NamedTuple):
    value: str
    label: str
    chosen: bool


class Choices(NamedTuple):
    """The filters of the list. ``teams`` is empty where there are too many to choose from."""

    teams: tuple[Choice, ...]
    rubrics: tuple[Choice, ...]
    bands: tuple[Choice, ...]


class Narrowed(NamedTuple):
    """A listing whose values are known to exist, with the rows that they stand for.

    ``team_ids`` are the person's own teams; ``team`` and ``version`` are what is filtered by.
    ``waiting`` is counted only if it was asked for.
    """

    listing: Listing
    team_ids: tuple[int, ...]
    team: ListedTeam | None
    version: ListedVersion | None
    versions: tuple[ListedVersion, ...]
    choices: Choices
    can_create: bool
    words: str
    waiting: Waiting | None

    @property
    def of_version(self) -> dict[int, ListedVersion]:
        return {version.pk: version for version in self.versions}


def narrowed(user: User, listing: Listing, *, counted_on: date | None = None) -> Narrowed:
    """Look up what a listing names, in one statement. What is unknown is left out and said.

    ``counted_on`` is today where the page around it shows what waits for the person.
    """
    found = choices_of(user, listing.team, counted_on=counted_on)
    teams, versions = found.teams, found.versions
    team = next((row for row in teams if row.is_named), None) if listing.team else None
    if listing.team and team is None:
        listing = listing.without("team", _unknown("team of yours", listing.team))
    elif team:
        listing = listing._replace(team=team.slug)
    version = next((row for row in versions if row.key == listing.rubric), None)
    if listing.rubric and version is None:
        listing = listing.without("rubric", _unknown("rubric version", listing.rubric))
    bands = _bands(versions, version)
    if listing.band and listing.band not in bands:
        listing = listing.without("band", _unknown("band", listing.band))
    return Narrowed(
        listing=listing,
        team_ids=tuple(row.pk for row in teams if row.is_mine),
        team=team,
        version=version,
        versions=versions,
        choices=Choices(
            teams=_team_choices(teams, listing),
            rubrics=tuple(Choice(row.key, row.name, row.key == listing.rubric) for row in versions),
            bands=tuple(Choice(key, label, key == listing.band) for key, label in bands.items()),
        ),
        can_create=any(row.leads for row in teams),
        words=_words(listing, team, version, bands),
        waiting=found.waiting,
    )


def _team_choices(teams: Sequence[ListedTeam], listing: Listing) -> tuple[Choice, ...]:
    if len(teams) > MOST_TEAMS:
        return ()
    ordered = sorted(teams, key=lambda team: (team.name.casefold(), team.pk))
    return tuple(Choice(team.slug, team.name, team.slug == listing.team) for team in ordered)


def _bands(versions: tuple[ListedVersion, ...], chosen: ListedVersion | None) -> dict[str, str]:
    """Key to label: the bands of the chosen version, else those of all that are in use,
    each key once.
    """
    bands: dict[str, str] = {}
    used = [version for version in versions if version.is_used]
    for version in (chosen,) if chosen else used or versions:
        for band in version.content.definition.bands:
            bands.setdefault(band.key, band.label)
    return bands | {NOT_ASSESSED: "Not assessed yet"}


def _unknown(what: str, value: str) -> str:
    return f"There is no {what} called “{shown(value)}”; this filter was left out."


def _words(
    listing: Listing, team: ListedTeam | None, version: ListedVersion | None, bands: dict[str, str]
) -> str:
    """The filters as one phrase: *name with “churn”, team Growth, overdue*."""
    parts = [f"name with “{listing.q}”"] if listing.q else []
    parts += [f"team {team.name}"] if team else []
    parts += [version.name] if version else []
    parts += [f"band {bands[listing.band]}"] if listing.band else []
    parts += ["overdue"] if listing.overdue else []
    return ", ".join(parts)
