"""Stored standing and team counts against what storing them anew would give; writes nothing."""

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

from django.db import transaction

from assessments.models import Project, Team, TeamRollup

from .rollups import counted_rollups
from .standing import count_standing, lock_teams, open_items, unowned_items

STANDING = (
    *("latest_id", "latest_on", "latest_overall", "latest_band_id", "latest_share"),
    *("latest_section_share", "latest_change", "change_ascending", "change_descending"),
    *("trend", "due_on", "open_items", "unowned_items"),
)
COUNTS = ("projects", "scores", "previous", "compared", "bands", "weakest", "items")
TEAMS = 20
"""So many are locked at a time, with all that is counted over them."""


def standing_faults() -> Iterator[str]:
    """A line for each stored value that differs."""
    teams = Team.objects.order_by("pk").values_list("pk", "slug")
    for some in batched(teams.iterator(), TEAMS):
        with transaction.atomic():
            lock_teams(*(pk for pk, _ in some))
            faults = [*_project_faults([pk for pk, _ in some]), *_team_faults(dict(some))]
        yield from faults


def _project_faults(team_ids: Sequence[int]) -> Iterator[str]:
    found = Project.objects.filter(team__in=team_ids).order_by("pk")
    # Locked: a save changes answers and what is stored of them together.
    projects = list(found.select_for_update(of=("self",), no_key=True))
    stored = [_standing(project) for project in projects]
    count_standing(projects)
    items = found.annotate(open_now=open_items(), unowned_now=unowned_items())
    for project, before, (open_now, unowned_now) in zip(
        projects, stored, items.values_list("open_now", "unowned_now"), strict=True
    ):
        project.open_items, project.unowned_items = open_now, unowned_now
        yield from _differences(project.slug, before, _standing(project))


def _standing(project: Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in STANDING}


def _team_faults(slugs: dict[int, str]) -> Iterator[str]:
    stored = list(TeamRollup.objects.filter(team__in=slugs))
    counted = counted_rollups(slugs)
    for pk, slug in slugs.items():
        yield from _differences(f"team {slug}", _counts(pk, stored), _counts(pk, counted))


def _counts(team_id: int, rollups: Sequence[TeamRollup]) -> dict[str, Any]:
    return {
        f"{name} of {row.visibility} {row.rubric_version.version}": getattr(row, name)
        for row in rollups
        if row.team_id == team_id
        for name in COUNTS
    }


def _differences(where: str, stored: dict[str, Any], counted: dict[str, Any]) -> Iterator[str]:
    for name in stored | counted:
        before, now = stored.get(name, "nothing"), counted.get(name, "nothing")
        if before != now:
            yield f"{where}: {name} is stored as {before}, counted {now}"
