"""The teams and people of generated projects, stored; the demo's own people join a few."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from assessments.models import AccessLevel, Membership, Role, Team, User

from .invented import InventedTeam, Inventor
from .standing import lock_teams

UNUSABLE = "!generated"
"""No password: nobody can sign in as somebody who was invented here."""
READS = 12
"""Generated teams that the first of the demo's people may read, beside the one they lead."""


class StoredTeam(NamedTuple):
    """A team with its lead, who can answer, by role, and somebody who cannot."""

    row: Team
    lead: User
    able: Mapping[str, Sequence[User]]
    viewer: User


class DemoTeams:
    def __init__(self, inventor: Inventor, lead: User | None, administrator: User | None) -> None:
        self.inventor, self.lead, self.administrator = inventor, lead, administrator
        self.roles = {role.key: role for role in Role.objects.all()}

    def stored(self, numbers: list[int], *, last: bool) -> dict[int, StoredTeam]:
        """The teams of these numbers, locked where they were there; ``last``: no other follows."""
        invented = [self.inventor.team(number) for number in numbers]
        people = self._people(invented)
        rows = {row.slug: row for row in Team.objects.filter(slug__in=[t.slug for t in invented])}
        lock_teams(*(row.pk for row in rows.values()))
        new = [team for team in invented if team.slug not in rows]
        created = Team.objects.bulk_create(Team(slug=team.slug, name=team.name) for team in new)
        rows |= {row.slug: row for row in created}
        Membership.objects.bulk_create(
            member for team in new for member in self._members(team, rows, people, last=last)
        )
        return {team.number: _stored(team, rows[team.slug], people) for team in invented}

    def _people(self, teams: Iterable[InventedTeam]) -> dict[str, User]:
        names = {person.email: person.name for team in teams for person in team.people}
        found = {user.email: user for user in User.objects.filter(email__in=names)}
        new = [
            User(email=email, name=name, password=UNUSABLE)
            for email, name in names.items()
            if email not in found
        ]
        return found | {user.email: user for user in User.objects.bulk_create(new)}

    def _members(
        self,
        team: InventedTeam,
        rows: Mapping[str, Team],
        people: Mapping[str, User],
        *,
        last: bool,
    ) -> Iterator[Membership]:
        row = rows[team.slug]
        for person in team.people:
            yield self._member(row, people[person.email], person.access_level, person.role)
        for user, level in self._guests(team.number, last=last):
            yield self._member(row, user, level, "engineer")

    def _guests(self, number: int, *, last: bool) -> Iterator[tuple[User, str]]:
        """Those of the demo's people who are in a generated team too."""
        if self.administrator and number == 0:
            yield self.administrator, AccessLevel.LEAD.value
        if self.lead and number == (0 if last else 1):
            yield self.lead, AccessLevel.LEAD.value
        elif self.lead and 1 < number < 2 + READS:
            yield self.lead, AccessLevel.VIEWER.value

    def _member(self, team: Team, user: User, level: str, role: str) -> Membership:
        return Membership(team=team, user=user, access_level=level, role=self.roles[role])


def _stored(team: InventedTeam, row: Team, people: Mapping[str, User]) -> StoredTeam:
    able: dict[str, list[User]] = {}
    for person in team.people[:-1]:
        able.setdefault(person.role, []).append(people[person.email])
    return StoredTeam(row, people[team.people[0].email], able, people[team.people[-1].email])
