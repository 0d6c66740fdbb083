"""Items side by side: the level of each in every assessment that is compared."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from assessments import scoring

from .sides import LinedUp, Side


class Cell(NamedTuple):
    """The level of an item in one project. ``address`` leads to the answer, '' if there is none."""

    text: str
    state: str
    address: str


class ItemRow(NamedTuple):
    key: str
    title: str
    differs: bool
    cells: tuple[Cell, ...]


class ItemSection(NamedTuple):
    title: str
    rows: tuple[ItemRow, ...]


def item_sections(lined: LinedUp) -> tuple[ItemSection, ...]:
    """All items of all versions by section, in the order of the first version that has them."""
    contents = {place: side.content for place, side in zip(lined.places, lined.sides, strict=True)}
    titles: dict[tuple[str, str], str] = {}
    rows: dict[tuple[str, str], list[ItemRow]] = {}
    for row in lined.ground.rows:
        place, key = next((place, key) for place, key in enumerate(row) if key)
        content = contents[place]
        section = (content.definition.slug, content.items[key].section)
        titles.setdefault(section, _section_title(content, section[1]))
        rows.setdefault(section, []).append(_item_row(lined, row, content.items[key]))
    return tuple(ItemSection(titles[section], tuple(found)) for section, found in rows.items())


def only_different(sections: Sequence[ItemSection]) -> tuple[ItemSection, ...]:
    kept = (
        ItemSection(section.title, tuple(row for row in section.rows if row.differs))
        for section in sections
    )
    return tuple(section for section in kept if section.rows)


def counted(sections: Sequence[ItemSection]) -> tuple[int, int]:
    """How many items differ, and how many there are."""
    rows = [row for section in sections for row in section.rows]
    return sum(row.differs for row in rows), len(rows)


def _section_title(content: scoring.RubricContent, key: str) -> str:
    return next(part.title for part in content.definition.sections if part.key == key)


def _item_row(lined: LinedUp, row: Sequence[str], text: scoring.ItemText) -> ItemRow:
    keys = [row[place] for place in lined.places]
    return ItemRow(
        key=text.key,
        title=text.title,
        differs=differs(lined, keys),
        cells=tuple(cell_of(side, key) for side, key in zip(lined.sides, keys, strict=True)),
    )


def differs(lined: LinedUp, keys: Sequence[str]) -> bool:
    """Whether the sides that have the item are not all at the same level.

    Levels of different versions are the same where they earn the same share of the points.
    """
    levels = [
        (side.content.definition, side.levels.get(key, ""))
        for side, key in zip(lined.sides, keys, strict=True)
        if key
    ]
    if lined.is_mixed:
        return len({_measure(definition, level) for definition, level in levels}) > 1
    return len({level for _, level in levels}) > 1


def _state(definition: scoring.RubricDefinition, level: str) -> str:
    """What shape a level has: full, part, none, unanswered or not_applicable."""
    if not level:
        return "unanswered"
    if level == scoring.NOT_APPLICABLE:
        return "not_applicable"
    points = definition.points(level)
    return "full" if points == definition.top_points else "part" if points else "none"


def cell_of(side: Side, key: str) -> Cell:
    """The level of item ``key`` on one side; '' for an item that its version does not have."""
    if not key:
        return Cell("Not in this version", "absent", "")
    definition, level = side.content.definition, side.levels.get(key, "")
    return Cell(_label(definition, level), _state(definition, level), f"{side.address}#{key}")


def _label(definition: scoring.RubricDefinition, level: str) -> str:
    if not level:
        return "Not answered"
    labels = {known.key: known.label for known in definition.levels}
    return labels.get(level, "Not applicable")


def _measure(definition: scoring.RubricDefinition, level: str) -> Fraction | str:
    """What makes levels of two versions the same: the share of the points, or the state."""
    state = _state(definition, level)
    if state in ("unanswered", "not_applicable"):
        return state
    return definition.share(level)
