"""Tables out: CSV as UTF-8 with a mark for spreadsheets, XLSX through openpyxl's streaming mode."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice, zip_longest
from typing import IO, Any

from .cells import Cell, CellTooLong, as_text, guarded_in_csv, guarded_in_workbook, plain_number

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMATS = tuple(CONTENT_TYPES)
WIDEST = 60
"""The width of a column in characters at most; longer texts are cut in view, never in the file."""

_WIDTHS_FROM = 100
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
# In a workbook _x000D_ stands for a character; a text that says so literally is escaped itself.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The file piece by piece, so that a long table never stands in memory as a whole."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    out.write("\ufeff")
    for row in rows:
        writer.writerow(
            guarded_in_csv(cell) if isinstance(cell, str) else _plain(cell) for cell in row
        )
        if out.tell() > 16_384:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def write_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    return "".join(csv_lines(rows)).encode()


def write_xlsx(rows: Iterable[Sequence[Cell]], out: IO[bytes], *, title: str) -> None:
    """Write a workbook of one sheet whose first row stays in view. Text is never a formula.

    Columns are as wide as what stands in their first rows: a date that does not fit would be
    shown as ``###``.
    """
    from openpyxl import Workbook  # takes long, and only exports need it
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_SHEET_NAMES.sub(" ", title)[:31].strip() or "mlscore")
    sheet.freeze_panes = "A2"

    def cell(value: Cell) -> Any:
        if not isinstance(value, str):
            return _plain(value)  # openpyxl gives dates the format yyyy-mm-dd
        if not value:
            return None
        made = WriteOnlyCell(sheet, value=_ESCAPE.sub("_x005F_", guarded_in_workbook(value)))
        made.data_type = "s"  # whatever it looks like
        return made

    coming = iter(rows)
    first = list(islice(coming, _WIDTHS_FROM))
    for number, width in enumerate(_widths(first), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    try:
        for row in chain(first, coming):
            sheet.append([cell(value) for value in row])
        book.save(out)
    except CellTooLong:
        sheet.close()  # ends the half-written file that openpyxl keeps
        raise


def _widths(rows: Iterable[Sequence[Cell]]) -> list[int]:
    """The width of each column in characters, with some room at its sides."""
    columns = zip_longest(*rows, fillvalue="")
    return [min(max(map(_length, column)) + 2, WIDEST) for column in columns]


def _length(cell: Cell) -> int:
    """Of the longest line; of a long text only as much as matters is looked at."""
    return max(map(len, as_text(cell)[: WIDEST * 20].split("\n")))


def _plain(cell: Decimal | int | date) -> Decimal | int | date:
    return plain_number(cell) if isinstance(cell, Decimal) else cell
