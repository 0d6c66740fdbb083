"""The spreadsheet form of the rubric: a row an item, with a number and a note.

People keep it in many shapes. What is accepted: the items by key, title or published name in any
order, or exactly as many rows with a number as there are items, in the order of the rubric; the
number and the note beneath names that say so, or the one column of numbers and the text after it.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from assessments.scoring import RubricContent
from assessments.text import counted

from .answer_files import first_of
from .level_words import LevelWords, scale_in_words
from .tables import NO_RESULT, Line, Table, TableRefused, letters_of, no_result

NUMBER_NAMES = {"score", "points", "value", "level", "rating", "answer", "number", "result", "mark"}
NOTE_NAMES = {"note", "notes", "comment", "comments", "evidence", "remark", "remarks", "rationale"}
NOTE_NAMES |= {"justification", "reason", "explanation", "details"}
_SUMS = re.compile(r"(?i)\W*(sub)?(total|sum|score|overall|final|min|average|mean|section|result)")
_FAILED = re.compile(r"#[A-Z][A-Z0-9/_]*[!?]?|Err:[0-9]+")
_WORDS = re.compile(r"\w+")


class FormRow(NamedTuple):
    row: int
    item_key: str
    level: str
    note: str


class Form(NamedTuple):
    """``scale`` says how numbers were read; ``skipped`` are rows that name no item."""

    rows: tuple[FormRow, ...]
    scale: str
    skipped: tuple[int, ...]


class _Columns(NamedTuple):
    number: int
    note: int | None


def scales_of(content: RubricContent) -> tuple[str, ...]:
    """The scales that the form's numbers may be on, in words, e.g. *0, 0.5, 1*."""
    return tuple(scale_in_words(scale) for scale in LevelWords(content.definition).scales)


def looks_like_form(table: Table, content: RubricContent) -> bool:
    """Whether at least half of the items stand there with a number or a level, by name or, where
    none is named, as rows.
    """
    header = _header(table.lines)
    lines = [line for line in table.lines if header is None or line.number > header.number]
    words = LevelWords(content.definition)
    scored = [line for line in lines if any(words.like(cell) for cell in line.cells)]
    named = _named(lines, content)
    scored += [line for line in lines if line.number in named and NO_RESULT in line.cells]
    items = {named[line.number] for line in scored if line.number in named}
    return (len(items) if named else len(scored)) * 2 >= len(content.items)


def read_form(table: Table, content: RubricContent, scale_wanted: str = "") -> Form:
    """The answers of the form; ``scale_wanted`` is one of ``scales_of``, '' for whichever fits.

    Raises ``TableRefused`` naming each row that can not be read, and where the numbers fit two
    scales that read them differently, as 0 and 1 alone do.
    """
    words = LevelWords(content.definition)
    header = _header(table.lines)
    lines = [line for line in table.lines if header is None or line.number > header.number]
    items = _named(lines, content)
    columns = _columns(header, [line for line in lines if items.get(line.number, not items)], words)
    faults: list[str] = []
    if items:
        faults += _unknown(lines, items, columns, content)
    else:
        items = _in_order(lines, columns, content)
    faults += _twice(items)
    read = [line for line in lines if line.number in items]
    said = [_cell(line, columns.number) for line in read]
    fitting = words.scales_of(said) or [words.nearest(said)]
    if scale_wanted:
        fitting = [scale for scale in words.scales if scale_in_words(scale) == scale_wanted]
    scale = fitting[0]
    if len(fitting) > 1:
        scales = " or ".join(scale_in_words(one) for one in fitting)
        faults.append(
            f"The numbers can be read in two ways: as {scales}. "
            "Choose the scale, and the file once more."
        )
    rows = []
    for line in read:
        text = _cell(line, columns.number)
        level = words.level(text, scale)
        where = f"Row {line.number}, {items[line.number]}"
        if text == NO_RESULT:
            faults.append(f"{where}: {no_result(letters_of(columns.number))}")
        elif level is None:
            faults.append(f"{where}: {_wrong(text, words)}")
        note = _cell(line, columns.note).strip()
        if columns.note is not None and note == NO_RESULT:
            faults.append(f"{where}: {no_result(letters_of(columns.note))}")
        rows.append(FormRow(line.number, items[line.number], level or "", note))
    missing = [key for key in content.items if key not in items.values()]
    if missing:
        faults.append(f"No row was found for {', '.join(missing)}.")
    if faults:
        raise TableRefused(*first_of(faults))
    skipped = tuple(line.number for line in lines if line.number not in items)
    return Form(tuple(rows), scale_in_words(scale), skipped)


def _header(lines: Sequence[Line]) -> Line | None:
    """The first of the first rows that names a column of numbers."""
    for line in lines[:10]:
        if any(cell.strip().casefold() in NUMBER_NAMES for cell in line.cells):
            return line
    return None


def _named(lines: Iterable[Line], content: RubricContent) -> dict[int, str]:
    """The item of each row that names one, by the row's number."""
    names: dict[str, str] = {}
    for key, item in content.items.items():
        names |= {_plain(name): key for name in (item.title, item.official_name, key) if name}
    found = {line.number: _item(line, names) for line in lines}
    return {number: key for number, key in found.items() if key}


def _item(line: Line, names: dict[str, str]) -> str:
    for cell in line.cells:
        words = _plain(cell).split()
        without_number = words[1:] if words and words[0].isdigit() else words
        for tried in (words, without_number, words[:2]):
            key = names.get(" ".join(tried))
            if key:
                return key
    return ""


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold().replace("'", "").replace("’", "")))


def _columns(header: Line | None, lines: Sequence[Line], words: LevelWords) -> _Columns:
    number = _column_named(header, NUMBER_NAMES)
    if number is None:
        number = _column_of_numbers(lines, words)
    note = _column_named(header, NOTE_NAMES)
    if note is None:
        after = range(number + 1, len(lines[0].cells) if lines else 0)
        note = next((c for c in after if any(line.cells[c].strip() for line in lines)), None)
    return _Columns(number, note)


def _column_named(header: Line | None, names: set[str]) -> int | None:
    cells = header.cells if header else ()
    return next((c for c, cell in enumerate(cells) if cell.strip().casefold() in names), None)


def _column_of_numbers(lines: Sequence[Line], words: LevelWords) -> int:
    """The column with the most levels and nothing else; of equals, the last.

    A formula without a result may well be one: another column is not taken in its place.
    """
    best, most = None, 0
    for column in range(len(lines[0].cells) if lines else 0):
        cells = [line.cells[column] for line in lines if line.cells[column].strip()]
        known = sum(cell == NO_RESULT or words.known(cell) for cell in cells)
        if known >= max(most, 1) and (known == len(cells) or known * 2 > len(lines)):
            best, most = column, known
    if best is None:
        raise TableRefused(
            "No column with the numbers was found. Name it “score” in the first row, and the one "
            "with the notes “note”."
        )
    return best


def _in_order(lines: Sequence[Line], columns: _Columns, content: RubricContent) -> dict[int, str]:
    """The rows with a number as the rubric's items, where there are exactly as many."""
    rows = [line for line in lines if _cell(line, columns.number).strip() and not _is_sum(line)]
    if len(rows) != len(content.items):
        raise TableRefused(
            f"The file names no item of the rubric and has {counted(len(rows), 'row')} with a "
            f"number; the rubric has {counted(len(content.items), 'item')}. "
            "Name the items, or fill in every row."
        )
    return {line.number: key for line, key in zip(rows, content.items, strict=True)}


def _unknown(
    lines: Sequence[Line], items: dict[int, str], columns: _Columns, content: RubricContent
) -> list[str]:
    sections = {_plain(part.title) for part in content.definition.sections}
    sections |= {part.key for part in content.definition.sections}
    faults = []
    for line in lines:
        number = _cell(line, columns.number)
        if line.number in items or not number.strip() or _is_sum(line):
            continue
        unnamed = _without_result(line, columns)
        if unnamed is not None:
            faults.append(f"Row {line.number}: {no_result(letters_of(unnamed))}")
        elif number != NO_RESULT and _plain(_first(line)) not in sections:
            faults.append(f"Row {line.number}: “{_first(line)[:60]}” is no item of the rubric.")
    return faults


def _without_result(line: Line, columns: _Columns) -> int | None:
    """The column of a formula without a result that may be the item's name."""
    others = (c for c in range(len(line.cells)) if c not in (columns.number, columns.note))
    return next((c for c in others if line.cells[c] == NO_RESULT), None)


def _twice(items: dict[int, str]) -> list[str]:
    seen: dict[str, int] = {}
    faults = []
    for number, key in items.items():
        if key in seen:
            faults.append(f"Row {number}, {key}: this item stands in row {seen[key]} already.")
        seen.setdefault(key, number)
    return faults


def _is_sum(line: Line) -> bool:
    return bool(_SUMS.match(_first(line)))


def _first(line: Line) -> str:
    return next((cell.strip() for cell in line.cells if cell.strip()), "")


def _cell(line: Line, column: int | None) -> str:
    return "" if column is None else line.cells[column]


def _wrong(text: str, words: LevelWords) -> str:
    if not text.strip():
        return "there is no number. Write 0 for a test that is not done."
    scales = " or ".join(scale_in_words(scale) for scale in words.scales)
    if _FAILED.fullmatch(text.strip()):
        return f"the formula has no result ({text.strip()}). Use {scales}, the same in every row."
    return f"“{text.strip()[:40]}” does not fit. Use {scales}, the same in every row."
