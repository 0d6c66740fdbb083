"""What a page shows of the difference between two versions of a rubric."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from assessments import scoring
from assessments.models import RubricVersion
from assessments.models.rubric_lines import between
from assessments.scoring.version_changes import (
    TEXTS,
    Fate,
    ItemChange,
    TextChange,
    ValueChange,
    VersionChanges,
    every_item,
    version_changes,
)
from assessments.scoring.word_changes import WordRun, word_changes


class ItemName(NamedTuple):
    key: str
    title: str
    section: str
    statement: str


class TextDiff(NamedTuple):
    label: str
    runs: tuple[WordRun, ...]


class ItemDiff(NamedTuple):
    """Items that belong together, named on both sides. ``line`` says in words what happened."""

    formers: tuple[ItemName, ...]
    successors: tuple[ItemName, ...]
    line: str
    texts: tuple[TextDiff, ...]
    details: tuple[ValueChange, ...]

    @property
    def is_pair(self) -> bool:
        """Whether one item continues one."""
        return len(self.formers) == len(self.successors) == 1


class FateGroup(NamedTuple):
    """All items of one fate; ``lead`` says what it means for answers."""

    key: str
    title: str
    lead: str
    items: tuple[ItemDiff, ...]


class ValueGroup(NamedTuple):
    title: str
    rows: tuple[ValueChange, ...]


class VersionLink(NamedTuple):
    version: str
    name: str
    current: bool


class RubricDiff(NamedTuple):
    """``others`` are the rubric's versions to compare with, the newest first."""

    rubric: str
    slug: str
    old: str
    new: str
    old_name: str
    new_name: str
    counts: tuple[tuple[str, str, int], ...]
    groups: tuple[FateGroup, ...]
    values: tuple[ValueGroup, ...]
    unchanged: tuple[ItemName, ...]
    others: tuple[VersionLink, ...]
    is_nothing: bool
    is_same_version: bool


_GROUPS: tuple[tuple[Fate, str, str], ...] = (
    (Fate.NEW, "New", "Nobody has answered them yet; a project starts without an answer."),
    (Fate.COUNTS, "Counting now", "They were there to be read only; nobody has answered them yet."),
    (Fate.GONE, "Gone", "Their answers stay in closed assessments and are carried no further."),
    (Fate.SPLIT, "Split", "The former answer is proposed for each part, to be confirmed."),
    (Fate.MERGED, "Merged", "The lowest of the former answers is proposed, to be confirmed."),
    (Fate.REGROUPED, "Regrouped", "Several became several others; the lowest is proposed."),
    (Fate.MOVED, "Moved", "They count in another section now; answers are carried over."),
    (Fate.REWORDED, "Reworded", "Answers are carried over and have to be read again, one by one."),
    (Fate.ANNOUNCED, "Announced", "They can be read, and do not count yet."),
    (Fate.RETIRED, "Retired", "They can still be read, and do not count any more."),
)


def rubric_diff(
    old: RubricVersion, new: RubricVersion, published: Sequence[RubricVersion]
) -> RubricDiff:
    """What changed from ``old`` to ``new``, of one rubric whose versions are ``published``."""
    changes = version_changes(old.content, new.content, between(old, new, published))
    groups = _groups(changes, old.content, new.content)
    numbers = Counter(row.fate for row in changes.items)
    unchanged = [row for row in changes.of(Fate.SAME) if not row.details]
    counts = [(group.key, group.title.lower(), len(group.items)) for group in groups]
    return RubricDiff(
        rubric=new.rubric.name,
        slug=new.rubric.slug,
        old=old.version,
        new=new.version,
        old_name=old.name,
        new_name=new.name,
        counts=(*counts, ("unchanged", "unchanged", len(unchanged))),
        groups=groups,
        values=_values(changes),
        unchanged=tuple(_name(new.content, row.successors[0]) for row in unchanged),
        others=tuple(
            VersionLink(row.version, row.name, row.pk == new.pk)
            for row in reversed(published)
            if row.pk != old.pk
        ),
        is_nothing=changes.is_nothing and numbers[Fate.SAME] == len(changes.items),
        is_same_version=old.pk == new.pk,
    )


def _groups(
    changes: VersionChanges, old: scoring.RubricContent, new: scoring.RubricContent
) -> tuple[FateGroup, ...]:
    found = []
    for fate, title, lead in _GROUPS:
        rows = changes.of(fate)
        if rows:
            items = tuple(_item(row, old, new) for row in rows)
            found.append(FateGroup(fate.value, title, lead, items))
    weighed = [row for row in changes.of(Fate.SAME) if row.details]
    if weighed:
        items = tuple(_item(row, old, new) for row in weighed)
        lead = "The words are the same; weight, effort or role are not."
        found.append(FateGroup("details", "Changed in weight, effort or role", lead, items))
    return tuple(found)


def _item(row: ItemChange, old: scoring.RubricContent, new: scoring.RubricContent) -> ItemDiff:
    formers = tuple(_name(old, key) for key in row.formers)
    successors = tuple(_name(new, key) for key in row.successors)
    return ItemDiff(
        formers=formers,
        successors=successors,
        line=_line(row, formers, successors, new),
        texts=text_diffs(row.texts),
        details=row.details,
    )


def _name(content: scoring.RubricContent, key: str) -> ItemName:
    text = every_item(content)[key]
    titles = {part.key: part.title for part in content.definition.sections}
    return ItemName(key, text.title, titles[text.section], text.statement)


def _line(
    row: ItemChange,
    formers: tuple[ItemName, ...],
    successors: tuple[ItemName, ...],
    new: scoring.RubricContent,
) -> str:
    parts = []
    if row.fate is Fate.MOVED:
        parts.append(f"From {formers[0].section} to {successors[0].section}.")
    if len(formers) == len(successors) == 1 and formers[0].key != successors[0].key:
        parts.append(f"Its key was {formers[0].key}.")
    if row.fate in (Fate.ANNOUNCED, Fate.RETIRED):
        parts.append(every_item(new)[row.successors[0]].status_note)
    return " ".join(filter(None, parts))


def text_diffs(changes: Sequence[TextChange]) -> tuple[TextDiff, ...]:
    return tuple(TextDiff(TEXTS[one.name], word_changes(one.old, one.new)) for one in changes)


def _values(changes: VersionChanges) -> tuple[ValueGroup, ...]:
    groups = (
        ("Levels and points", changes.levels),
        ("How the score is computed", changes.rules),
        ("Sections", changes.sections),
        ("Bands", changes.bands),
        ("Gates", changes.gates),
        ("Facts that a project can declare", changes.facts),
    )
    return tuple(ValueGroup(title, rows) for title, rows in groups if rows)
