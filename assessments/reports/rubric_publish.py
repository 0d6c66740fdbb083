"""What somebody should see before a draft is published for good."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assessments import scoring
from assessments.models import Project, RubricDraft, RubricVersion, User
from assessments.scoring import RubricContent
from assessments.scoring.version_changes import (
    Fate,
    ItemChange,
    ValueChange,
    VersionChanges,
    version_changes,
)

from .draft_line import as_if_published
from .rubric_draft import FaultRow, fault_rows

PROJECTS_SHOWN = 20


class ChangedItem(NamedTuple):
    """``key`` and ``title`` are those of the draft; of the former version for what is gone."""

    key: str
    title: str
    formers: str
    what: str


class ItemGroup(NamedTuple):
    title: str
    items: tuple[ChangedItem, ...]


class ValueGroup(NamedTuple):
    title: str
    rows: tuple[ValueChange, ...]


class Difference(NamedTuple):
    """From the published version ``name`` to the draft."""

    name: str
    slug: str
    version: str
    groups: tuple[ItemGroup, ...]
    values: tuple[ValueGroup, ...]
    same: int

    @property
    def is_nothing(self) -> bool:
        return not self.groups and not self.values


class UsingProject(NamedTuple):
    slug: str
    name: str


class PublishPage(NamedTuple):
    """``taken`` is the published version that has this name already. ``difference`` is None for a
    rubric that has no version yet, of which ``sections`` and ``items`` are what it brings.
    """

    revision: int
    faults: tuple[FaultRow, ...]
    taken: RubricVersion | None
    difference: Difference | None
    sections: int
    items: int
    users: tuple[UsingProject, ...]
    using: int


def publish_page(draft: RubricDraft, user: User) -> PublishPage:
    faults = fault_rows(draft.document)
    taken = RubricVersion.objects.of(draft.slug, draft.version)
    if faults:
        return PublishPage(draft.revision, faults, taken, None, 0, 0, (), 0)
    new = scoring.content_of(draft.document)
    against = _against(draft, new)
    rows = _using(user, against) if against else []
    return PublishPage(
        revision=draft.revision,
        faults=(),
        taken=taken,
        difference=_difference(against, new) if against else None,
        sections=len(new.definition.sections),
        items=len(new.items),
        users=tuple(UsingProject(row.slug, row.name) for row in rows[:PROJECTS_SHOWN]),
        using=len(rows),
    )


def published_meanwhile(draft: RubricDraft) -> RubricVersion | None:
    """The version that a draft which is gone became, if it was published and not deleted."""
    return RubricVersion.objects.of(draft.slug, draft.version)


def _against(draft: RubricDraft, new: RubricContent) -> RubricVersion | None:
    """The version that the draft comes from, else the newest of its rubric."""
    slug = new.definition.slug
    if draft.base and draft.base.rubric.slug == slug:
        return draft.base
    return RubricVersion.objects.for_reading().filter(rubric__slug=slug).order_by("pk").last()


def _using(user: User, version: RubricVersion) -> list[Project]:
    """The projects that the person may read and that are assessed by the version."""
    rows = Project.objects.visible_to(user).filter(rubric_version=version, archived_at=None)
    return list(rows.order_by("name", "pk").only("slug", "name"))


def _difference(old: RubricVersion, new: RubricContent) -> Difference:
    new, line = as_if_published(old, new)
    changes = version_changes(old.content, new, line)
    return Difference(
        name=old.name,
        slug=old.rubric.slug,
        version=old.version,
        groups=tuple(_groups(changes, old.content, new)),
        values=tuple(_values(changes)),
        same=sum(1 for row in changes.of(Fate.SAME) if not row.details),
    )


_TITLES: Mapping[Fate, str] = {
    Fate.NEW: "New",
    Fate.GONE: "Gone",
    Fate.SPLIT: "Split",
    Fate.MERGED: "Merged",
    Fate.REGROUPED: "Regrouped",
    Fate.MOVED: "Moved to another section",
    Fate.REWORDED: "Reworded",
    Fate.ANNOUNCED: "Announced",
    Fate.RETIRED: "Retired",
}


def _groups(changes: VersionChanges, old: RubricContent, new: RubricContent) -> list[ItemGroup]:
    groups = []
    for fate, title in _TITLES.items():
        rows = changes.of(fate)
        if rows:
            items = (_item(key, row, old, new) for row in rows for key in _keys(row))
            groups.append(ItemGroup(title, tuple(items)))
    weighed = [row for row in changes.of(Fate.SAME) if row.details]
    if weighed:
        items = (_item(key, row, old, new) for row in weighed for key in _keys(row))
        groups.append(ItemGroup("Other weight, effort or role", tuple(items)))
    return groups


def _keys(row: ItemChange) -> Sequence[str]:
    return row.successors or row.formers


def _item(key: str, row: ItemChange, old: RubricContent, new: RubricContent) -> ChangedItem:
    text = _texts(new).get(key) or _texts(old)[key]
    formers = [] if row.formers in ((), (key,)) else list(row.formers)
    changed = [text.name.replace("_", " ") for text in row.texts]
    changed += [detail.name.lower() for detail in row.details]
    return ChangedItem(key, text.title, ", ".join(formers), ", ".join(changed))


def _texts(content: RubricContent) -> Mapping[str, scoring.ItemText]:
    return {**content.items, **content.announced, **content.retired}


def _values(changes: VersionChanges) -> list[ValueGroup]:
    groups = (
        ("Levels and points", changes.levels),
        ("How the score is computed", changes.rules),
        ("Sections", changes.sections),
        ("Bands", changes.bands),
    )
    return [ValueGroup(title, rows) for title, rows in groups if rows]
