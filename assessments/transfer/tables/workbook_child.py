"""The process that reads one XLSX file: bytes on standard input, sheets as JSON on standard output.

It imports nothing of mlscore. What a file declares is checked before it is unpacked, what it
unpacks to is counted, and a document type, which entities would need, is refused.
"""

import datetime
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

MEMORY = 80 * 1024 * 1024
CPU_SECONDS = 2
MOST_ENTRIES = 1_000
MOST_UNPACKED = 16 * 1024 * 1024
MOST_TEXT = 8 * 1024 * 1024
MOST_ELEMENTS = 200_000
LAST_ROW = 1_048_576
MOST_ROWS = 5_000
MOST_COLUMNS = 100
CHUNK = 64 * 1024
UNSOUND = "The file is no sound XLSX workbook. Open it in your spreadsheet and save it again."
COPY = "Copy the rows that are to be read to a new workbook and send that."
TOO_MUCH = f"Reading the workbook took more memory or time than it may. {COPY}"
NO_RESULT = object()
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Refused(Exception):
    pass


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def check_package(raw: bytes) -> None:
    """Refuse what is too large, packed untruly, or holds a document type, before it is read."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        entries = package.infolist()
        if len(entries) > MOST_ENTRIES:
            raise Refused(
                f"The workbook has {len(entries):,} parts; at most {MOST_ENTRIES:,}. {COPY}"
            )
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise _too_large()
        unpacked, counted = 0, _Elements()
        for entry in entries:
            parser = (
                _parser(counted) if entry.filename.lower().endswith((".xml", ".rels")) else None
            )
            for piece in _pieces(package, entry):
                unpacked += len(piece)
                if unpacked > MOST_UNPACKED:
                    raise _too_large()
                if parser:
                    parser.Parse(piece, False)
            if parser:
                parser.Parse(b"", True)


def _pieces(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """An entry's content. One that is longer than it says ends in a wrong checksum."""
    with package.open(entry) as part:
        while piece := part.read(CHUNK):
            yield piece


def _too_large() -> Refused:
    return Refused(
        f"The workbook unpacks to more than {MOST_UNPACKED // 1024 // 1024} MB. "
        "Keep only the sheet and the columns that are to be read."
    )


class _Elements:
    """Counts what the workbook is made of: each cell, style and text takes time to be read."""

    def __init__(self) -> None:
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS:
            raise Refused(f"The workbook has over {MOST_ELEMENTS:,} cells and other parts. {COPY}")
        if name.rpartition(":")[2] == "row":
            number = attributes.get("r", "1")
            if len(number) > 7 or not number.isdigit() or int(number) > LAST_ROW:
                raise Refused(UNSOUND)


def _parser(elements: _Elements) -> Any:
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise Refused(
            "The workbook holds a document type, which no spreadsheet writes. Open it in your "
            "spreadsheet and save it again."
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = elements.start
    return parser


Rows = list[tuple[int, list[str | None]]]
Sheet = tuple[str, Rows, str]
"""The name of a visible sheet, its rows with their numbers, and why it can not be read.

A cell is None where it is a formula whose result the file does not hold.
"""


def sheets_of(raw: bytes) -> list[Sheet]:
    from openpyxl import load_workbook

    _tell_formulas_apart()
    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise Refused(
            "The workbook has no visible sheet with rows. Show the one that is to be read."
        )
    found: list[Sheet] = []
    for sheet in visible:
        try:
            found.append((sheet.title, _rows(sheet), ""))
        except Refused as refused:
            found.append((sheet.title, [], str(refused)))
    return found


def _tell_formulas_apart() -> None:
    """Make openpyxl say ``NO_RESULT`` of a formula without a result, where it says None as of an
    empty cell. To read the file once more as formulas would take as long again.
    """
    from openpyxl.worksheet import _read_only
    from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG

    class Parser(_read_only.WorkSheetParser):  # type: ignore[misc]
        def parse_cell(self, element: Any) -> dict[str, Any]:
            cell: dict[str, Any] = super().parse_cell(element)
            if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                # As a text, an empty ``v`` is a result: that of IF(A1, "x", "").
                is_text = element.get("t") == "str" and element.find(VALUE_TAG) is not None
                cell["value"] = None if is_text else NO_RESULT
            return cell

    _read_only.WorkSheetParser = Parser


def _rows(sheet: Any) -> Rows:
    sheet.reset_dimensions()  # what it says of its own size may be anything
    found: Rows = []
    text = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_text(value) for value in row]
        while cells and cells[-1] is not None and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise Refused(
                f"Row {number} has {len(cells):,} columns; at most {MOST_COLUMNS} are read. {COPY}"
            )
        text += sum(len(cell) for cell in cells if cell)
        if text > MOST_TEXT:
            raise Refused(f"Up to row {number} the sheet holds more text than can be read. {COPY}")
        found.append((number, cells))
        if len(found) > MOST_ROWS:
            raise Refused(f"The sheet has more than {MOST_ROWS:,} rows. {COPY}")
    return found


def _text(value: Any) -> str | None:
    if value is None:
        return ""
    if value is NO_RESULT:
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        value = float(f"{value:.15g}")  # as it is shown; the rest is what binary sums leave over
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        whole = value.time() == datetime.time()
        return value.date().isoformat() if whole else value.isoformat(" ")
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    return str(value)


def main() -> dict[str, Any]:
    raw = sys.stdin.buffer.read()
    # openpyxl takes numpy along wherever it is installed, which alone would fill this memory.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        limit()
        check_package(raw)
        return {"sheets": sheets_of(raw)}
    except Refused as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": TOO_MUCH}
    except Exception:  # whatever a damaged file does to a reader, it is a damaged file
        return {"refused": UNSOUND}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
