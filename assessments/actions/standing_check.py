"""Stored standing and team counts against what storing them anew would give."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from assessments.models import Project, Team, TeamRollup

from .rollups import store_rollups
from .standing import lock_team, store_standing, store_unowned_items

STANDING = (
    "latest",
    "latest_on",
    "latest_overall",
    "latest_sections",
    "latest_change",
    "trend",
    "due_on",
    "open_items",
    "unowned_items",
)
COUNTS = ("projects", "scores", "previous", "bands", "weakest", "items")


def standing_faults() -> Iterator[str]:
    """A line for each stored value that differs; what was stored anew is taken back."""
    for slug, pk in Project.objects.order_by("pk").values_list("slug", "pk").iterator():
        yield from (f"{slug}: {fault}" for fault in _project_faults(pk))
    for slug, pk in Team.objects.order_by("pk").values_list("slug", "pk").iterator():
        yield from (f"team {slug}: {fault}" for fault in _team_faults(pk))


def _project_faults(pk: int) -> list[str]:
    rows = Project.objects.filter(pk=pk)
    with transaction.atomic():
        lock_team(rows.values_list("team", flat=True)[0])
        stored = rows.values(*STANDING)[0]
        store_standing(pk)
        store_unowned_items(rows)
        counted = rows.values(*STANDING)[0]
        transaction.set_rollback(True)
    return _differences(stored, counted)


def _team_faults(pk: int) -> list[str]:
    with transaction.atomic():
        lock_team(pk)
        stored = _counts(pk)
        store_rollups(pk)
        counted = _counts(pk)
        transaction.set_rollback(True)
    return _differences(stored, counted)


def _counts(team_id: int) -> dict[str, Any]:
    rollups = TeamRollup.objects.filter(team=team_id).select_related("rubric_version")
    return {
        f"{name} of {row.visibility} {row.rubric_version.version}": getattr(row, name)
        for row in rollups.order_by("pk")
        for name in COUNTS
    }


def _differences(stored: dict[str, Any], counted: dict[str, Any]) -> list[str]:
    names = stored | counted
    return [
        f"{name} is stored as {stored.get(name, 'nothing')}, counted {counted.get(name, 'nothing')}"
        for name in names
        if stored.get(name) != counted.get(name)
    ]
