"""What scores of different rubric versions have in common, and what they say about only that.

Items are matched by lineage: the same key is the same item, and an item that ``replaces`` another
continues it. Only within one rubric: the same key in two rubrics is chance.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from .content import RubricContent
from .rubric import Item, RubricDefinition, Section
from .scores import Answers, Score, maximum_score, score_answers

Row = tuple[str, ...]
"""The key of one item in each of the versions, '' where a version does not have it."""


class Part(NamedTuple):
    """What of one version is common to all that are compared.

    ``definition`` holds only the items that every version has and counts toward its total.
    ``items`` of ``total`` have a counterpart everywhere, ``alone`` are the keys of the others.
    ``points`` of ``points_total`` is how much of what counts in this version is common.
    ``uncounted`` have counterparts, but one version counts what another only shows.
    """

    definition: RubricDefinition
    items: int
    total: int
    points: Fraction
    points_total: Fraction
    alone: tuple[str, ...]
    uncounted: tuple[str, ...]

    @property
    def items_share(self) -> Fraction:
        """From 0 to 1."""
        return Fraction(self.items, self.total) if self.total else Fraction(0)

    @property
    def points_share(self) -> Fraction:
        """From 0 to 1."""
        return self.points / self.points_total if self.points_total else Fraction(0)

    def score(self, answers: Answers) -> Score | None:
        """The score on the common items alone, by this version's rules. None if there are none."""
        return score_answers(self.definition, answers) if self.definition.sections else None


class CommonGround(NamedTuple):
    """``rows`` are all items of all versions in the order of the first; ``parts`` one a version."""

    rows: tuple[Row, ...]
    parts: tuple[Part, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing stands outside: the scores are comparable as they are."""
        return all(not part.alone and not part.uncounted for part in self.parts)


def common_ground(
    versions: Sequence[RubricContent], between: Iterable[RubricContent] = ()
) -> CommonGround:
    """What ``versions`` share. ``between`` are other versions that only carry the lineage on.

    An item that was split or merged has no single counterpart and is not comparable, unless one
    of its successors kept the key.
    """
    rows = _rows(versions, _threads([*versions, *between]))
    definitions = [version.definition for version in versions]
    whole = [row for row in rows if all(row)]
    counting = {row: set(map(_counts, definitions, row)) for row in whole}
    counted = [row for row in whole if counting[row] == {True}]
    mixed = [row for row in whole if len(counting[row]) == 2]
    return CommonGround(
        rows=rows,
        parts=tuple(
            _part(definition, *([row[n] for row in part] for part in (whole, counted, mixed)))
            for n, definition in enumerate(definitions)
        ),
    )


def share(score: Fraction, maximum: Fraction) -> Fraction:
    """The score as a part of its maximum, from 0 to 1; what differs in scale compares by it."""
    return score / maximum if maximum else Fraction(0)


def same_scale(definitions: Iterable[RubricDefinition]) -> bool:
    """Whether scores and section scores of these versions can stand on one axis in points."""
    scales = set()
    for definition in definitions:
        scales.add((maximum_score(definition), max(definition.section_maxima.values())))
    return len(scales) < 2


Thread = tuple[str, str]
"""The rubric and a key that stands for all keys of an item's line."""


def _threads(versions: Iterable[RubricContent]) -> Mapping[Thread, Thread]:
    """Each rubric and key to its thread: what ``replaces`` ties together, however far back."""
    parents: dict[Thread, Thread] = {}

    def root(node: Thread) -> Thread:
        parents.setdefault(node, node)
        while parents[node] != node:
            node = parents[node]
        return node

    for version in versions:
        slug = version.definition.slug
        for key, text in version.items.items():
            for former in text.replaces:
                ends = sorted((root((slug, key)), root((slug, former))))
                parents[ends[1]] = ends[0]
    return {node: root(node) for node in list(parents)}


def _rows(versions: Sequence[RubricContent], threads: Mapping[Thread, Thread]) -> tuple[Row, ...]:
    """Items of one thread side by side, in the order of the first version that has them."""
    lines: dict[Thread, list[list[str]]] = {}
    places: dict[tuple[int, str], int] = {}
    for number, version in enumerate(versions):
        for place, key in enumerate(version.definition.item_keys):
            item = (version.definition.slug, key)
            line = lines.setdefault(threads.get(item, item), [[] for _ in versions])
            line[number].append(key)
            places[number, key] = place
    rows = [row for line in lines.values() for row in _matched(line)]
    return tuple(
        sorted(rows, key=lambda row: next((n, places[n, key]) for n, key in enumerate(row) if key))
    )


def _matched(line: Sequence[Sequence[str]]) -> Iterable[Row]:
    """The rows of one thread; where it was split or merged, only the same key is the same item."""
    if all(len(keys) < 2 for keys in line):
        return [tuple(keys[0] if keys else "" for keys in line)]
    names = dict.fromkeys(key for keys in line for key in keys)
    return [tuple(name if name in keys else "" for keys in line) for name in names]


def _counts(definition: RubricDefinition, key: str) -> bool:
    return any(
        item.key == key
        for section in definition.sections
        if section.counts
        for item in section.items
    )


def _part(
    definition: RubricDefinition, whole: list[str], counted: list[str], mixed: list[str]
) -> Part:
    keys = definition.item_keys
    points = {
        item.key: _points(definition, section, item)
        for section in definition.sections
        if section.counts
        for item in section.items
    }
    return Part(
        definition=_only(definition, frozenset(counted)),
        items=len(whole),
        total=len(keys),
        points=sum((points[key] for key in counted), Fraction(0)),
        points_total=sum(points.values(), Fraction(0)),
        alone=tuple(key for key in keys if key not in whole),
        uncounted=tuple(key for key in keys if key in mixed),
    )


def _points(definition: RubricDefinition, section: Section, item: Item) -> Fraction:
    """The most that an item adds to its section's score."""
    full = score_answers(replace(definition, sections=(section,)), {}).sections[0].maximum
    return full * item.weight / sum(other.weight for other in section.items)


def _only(definition: RubricDefinition, keys: frozenset[str]) -> RubricDefinition:
    """The version with these items alone; a section without any is left out.

    So is a gate whose item is not among them, or whose section is not there whole: its bound is
    one for the whole section.
    """
    parts = (
        replace(section, items=tuple(item for item in section.items if item.key in keys))
        for section in definition.sections
    )
    whole = {
        section.key
        for section in definition.sections
        if all(item.key in keys for item in section.items)
    }
    return replace(
        definition,
        sections=tuple(part for part in parts if part.items),
        gates=tuple(g for g in definition.gates if g.item in keys or g.section in whole),
    )
