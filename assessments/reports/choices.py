"""What the list of projects can be narrowed to, and what a value in the address stands for."""

from dataclasses import dataclass, replace

from assessments.models import RubricVersion, Team, User
from assessments.models.people import TeamQuerySet
from assessments.models.prepared import Prepared
from assessments.models.ready import versions_to_choose

from .listing import NOT_ASSESSED, Listing, shown

MOST_TEAMS = 30
"""With more than these a team is written, not chosen: a list of hundreds is no help."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The filters of the list. ``teams`` is empty where there are too many to choose from."""

    teams: tuple[Choice, ...]
    rubrics: tuple[Choice, ...]
    bands: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A listing whose values are known to exist, with the rows that they stand for.

    ``team_ids`` are the person's own teams; ``team`` and ``version`` are what is filtered by.
    """

    listing: Listing
    team_ids: tuple[int, ...]
    team: Team | None
    version: RubricVersion | None
    versions: tuple[RubricVersion, ...]
    choices: Choices
    can_create: bool
    words: str

    @property
    def of_version(self) -> dict[int, RubricVersion]:
        return {version.pk: version for version in self.versions}


def version_key(version: RubricVersion) -> str:
    """A rubric version as the address bar names it: ``ml-test-score/2017``."""
    return f"{version.rubric.slug}/{version.version}"


def narrowed(user: User, listing: Listing) -> Narrowed:
    """Look up what a listing names, in two statements. What is unknown is left out and said."""
    teams = list(_teams(user, listing.team))
    versions = tuple(versions_to_choose())
    team = next((row for row in teams if row.is_named), None) if listing.team else None
    if listing.team and team is None:
        listing = listing.without("team", _unknown("team of yours", listing.team))
    elif team:
        listing = replace(listing, team=team.slug)
    version = next((row for row in versions if version_key(row) == listing.rubric), None)
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
            rubrics=tuple(
                Choice(version_key(row), row.name, version_key(row) == listing.rubric)
                for row in versions
            ),
            bands=tuple(Choice(key, label, key == listing.band) for key, label in bands.items()),
        ),
        can_create=any(row.leads for row in teams),
        words=_words(listing, team, version, bands),
    )


def _teams(user: User, named: str) -> list[Team]:
    """All teams of a person; of an administrator's as many as are needed to see they are many."""
    if not named:
        return _own_teams.rows(user.pk, user.is_superuser)
    return list(_teams_named(user, named))


def _teams_named(user: User, named: str) -> TeamQuerySet:
    rows = Team.objects.for_dashboard(user, named)
    return rows[: MOST_TEAMS + 1] if user.is_superuser else rows


_own_teams = Prepared(
    lambda pk, is_superuser: _teams_named(User(pk=pk, is_superuser=is_superuser), "")
)


def _team_choices(teams: list[Team], listing: Listing) -> tuple[Choice, ...]:
    if len(teams) > MOST_TEAMS:
        return ()
    ordered = sorted(teams, key=lambda team: (team.name.casefold(), team.pk))
    return tuple(Choice(team.slug, team.name, team.slug == listing.team) for team in ordered)


def _bands(versions: tuple[RubricVersion, ...], chosen: RubricVersion | None) -> dict[str, str]:
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
    listing: Listing, team: Team | None, version: RubricVersion | None, bands: dict[str, str]
) -> str:
    """The filters as one phrase: *name with “churn”, team Growth, overdue*."""
    parts = [f"name with “{listing.q}”"] if listing.q else []
    parts += [f"team {team.name}"] if team else []
    parts += [version.name] if version else []
    parts += [f"band {bands[listing.band]}"] if listing.band else []
    parts += ["overdue"] if listing.overdue else []
    return ", ".join(parts)
