"""Files that were made to harm whoever reads them. Each is small; most are huge inside."""

import gzip
import io
import zipfile
from collections.abc import Callable

from tests.transfer.packages import Sheet, number, package, row, text, zipped

MILLION = 1_000_000
SHEET = "xl/worksheets/sheet1.xml"
NAME = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEAD = f'<?xml version="1.0"?><worksheet {NAME}>'.encode()
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)


def sheet(content: bytes) -> bytes:
    return package(Sheet("A", ""), parts={SHEET: content})


def with_doctype(inside: str) -> bytes:
    cell = '<c t="inlineStr"><is><t>&l9;</t></is></c>'
    head = f'<?xml version="1.0"?><!DOCTYPE worksheet [{inside}]><worksheet {NAME}>'
    return sheet(f'{head}<sheetData><row r="1">{cell}</row></sheetData></worksheet>'.encode())


def bomb(size: int = 300 * MILLION) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", b"<Types/>")
        with target.open(SHEET, "w", force_zip64=True) as part:
            piece = b"<row><c><v>1</v></c></row>" * 40_000
            for _ in range(size // len(piece)):
                part.write(piece)
    return out.getvalue()


def nested_bomb() -> bytes:
    """A packed file of packed files, in a workbook that can be read."""
    inner = zipped((f"{n}.xml", b" " * MILLION) for n in range(10))
    for _ in range(3):
        inner = zipped((f"{n}.zip", inner) for n in range(10))
    return package(Sheet("A", row(1, text("A1", "item"))), parts={"xl/embeddings/a.zip": inner})


def overlapping() -> bytes:
    """Each entry of the list leads to the same 10 MB."""
    raw = bytearray(zipped([("a.xml", b"a" * 10 * MILLION), ("b.xml", b"")]))
    second = raw.rindex(b"PK\x01\x02")
    first = raw.index(b"PK\x01\x02")
    raw[second + 42 : second + 46] = raw[first + 42 : first + 46]
    return bytes(raw)


def lying_size() -> bytes:
    """It says 10 bytes and unpacks to 100 MB."""
    raw = sheet(HEAD + b" " * (100 * MILLION) + b"</worksheet>")
    true = (len(HEAD) + 100 * MILLION + len(b"</worksheet>")).to_bytes(4, "little")
    assert raw.count(true) == 2
    return raw.replace(true, (10).to_bytes(4, "little"))


def many_styles() -> bytes:
    styles = f"<styleSheet {NAME}><cellXfs>{'<xf/>' * 2 * MILLION}</cellXfs></styleSheet>"
    return package(Sheet("A", row(1, text("A1", "a"))), parts={"xl/styles.xml": styles.encode()})


def many_texts() -> bytes:
    return package(Sheet("A", row(1, text("A1", "a"))), shared=["<t/>"] * MILLION)


def deep() -> bytes:
    return sheet(HEAD + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</worksheet>")


def rows_of(*rows: str) -> bytes:
    return package(Sheet("A", "".join(rows)))


def cells_without_rows(count: int) -> bytes:
    return rows_of(row(1, "<c/>" * count))


ITEM = row(1, text("A1", "item"), text("B1", "note"))

# Each with a part of what the reader says of it; '' where it is a table like others, if an odd one.
TABLES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (bomb, "unpacks to more than 16 MB"),
    "a bomb in a bomb": (nested_bomb, ""),
    "entries over each other": (overlapping, "no sound XLSX workbook"),
    "a size that is no size": (lying_size, "no sound XLSX workbook"),
    "a million columns": (lambda: cells_without_rows(MILLION), "over 200,000 cells"),
    "a million columns of a CSV file": (lambda: b"a," * MILLION, "columns; at most 100"),
    "a million empty columns": (lambda: b"," * MILLION, "holds no rows"),
    "a million empty rows": (lambda: rows_of("<row/>" * MILLION), "over 200,000 cells"),
    "a million empty lines": (lambda: b"\n" * MILLION, "over 20,000 rows"),
    "a row without end": (lambda: rows_of(row(10**12, text("A1", "x"))), "no sound XLSX"),
    "a row below zero": (lambda: rows_of(row(-5, text("A1", "x"))), "no sound XLSX"),
    "a far row and nothing else": (lambda: rows_of(row(1_048_576)), "holds no rows"),
    "a column without end": (lambda: rows_of(row(1, text("ZZZZZZ1", "x"))), "no sound XLSX"),
    "external entity": (
        lambda: with_doctype('<!ENTITY l9 SYSTEM "file:///etc/passwd">'),
        "a document type",
    ),
    "a parameter entity": (
        lambda: with_doctype('<!ENTITY % l9 SYSTEM "http://example.org/x">%l9;'),
        "a document type",
    ),
    "a billion laughs": (lambda: with_doctype(LAUGHS), "a document type"),
    "two million styles": (many_styles, "over 200,000 cells"),
    "a million texts": (many_texts, "over 200,000 cells"),
    "100,000 deep": (deep, "holds no rows"),
    "a text of 32,768": (
        lambda: rows_of(ITEM, row(2, text("A2", "data-1"), text("B2", "x" * 32_768))),
        "Row 2, column 2 has 32,768 characters",
    ),
    "a control character": (
        lambda: rows_of(ITEM, row(2, text("A2", "data-1"), text("B2", "a_x0007_b"))),
        "Row 2, column 2 holds a character that cannot be stored (U+0007)",
    ),
    "NUL": (
        lambda: rows_of(ITEM, row(2, text("A2", "data-1"), text("B2", "a_x0000_b"))),
        "(U+0000)",
    ),
    "NUL in XML": (lambda: rows_of(row(1, text("A1", "a\x00b"))), "no sound XLSX"),
    "a number without end": (lambda: rows_of(row(1, number("A1", "9" * 5000))), "no sound XLSX"),
    "a number that is none": (lambda: rows_of(row(1, number("A1", "NaN"))), "no sound XLSX"),
    "a text that is not there": (
        lambda: rows_of(row(1, '<c r="A1" t="s"><v>999999999999</v></c>')),
        "no sound XLSX",
    ),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 9999, "an old or"),
    "11 MB": (lambda: b"a" * 11 * MILLION, "larger than 2 MB"),
    "packed by gzip": (lambda: gzip.compress(b"item,note\n" * 1000), "a packed file"),
    "half of gzip": (lambda: gzip.compress(b"item,note\n" * 1000)[:20], "a packed file"),
    "half of a workbook": (lambda: rows_of(ITEM)[:700], "no sound XLSX"),
    "names twice": (
        lambda: rows_of(row(1, text("A1", "item"), text("B1", "note"), text("C1", " Note "))),
        "",
    ),
}


def crowded(cell: Callable[[str], str], columns: int, rows: int) -> bytes:
    """As many cells as may just be."""
    names = [chr(65 + at) for at in range(columns)]
    return rows_of(*(row(n, *(cell(f"{name}{n}") for name in names)) for n in range(1, rows + 1)))


def many_merged() -> bytes:
    merged = '<mergeCell ref="A1:XFD1048576"/>' * 190_000
    after = f"<mergeCells>{merged}</mergeCells>"
    return package(Sheet("A", row(1, text("A1", "a")), after=after))


TABLES |= {
    "as many numbers as may be": (lambda: crowded(lambda at: number(at, "0.5"), 19, 4_999), ""),
    "as many texts as may be": (lambda: crowded(lambda at: text(at, "x"), 13, 4_699), ""),
    "as many fonts as may be": (
        lambda: package(
            Sheet("A", row(1, text("A1", "a"))),
            parts={
                "xl/styles.xml": (
                    f"<styleSheet {NAME}><fonts>{'<font/>' * 190_000}</fonts></styleSheet>".encode()
                )
            },
        ),
        "",
    ),
    "as many merged cells as may be": (many_merged, ""),
    "as many rows and columns of a CSV file as may be": (
        lambda: (b"a," * 20 + b"\n") * 4_999,
        "",
    ),
}
