"""Projects: created and changed by the lead of their team."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from assessments.models import (
    Assessment,
    By,
    Change,
    Criticality,
    Item,
    Owner,
    Project,
    RubricVersion,
    Team,
    Visibility,
)
from assessments.models.projects import ESCALATE_AFTER_DAYS
from assessments.seen import compared

from .facts import follow_facts
from .rollups import store_rollups
from .standing import lock_teams, store_standing, store_unowned_items

RESERVED_SLUGS = {"new"}
SETTINGS = (
    "name",
    "description",
    "team",
    "cadence",
    "visibility",
    "review_required",
    "escalate_after_days",
    "criticality",
    "facts",
)


class ProjectInput(NamedTuple):
    name: str
    description: str
    team: Team
    rubric_version: RubricVersion
    cadence: str
    visibility: str = Visibility.TEAM.value
    review_required: bool = False
    escalate_after_days: int = ESCALATE_AFTER_DAYS
    criticality: Criticality | None = None
    facts: tuple[str, ...] = ()


class SettingsChanged(Exception):
    """Somebody else changed the same settings since the form was opened; nothing was written.

    ``names`` are those settings, ``by`` who changed the project last.
    """

    def __init__(self, names: Iterable[str], by: str) -> None:
        super().__init__("somebody else changed the same settings")
        self.names = tuple(names)
        self.by = by


def settings_of(project: Project) -> dict[str, Any]:
    """The stored settings as plain values; of rows their ids."""
    rows = {"team": project.team_id, "criticality": project.criticality_id}
    return {name: rows[name] if name in rows else getattr(project, name) for name in SETTINGS}


def create_project(*, fields: ProjectInput, by: By) -> Project:
    """Create a project whose owners are the roles that the rubric suggests.

    Its slug comes from the name; where that is taken, a number is added.
    """
    for slug in _slugs(fields.name):
        if Project.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                return _create(slug, fields, by)
        except IntegrityError:
            if not Project.objects.filter(slug=slug).exists():
                raise
    raise RuntimeError("no free slug")


def _slugs(name: str) -> list[str]:
    stem = slugify(name)[:70].strip("-") or "project"
    first = [] if stem in RESERVED_SLUGS else [stem]
    return first + [f"{stem}-{number}" for number in range(2, 1000)]


def _create(slug: str, fields: ProjectInput, by: By) -> Project:
    project = Project.objects.create(
        slug=slug,
        name=fields.name,
        description=fields.description,
        team=fields.team,
        rubric_version=fields.rubric_version,
        cadence=fields.cadence,
        visibility=fields.visibility,
        review_required=fields.review_required,
        escalate_after_days=fields.escalate_after_days,
        criticality=fields.criticality,
        facts=list(fields.facts),
    )
    add_suggested_owners(project)
    store_standing(project.pk)
    store_unowned_items(Project.objects.filter(pk=project.pk))
    by.change("project", project=project, new=_recorded(project)).save()
    return project


class _DraftMeanwhile(Exception):
    """There is a draft that was none when the drafts were locked."""


def change_project(
    *, project: Project, fields: ProjectInput, by: By, seen: Mapping[str, str] | None = None
) -> Project:
    """Change a project's settings but for its rubric version: that is a migration.

    ``seen`` are marks of what the form showed: what is as shown stays as it is stored by now.
    Raises ``SettingsChanged`` where somebody else changed what is to be changed.

    Where it declares other facts, its open drafts follow: what does not apply says so.
    """
    while True:
        try:
            with transaction.atomic():
                return _change(project, fields, by, seen or {})
        except _DraftMeanwhile:
            continue  # its row can only be locked before the project's: begin anew


def _change(project: Project, fields: ProjectInput, by: By, seen: Mapping[str, str]) -> Project:
    drafts = Assessment.objects.drafts_of(project)
    known = drafts.select_for_update(of=("self",), no_key=True).order_by("pk")
    known_drafts = set(known.values_list("pk", flat=True))
    lock_teams(project.team_id, fields.team.pk)
    locked = Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project.pk)
    old = _recorded(locked)
    team_before = locked.team_id
    _set(locked, fields, seen)
    new = _recorded(locked)
    changed = [name for name in SETTINGS if old[name] != new[name]]
    if not changed:
        return locked
    locked.save(update_fields=changed)
    if "cadence" in changed:
        store_standing(locked.pk)
    if "team" in changed:
        store_unowned_items(Project.objects.filter(pk=locked.pk))
    if {"visibility", "team"} & set(changed):
        store_rollups(*{team_before, locked.team_id})
    by.change(
        "project",
        project=locked,
        old={name: old[name] for name in changed},
        new={name: new[name] for name in changed},
    ).save()
    if "facts" in changed:
        now = list(drafts.select_related("rubric_version"))
        if not {draft.pk for draft in now} <= known_drafts:
            raise _DraftMeanwhile
        for draft in now:
            follow_facts(assessment=draft, by=by)
    return locked


def _set(locked: Project, fields: ProjectInput, seen: Mapping[str, str]) -> None:
    """Put the fields into the row, but for what the sender left as it was shown."""
    before = {name: getattr(locked, name) for name in SETTINGS}
    stored = settings_of(locked)
    for name in SETTINGS:
        value = getattr(fields, name)
        setattr(locked, name, list(value) if name == "facts" else value)
    found = compared(seen, stored, settings_of(locked))
    if found.clash:
        last = Change.objects.filter(project=locked, action="project").order_by("-pk").first()
        raise SettingsChanged(found.clash, last.by_name if last else "")
    for name in found.left:
        setattr(locked, name, before[name])


def add_suggested_owners(project: Project) -> None:
    """Give each item of the project's rubric version that has no owner its suggested role."""
    owned = Owner.objects.filter(project=project).values_list("item_key", flat=True)
    items = Item.objects.filter(version=project.rubric_version_id).exclude(key__in=list(owned))
    Owner.objects.bulk_create(
        Owner(project=project, item_key=item.key, role_id=item.suggested_role_id) for item in items
    )


def _recorded(project: Project) -> dict[str, Any]:
    return {
        "name": project.name,
        "description": project.description,
        "team": project.team.slug,
        "rubric_version": f"{project.rubric_version.rubric.slug} {project.rubric_version.version}",
        "cadence": project.cadence,
        "visibility": project.visibility,
        "review_required": project.review_required,
        "escalate_after_days": project.escalate_after_days,
        "criticality": project.criticality.key if project.criticality else None,
        "facts": list(project.facts),
    }
