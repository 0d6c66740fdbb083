"""Formulas that were never computed: refused by their place, never read as an empty cell."""

from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from assessments.transfer.answer_files import SentAnswer, read_answers
from assessments.transfer.past_files import read_levels
from assessments.transfer.tables import NO_RESULT, TableRefused, letters_of, read_table, write_csv
from tests.transfer.packages import Sheet, formula, package, row, text
from tests.transfer.test_form_shapes import NUMBERS, named, notes, read, saved
from tests.transfer.test_spreadsheet import EXPECTED, KEYS, RUBRIC, levels

SAYS = (
    "holds a formula whose result is not in the file. Open the file in a spreadsheet program and "
    "save it there, or write the value."
)
LINK = '=HYPERLINK("http://evil.example","x")'
Cells = list[list[object]]


def workbook(*rows: list[object], name: str = "Answers") -> bytes:
    """As openpyxl writes it: it computes no formula."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(name)
    for one in rows:
        sheet.append(one)
    return saved(book)


def answers(*rows: list[object]) -> list[SentAnswer]:
    return read_answers(read_table(workbook(*rows)), RUBRIC)


def refused(read: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(TableRefused) as found:
        read()
    return found.value.lines


def form_of(**more: object) -> Cells:
    """The rows of the form, with a column of notes that link somewhere if ``note`` says so."""
    return [[named(key), float(NUMBERS[key]), *more.values()] for key in KEYS]


@pytest.mark.parametrize("column", ["level", "note", "evidence", "last_result", "revision"])
def test_an_answer_that_is_one_is_named_by_row_item_and_column(column: str) -> None:
    header: list[object] = ["item", *dict.fromkeys(("note", column))]
    sent: list[object] = ["data-1", *(LINK if name == column else "fine" for name in header[1:])]
    lines = refused(lambda: answers(header, sent, ["data-2", *["" for _ in header[1:]]]))
    assert lines == (f"Row 2, data-1: column “{column}” {SAYS}",)


def test_in_what_is_not_read_and_beneath_the_items_it_does_no_harm() -> None:
    found = answers(
        ["item", "title", "note", "points"],
        ["data-1", LINK, "mine", "=1/2"],
        [None, None, None, "=SUM(D2:D2)"],
    )
    assert [dict(row.fields) for row in found] == [{"note": "mine"}]


def test_an_item_or_the_name_of_a_column_that_is_one() -> None:
    assert refused(lambda: answers(["item", "note"], ['="data-1"', "x"])) == (
        f"Row 2: column “item” {SAYS}",
    )
    assert refused(lambda: answers(["item", '="no"&"te"', "level"], ["data-1", "x", ""])) == (
        f"Row 1: column B {SAYS}",
    )


def test_a_past_date_that_has_one_is_named() -> None:
    rows: Cells = [["item", "title", "2026-03-31"]]
    rows += [[key, LINK, "manual"] for key in KEYS]
    rows.append(["Sum", None, "=COUNTA(C2:C29)"])
    assert len(read_levels(read_table(workbook(*rows)), RUBRIC).rows) == 28
    rows[3][2] = '="man"&"ual"'
    lines = refused(lambda: read_levels(read_table(workbook(*rows)), RUBRIC))
    assert lines[0] == f"Row 4, data-3: column “2026-03-31” {SAYS}"
    rows[4][0] = '="data-4"'
    lines = refused(lambda: read_levels(read_table(workbook(*rows)), RUBRIC))
    assert f"Row 5: column “item” {SAYS}" in lines


@pytest.mark.parametrize("header", [["Test", "Score", "Notes"], ["Test", "", ""]])
def test_a_number_or_a_note_of_the_form_is_named_by_its_letter(header: list[object]) -> None:
    rows: Cells = [header, *form_of(note="why")]
    assert levels(read(workbook(*rows))) == EXPECTED
    rows[2][2] = LINK
    assert refused(lambda: read(workbook(*rows))) == (f"Row 3, data-2: column C {SAYS}",)
    rows[2][1:] = ["=1/2", "why"]
    assert refused(lambda: read(workbook(*rows))) == (f"Row 3, data-2: column B {SAYS}",)


def test_a_column_of_them_without_a_name_is_not_passed_over() -> None:
    """Another column of numbers, or none of notes, would be read in its place."""
    newer: Cells = [[*row[:2], "=1/2"] for row in form_of()]
    assert refused(lambda: read(workbook(*newer)))[0] == f"Row 1, data-1: column C {SAYS}"
    linked: Cells = [[*row[:2], LINK if at == 7 else None] for at, row in enumerate(form_of())]
    assert refused(lambda: read(workbook(*linked))) == (f"Row 8, {KEYS[7]}: column C {SAYS}",)


def test_an_item_of_the_form_that_is_one_is_named_and_sums_are_passed_over() -> None:
    rows: Cells = [["Test", "Score"], *form_of()]
    rows += [["Total", "=SUM(B2:B29)"], ["Data", "=MIN(B2:B8)"], [None, "=1"]]
    assert levels(read(workbook(*rows))) == EXPECTED
    rows[5][0] = '="x"'
    assert refused(lambda: read(workbook(*rows)))[0] == f"Row 6: column A {SAYS}"


def test_of_several_sheets_the_one_with_formulas_is_still_the_one_that_is_meant() -> None:
    book = Workbook()
    book.worksheets[0].append(["Read me", "first"])
    sheet = book.create_sheet("Scores")
    for one in [["Test", "Score"], *([named(key), "=1/2"] for key in KEYS)]:
        sheet.append(one)
    assert refused(lambda: read(saved(book)))[0] == f"Row 2, data-1: column B {SAYS}"


@pytest.mark.parametrize("kind", ["n", "str", "b", "e"])
def test_every_kind_of_formula_without_a_result(kind: str) -> None:
    raw = package(Sheet("A", row(1, text("A1", "x"), formula("B1", "1/2", "", kind))))
    assert read_table(raw).lines[0].cells == ("x", NO_RESULT)


def test_array_formulas_shared_ones_and_cells_without_a_place() -> None:
    book = Workbook()
    book.worksheets[0]["B1"] = ArrayFormula("B1:B2", "=A1:A2")
    assert read_table(saved(book)).lines[0].cells == ("", NO_RESULT)
    shared = '<row><c><v>1</v></c><c><f t="shared" si="0"/><v/></c><c><f>A1</f><v>2</v></c></row>'
    assert read_table(package(Sheet("A", shared))).lines[0].cells == ("1", NO_RESULT, "2")


def test_an_empty_text_is_a_result() -> None:
    """As Excel, LibreOffice and Google Sheets save IF(A1, "x", "")."""
    for empty in ("<v></v>", "<v/>"):
        made = f'<c r="B2" t="str"><f>IF(A1=1,"x","")</f>{empty}</c>'
        rows = row(1, text("A1", "item"), text("B1", "note")) + row(2, text("A2", "data-1"), made)
        table = read_table(package(Sheet("A", rows)))
        assert read_answers(table, RUBRIC)[0].fields == {"note": ""}


def test_a_result_that_is_there_is_read() -> None:
    rows = [row(1, text("A1", "Test"), text("B1", "Score"), text("C1", "Notes"))]
    for n, key in enumerate(KEYS, start=2):
        score, note = formula(f"B{n}", "1/2", NUMBERS[key], "n"), formula(f"C{n}", "A1", f"So {n}")
        rows.append(row(n, text(f"A{n}", named(key)), score, note))
    form = read(package(Sheet("A", "".join(rows))))
    assert levels(form) == EXPECTED and notes(form)["data-1"] == "So 2"


def test_the_mark_of_one_can_come_from_no_file() -> None:
    escaped = package(Sheet("A", row(1, text("A1", "x"), text("B1", "_x0000_"))))
    for raw in (write_csv([["item"]]) + b"\x00\r\n", b"\x00", escaped):
        with pytest.raises(TableRefused, match=r"cannot be stored \(U\+0000"):
            read_table(raw)


def test_the_names_of_columns() -> None:
    assert [letters_of(n) for n in (0, 25, 26, 51, 52, 99)] == ["A", "Z", "AA", "AZ", "BA", "CV"]
