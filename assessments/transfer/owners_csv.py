"""Owners as a CSV file: out for a spreadsheet, and in again."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from assessments.text import TextRefused, clean_text

from .tables import guarded_in_csv, unguarded

COLUMNS = ("item", "title", "role", "person", "due_on")
READ = ("role", "person", "due_on")
LARGEST_FILE = 256 * 1024
MOST_ROWS = 1000
LONGEST_CELL = 500


class FileRefused(Exception):
    """The file can not be read as owners; ``lines`` say where and why, for people."""

    def __init__(self, *lines: str) -> None:
        super().__init__(" ".join(lines))
        self.lines = lines


class OwnerLine(NamedTuple):
    """One row of the file: its number there, the item, and the columns that the file has.

    ``wrong`` says why the row can not be read, '' if it can.
    """

    number: int
    item_key: str
    fields: Mapping[str, str]
    wrong: str = ""


def write_owners(rows: Iterable[Mapping[str, str]]) -> str:
    """The file's text: a mark for spreadsheets that it is UTF-8, then a row an item."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: guarded_in_csv(row[name]) for name in COLUMNS})
    return "\ufeff" + out.getvalue()


def read_owners(raw: bytes) -> list[OwnerLine]:
    """The rows of a file with commas or semicolons. Raises ``FileRefused``.

    The column *item* has to be there; of role, person and due_on those that are there are read.
    A row that can not be read says so itself.
    """
    rows = _rows(_text(raw))
    header = [cell.strip().lower() for cell in rows[0]]
    _check_header(header)
    lines = []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            lines.append(_line(number, header, row))
    if not lines:
        raise FileRefused("The file holds no rows beneath its first one.")
    return lines


def _line(number: int, header: list[str], row: list[str]) -> OwnerLine:
    cells = dict(zip(header, [unguarded(cell.strip()) for cell in row], strict=False))
    fields = {name: cells[name] for name in READ if name in cells}
    key = cells.get("item", "")
    wrong = ""
    if len(row) > len(header):
        wrong = f"Row {number} has {len(row)} cells, the first row {len(header)}."
    elif any(len(cell) > LONGEST_CELL for cell in row):
        wrong = f"Row {number} has a cell of over {LONGEST_CELL} characters."
    elif not key:
        wrong = f"Row {number} names no item."
    return OwnerLine(number, key, {} if wrong else fields, wrong)


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST_FILE:
        raise FileRefused(f"The file is larger than {LARGEST_FILE // 1024} KiB.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(
            "The file is not UTF-8 text. Save it as “CSV UTF-8” in your spreadsheet."
        ) from None
    try:
        return clean_text(text, limit=LARGEST_FILE)
    except TextRefused as refused:
        raise FileRefused(str(refused)) from None


def _rows(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise FileRefused(f"The file is not sound CSV: {error}.") from None
    if not rows:
        raise FileRefused("The file is empty.")
    if len(rows) > MOST_ROWS:
        raise FileRefused(f"The file has {len(rows):,} rows; at most {MOST_ROWS:,} are read.")
    return rows


def _check_header(header: list[str]) -> None:
    if "item" not in header:
        raise FileRefused("The first row has to name the columns: item, role, person, due_on.")
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        raise FileRefused(
            f"The column “{unknown[0][:40]}” is unknown; there are: {', '.join(COLUMNS)}."
        )
    twice = [name for name in header if header.count(name) > 1]
    if twice:
        raise FileRefused(f"The column “{twice[0]}” stands there twice.")
    if not set(header) & set(READ):
        raise FileRefused("The file has none of the columns role, person and due_on.")
