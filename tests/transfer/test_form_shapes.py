"""The form of 28 rows as openpyxl, LibreOffice, Excel and people write it: the same answers."""

import io
from collections.abc import Callable
from datetime import date, datetime
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from assessments.dates import FIRST_DAY
from assessments.transfer.past_files import read_levels
from assessments.transfer.spreadsheet import Form, looks_like_form, read_form
from assessments.transfer.tables import TableRefused, read_sheets, read_table
from tests.transfer.packages import Sheet, formula, number, package, row, shared, text
from tests.transfer.test_spreadsheet import EXPECTED, KEYS, RUBRIC, levels

NUMBERS = {key: ("0", "0.5", "1")[index % 3] for index, key in enumerate(KEYS)}
NOTES = {key: f"Why {key}: 1 < 2 & “so”\nsecond line" for key in KEYS}
SECTIONS = [part.title for part in RUBRIC.definition.sections]


def read(raw: bytes, wanted: str = "") -> Form:
    sheets = read_sheets(raw)
    table = sheets.one(lambda found: looks_like_form(found, RUBRIC), wanted=wanted)
    return read_form(table, RUBRIC)


def notes(form: Form) -> dict[str, str]:
    return {line.item_key: line.note for line in form.rows}


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def named(key: str) -> str:
    return RUBRIC.items[key].official_name or RUBRIC.items[key].title


def inline() -> bytes:
    rows = [row(1, text("A1", "Test"), text("B1", "Score"), text("C1", "Notes"))]
    for n, key in enumerate(KEYS, start=2):
        cells = text(f"A{n}", named(key)), number(f"B{n}", NUMBERS[key])
        rows.append(row(n, *cells, text(f"C{n}", NOTES[key])))
    return package(Sheet("Scores", "".join(rows)))


def as_libreoffice() -> bytes:
    """Shared strings, styles on everything, row attributes, text results of formulas."""
    texts = ["Test", "Score", "Notes", *map(named, KEYS), *NOTES.values()]
    strings = [f'<t xml:space="preserve">{escape(one)}</t>' for one in texts]
    more = ' customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0"'
    rows = [row(1, shared("A1", 0), shared("B1", 1), shared("C1", 2), more=more)]
    for n, key in enumerate(KEYS):
        at = n + 2
        value = formula(f"B{at}", f"of:={NUMBERS[key]}*1", NUMBERS[key], "n")
        note = shared(f"C{at}", 3 + len(KEYS) + n)
        rows.append(row(at, shared(f"A{at}", 3 + n), value, note, more=more))
    return package(Sheet("Sheet1", "".join(rows)), shared=strings, formats=["General"])


def rich_runs() -> bytes:
    """Half of a name bold, the reading aid of another script beside it."""
    strings = []
    for key in KEYS:
        name, note = named(key), NOTES[key]
        strings.append(
            f'<r><rPr><b/></rPr><t xml:space="preserve">{escape(name[:9])}</t></r>'
            f'<r><t xml:space="preserve">{escape(name[9:])}</t></r>'
            '<rPh sb="0" eb="1"><t>reading aid</t></rPh>'
        )
        strings.append(
            f'<r><t xml:space="preserve">{escape(note[:5])}</t></r>'
            f'<r><rPr><i/></rPr><t xml:space="preserve">{escape(note[5:])}</t></r>'
        )
    rows = [
        row(n + 3, shared(f"A{n + 3}", 2 * n), number(f"B{n + 3}", NUMBERS[key]))[: -len("</row>")]
        + shared(f"C{n + 3}", 2 * n + 1)
        + "</row>"
        for n, key in enumerate(KEYS)
    ]
    return package(Sheet("A", "".join(rows)), shared=strings)


def numbers_as_text() -> bytes:
    rows = [row(1, text("A1", "Item"), text("B1", "Points"), text("C1", "Comment"))]
    for n, key in enumerate(KEYS, start=2):
        said = (
            NUMBERS[key],
            NUMBERS[key].replace(".", ","),
            f" {NUMBERS[key]}0 ".replace("00", "0"),
        )
        value = said[n % 3] if "." in NUMBERS[key] else NUMBERS[key]
        result = formula(f"B{n}", '"x"', value) if n % 2 else text(f"B{n}", value)
        rows.append(row(n, text(f"A{n}", key), result, text(f"C{n}", NOTES[key])))
    return package(Sheet("A", "".join(rows)))


def in_per_cent() -> bytes:
    rows = [row(1, text("A1", "Item"), text("B1", "Score"), text("C1", "Note"))]
    for n, key in enumerate(KEYS, start=2):
        value = number(f"B{n}", NUMBERS[key], style=1)
        rows.append(row(n, text(f"A{n}", key), value, text(f"C{n}", NOTES[key])))
    return package(Sheet("A", "".join(rows)), formats=["0%"])


def with_a_column_of_dates(*, since_1904: bool) -> bytes:
    """When each was looked at, as a number with the format of a date."""
    names = ("Item", "Checked", "Score", "Note")
    rows = [row(1, *(text(f"{column}1", name) for column, name in zip("ABCD", names, strict=True)))]
    for n, key in enumerate(KEYS, start=2):
        cells = text(f"A{n}", key), number(f"B{n}", "46112", style=1)
        rows.append(row(n, *cells, number(f"C{n}", NUMBERS[key]), text(f"D{n}", NOTES[key])))
    return package(Sheet("A", "".join(rows)), formats=["yyyy\\-mm\\-dd"], since_1904=since_1904)


def by_hand() -> bytes:
    """A title, names in row 3, sections merged over the sheet, blank and hidden rows, sums."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "ML Test Score, our team"
    sheet["A1"].font = Font(bold=True, size=20)
    sheet.merge_cells("A1:D1")
    for column, name in zip("ABCD", ("No", "Test", "Score", "Rationale"), strict=True):
        sheet[f"{column}3"] = name
    at = 4
    for n, key in enumerate(KEYS):
        if n % 7 == 0:
            at += 1
            sheet[f"A{at}"] = SECTIONS[n // 7]
            sheet.merge_cells(f"A{at}:D{at}")
            at += 1
        sheet[f"A{at}"], sheet[f"B{at}"] = n + 1, named(key)
        sheet[f"C{at}"] = float(NUMBERS[key])
        sheet[f"C{at}"].number_format = "0.0"
        sheet[f"D{at}"] = NOTES[key]
        sheet.row_dimensions[at].hidden = n % 5 == 0
        at += 1
        if n % 7 == 6:
            sheet[f"A{at}"], sheet[f"C{at}"] = "Subtotal", 3.5
            at += 1
    sheet[f"A{at}"], sheet[f"C{at}"] = "Final score", 3
    return saved(book)


def a_summary_first(score: str = "") -> bytes:
    book = Workbook()
    first = book.worksheets[0]
    first.title = "Summary"
    for part in SECTIONS:
        first.append([part, 3.5])
    first.append(["Final score", 3])
    hidden = book.create_sheet("Lists")
    hidden.sheet_state = "hidden"
    for key in KEYS:
        hidden.append([key, 1, "not this"])
    sheet = book.create_sheet("Scores")
    sheet.append(["Test", "Score", "Notes"])
    for key in KEYS:
        sheet.append([named(key), float(score or NUMBERS[key]), NOTES[key]])
    return saved(book)


def rich_by_openpyxl() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    bold = InlineFont(b=True)
    for key in KEYS:
        note = NOTES[key]
        rich = CellRichText(TextBlock(bold, note[:4]), note[4:])
        sheet.append([named(key), float(NUMBERS[key]), rich])
    return saved(book)


def table_of(delimiter: str, end: str = "\r\n") -> str:
    rows = [["Our ML test score, 2026"], [], ["Test", "Score", "Notes"]]
    rows += [
        [named(key), NUMBERS[key].replace(".", ","), NOTES[key].replace("\n", " ")] for key in KEYS
    ]
    quoted = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in rows]
    return end.join([*quoted, ""])


WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "inline strings": inline,
    "LibreOffice": as_libreoffice,
    "rich text": rich_runs,
    "rich text of openpyxl": rich_by_openpyxl,
    "numbers as text": numbers_as_text,
    "per cent": in_per_cent,
    "dates": lambda: with_a_column_of_dates(since_1904=False),
    "dates since 1904": lambda: with_a_column_of_dates(since_1904=True),
    "by hand": by_hand,
    "a summary first": a_summary_first,
}


@pytest.mark.parametrize("shape", WORKBOOKS)
def test_a_workbook_of_any_hand_says_the_same(shape: str) -> None:
    form = read(WORKBOOKS[shape]())
    assert levels(form) == EXPECTED
    assert notes(form) == NOTES


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_file_of_any_hand_says_the_same(delimiter: str, encoding: str) -> None:
    form = read(table_of(delimiter).encode(encoding))
    assert levels(form) == EXPECTED
    assert notes(form) == {key: note.replace("\n", " ") for key, note in NOTES.items()}


def test_numbers_without_quotes_and_with_decimal_commas_between_semicolons() -> None:
    lines = ["Tests, all of them; 2026", "", "Test;Score;Note"]
    lines += [f"{key};{NUMBERS[key].replace('.', ',')};a, b, c" for key in KEYS]
    form = read("\n".join(lines).encode())
    assert levels(form) == EXPECTED
    assert set(notes(form).values()) == {"a, b, c"}
    assert [line.row for line in form.rows][:2] == [4, 5]


def test_a_file_that_names_its_separator_is_split_there() -> None:
    lines = ["sep=;", "Test;Score;Note", *(f"{key};{NUMBERS[key]};" for key in KEYS)]
    form = read("\r\n".join(lines).encode("utf-8-sig"))
    assert levels(form) == EXPECTED
    assert form.rows[0].row == 3


def test_per_cent_in_a_csv_file() -> None:
    said = {"0": "0%", "0.5": "50 %", "1": "100%"}
    lines = ["Test,Score", *(f"{key},{said[NUMBERS[key]]}" for key in KEYS)]
    assert levels(read("\n".join(lines).encode())) == EXPECTED


def test_a_file_of_windows_1252_is_asked_for_anew() -> None:
    with pytest.raises(TableRefused, match=r"is not UTF-8 text\. Save the file as “CSV UTF-8”"):
        read(table_of(";").replace("Why", "Für").replace("“so”", "so").encode("cp1252"))


def quarters() -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, value in (("Q2 2026", "1"), ("Q3 2026", "")):
        sheet = book.create_sheet(name)
        for key in KEYS:
            sheet.append([key, float(value or NUMBERS[key]), name])
    return saved(book)


def test_of_two_sheets_that_could_be_meant_none_is_guessed() -> None:
    with pytest.raises(TableRefused, match=r"“Q2 2026”, “Q3 2026”\. Write which one under “Sheet”"):
        read(quarters())
    form = read(quarters(), wanted=" q3 2026 ")
    assert levels(form) == EXPECTED
    assert set(notes(form).values()) == {"Q3 2026"}


@pytest.mark.parametrize(
    ("raw", "says"),
    [(quarters, "There is no visible sheet “Q9”. There are: “Q2 2026”"), (table_of, "no sheets")],
)
def test_a_sheet_that_is_not_there_is_named(raw: Callable[..., bytes | str], says: str) -> None:
    made = raw(";") if raw is table_of else raw()
    with pytest.raises(TableRefused, match=says):
        read(made.encode() if isinstance(made, str) else made, wanted="Q9")


def test_a_formula_that_was_never_computed_has_no_number() -> None:
    rows = [row(1, text("A1", "Item"), text("B1", "Score"))]
    for n, key in enumerate(KEYS, start=2):
        rows.append(row(n, text(f"A{n}", key), formula(f"B{n}", "1/2", "", "n")))
    with pytest.raises(TableRefused, match="Row 2, data-1: column B holds a formula whose result"):
        read(package(Sheet("A", "".join(rows))))


def test_an_error_in_a_cell_is_said_with_its_row() -> None:
    rows = [row(1, text("A1", "Item"), text("B1", "Score"))]
    for n, key in enumerate(KEYS, start=2):
        value = formula(f"B{n}", "1/0", "#DIV/0!", "e") if n == 5 else number(f"B{n}", "1")
        rows.append(row(n, text(f"A{n}", key), value))
    with pytest.raises(TableRefused, match=r"Row 5, data-4: the formula has no result \(#DIV/0!\)"):
        read(package(Sheet("A", "".join(rows))))


def test_a_sum_of_binary_fractions_is_the_number_that_is_shown() -> None:
    """0.7 + 0.2 + 0.1 in a spreadsheet, as its file holds it."""
    rows = [row(1, text("A1", "Item"), text("B1", "Score"))]
    sums = {"0": "0", "0.5": "0.50000000000000011", "1": "0.99999999999999989"}
    for n, key in enumerate(KEYS, start=2):
        value = formula(f"B{n}", "0.7+0.2+0.1", sums[NUMBERS[key]], "n")
        rows.append(row(n, text(f"A{n}", key), value))
    assert levels(read(package(Sheet("A", "".join(rows))))) == EXPECTED


def of_dates(*days: str) -> bytes:
    names = ";".join(["item", *days])
    return "\r\n".join([names, *(key + ";manual" * len(days) for key in KEYS)]).encode()


def test_dates_may_come_day_first_with_points_between() -> None:
    """So a spreadsheet in much of Europe writes a date to CSV."""
    found = read_levels(read_table(of_dates("31.03.2026", "5.4.2026", "2026-06-30")), RUBRIC)
    assert list(found.levels) == [date(2026, 3, 31), date(2026, 4, 5), date(2026, 6, 30)]


@pytest.mark.parametrize("day", ["31.02.2026", "3/31/2026", "31.3.26", "2026-3-31", "１.1.2026"])
def test_what_may_be_another_date_is_asked_for_anew(day: str) -> None:
    with pytest.raises(TableRefused, match=r"is not a date\. Write it as year-month-day"):
        read_levels(read_table(of_dates(day)), RUBRIC)


def test_a_date_written_in_two_ways_is_there_twice() -> None:
    with pytest.raises(TableRefused, match="Two columns are named after 2026-03-31"):
        read_levels(read_table(of_dates("31.03.2026", "2026-03-31")), RUBRIC)


@pytest.mark.parametrize("since_1904", [False, True])
def test_the_dates_of_a_table_of_levels_may_be_dates(since_1904: bool) -> None:
    """As a spreadsheet turns them into when somebody types them."""
    day = date(2026, 3, 31)
    days = (day - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days
    rows = [row(1, text("A1", "item"), number("B1", str(days), style=1))]
    rows += [row(n, text(f"A{n}", key), text(f"B{n}", "manual")) for n, key in enumerate(KEYS, 2)]
    raw = package(Sheet("A", "".join(rows)), formats=["dd/mm/yyyy"], since_1904=since_1904)
    assert list(read_levels(read_table(raw), RUBRIC).levels) == [day]


def test_dates_of_openpyxl_are_dates() -> None:
    book = Workbook()
    book.worksheets[0].append(["item", datetime(2026, 3, 31), FIRST_DAY])
    for key in KEYS:
        book.worksheets[0].append([key, "manual", "none"])
    days = list(read_levels(read_table(saved(book)), RUBRIC).levels)
    assert days == [FIRST_DAY, date(2026, 3, 31)]
