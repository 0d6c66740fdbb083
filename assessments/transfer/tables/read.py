"""Tables in: CSV and XLSX under limits, each of which answers with a sentence."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from .cells import LONGEST_CELL, TableRefused, unguarded, units
from .workbook import is_workbook, workbook_rows

LARGEST_FILE = 2 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 100
_DELIMITERS = (",", ";", "\t")
_OTHER_FILES = {
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old or protected Excel file",
    b"PK": "a damaged or other packed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{": "a JSON file",
    b"<": "a web page or XML file",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row that is not empty. ``number`` is its row in the spreadsheet, the first being 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file as text, none of them empty, all as wide as the widest."""

    lines: tuple[Line, ...]

    def named(self, header: Line) -> list[tuple[int, Mapping[str, str]]]:
        """The rows beneath ``header`` with their numbers, by its names in lower case."""
        names = [name.strip().lower() for name in header.cells]
        twice = next((name for name in names if name and names.count(name) > 1), "")
        if twice:
            raise TableRefused(
                f"Row {header.number}: the column “{twice[:40]}” stands there twice."
            )
        return [
            (line.number, dict(zip(names, line.cells, strict=True)))
            for line in self.lines
            if line.number > header.number
        ]


class Uploaded(Protocol):
    """A file that somebody sent, e.g. Django's."""

    def read(self, size: int) -> bytes: ...


def read_upload(file: Uploaded) -> Table:
    """The table of a file of which no more is taken in than may be. Raises ``TableRefused``."""
    return read_table(file.read(LARGEST_FILE + 1))


def read_table(raw: bytes) -> Table:
    """The table of a file, by its content and not its name. Raises ``TableRefused``."""
    if not raw:
        raise TableRefused("The file is empty.")
    if len(raw) > LARGEST_FILE:
        raise TableRefused(f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB.")
    rows = workbook_rows(raw) if is_workbook(raw) else _csv_rows(raw)
    return _table(rows)


def _table(rows: Sequence[tuple[int, list[str]]]) -> Table:
    found: list[tuple[int, list[str]]] = []
    for number, cells in rows:
        kept = [_checked(cell, number, column) for column, cell in enumerate(cells, start=1)]
        while kept and not kept[-1].strip():
            kept.pop()
        if len(kept) > MOST_COLUMNS:
            raise TableRefused(
                f"Row {number} has {len(kept)} columns; at most {MOST_COLUMNS} are read."
            )
        if kept:
            found.append((number, kept))
    if not found:
        raise TableRefused("The file holds no rows.")
    if len(found) > MOST_ROWS:
        raise TableRefused(f"The file has {len(found):,} rows; at most {MOST_ROWS:,} are read.")
    width = max(len(cells) for _, cells in found)
    return Table(
        tuple(
            Line(number, (*map(unguarded, cells), *[""] * (width - len(cells))))
            for number, cells in found
        )
    )


def _checked(cell: str, number: int, column: int) -> str:
    cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    wrong = next((char for char in cell if _is_forbidden(char)), "")
    if wrong:
        raise TableRefused(
            f"Row {number}, column {column} holds a character that cannot be stored "
            f"(U+{ord(wrong):04X}). Delete it and save the file again."
        )
    if len(cell) > LONGEST_CELL // 2 and units(cell) > LONGEST_CELL:
        raise TableRefused(
            f"Row {number}, column {column} has {len(cell):,} characters; "
            f"a cell holds at most {LONGEST_CELL:,}."
        )
    return cell


def _is_forbidden(char: str) -> bool:
    if char < " ":
        return char not in "\t\n"
    return "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff" or char in "\ufffe\uffff"


def _csv_rows(raw: bytes) -> list[tuple[int, list[str]]]:
    text = _decoded(raw)
    delimiter = _delimiter(text)
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MOST_ROWS * 4:
                raise TableRefused(f"The file has over {number - 1:,} rows, most of them empty.")
            found.append((number, cells))
    except csv.Error as error:
        raise TableRefused(
            f"Row {len(found) + 1} is not sound CSV: {error}. Save the file again as “CSV UTF-8”."
        ) from None
    return found


def _decoded(raw: bytes) -> str:
    utf_16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return raw.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        other = next((what for mark, what in _OTHER_FILES.items() if raw.startswith(mark)), "")
        if other:
            raise TableRefused(f"This is {other}. A CSV or XLSX file can be read.") from None
        row = raw[: error.start].count(b"\n") + 1
        raise TableRefused(
            f"Row {row} is not UTF-8 text. Save the file as “CSV UTF-8” in your spreadsheet, "
            "or send it as XLSX."
        ) from None


def _delimiter(text: str) -> str:
    """The one that splits the first row into most cells. Raises if two do so equally well."""
    widths = {delimiter: _first_width(text, delimiter) for delimiter in _DELIMITERS}
    most = max(widths.values())
    best = [delimiter for delimiter, width in widths.items() if width == most]
    if most > 1 and len(best) > 1:
        raise TableRefused(
            "The first row can be split at commas, semicolons or tabs alike. "
            "Use one of them between the names of the columns."
        )
    return best[0]


def _first_width(text: str, delimiter: str) -> int:
    """How many cells the first row that is not empty has; 0 where it is not sound."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                return len(cells)
    except csv.Error:
        pass
    return 0
