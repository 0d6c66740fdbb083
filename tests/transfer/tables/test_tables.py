"""Tables go out and come back the same, hold no formula, and odd files are refused in words."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from assessments.dates import FIRST_DAY, LAST_DAY
from assessments.transfer.tables import (
    Cell,
    CellTooLong,
    TableRefused,
    csv_lines,
    read_table,
    write_csv,
    write_xlsx,
)
from assessments.transfer.tables.cells import as_text
from assessments.transfer.tables.read import LARGEST_FILE, _table
from assessments.transfer.tables.workbook import Sheet
from assessments.transfer.tables.workbook_child import sheets_of
from assessments.transfer.tables.write import WIDEST

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "  =1+1",
    "\u00a0=1+1",
    "＝1+1",
    "'=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org")',
)
STRANGE = ("#N/A", "TRUE", "1e5", "_x000D_", "_x0041__x0042_", "a\nb", ' "x", ', "😀" * 9, "007")
TEXTS = st.one_of(
    st.text(
        st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
        | st.sampled_from("\t\n'=+-@,;\""),
        max_size=30,
    ),
    st.sampled_from(FORMULAS + STRANGE),
)
NUMBERS = st.decimals(-1000, 1000, places=2, allow_nan=False)
DAYS = st.dates(FIRST_DAY, LAST_DAY)
ROWS = st.lists(st.tuples(TEXTS, TEXTS, TEXTS | NUMBERS | DAYS), min_size=1, max_size=8).map(
    lambda rows: [("item", "level", "note"), *rows]
)


def xlsx(rows: Sequence[Sequence[Cell]]) -> bytes:
    out = io.BytesIO()
    write_xlsx(rows, out, title="Answers of [Churn]")
    return out.getvalue()


def expected(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    found = [[as_text(cell) for cell in row] for row in rows]
    return [row for row in found if any(cell.strip() for cell in row)]


def cells(raw: bytes) -> list[list[str]]:
    return [list(line.cells) for line in read_table(raw).lines]


def kept(row: Sequence[str]) -> list[str]:
    """Without cells of nothing but blanks at the end, which no reader can tell from none."""
    cut = list(row)
    while cut and not cut[-1].strip():
        cut.pop()
    return cut


@given(ROWS)
@settings(max_examples=100, deadline=None)
def test_what_goes_out_as_csv_comes_back_the_same(rows: list[tuple[Cell, ...]]) -> None:
    assert [kept(row) for row in cells(write_csv(rows))] == [kept(row) for row in expected(rows)]


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_what_goes_out_as_xlsx_comes_back_the_same(rows: list[tuple[Cell, ...]]) -> None:
    found = [list(line.cells) for line in _table(Sheet(*sheets_of(xlsx(rows))[0])).lines]
    assert [kept(row) for row in found] == [kept(row) for row in expected(rows)]


@given(ROWS)
@settings(max_examples=40, deadline=None)
def test_no_cell_of_a_workbook_is_a_formula(rows: list[tuple[Cell, ...]]) -> None:
    for row in load_workbook(io.BytesIO(xlsx(rows))).worksheets[0].iter_rows():
        for cell in row:
            assert cell.data_type in ("s", "n", "d", "inlineStr")
            assert not str(cell.value).lstrip().startswith(("=", "@"))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_guarded_in_a_file(text: str) -> None:
    (_, row) = csv.reader(io.StringIO(write_csv([["note"], [text]]).decode("utf-8-sig")))
    assert row == [f"'{text}"]
    assert cells(write_csv([["note"], [text]]))[1] == [text]
    assert cells(xlsx([["note"], [text]]))[1] == [text]


def test_numbers_are_numbers_and_texts_are_texts() -> None:
    raw = xlsx([["score", "text"], [Decimal("3.50"), "3.50"], [Decimal("10.00"), "10"]])
    sheet = load_workbook(io.BytesIO(raw)).worksheets[0]
    assert sheet.title == "Answers of  Churn"
    assert [cell.data_type for cell in sheet[2]] == ["n", "s"]
    assert (sheet["A2"].value, sheet["B2"].value, sheet["A3"].value) == (3.5, "3.50", 10)
    assert write_csv([[Decimal("-0.50"), "-0.50"]]).decode("utf-8-sig") == '-0.5,"\'-0.50"\r\n'


def test_a_day_is_a_date_that_every_country_shows_alike() -> None:
    rows: list[list[Cell]] = [["day", date(2026, 3, 31)], [date(2100, 12, 31), ""]]
    sheet = load_workbook(io.BytesIO(xlsx(rows))).worksheets[0]
    for cell, day in ((sheet["B1"], date(2026, 3, 31)), (sheet["A2"], date(2100, 12, 31))):
        assert (cell.data_type, cell.number_format) == ("d", "yyyy-mm-dd")
        assert cell.value == datetime(day.year, day.month, day.day)
    assert write_csv(rows).decode("utf-8-sig") == '"day","2026-03-31"\r\n"2100-12-31",""\r\n'
    assert (
        cells(xlsx(rows)) == cells(write_csv(rows)) == [["day", "2026-03-31"], ["2100-12-31", ""]]
    )


def test_columns_are_as_wide_as_their_texts_up_to_a_limit() -> None:
    rows: list[list[Cell]] = [
        ["k", "day", "note"],
        ["data-1", date(2026, 3, 31), "long " * 40],
        ["x", "", "a\nbc"],
    ]
    sheet = load_workbook(io.BytesIO(xlsx(rows))).worksheets[0]
    assert [sheet.column_dimensions[name].width for name in "ABC"] == [8, 12, WIDEST]


def test_an_empty_table_is_a_workbook_too() -> None:
    with pytest.raises(TableRefused, match="holds no rows"):
        cells(xlsx([]))


def test_a_control_character_is_shown_and_holds_nothing_up() -> None:
    rows = [["note"], ["a\x0bb\x00c\x7f\ud800\x85"]]
    assert cells(write_csv(rows))[1] == cells(xlsx(rows))[1] == ["a␋b␀c␡��"]


def test_a_cell_that_would_be_cut_is_refused() -> None:
    longest = "x" * 32_767
    assert cells(xlsx([["note"], [longest]]))[1] == [longest]
    for text in ("x" * 32_768, "😀" * 16_384, "=" + "x" * 32_767):
        with pytest.raises(CellTooLong, match="does not fit"):
            xlsx([["note"], [text]])
        with pytest.raises(CellTooLong, match="does not fit"):
            write_csv([["note"], [text]])


def test_a_long_table_comes_in_pieces() -> None:
    pieces = list(csv_lines([f"project {number}", Decimal(number)] for number in range(20_000)))
    assert max(map(len, pieces)) < 17_000
    assert "".join(pieces).count("\r\n") == 20_000


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_csv_as_spreadsheets_save_it(encoding: str, delimiter: str, end: str) -> None:
    text = end.join([delimiter.join(("item", "note")), delimiter.join(("data-1", '"é, ü; x"')), ""])
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    lines = read_table((mark + text).encode(encoding)).lines
    assert [line.cells for line in lines] == [("item", "note"), ("data-1", "é, ü; x")]
    assert [line.number for line in lines] == [1, 2]


def test_empty_rows_keep_their_numbers() -> None:
    lines = read_table(b"item\r\n\r\n , \r\ndata-1\r\n").lines
    assert [line.number for line in lines] == [1, 4]


def book(**sheets: Sequence[Sequence[object]]) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(raw: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The package with one part's content changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name == part else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
SMALL = book(First=[["item", "score"], ["data-1", 0.5]], Second=[["other"]])


def test_a_workbook_of_another_program_is_read_from_its_first_sheet() -> None:
    assert cells(SMALL) == [["item", "score"], ["data-1", "0.5"]]


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is() -> None:
    liar = changed(SMALL, SHEET, b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert cells(liar) == [["item", "score"], ["data-1", "0.5"]]


def lying_entry() -> bytes:
    """An entry that says it unpacks to 10 bytes and unpacks to a megabyte."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"<x>" + b" " * 1_000_000 + b"</x>")
    raw, true = out.getvalue(), (1_000_007).to_bytes(4, "little")
    assert raw.count(true) == 2
    return raw.replace(true, (10).to_bytes(4, "little"))


def bomb() -> bytes:
    """Far too much inside a small file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"<Types/>")
        with package.open(SHEET, "w") as part:
            for _ in range(40):
                part.write(b"<row/>" * 170_000)
    return out.getvalue()


def many_entries() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for number in range(1_001):
            package.writestr(f"{number}.xml", b"")
    return out.getvalue()


def one_text_many_times() -> bytes:
    """A shared text of 30,000 letters that a small sheet names 300 times."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    named = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    raw = changed(SMALL, "[Content_Types].xml", b"</Types>", named)
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * 99 + b"</row>"
    raw = changed(raw, SHEET, b"</sheetData>", row * 3 + b"</sheetData>")
    out = io.BytesIO(raw)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        name = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        text = b"<si><t>" + b"x" * 30_000 + b"</t></si>"
        package.writestr("xl/sharedStrings.xml", b"<sst " + name + b">" + text + b"</sst>")
    return out.getvalue()


ENTITY = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet '

ODD = {
    "nothing": (b"", "The file is empty"),
    "blanks": (b" \r\n\t\r\n", "holds no rows"),
    "a PDF": (b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n1 0 obj", "This is a PDF document"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "an old or protected"),
    "half a zip": (SMALL[: len(SMALL) // 2], "no sound XLSX"),
    "the head of a zip": (b"PK\x03\x04", "no sound XLSX"),
    "no workbook": (lying_entry(), "no sound XLSX"),
    "many parts": (many_entries(), "1,001 parts"),
    "a bomb": (bomb(), "unpacks to more than 16 MB"),
    "entities": (changed(SMALL, SHEET, b"<worksheet ", ENTITY), "a document type"),
    "broken XML": (changed(SMALL, SHEET, b"</row>", b"<row>"), "no sound XLSX"),
    "NUL": (b"item,note\r\ndata-1,a\x00b\r\n", "Row 2, column 2 holds a character"),
    "a lone surrogate": (b"item\r\n\xed\xa0\x80\r\n", "Row 2 is not UTF-8"),
    "an escaped surrogate": (book(First=[["_xD800_"]]), "Row 1, column 1 holds a character"),
    "a surrogate in UTF-16": (b"\xff\xfea\x00\x00\xd8b\x00", "not UTF-8"),
    "half of UTF-16": (b"\xff\xfea", "not UTF-8"),
    "another encoding": ("item\r\ndata-1\r\né".encode("latin-1"), "Row 3 is not UTF-8"),
    "an open quote": (b'item,note\r\ndata-1,"x\r\n', "Row 2 is not sound CSV"),
    "two delimiters": (b"a,b;c\r\n1,2;3\r\n", "commas, semicolons or tabs"),
    "many rows": (b"a\r\n" * 5_001, "5,001 rows"),
    "many columns": (b"a," * 100 + b"a", "Row 1 has 101 columns"),
    "many rows in a sheet": (book(First=[["a"]] * 5_001), "more than 5,000 rows. Copy"),
    "a far column": (changed(SMALL, SHEET, b'r="B2"', b'r="XFD2"'), "Row 2 has 16,384 columns"),
    "a long cell": (b"item\r\n" + b"x" * 32_768, "Row 2, column 1 has 32,768 characters"),
    "a long field": (b"item\r\n" + b"x" * 200_000, "Row 2 is not sound CSV"),
    "a large file": (b"x" * (LARGEST_FILE + 1), "larger than 2 MB"),
    "no sheet": (book(First=[]), "holds no rows"),
    "a hidden sheet": (
        changed(book(First=[["a"]]), "xl/workbook.xml", b'"visible"', b'"hidden"'),
        "no visible sheet",
    ),
    "a workbook without sheets": (
        changed(
            book(First=[["a"]]),
            "xl/workbook.xml",
            b'<sheet name="First" sheetId="1" state="visible" r:id="rId1" />',
            b"",
        ),
        "no visible sheet",
    ),
    "one text many times": (
        one_text_many_times(),
        "more text than can be read",
    ),
}


@pytest.mark.parametrize("what", ODD)
def test_an_odd_file_is_refused_in_words(what: str) -> None:
    raw, says = ODD[what]
    with pytest.raises(TableRefused) as refused:
        read_table(raw)
    assert says in str(refused.value)


@given(st.binary(max_size=300) | st.binary(max_size=100).map(lambda raw: b"\xef\xbb\xbf" + raw))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_table_or_refused(raw: bytes) -> None:
    try:
        assert read_table(raw).lines
    except TableRefused:
        return


def test_a_column_twice_is_refused() -> None:
    table = read_table(b"item,Item\r\na,b\r\n")
    with pytest.raises(TableRefused, match="Row 1: the column “item” stands there twice"):
        table.named(table.lines[0])
