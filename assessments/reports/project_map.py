"""Every item at every closed assessment: the map on a project's page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Assessment
from assessments.scoring.comparability import common_ground
from assessments.scoring.item_history import (
    State,
    fell,
    lasted,
    longest_stay,
    regressions,
    state_of,
)

from .levels import level_label

SHOWN = 16
"""Assessments that are drawn at once; the numbers beside them count all."""


class MapColumn(NamedTuple):
    """``version`` is '' where the rubric version is that of the column before."""

    as_of: date
    period: str
    version: str


class MapCell(NamedTuple):
    """``kind`` is empty where the version of that day does not have the item.

    Else it is one of none, part, full, away (not applicable) and open (not answered);
    ``address`` is the item's key in that version and the date. ``text`` says in words what shape
    and colour show.
    """

    kind: str
    symbol: str
    text: str
    address: str
    fell: bool


class MapRow(NamedTuple):
    key: str
    title: str
    cells: tuple[MapCell, ...]
    longest: str
    regressions: int


class MapSection(NamedTuple):
    title: str
    rows: tuple[MapRow, ...]


class LevelMap(NamedTuple):
    """Columns oldest first; ``total`` assessments are closed, of which the columns are shown.

    ``older`` and ``newer`` are the pages of the map beside this one, 0 where there is none.
    """

    columns: tuple[MapColumn, ...]
    sections: tuple[MapSection, ...]
    total: int
    older: int = 0
    newer: int = 0

    @property
    def span(self) -> str:
        """The first and the last period that are drawn."""
        first, last = self.columns[0].period, self.columns[-1].period
        return first if first == last else f"{first} to {last}"

    @property
    def width(self) -> int:
        return len(self.columns) + 3


SYMBOLS = {"none": "○", "part": "◐", "full": "●", "away": "–", "open": "?"}
NOWHERE = MapCell("", "", "", "", fell=False)


LevelsByDate = Mapping[date, Mapping[str, str]]
"""The level of each item, by key, of each assessment by its date."""


def levels_by_date(found: Iterable[tuple[date, str, str]]) -> LevelsByDate:
    """From date, item key and level of each answer."""
    levels: dict[date, dict[str, str]] = {}
    for as_of, key, level in found:
        levels.setdefault(as_of, {})[key] = level
    return levels


def map_of(closed: Sequence[Assessment], levels: LevelsByDate, *, page: int = 1) -> LevelMap | None:
    """The closed assessments of a project, newest first, as a map. None without any.

    ``page`` counts from the newest assessments; one that is not there is the oldest page. The
    rows are the items of the newest version, each with what it continues.
    """
    if not closed:
        return None
    rows = list(reversed(closed))
    levels = {row.as_of: levels.get(row.as_of, {}) for row in rows}
    contents = {row.rubric_version_id: row.rubric_version.content for row in closed}
    ground = common_ground(list(contents.values()))
    lines = {keys[0]: dict(zip(contents, keys, strict=True)) for keys in ground.rows if keys[0]}
    pages = -(-len(rows) // SHOWN)
    page = min(max(page, 1), pages)
    drawn = slice(max(len(rows) - SHOWN * page, 0), len(rows) - SHOWN * (page - 1))
    return LevelMap(
        columns=_columns(rows)[drawn],
        sections=tuple(
            MapSection(
                section.title,
                tuple(_row(item, lines[item.key], rows, levels, drawn) for item in section.items),
            )
            for section in closed[0].rubric_version.content.definition.sections
        ),
        total=len(rows),
        older=page + 1 if page < pages else 0,
        newer=page - 1,
    )


def _columns(rows: Sequence[Assessment]) -> tuple[MapColumn, ...]:
    columns = []
    before: int | None = rows[0].rubric_version_id
    for row in rows:
        version = row.rubric_version
        changed = version.pk != before
        columns.append(
            MapColumn(row.as_of, period_name(row.as_of), version.version if changed else "")
        )
        before = version.pk
    return tuple(columns)


def _row(
    item: scoring.Item,
    keys: Mapping[int, str],
    rows: Sequence[Assessment],
    levels: Mapping[date, Mapping[str, str]],
    drawn: slice,
) -> MapRow:
    cells: list[MapCell] = []
    states: list[State] = []
    content = rows[-1].rubric_version.content
    for row in rows:
        key = keys[row.rubric_version_id]
        if not key:
            cells.append(NOWHERE)
            continue
        content = row.rubric_version.content
        state = state_of(content.definition, row.as_of, levels[row.as_of].get(key, ""))
        cells.append(_cell(content, key, state, states[-1] if states else None))
        states.append(state)
    return MapRow(
        key=item.key,
        title=item.title,
        cells=tuple(cells[drawn]),
        longest=_longest(content, states),
        regressions=regressions(states),
    )


def _cell(content: scoring.RubricContent, key: str, state: State, before: State | None) -> MapCell:
    kind, lower = _kind(state), fell(before, state)
    text = level_label(content, state.level) + (", lower than before" if lower else "")
    return MapCell(kind, SYMBOLS[kind], text, f"{key}/{state.on}", fell=lower)


def _kind(state: State) -> str:
    if state.share is None:
        return "away" if state.level else "open"
    if state.share == 0:
        return "none"
    return "full" if state.share == 1 else "part"


def _longest(content: scoring.RubricContent, states: Sequence[State]) -> str:
    stay = longest_stay(states)
    if stay is None:
        return "–"
    label = level_label(content, stay.level)
    time = lasted(stay.since, stay.until)
    return f"{label}, {time}" if time else f"{label}, seen once"
