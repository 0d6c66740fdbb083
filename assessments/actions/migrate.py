"""A project moves to another rubric version: owners at once, answers with the next assessment."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from assessments.models import Answer, By, Item, Migration, Owner, Project, RubricVersion
from assessments.models.rubric_lines import between, line_between
from assessments.scoring.carrying import Hop, Lineup, allowed_choices, lineups, taken_former

from .standing import store_unowned_items

ACTION = "migrate"


class MigrationRefused(Exception):
    """The project cannot be moved so; the message says why and what to do. Nothing was written."""


class MigratedMeanwhile(Exception):
    """The project is on another version than the one that was reviewed; nothing was written."""


class MigrationInput(NamedTuple):
    """Where to, the id of the version that the review was made from, and what was chosen.

    ``published`` are versions that are loaded already, for lineage to run through; without them
    they are read.
    """

    to: RubricVersion
    seen: int
    choices: Mapping[str, str]
    published: Sequence[RubricVersion] = ()


@transaction.atomic
def migrate_project(*, project: Project, wanted: MigrationInput, by: By) -> Migration | None:
    """Move a project. None if it is there already, e.g. after a double click.

    Owners go along by lineage: a part of a split item has those of the whole, a merged item those
    of the former whose answer is taken, a new one the suggested role. Rows of items that are gone
    stay for the assessments that have them. An open assessment keeps its version.

    Raises ``MigratedMeanwhile``, or ``MigrationRefused`` for a choice that does not exist.
    """
    locked = (
        Project.objects.select_for_update(of=("self",), no_key=True)
        .select_related("rubric_version__rubric")
        .get(pk=project.pk)
    )
    old, new = locked.rubric_version, wanted.to
    if old.pk == new.pk:
        return None
    if old.pk != wanted.seen:
        raise MigratedMeanwhile
    known = wanted.published
    line = between(old, new, known) if known else line_between(old, new)
    hop = Hop(old.content, new.content, line, dict(wanted.choices))
    rows = lineups(hop)
    _check_choices(rows, wanted.choices)
    moved = Migration.objects.create(
        project=locked,
        from_version=old,
        to_version=new,
        choices=dict(sorted(wanted.choices.items())),
        at=timezone.now(),
        by=by.person,
    )
    owners = _move_owners(locked, new, hop, rows)
    locked.rubric_version = new
    locked.save(update_fields=["rubric_version"])
    store_unowned_items(Project.objects.filter(pk=locked.pk))
    by.change(
        ACTION,
        at=moved.at,
        project=locked,
        old={"rubric_version": _name(old), "owners": owners},
        new={"rubric_version": _name(new), "choices": moved.choices},
    ).save()
    return moved


def _name(version: RubricVersion) -> str:
    return f"{version.rubric.slug} {version.version}"


def _check_choices(rows: tuple[Lineup, ...], choices: Mapping[str, str]) -> None:
    allowed = {row.key: allowed_choices(row) for row in rows}
    for key, chosen in choices.items():
        if chosen not in allowed.get(key, ()):
            raise MigrationRefused(
                f"{key[:40]}: there is nothing to choose like “{chosen[:60]}”. "
                "Choose one of those offered."
            )


def _move_owners(
    project: Project, to: RubricVersion, hop: Hop, rows: tuple[Lineup, ...]
) -> dict[str, Any]:
    """Give each continuing item the owner of the former one, and a new one the suggested role.

    Only what differs is written: an item that keeps its key keeps its row. Answers which of the
    continuing ones took theirs from which former item.
    """
    owners = {row.item_key: row for row in Owner.objects.filter(project=project)}
    lowest = any(len(row.formers) > 1 for row in rows)
    levels = last_levels(project) if lowest else {}
    taken = {row.key: owner_of(hop, row, levels) for row in rows}
    values = {key: _values(owners[former]) for key, former in taken.items() if former in owners}
    roles = dict(Item.objects.filter(version=to).values_list("key", "suggested_role"))
    new = {key: {"role_id": role} for key, role in roles.items() if key not in owners}
    values = new | values
    add, change = [], []
    for key, wanted in values.items():
        present = owners.get(key)
        if present is None:
            add.append(Owner(project=project, item_key=key, **wanted))
        elif _values(present) != wanted:
            for name, value in wanted.items():
                setattr(present, name, value)
            change.append(present)
    Owner.objects.bulk_create(add)
    Owner.objects.bulk_update(change, ["role", "person", "person_name", "due_on"])
    written = (row.item_key for row in (*add, *change))
    return {key: taken[key] for key in written if taken[key]}


def owner_of(hop: Hop, row: Lineup, levels: Mapping[str, str]) -> str:
    """The former item whose owner an item takes: where no answer is taken, the first one's."""
    return taken_former(hop, row, levels) or next(iter(row.formers), "")


def last_levels(project: Project) -> Mapping[str, str]:
    """The levels of the latest closed assessment, if it is of the project's version."""
    answers = Answer.objects.filter(
        assessment=project.latest_id, assessment__rubric_version=project.rubric_version_id
    )
    return dict(answers.values_list("item__key", "level"))


def _values(owner: Owner) -> dict[str, Any]:
    return {
        "role_id": owner.role_id,
        "person_id": owner.person_id,
        "person_name": owner.person_name,
        "due_on": owner.due_on,
    }
