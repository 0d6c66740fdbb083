"""Tables out: CSV as UTF-8 with a mark for spreadsheets, XLSX through openpyxl's streaming mode."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

from .cells import Cell, CellTooLong, guarded_in_csv, guarded_in_workbook, plain_number

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMATS = tuple(CONTENT_TYPES)
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
            _number(cell) if not isinstance(cell, str) else guarded_in_csv(cell) for cell in row
        )
        if out.tell() > 16_384:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def write_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    return "".join(csv_lines(rows)).encode()


def write_xlsx(rows: Iterable[Sequence[Cell]], out: IO[bytes], *, title: str) -> None:
    """Write a workbook of one sheet whose first row stays in view. Text is never a formula."""
    from openpyxl import Workbook  # takes long, and only exports need it
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_SHEET_NAMES.sub(" ", title)[:31].strip() or "mlscore")
    sheet.freeze_panes = "A2"

    def cell(value: Cell) -> Any:
        if not isinstance(value, str):
            return _number(value)
        if not value:
            return None
        made = WriteOnlyCell(sheet, value=_ESCAPE.sub("_x005F_", guarded_in_workbook(value)))
        made.data_type = "s"  # whatever it looks like
        return made

    try:
        for row in rows:
            sheet.append([cell(value) for value in row])
        book.save(out)
    except CellTooLong:
        sheet.close()  # ends the half-written file that openpyxl keeps
        raise


def _number(cell: Decimal | int) -> Decimal | int:
    return plain_number(cell) if isinstance(cell, Decimal) else cell
