"""Who is responsible for each item of a project, and what may be chosen there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessments.access import Need, may
from assessments.models import Change, Membership, Owner, Project, Role, User

GONE = "gone"
"""What a form sends for a person whose account is deleted: leave it as it is."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class PeopleGroup:
    """Members who can answer, those of one role, or the others."""

    label: str
    people: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """One item with its owner. ``state`` is named, role, nobody or left.

    *role*: everybody of the team with that role answers for it. *nobody*: no one there has it.
    *left*: the person named can not answer any more; ``person`` is their name.
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
    person_id: str
    person: str
    due_on: date | None
    overdue: bool
    state: str
    groups: tuple[PeopleGroup, ...]
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowGroup:
    key: str
    title: str
    hint: str
    rows: tuple[OwnerRow, ...]


@dataclass(frozen=True, slots=True)
class RoleTally:
    """How the items of a role are owned; ``likely`` is the id of its first member, or ''."""

    key: str
    name: str
    retired: bool
    items: int
    open: int
    likely: str
    groups: tuple[PeopleGroup, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    items: int
    named: int
    by_role: int
    nobody: int
    left: int


@dataclass(frozen=True, slots=True)
class Undoable:
    """A change of owners that was just made and can be taken back."""

    change: int
    text: str


@dataclass(frozen=True, slots=True)
class OwnersPage:
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
    undoable: Undoable | None
    can_lead: bool


def owners_page(
    project: Project,
    user: User,
    *,
    today: date,
    done: int | None = None,
    faults: Mapping[str, list[str]] | None = None,
    sent: Mapping[str, Mapping[str, str]] | None = None,
) -> OwnersPage:
    """The page in four queries. ``done`` is a change just made, ``faults`` and ``sent`` by item."""
    members = list(Membership.objects.able().for_page(project.team_id))
    roles = list(Role.objects.all())
    names = {role.key: role.name for role in roles}
    rows = _rows(project, members, names, today, faults or {}, sent or {})
    content = project.rubric_version.content
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
        undoable=_undoable(project, done) if done else None,
        can_lead=may(user, project, Need.LEAD),
    )


def _rows(
    project: Project,
    members: list[Membership],
    names: Mapping[str, str],
    today: date,
    faults: Mapping[str, list[str]],
    sent: Mapping[str, Mapping[str, str]],
) -> tuple[OwnerRow, ...]:
    owners = {owner.item_key: owner for owner in Owner.objects.for_page(project.pk)}
    content = project.rubric_version.content
    titles = {part.key: part.title for part in content.definition.sections}
    groups = {role: _people(members, role) for role in {row.role.key for row in owners.values()}}
    held = {member.role.key for member in members}
    rows = []
    for key, item in content.items.items():
        if key not in owners:
            continue
        owner = owners[key]
        wanted = sent.get(key, {})
        supporting = [names.get(role, role) for role in item.supporting_roles]
        rows.append(
            OwnerRow(
                key=key,
                title=item.title,
                section=item.section,
                section_title=titles[item.section],
                suggested=names.get(item.suggested_role, item.suggested_role),
                supporting=", ".join(supporting),
                role_key=wanted.get("role", owner.role.key),
                role=owner.role.name,
                role_retired=owner.role.retired_at is not None,
                person_id=wanted.get("person", _person_id(owner)),
                person=str(owner.person or owner.person_name),
                due_on=owner.due_on,
                overdue=bool(owner.due_on and owner.due_on < today),
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


def _people(members: list[Membership], role_key: str) -> tuple[PeopleGroup, ...]:
    """Those with the role first."""
    first = [member for member in members if member.role.key == role_key]
    others = [member for member in members if member.role.key != role_key]
    groups = [(first[0].role.name, first)] if first else []
    groups += [("Others in the team", others)] if others else []
    return tuple(
        PeopleGroup(label, tuple(Choice(str(one.user_id), str(one.user)) for one in part))
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
    """What needs somebody comes first, then the sections."""
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
        RowGroup(state, title, hint, tuple(row for row in rows if row.state == state))
        for state, title, hint in top
    ]
    for section in project.rubric_version.content.definition.sections:
        named = tuple(row for row in rows if row.section == section.key and row.state == "named")
        groups.append(RowGroup(section.key, section.title, "", named))
    return tuple(group for group in groups if group.rows)


def _by_role(
    roles: list[Role], rows: tuple[OwnerRow, ...], members: list[Membership]
) -> tuple[RoleTally, ...]:
    tallies = []
    for role in roles:
        mine = [row for row in rows if row.role_key == role.key]
        having = [member for member in members if member.role_id == role.pk]
        if mine:
            tallies.append(
                RoleTally(
                    key=role.key,
                    name=role.name,
                    retired=role.retired_at is not None,
                    items=len(mine),
                    open=sum(row.state != "named" for row in mine),
                    likely=str(having[0].user_id) if having else "",
                    groups=_people(members, role.key),
                )
            )
    return tuple(tallies)


def _undoable(project: Project, change_id: int) -> Undoable | None:
    change = Change.objects.filter(pk=change_id, project=project, action="owners").first()
    if change is None:
        return None
    count = len(change.new)
    return Undoable(change.pk, f"{count} {'item' if count == 1 else 'items'} changed.")


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
    roles = {
        name.lower(): role.key for role in Role.objects.all() for name in (role.name, role.key)
    }
    found = []
    for key, cells in lines:
        fields = dict(cells)
        if "role" in fields:
            fields["role"] = roles.get(fields["role"].lower(), fields["role"])
        if fields.get("person"):
            fields["person"] = people.get(fields["person"].lower(), "-")
        found.append((key, fields))
    return found
