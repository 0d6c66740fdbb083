"""Who is responsible for an item: assigned one by one, in bulk, from a file, and taken back."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import transaction

from assessments.dates import FIRST_DAY, LAST_DAY
from assessments.models import By, Change, Membership, Owner, Project, Role, User
from assessments.models.changes import OWNERS, TAKES_BACK
from assessments.text import whole_number

from .standing import store_unowned_items

FIELDS = ("role", "person", "due_on")


class OwnerInput(NamedTuple):
    """What is wanted for one item; ``fields`` holds only what was sent, as text.

    ``role`` is a role's key, ``person`` a person's id or '', ``due_on`` a date as 2026-12-31 or ''.
    ``place`` names where it came from, e.g. the row of a file, for the sentence of a refusal;
    ``wrong`` says why it can not be read at all, '' if it can.
    """

    item_key: str
    fields: Mapping[str, str]
    place: str = ""
    wrong: str = ""


class OwnerFault(NamedTuple):
    item_key: str
    text: str


class TakenBackAlready(Exception):
    """This change of owners was undone before."""


class OwnersRefused(Exception):
    """Something of what was sent cannot be; nothing was changed. ``faults`` name each."""

    def __init__(self, faults: list[OwnerFault]) -> None:
        super().__init__("; ".join(fault.text for fault in faults))
        self.faults = faults


class Assigned(NamedTuple):
    """``change`` is the history row that can be undone, None if nothing had to change.

    ``kept`` are the items that were left alone: by an undo, since somebody changed them
    meanwhile; by the suggestions, since the role suggested is retired.
    """

    keys: tuple[str, ...]
    change: int | None
    kept: tuple[str, ...] = ()


class _Choices(NamedTuple):
    """What may be chosen in a project: roles that are not retired, members who can answer."""

    roles: dict[str, Role]
    people: dict[int, User]


@transaction.atomic
def assign_owners(*, project: Project, inputs: Iterable[OwnerInput], by: By) -> Assigned:
    """Assign items, all or none. Raises ``OwnersRefused`` naming everything that cannot be."""
    owners = _locked_owners(project)
    choices = _choices(project)
    faults: list[OwnerFault] = []
    wanted: dict[str, dict[str, Any]] = {}
    for sent in inputs:
        if sent.wrong:
            faults.append(OwnerFault(sent.item_key, sent.wrong))
        elif sent.item_key not in owners:
            faults.append(_fault(sent, "this item is not in the rubric version of the project."))
        elif sent.item_key in wanted:
            faults.append(_fault(sent, "this item stands there twice. Keep one of them."))
        else:
            wanted[sent.item_key] = _values(sent, owners[sent.item_key], choices, faults)
    if faults:
        raise OwnersRefused(faults)
    return _write(project, owners, wanted, by)


def assign_section(*, project: Project, section_key: str, role_key: str, by: By) -> Assigned:
    """Give all items of a section to a role. Raises ``OwnersRefused``."""
    items = _items_of(project, section_key)
    inputs = [OwnerInput(key, {"role": role_key}) for key in items]
    return assign_owners(project=project, inputs=inputs, by=by)


@transaction.atomic
def assign_role(
    *, project: Project, role_key: str, person: str, only_open: bool, by: By
) -> Assigned:
    """Give all items of a role to a person, or to nobody. Raises ``OwnersRefused``.

    ``only_open`` leaves alone the items of somebody who is there and can answer.
    """
    if not Role.objects.filter(key=role_key).exists():
        raise OwnersRefused([OwnerFault("", "This role does not exist. Choose one that does.")])
    owners = _locked_owners(project)
    keys = [
        key
        for key, owner in owners.items()
        if owner.role.key == role_key and not (only_open and owner.able)
    ]
    inputs = [OwnerInput(key, {"person": person}) for key in keys]
    return assign_owners(project=project, inputs=inputs, by=by)


@transaction.atomic
def assign_suggested(*, project: Project, by: By) -> Assigned:
    """Back to what the rubric suggests: its role for each item, nobody named. Dates stay.

    A retired role is not given anew: such an item keeps its role, and is named in ``kept``.
    """
    owners = _locked_owners(project)
    roles = {role.key: role for role in Role.objects.active()}
    wanted: dict[str, dict[str, Any]] = {}
    kept = []
    for key, owner in owners.items():
        suggested = project.rubric_version.content.items[key].suggested_role
        wanted[key] = {"role": roles.get(suggested, owner.role), "person": None}
        if wanted[key]["role"].key != suggested:
            kept.append(key)
    done = _write(project, owners, wanted, by)
    return Assigned(done.keys, done.change, tuple(kept))


@transaction.atomic
def undo_owners(*, project: Project, change_id: int, by: By) -> Assigned:
    """Take one change of owners back, but for what has changed again since.

    Raises ``Change.DoesNotExist`` for a change of another project or of something else, and
    ``TakenBackAlready``. What takes back is a change of owners too, but none to be undone.
    """
    owners = _locked_owners(project)
    change = Change.objects.owners_of(project.pk).get(pk=change_id)
    if change.taken_back:
        raise TakenBackAlready
    roles = {role.key: role for role in Role.objects.all()}
    people = User.objects.in_bulk(
        [old["person"] for old in change.old.values() if old.get("person")]
    )
    wanted: dict[str, dict[str, Any]] = {}
    kept = []
    for key, old in change.old.items():
        owner = owners.get(key)
        now = _recorded(owner) if owner else {}
        same = {name for name, value in change.new[key].items() if now.get(name) == value}
        fields = [name for name in FIELDS if name in old]
        values = {
            name: _restored(name, old[name], roles, people) for name in fields if name in same
        }
        if owner and values:
            wanted[key] = values
        if len(values) < len(fields):
            kept.append(key)
    done = _write(project, owners, wanted, by, takes_back=change)
    return Assigned(done.keys, done.change, tuple(kept))


def _items_of(project: Project, section_key: str) -> list[str]:
    for section in project.rubric_version.content.definition.sections:
        if section.key == section_key:
            return [item.key for item in section.items]
    raise OwnersRefused([OwnerFault("", "There is no such section in this rubric version.")])


def _locked_owners(project: Project) -> dict[str, Owner]:
    """The owners of the project's items in the rubric's order, locked against other changes."""
    Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    rows = Owner.objects.filter(project=project).with_able().select_related("role", "person")
    found = {owner.item_key: owner for owner in rows}
    return {key: found[key] for key in project.rubric_version.content.items if key in found}


def _choices(project: Project) -> _Choices:
    members = Membership.objects.able().filter(team=project.team_id).select_related("user")
    return _Choices(
        roles={role.key: role for role in Role.objects.active()},
        people={member.user_id: member.user for member in members},
    )


def _values(
    sent: OwnerInput, owner: Owner, choices: _Choices, faults: list[OwnerFault]
) -> dict[str, Any]:
    read = {"role": _role, "person": _person, "due_on": _due_on}
    values = {}
    for name, text in sent.fields.items():
        try:
            values[name] = read[name](text.strip(), owner, choices)
        except ValueError as error:
            faults.append(_fault(sent, str(error)))
    return values


def _fault(sent: OwnerInput, why: str) -> OwnerFault:
    place = f"{sent.place}, " if sent.place else ""
    return OwnerFault(sent.item_key, f"{place}{sent.item_key[:60]}: {why}")


def _role(text: str, owner: Owner, choices: _Choices) -> Role:
    if text == owner.role.key:
        return owner.role
    if not text:
        raise ValueError(
            "the role is empty. Name one; a file without the column “role” keeps every role."
        )
    if text not in choices.roles:
        raise ValueError("this role does not exist or is retired. Choose one of those offered.")
    return choices.roles[text]


def _person(text: str, owner: Owner, choices: _Choices) -> User | None:
    if not text:
        return None
    if text == str(owner.person_id):
        return owner.person
    number = whole_number(text)
    if number is None or number not in choices.people:
        raise ValueError(
            "this person is no member of the team who can answer items. "
            "Choose one of those offered, or invite the person first."
        )
    return choices.people[number]


def _due_on(text: str, owner: Owner, choices: _Choices) -> datetime.date | None:
    if not text:
        return None
    try:
        day = datetime.datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise ValueError(
            "the due date is not a date. Write it as year-month-day, e.g. 2026-12-31."
        ) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"the due date has to lie between {FIRST_DAY.year} and {LAST_DAY.year}.")
    return day


def _restored(name: str, value: Any, roles: Mapping[str, Role], people: Mapping[int, User]) -> Any:
    """A recorded value as a row's value; a person whose account is gone is nobody."""
    if name == "role":
        return roles[value]
    if name == "person":
        return people.get(value)
    return datetime.date.fromisoformat(value) if value else None


def _recorded(owner: Owner) -> dict[str, Any]:
    return {
        "role": owner.role.key,
        "person": owner.person_id,
        "due_on": owner.due_on.isoformat() if owner.due_on else None,
    }


def _write(
    project: Project,
    owners: Mapping[str, Owner],
    wanted: Mapping[str, Mapping[str, Any]],
    by: By,
    takes_back: Change | None = None,
) -> Assigned:
    """Write what differs. What takes a change back is recorded even if nothing is left to do."""
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    rows = []
    for key, values in wanted.items():
        owner = owners[key]
        before, name_before = _recorded(owner), owner.person_name
        for name, value in values.items():
            setattr(owner, name, value)
        if "person" in values:
            owner.person_name = str(owner.person) if owner.person else ""
        after = _recorded(owner)
        changed = [name for name in FIELDS if before[name] != after[name]]
        if changed or owner.person_name != name_before:
            rows.append(owner)
            old[key] = {name: before[name] for name in changed}
            new[key] = {name: after[name] for name in changed}
            if "person" in changed:  # the names too, for whoever reads the history later
                old[key]["name"], new[key]["name"] = name_before, owner.person_name
    if not rows and takes_back is None:
        return Assigned((), None)
    Owner.objects.bulk_update(rows, [*FIELDS, "person_name"])
    reason = f"{TAKES_BACK}{takes_back.pk}" if takes_back else ""
    change = by.change(OWNERS, project=project, old=old, new=new, reason=reason)
    change.save()
    store_unowned_items(Project.objects.filter(pk=project.pk))
    return Assigned(tuple(old), change.pk)
