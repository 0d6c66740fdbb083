"""What was gained and what was lost between two assessments of one project."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from assessments import scoring
from assessments.models.page_parts import ComparedAnswer
from assessments.scoring import share, written_change
from assessments.scoring.comparison import DotPlot
from assessments.text import listed

from .compare_common import Common, common_of
from .compare_dots import dot_plot, dot_table
from .compare_items import Cell, cell_of, differs
from .figures import ChartTable
from .sides import LinedUp, SectionSide, Side, per_cent

Answers = Mapping[str, ComparedAnswer]
"""By item key."""


class SectionChange(NamedTuple):
    """A section on both sides, None where a version does not have it. ``change`` is signed."""

    title: str
    old: SectionSide | None
    new: SectionSide | None
    change: str
    direction: str


class ItemChange(NamedTuple):
    """An item on both sides. ``direction`` is up, down, same or '' where it is not comparable.

    ``marks`` name what else changed: *note*, *evidence*, *outcome*.
    """

    key: str
    title: str
    old: Cell
    new: Cell
    direction: str
    marks: tuple[str, ...]
    differs: bool

    @property
    def cells(self) -> tuple[Cell, Cell]:
        return self.old, self.new


class ItemChanges(NamedTuple):
    title: str
    rows: tuple[ItemChange, ...]


class Changes(NamedTuple):
    """The two sides and what lies between; ``gained`` and ``lost`` are items by direction.

    ``change`` is that of the overall score in points or, where scales differ, the shares of the
    maximum then and now.
    """

    old: Side
    new: Side
    change: str
    direction: str
    finding: str
    percent: bool
    sections: tuple[SectionChange, ...]
    common: Common | None
    dots: DotPlot
    dots_table: ChartTable
    gained: tuple[ItemChange, ...]
    lost: tuple[ItemChange, ...]
    items: tuple[ItemChanges, ...]
    differing: int
    total: int

    @property
    def moved(self) -> str:
        """*3 items went up and 1 item went down.*"""
        parts = [
            f"{len(rows)} {'item' if len(rows) == 1 else 'items'} went {way}"
            for rows, way in ((self.gained, "up"), (self.lost, "down"))
            if rows
        ]
        return f"{listed(parts)}." if parts else "No item went up or down."


def changes_between(
    lined: LinedUp, old_answers: Answers, new_answers: Answers, *, different: bool
) -> Changes:
    """What lies between the two sides; ``different`` leaves out the items that are the same."""
    old, new = lined.sides
    items = _items(lined, old_answers, new_answers)
    percent = lined.percent
    change, direction = _change(old, new, percent=percent)
    rows = [row for part in items for row in part.rows]
    dots = dot_plot(lined, lined.sides, by_date=True)
    if different:
        items = tuple(
            ItemChanges(part.title, tuple(row for row in part.rows if row.differs))
            for part in items
            if any(row.differs for row in part.rows)
        )
    return Changes(
        old=old,
        new=new,
        change=change,
        direction=direction,
        finding=_finding(old, new, direction),
        percent=percent,
        sections=_sections(old, new, percent=percent),
        common=common_of(lined),
        dots=dots,
        dots_table=dot_table(dots),
        gained=tuple(row for row in rows if row.direction == "up"),
        lost=tuple(row for row in rows if row.direction == "down"),
        items=items,
        differing=sum(row.differs for row in rows),
        total=len(rows),
    )


def _change(old: Side | SectionSide, new: Side | SectionSide, *, percent: bool) -> tuple[str, str]:
    """The signed change in points, and its way.

    Where the scales differ, the shares of the maximum then and now, of which nobody can say here
    whether the team or the ruler changed them.
    """
    if percent:
        then, now = (per_cent(share(_score(side), side.maximum)) for side in (old, new))
        return f"{then} → {now}", ""
    change = scoring.rounded(_score(new)) - scoring.rounded(_score(old))
    way = "up" if change > 0 else "down" if change < 0 else "same"
    return written_change(change), way


def _score(side: Side | SectionSide) -> Fraction:
    return side.overall if isinstance(side, Side) else side.score


def _finding(old: Side, new: Side, direction: str) -> str:
    """What became of the overall score, as a sentence."""
    held = f"; {new.lowest} {'hold' if ' and ' in new.lowest else 'holds'} it there"
    held = held if new.held.startswith("held") else f"; it is {new.held}" if new.held else ""
    if old.version != new.version:  # who changed, the team or the ruler, is said below
        return f"The overall score was {old.words} and is {new.words} by another version{held}."
    if direction == "same":
        return f"The overall score stayed at {new.words}{held}."
    verb = "rose" if direction == "up" else "fell"
    return f"The overall score {verb} from {old.words} to {new.words}{held}."


def _sections(old: Side, new: Side, *, percent: bool) -> tuple[SectionChange, ...]:
    before = {part.key: part for part in old.sections}
    after = {part.key: part for part in new.sections}
    rows = []
    for key in dict.fromkeys([*after, *before]):
        was, now = before.get(key), after.get(key)
        change, way = _change(was, now, percent=percent) if was and now else ("", "")
        title = (now or before[key]).title
        rows.append(SectionChange(title, was, now, change, way))
    return tuple(rows)


def _items(lined: LinedUp, old: Answers, new: Answers) -> tuple[ItemChanges, ...]:
    """The items of both versions by section, in the order of the newer."""
    groups: dict[str, list[ItemChange]] = {}
    contents = [side.content for side in lined.sides]
    for row in lined.ground.rows:
        keys = [row[place] for place in lined.places]
        content, key = (contents[1], keys[1]) if keys[1] else (contents[0], keys[0])
        title = next(
            part.title
            for part in content.definition.sections
            if part.key == content.items[key].section
        )
        item = _item(lined, keys, old.get(keys[0]), new.get(keys[1]), content.items[key])
        groups.setdefault(title, []).append(item)
    return tuple(ItemChanges(title, tuple(rows)) for title, rows in groups.items())


def _item(
    lined: LinedUp,
    keys: Sequence[str],
    old: ComparedAnswer | None,
    new: ComparedAnswer | None,
    text: scoring.ItemText,
) -> ItemChange:
    marks = _marks(old, new) if old and new else ()
    was, now = (cell_of(side, key) for side, key in zip(lined.sides, keys, strict=True))
    return ItemChange(
        key=text.key,
        title=text.title,
        old=was,
        new=now,
        direction=_direction(lined, keys) if all(keys) else "",
        marks=marks,
        differs=differs(lined, keys) or bool(marks),
    )


def _direction(lined: LinedUp, keys: Sequence[str]) -> str:
    """Whether the level earns a larger share of the points than before; '' if one earns none.

    What does not apply earns nothing, but is neither gained nor lost where it is left out.
    """
    before, after = (
        _earned(side, side.levels.get(key, "")) for side, key in zip(lined.sides, keys, strict=True)
    )
    if before is None or after is None:
        return ""
    return "up" if after > before else "down" if after < before else "same"


def _earned(side: Side, level: str) -> Fraction | None:
    definition = side.content.definition
    if level == scoring.NOT_APPLICABLE:
        zero = definition.not_applicable_policy is scoring.NotApplicablePolicy.ZERO
        return Fraction(0) if zero else None
    return scoring.share(definition.points(level), definition.top_points) if level else Fraction(0)


def _marks(old: ComparedAnswer, new: ComparedAnswer) -> tuple[str, ...]:
    """What else changed; an outcome that was not recorded again did not change."""
    changed = (
        ("note", old.note != new.note),
        ("evidence", old.evidence != new.evidence),
        ("outcome", bool(new.outcome) and old.outcome != new.outcome),
    )
    return tuple(word for word, differs in changed if differs)
