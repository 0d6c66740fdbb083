"""What differs between two versions of a rubric: items by their fate, and the arithmetic."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from .content import ItemText, RubricContent
from .lineage import Link, links_between
from .rubric import Band, Gate, Level, RubricDefinition, Section
from .scores import maximum_score, written

TEXTS = {
    "title": "Title",
    "official_name": "Name in the source",
    "statement": "Statement",
    "why": "Why it matters",
    "how_to_check": "How to check",
    "manual": "What counts as done by hand",
    "automated": "What counts as automated",
    "not_enough": "What is not enough",
    "applicability": "When it applies",
}
"""What people read of an item: where one of these changed, it has to be read again."""


class Fate(StrEnum):
    """What became of an item. *Moved* is to another section, and may be reworded too.

    *Regrouped* are several items of which several others were made, with no single line.
    *Announced* and *retired* ones are there to be read and count for nothing; one that was so and
    is no more *counts* now.
    """

    SAME = "same"
    REWORDED = "reworded"
    MOVED = "moved"
    NEW = "new"
    GONE = "gone"
    SPLIT = "split"
    MERGED = "merged"
    REGROUPED = "regrouped"
    ANNOUNCED = "announced"
    RETIRED = "retired"
    COUNTS = "counts"


class TextChange(NamedTuple):
    """One text of an item that reads differently. ``name`` is a key of ``TEXTS``."""

    name: str
    old: str
    new: str


class ItemChange(NamedTuple):
    """The items of both versions that belong together: keys in the order of their version.

    ``texts`` and ``details`` (weight, effort, role) compare one item with one.
    """

    fate: Fate
    formers: tuple[str, ...]
    successors: tuple[str, ...]
    texts: tuple[TextChange, ...] = ()
    details: tuple["ValueChange", ...] = ()

    @property
    def reworded(self) -> bool:
        return bool(self.texts)


class ValueChange(NamedTuple):
    """A value of the arithmetic on both sides, in words; '' where a version does not have it."""

    name: str
    old: str
    new: str


class VersionChanges(NamedTuple):
    """Everything that differs. ``items`` holds each item of both versions exactly once."""

    items: tuple[ItemChange, ...]
    levels: tuple[ValueChange, ...]
    rules: tuple[ValueChange, ...]
    sections: tuple[ValueChange, ...]
    bands: tuple[ValueChange, ...]
    gates: tuple[ValueChange, ...]
    facts: tuple[ValueChange, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether the two say the same, word for word and number for number."""
        return (
            all(row.fate is Fate.SAME and not row.details for row in self.items)
            and not any((self.levels, self.rules, self.sections, self.bands))
            and not any((self.gates, self.facts))
        )

    def of(self, *fates: Fate) -> tuple[ItemChange, ...]:
        return tuple(row for row in self.items if row.fate in fates)


def version_changes(
    old: RubricContent, new: RubricContent, published: Sequence[RubricContent] = ()
) -> VersionChanges:
    """What changed from ``old`` to ``new``; ``published`` as in ``links_between``."""
    return VersionChanges(
        items=tuple(item_changes(old, new, links_between(old, new, published))),
        levels=_paired(_levels(old), _levels(new)),
        rules=_paired(_rules(old), _rules(new)),
        sections=_paired(_sections(old), _sections(new)),
        bands=_paired(_bands(old.definition.bands), _bands(new.definition.bands)),
        gates=_paired(_gates(old), _gates(new)),
        facts=_paired(_facts(old), _facts(new)),
    )


def item_changes(
    old: RubricContent, new: RubricContent, links: frozenset[Link]
) -> Iterable[ItemChange]:
    """In the order of the new version; what is no more in it comes last, in the old order."""
    hidden = (_hidden(old), _hidden(new))
    for ours, theirs in _groups(old, new, links):
        key = (ours or theirs)[0]
        if not (ours and theirs) and key in hidden[1 if ours else 0]:
            fate = Fate(hidden[1][key]) if ours else Fate.COUNTS
            yield ItemChange(fate, (key,), (key,))
        else:
            yield _item_change(old, new, ours, theirs)
    for key in dict.fromkeys([*hidden[1], *hidden[0]]):
        if key not in old.items and key not in new.items:
            yield _hidden_change(old, new, key)


def _hidden(content: RubricContent) -> dict[str, str]:
    """What can only be read, by key: announced or retired."""
    return dict.fromkeys(content.announced, "announced") | dict.fromkeys(content.retired, "retired")


def _hidden_change(old: RubricContent, new: RubricContent, key: str) -> ItemChange:
    before, after = _hidden(old).get(key), _hidden(new).get(key)
    if after is None:
        return ItemChange(Fate.GONE, (key,), ())
    if before is None:
        return ItemChange(Fate(after), (), (key,))
    if before != after:
        return ItemChange(Fate(after), (key,), (key,))
    texts = tuple(text_changes(every_item(old)[key], every_item(new)[key]))
    return ItemChange(Fate.REWORDED if texts else Fate.SAME, (key,), (key,), texts)


def every_item(content: RubricContent) -> dict[str, ItemText]:
    """Those that count, those announced and those retired."""
    return {**content.items, **content.announced, **content.retired}


def _groups(
    old: RubricContent, new: RubricContent, links: frozenset[Link]
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Items that hang together by any links, each item in exactly one group."""
    left: dict[str, set[str]] = {}
    right: dict[str, set[str]] = {}
    for former, successor in links:
        left.setdefault(former, set()).add(successor)
        right.setdefault(successor, set()).add(former)
    seen: set[str] = set()
    groups = []
    for key in new.items:
        if key in seen:
            continue
        ours: set[str] = set()
        theirs = {key}
        while True:
            more = {former for one in theirs for former in right.get(one, ())}
            reach = theirs | {one for former in more for one in left[former]}
            if more == ours and reach == theirs:
                break
            ours, theirs = more, reach
        seen |= theirs
        groups.append((_ordered(ours, old), _ordered(theirs, new)))
    groups += [((key,), ()) for key in old.items if key not in left]
    return groups


def _ordered(keys: Iterable[str], content: RubricContent) -> tuple[str, ...]:
    wanted = set(keys)
    return tuple(key for key in content.items if key in wanted)


def _item_change(
    old: RubricContent, new: RubricContent, formers: tuple[str, ...], successors: tuple[str, ...]
) -> ItemChange:
    if len(formers) != 1 or len(successors) != 1:
        return ItemChange(_many(formers, successors), formers, successors)
    before, after = old.items[formers[0]], new.items[successors[0]]
    texts = tuple(text_changes(before, after))
    fate = Fate.SAME
    if before.section != after.section:
        fate = Fate.MOVED
    elif texts:
        fate = Fate.REWORDED
    details = _paired(_details(old, formers[0]), _details(new, successors[0]))
    return ItemChange(fate, formers, successors, texts, details)


def _many(formers: tuple[str, ...], successors: tuple[str, ...]) -> Fate:
    if not formers:
        return Fate.NEW
    if not successors:
        return Fate.GONE
    if len(formers) > 1 and len(successors) > 1:
        return Fate.REGROUPED
    return Fate.MERGED if len(formers) > 1 else Fate.SPLIT


def text_changes(old: ItemText, new: ItemText) -> Iterable[TextChange]:
    """The texts that read differently; spaces and line breaks are no difference."""
    for name in TEXTS:
        before, after = getattr(old, name), getattr(new, name)
        if before.split() != after.split():
            yield TextChange(name, before, after)


def _details(content: RubricContent, key: str) -> Mapping[str, str]:
    text = content.items[key]
    roles = [text.suggested_role, *text.supporting_roles]
    named = [content.roles.get(role, role) for role in roles]
    return {
        "Weight": _weight(content.definition, key),
        "Effort": f"{text.effort} of 5",
        "Suggested role": named[0],
        "Supporting roles": ", ".join(named[1:]) or "none",
        "Applies to": _applies(content, text),
    }


def _applies(content: RubricContent, text: ItemText) -> str:
    named = [content.facts[key].title for key in text.applies_if if key in content.facts]
    return f"projects with {', '.join(named)}" if named else "every project"


def _weight(definition: RubricDefinition, key: str) -> str:
    items = (item for part in definition.sections for item in part.items)
    return next(written(item.weight) for item in items if item.key == key)


def _levels(content: RubricContent) -> Mapping[str, str]:
    def words(level: Level) -> str:
        meaning = content.level_meanings.get(level.key, "")
        return f"{level.label}, {_points(level)}. {meaning}".rstrip(". ") + "."

    return {level.key: words(level) for level in content.definition.levels}


def _points(level: Level) -> str:
    points = written(level.points)
    return f"{points} {'point' if points == '1' else 'points'}"


def _rules(content: RubricContent) -> Mapping[str, str]:
    definition = content.definition
    allowed = definition.not_applicable_allowed
    return {
        "Overall score": f"the {definition.overall} of the sections",
        "Highest overall score": written(maximum_score(definition)),
        "Not applicable": f"allowed, {definition.not_applicable_policy}"
        if allowed
        else "not allowed",
    }


def _sections(content: RubricContent) -> Mapping[str, str]:
    def words(part: Section) -> str:
        counted = "counts" if part.counts else "does not count"
        note = content.section_notes.get(part.key, "")
        text = f"{part.title}: the {part.aggregation} of its items, {counted}. {note}"
        return f"{text.rstrip('. ')}."

    return {part.key: words(part) for part in content.definition.sections}


def _gates(content: RubricContent) -> Mapping[str, str]:
    definition = content.definition
    labels = {level.key: level.label for level in definition.levels}
    titles = {part.key: part.title for part in definition.sections}

    def words(gate: Gate) -> str:
        asked = f"{gate.item} at “{labels.get(gate.level, gate.level)}”"
        if gate.section:
            asked = f"{titles.get(gate.section, gate.section)} at {written(gate.score)}"
        text = f"{gate.label}: at most {written(gate.cap)} without {asked}. {gate.meaning}"
        return f"{text.rstrip('. ')}."

    return {gate.key: words(gate) for gate in definition.gates}


def _facts(content: RubricContent) -> Mapping[str, str]:
    return {key: f"{fact.title}. {fact.question}" for key, fact in content.facts.items()}


def _bands(bands: Iterable[Band]) -> Mapping[str, str]:
    def words(band: Band) -> str:
        start = f"{'from' if band.inclusive else 'above'} {written(band.lower)}"
        return f"{band.label}, {start}. {band.meaning}".rstrip(". ") + "."

    return {band.key: words(band) for band in bands}


def _paired(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[ValueChange, ...]:
    """What differs by key, in the order of the new one; what is gone comes last."""
    keys = dict.fromkeys([*new, *old])
    pairs = (ValueChange(key, old.get(key, ""), new.get(key, "")) for key in keys)
    return tuple(pair for pair in pairs if pair.old != pair.new)
