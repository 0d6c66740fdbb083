"""Tables in: CSV and XLSX under limits, each of which answers with a sentence."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import NamedTuple, Protocol

from .cells import LONGEST_CELL, TableRefused, unguarded, units
from .formulas import NO_RESULT, letters_of, no_result
from .workbook import Sheet, is_workbook, workbook_sheets

LARGEST_FILE = 2 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_CELLS = 100_000
_DELIMITERS = (",", ";", "\t")
_LOOKED_AT = 50
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# The first entry of such a package, stored as it is.
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_OTHER_FILES = {
    b"%PDF": "a PDF document",
    b"\xd0\xcf\x11\xe0": "an old or protected Excel file",
    b"\x1f\x8b": "a packed file",
    b"PK": "a damaged or other packed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"{": "a JSON file",
    b"<": "a web page or XML file",
}


class Line(NamedTuple):
    """A row that is not empty. ``number`` is its row in the spreadsheet, the first being 1.

    A formula without a result is ``NO_RESULT``: whoever reads that cell has to refuse it.
    """

    number: int
    cells: tuple[str, ...]


class Table(NamedTuple):
    """The rows of a file as text, none of them empty, all as wide as the widest.

    ``sheet`` names the one that was taken of a workbook that has several, else it is ''.
    """

    lines: tuple[Line, ...]
    sheet: str = ""

    def named(self, header: Line) -> list[tuple[int, Mapping[str, str]]]:
        """The rows beneath ``header`` with their numbers, by its names in lower case."""
        if NO_RESULT in header.cells:
            column = letters_of(header.cells.index(NO_RESULT))
            raise TableRefused(f"Row {header.number}: {no_result(column)}")
        names = [name.strip().lower() for name in header.cells]
        twice = next((name for name in names if name and names.count(name) > 1), "")
        if twice:
            raise TableRefused(
                f"Row {header.number}: the column “{twice[:40]}” stands there twice. "
                "Rename one of them, or delete it."
            )
        return [
            (line.number, dict(zip(names, line.cells, strict=True)))
            for line in self.lines
            if line.number > header.number
        ]


class Uploaded(Protocol):
    """A file that somebody sent, e.g. Django's."""

    def read(self, size: int) -> bytes: ...


class Sheets(NamedTuple):
    """What a file holds: the one table of a CSV file, or the visible sheets of a workbook."""

    sheets: tuple[Sheet, ...]

    def one(self, looks: Callable[[Table], bool], *, wanted: str | None = "") -> Table:
        """The table that is meant: the only one, the one ``wanted`` by name, or the one that looks
        as it should. Raises ``TableRefused``.

        ``wanted`` is None where nobody can say which. Where none looks right it is the first, so
        that its reader can say what is missing.
        """
        if wanted:
            return self._named(wanted)
        if len(self.sheets) == 1:
            return _table(self.sheets[0])
        fitting: list[Table] = []
        for sheet in self.sheets:
            with suppress(TableRefused):
                table = _table(sheet, named=True)
                fitting += [table] if looks(table) else []
        if len(fitting) > 1:
            names = _quoted(table.sheet for table in fitting)
            asked = "Keep the one that is meant in the workbook, without the others."
            if wanted is not None:
                asked = "Write which one under “Sheet”, and choose the file once more."
            raise TableRefused(f"Several sheets could be meant: {names}. {asked}")
        return fitting[0] if fitting else _table(self.sheets[0], named=True)

    def _named(self, wanted: str) -> Table:
        for sheet in self.sheets:
            if sheet.name.strip().casefold() == wanted.strip().casefold():
                return _table(sheet, named=True)
        if self.sheets[0].name:
            names = _quoted(sheet.name for sheet in self.sheets)
            raise TableRefused(f"There is no visible sheet “{wanted[:40]}”. There are: {names}.")
        raise TableRefused("A CSV file has no sheets. Leave that empty, or send an XLSX file.")


def _quoted(names: Iterable[str]) -> str:
    found = [f"“{name[:40]}”" for name in names]
    more = f" and {len(found) - 10} more" if len(found) > 10 else ""
    return ", ".join(found[:10]) + more


def read_upload(file: Uploaded) -> Sheets:
    """What a file holds, of which no more is taken in than may be. Raises ``TableRefused``."""
    return read_sheets(file.read(LARGEST_FILE + 1))


def read_table(raw: bytes) -> Table:
    """The first table of a file. Raises ``TableRefused``."""
    return _table(read_sheets(raw).sheets[0])


def read_sheets(raw: bytes) -> Sheets:
    """What a file holds, by its content and not its name. Raises ``TableRefused``."""
    if not raw:
        raise TableRefused("The file is empty. Choose the one that you filled in.")
    if len(raw) > LARGEST_FILE:
        raise TableRefused(
            f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Keep only the rows and "
            "columns that are to be read."
        )
    if raw[30:80].startswith(_OPEN_DOCUMENT):
        raise TableRefused(
            "This is an OpenDocument spreadsheet. Save it as XLSX (“Excel 2007–365”) and send that."
        )
    if is_workbook(raw):
        return Sheets(tuple(workbook_sheets(raw)))
    return Sheets((Sheet("", _csv_rows(raw)),))


def _table(sheet: Sheet, *, named: bool = False) -> Table:
    if sheet.refused:
        raise TableRefused(sheet.refused)
    found: list[tuple[int, list[str]]] = []
    for number, cells in sheet.rows:
        width = len(cells)
        while width and _is_empty(cells[width - 1]):
            width -= 1
        if width > MOST_COLUMNS:
            raise TableRefused(
                f"Row {number} has {width:,} columns; at most {MOST_COLUMNS} are read. "
                "Delete those that are not needed."
            )
        if width:
            kept = [_checked(cell, number, at) for at, cell in enumerate(cells[:width], start=1)]
            found.append((number, kept))
    if not found:
        raise TableRefused("The file holds no rows. Choose the one that you filled in.")
    if len(found) > MOST_ROWS:
        raise TableRefused(
            f"The file has {len(found):,} rows; at most {MOST_ROWS:,} are read. "
            "Delete those that are not needed."
        )
    width = max(len(cells) for _, cells in found)
    if width * len(found) > MOST_CELLS:
        raise TableRefused(
            f"The file has {len(found):,} rows and {width} columns; at most {MOST_CELLS:,} cells "
            "are read. Delete what is not needed."
        )
    return Table(
        tuple(
            Line(number, (*map(unguarded, cells), *[""] * (width - len(cells))))
            for number, cells in found
        ),
        sheet.name if named else "",
    )


def _is_empty(cell: str | None) -> bool:
    return cell is not None and not cell.strip()


def _checked(cell: str | None, number: int, column: int) -> str:
    if cell is None:
        return NO_RESULT
    if "\r" in cell:
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    wrong = _FORBIDDEN.search(cell)
    if wrong:
        raise TableRefused(
            f"Row {number}, column {column} holds a character that cannot be stored "
            f"(U+{ord(wrong[0]):04X}). Delete it and save the file again."
        )
    if len(cell) > LONGEST_CELL // 2 and units(cell) > LONGEST_CELL:
        raise TableRefused(
            f"Row {number}, column {column} has {len(cell):,} characters; "
            f"a cell holds at most {LONGEST_CELL:,}. Shorten it and save the file again."
        )
    return cell


def _csv_rows(raw: bytes) -> list[tuple[int, list[str]]]:
    text = _decoded(raw)
    delimiter, skipped = _delimiter(text)
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MOST_ROWS * 4:
                raise TableRefused(
                    f"The file has over {number - 1:,} rows; at most {MOST_ROWS:,} that are not "
                    "empty are read. Delete those that are not needed."
                )
            if number > skipped:
                found.append((number, cells))
    except csv.Error as error:
        row = found[-1][0] + 1 if found else skipped + 1
        raise TableRefused(
            f"Row {row} is not sound CSV: {error}. Save the file again as “CSV UTF-8”."
        ) from None
    return found


def _decoded(raw: bytes) -> str:
    utf_16 = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return raw.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        other = next((what for mark, what in _OTHER_FILES.items() if raw.startswith(mark)), "")
        if other:
            raise TableRefused(
                f"This is {other}. Save it as XLSX or “CSV UTF-8” in your spreadsheet, and send "
                "that."
            ) from None
        row = raw[: error.start].count(b"\n") + 1
        raise TableRefused(
            f"Row {row} is not UTF-8 text. Save the file as “CSV UTF-8” in your spreadsheet, "
            "or send it as XLSX."
        ) from None


def _delimiter(text: str) -> tuple[str, int]:
    """The one that splits most of the first rows alike, and how many rows say so themselves.

    A title or a sentence above the table may hold the others. Raises if two do equally well.
    """
    said = re.match(r"sep=([,;\t])\r?(?:\n|\Z)", text)
    if said:
        return said[1], 1
    fit = {delimiter: _fit(text, delimiter) for delimiter in _DELIMITERS}
    best = max(fit.values())
    fitting = [delimiter for delimiter in _DELIMITERS if fit[delimiter] == best]
    if best > (0, 0) and len(fitting) > 1:
        raise TableRefused(
            "The first row can be split at commas, semicolons or tabs alike. "
            "Use one of them between the names of the columns."
        )
    return fitting[0], 0


def _fit(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows have as many cells as most of those with several, and how many
    these are; (0, 0) where no row is split.
    """
    widths: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader):
            if number == _LOOKED_AT:
                break
            if len(cells) > 1 and any(cell.strip() for cell in cells):
                widths[len(cells)] += 1
    except csv.Error:
        pass
    return max(((count, width) for width, count in widths.items()), default=(0, 0))
