"""Who is responsible for each item of a project, and what may be chosen there."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from assessments.access import Need, may
from assessments.dates import DueDates
from assessments.models import Membership, Owner, Project, Role, User
from assessments.models.page_parts import UndoableChange, owners_parts
from assessments.models.ready import owners_of
from assessments.models.waiting import Waiting

from .people import member_names, roles_and_members

UNDOABLE_FOR = timedelta(hours=24)
GONE = "gone"
"""What a form sends for a person whose account is deleted: leave it as it is."""


class Choice(NamedTuple):
    value: str
    label: str


class PeopleGroup(NamedTuple):
    """Members who can answer, those of one role, or the others."""

    label: str
    people: tuple[Choice, ...]


class OwnerRow(NamedTuple):
    """One item with its owner. ``state`` is named, role, nobody or left.

    *role*: everybody of the team with that role answers for it. *nobody*: no one there has it.
    *left*: the person named can not answer any more; ``person`` is their name.
    ``due_instead`` is the day that counts where ``due_on`` is not after the last assessment,
    ``last_on``; both are None where ``due_on`` counts. ``role_key``, ``person_id`` and ``due_text``
    are what the form shows: after a refusal what was typed. ``stored`` is what is there.
    """

    key: str
    title: str
    section: str
    section_title: str
    suggested: str
    supporting: str
    role_key: str
    role: str
    role_retired: bool
    stored_role: str
    stored: str
    person_id: str
    person: str
    due_on: date | None
    due_text: str
    overdue: bool
    last_on: date | None
    due_instead: date | None
    state: str
    groups: tuple[PeopleGroup, ...]
    errors: tuple[str, ...] = ()


class RowGroup(NamedTuple):
    """``id`` is unique on the page; a group may be empty."""

    id: str
    key: str
    title: str
    hint: str
    rows: tuple[OwnerRow, ...]


class RoleTally(NamedTuple):
    """How the items of a role are owned, if it has any; ``likely`` is its first member's id."""

    key: str
    name: str
    retired: bool
    items: int
    open: int
    likely: str
    groups: tuple[PeopleGroup, ...]


class Tally(NamedTuple):
    items: int
    named: int
    by_role: int
    nobody: int
    left: int


class OwnersPage(NamedTuple):
    project_name: str
    project_slug: str
    team: str
    rubric: str
    tally: Tally
    groups: tuple[RowGroup, ...]
    rows: tuple[OwnerRow, ...]
    roles: tuple[Choice, ...]
    by_role: tuple[RoleTally, ...]
    sections: tuple[Choice, ...]
    undoable: UndoableChange | None
    can_lead: bool
    waiting: Waiting


def owners_page(
    project: Project,
    user: User,
    *,
    now: datetime,
    done: int | None = None,
    faults: Mapping[str, list[str]] | None = None,
    sent: Mapping[str, Mapping[str, str]] | None = None,
) -> OwnersPage:
    """The page in two statements.

    ``done`` is a change just made, ``faults`` and ``sent`` by item.
    """
    parts = owners_parts(project, user, now=now, since=now - UNDOABLE_FOR, done=done)
    roles, members = roles_and_members(project.team_id, parts.roles)
    today = timezone.localdate(now)
    rows = _rows(project, members, roles, parts.due, today, faults or {}, sent or {})
    content = project.rubric_version.content
    can_lead = may(user, project, Need.LEAD)
    return OwnersPage(
        project_name=project.name,
        project_slug=project.slug,
        team=project.team.name,
        rubric=content.name,
        tally=_tally(rows),
        groups=_groups(project, rows),
        rows=rows,
        roles=tuple(Choice(role.key, role.name) for role in roles if role.retired_at is None),
        by_role=_by_role(roles, rows, members),
        sections=tuple(Choice(part.key, part.title) for part in content.definition.sections),
        undoable=parts.undoable if can_lead else None,
        can_lead=can_lead,
        waiting=parts.waiting,
    )


def _rows(
    project: Project,
    members: list[Membership],
    roles: list[Role],
    due: DueDates,
    today: date,
    faults: Mapping[str, list[str]],
    sent: Mapping[str, Mapping[str, str]],
) -> tuple[OwnerRow, ...]:
    owners = {owner.item_key: owner for owner in owners_of(project.pk)}
    names = {role.key: role.name for role in roles}
    offered = {role.key for role in roles if role.retired_at is None}
    content = project.rubric_version.content
    titles = {part.key: part.title for part in content.definition.sections}
    people = member_names(members)
    groups = {
        role: _people(members, people, role) for role in {row.role.key for row in owners.values()}
    }
    held = {member.role.key for member in members}
    rows = []
    for key, item in content.items.items():
        if key not in owners:
            continue
        owner = owners[key]
        wanted = sent.get(key, {})
        counts = due.counts(owner.due_on)
        instead = owner.due_on is not None and not counts
        role = wanted.get("role", owner.role.key)
        supporting = [names.get(role, role) for role in item.supporting_roles]
        rows.append(
            OwnerRow(
                key=key,
                title=item.title,
                section=item.section,
                section_title=titles[item.section],
                suggested=names.get(item.suggested_role, item.suggested_role),
                supporting=", ".join(supporting),
                role_key=role if role in offered else owner.role.key,
                role=owner.role.name,
                stored_role=owner.role.key,
                stored="|".join((owner.role.key, _person_id(owner), _iso(owner.due_on))),
                role_retired=owner.role.retired_at is not None,
                person_id=wanted.get("person", _person_id(owner)),
                person=people.get(owner.person_id or 0, str(owner.person or owner.person_name)),
                due_on=owner.due_on,
                due_text=wanted.get("due_on", _iso(owner.due_on)),
                overdue=counts and owner.due_on is not None and owner.due_on < today,
                last_on=due.last if instead else None,
                due_instead=due.otherwise if instead else None,
                state=state_of(owner, held),
                groups=groups[owner.role.key],
                errors=tuple(faults.get(key, ())),
            )
        )
    return tuple(rows)


def _person_id(owner: Owner) -> str:
    """The person's id; GONE where only the name of a deleted account is left."""
    if owner.person_id is None:
        return GONE if owner.person_name else ""
    return str(owner.person_id)


def state_of(owner: Owner, roles_held: Iterable[str]) -> str:
    """named, left, role or nobody; ``roles_held`` are the roles of those who can answer."""
    if owner.able:
        return "named"
    if owner.has_left:
        return "left"
    return "role" if owner.role.key in roles_held else "nobody"


def _people(
    members: list[Membership], people: Mapping[int, str], role_key: str
) -> tuple[PeopleGroup, ...]:
    """Those with the role first."""
    first = [member for member in members if member.role.key == role_key]
    others = [member for member in members if member.role.key != role_key]
    groups = [(first[0].role.name, first)] if first else []
    groups += [("Others in the team", others)] if others else []
    return tuple(
        PeopleGroup(label, tuple(Choice(str(one.user_id), people[one.user_id]) for one in part))
        for label, part in groups
    )


def _tally(rows: tuple[OwnerRow, ...]) -> Tally:
    states = [row.state for row in rows]
    return Tally(
        items=len(rows),
        named=states.count("named"),
        by_role=states.count("role"),
        nobody=states.count("nobody"),
        left=states.count("left"),
    )


def _groups(project: Project, rows: tuple[OwnerRow, ...]) -> tuple[RowGroup, ...]:
    """What needs somebody comes first, then the sections; empty ones too."""
    top = [
        (
            "left",
            "Of people who left",
            "Until somebody else is named, everybody with the role answers for these.",
        ),
        (
            "nobody",
            "Nobody answers for these",
            "No member of the team who can answer has the role.",
        ),
        ("role", "No person named yet", "Everybody in the team with the role answers for these."),
    ]
    groups = [
        RowGroup(f"state-{state}", state, title, hint, _in_state(rows, state))
        for state, title, hint in top
    ]
    for section in project.rubric_version.content.definition.sections:
        named = tuple(row for row in rows if row.section == section.key and row.state == "named")
        groups.append(RowGroup(f"section-{section.key}", section.key, section.title, "", named))
    return tuple(groups)


def _in_state(rows: tuple[OwnerRow, ...], state: str) -> tuple[OwnerRow, ...]:
    return tuple(row for row in rows if row.state == state)


def _by_role(
    roles: list[Role], rows: tuple[OwnerRow, ...], members: list[Membership]
) -> tuple[RoleTally, ...]:
    tallies = []
    people = member_names(members)
    for role in roles:
        mine = [row for row in rows if row.stored_role == role.key]
        having = [member for member in members if member.role_id == role.pk]
        if mine or role.retired_at is None:
            tallies.append(
                RoleTally(
                    key=role.key,
                    name=role.name,
                    retired=role.retired_at is not None,
                    items=len(mine),
                    open=sum(row.state != "named" for row in mine),
                    likely=str(having[0].user_id) if having else "",
                    groups=_people(members, people, role.key),
                )
            )
    return tuple(tallies)


def owners_file_rows(project: Project) -> list[dict[str, str]]:
    """The owners as the rows of a file, in the rubric's order; a person by e-mail address."""
    owners = {owner.item_key: owner for owner in Owner.objects.for_page(project.pk)}
    return [
        {
            "item": key,
            "title": item.title,
            "role": owners[key].role.key,
            "person": _address(owners[key].person),
            "due_on": _iso(owners[key].due_on),
        }
        for key, item in project.rubric_version.content.items.items()
        if key in owners
    ]


def _address(person: User | None) -> str:
    return person.email if person else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def owners_sent(
    project: Project, lines: Iterable[tuple[str, Mapping[str, str]]]
) -> list[tuple[str, dict[str, str]]]:
    """A file's cells as an assignment knows them: roles by key or name, people by address.

    What is not found is passed on as it stands, for the assignment to refuse.
    """
    members = Membership.objects.able().for_page(project.team_id)
    people = {member.user.email.lower(): str(member.user_id) for member in members}
    for owner in Owner.objects.for_page(project.pk):
        if owner.person:  # who is named already may stay so, even after leaving
            people.setdefault(owner.person.email.lower(), str(owner.person_id))
    known = list(Role.objects.all())
    names = {role.name.lower(): role.key for role in known}
    roles = names | {role.key.lower(): role.key for role in known}  # a file of ours holds keys
    found = []
    for key, cells in lines:
        fields = dict(cells)
        if "role" in fields:
            fields["role"] = roles.get(fields["role"].lower(), fields["role"])
        if fields.get("person"):
            fields["person"] = people.get(fields["person"].lower(), "-")
        found.append((key, fields))
    return found
