"""People by their ids, and what they want to be told."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from assessments.models import Kind, Membership, MutedKind, Role, User


class KindRow(NamedTuple):
    value: str
    label: str
    wanted: bool


def told_apart(people: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """People (id, name, e-mail) as lists name them, by id: with the address where a name,
    in any case of letters, is that of several.
    """
    people = list(dict.fromkeys(people))
    several = shared_names(name for _, name, _ in people)
    return {
        pk: f"{name} ({email})" if name.casefold() in several and name != email else name
        for pk, name, email in people
    }


def shared_names(names: Iterable[str]) -> set[str]:
    """The names, casefolded, that more than one has."""
    counted = Counter(name.casefold() for name in names)
    return {name for name, number in counted.items() if number > 1}


def member_names(members: Iterable[Membership]) -> dict[int, str]:
    """The members' names, by person's id, with the address where two have the same."""
    return told_apart((row.user_id, str(row.user), row.user.email) for row in members)


def roles_and_members(
    team_id: int, found: Iterable[Sequence[Any]]
) -> tuple[list[Role], list[Membership]]:
    """All roles in their order, and the members of a team who can answer by name.

    ``found`` are the rows of ``Role.objects.with_able_people``.
    """
    roles: dict[int, Role] = {}
    members = []
    for pk, key, name, position, retired_at, membership, *person in found:
        role = roles.setdefault(pk, Role(pk, key, name, position, retired_at))
        user_id, user_name, email, is_active = person
        if is_active:
            user = User(pk=user_id, name=user_name, email=email)
            members.append(Membership(pk=membership, team_id=team_id, user=user, role=role))
    return sorted(roles.values(), key=lambda role: (role.position, role.key)), members


def names_of(people: Iterable[int]) -> dict[int, str]:
    return {pk: str(user) for pk, user in User.objects.in_bulk(list(people)).items()}


def reminder_kinds(person: User) -> tuple[KindRow, ...]:
    muted = set(MutedKind.objects.filter(person=person).values_list("kind", flat=True))
    return tuple(KindRow(kind, str(label), kind not in muted) for kind, label in Kind.choices)
