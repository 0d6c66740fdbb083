"""What LibreOffice made of our files when it opened and saved them: see tests/data/libreoffice."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from assessments.actions.answers import AnswerInput, save_answers
from assessments.models import Assessment
from assessments.transfer.spreadsheet import read_form
from assessments.transfer.tables import TableRefused, read_table, write_xlsx
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft
from tests.transfer.test_form_shapes import read
from tests.transfer.test_spreadsheet import EXPECTED, KEYS, RUBRIC, levels
from tests.views.test_imports import CHURN, answer, content, send, state, text, upload

SAVED = Path(__file__).parents[1] / "data" / "libreoffice"
NOTES = (
    *("=1+1", "+x", "@x", "-2", "a\tb", 'says "so"', '"all"', "😀👩‍👩‍👧", "من اليمين إلى اليسار"),
    *("one\n\ntwo", "see;=1+1;x", "x\n=1+1", "'=1+1", "'quoted'", "{=1+1}", "﹢x", "#N/A", ";=1"),
    *("x" * 2_000, "=cmd|' /C calc'!A0", "a\n- b\n- c", "a, b; c", " ".join(["ä"] * 500)),
)
"""One for each of the first items."""

LONGEST = ("x" * 32_767, "ä" * 32_767, "😀" * 16_383, "=" + "x" * 32_765)
"""The apostrophe before a formula counts too."""


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    """The project as it was when the files were downloaded."""
    closed(cast.project, Q2, lead=cast.lead)
    closed(cast.project, Q3, lead=cast.lead, data_1="automated", model_7="none")
    assessment = draft(cast.project, Q4, lead=cast.lead)
    revisions = dict(assessment.answers.values_list("item__key", "revision"))
    sent = [
        AnswerInput(key, revisions[key], {"note": note})
        for key, note in zip(KEYS, NOTES, strict=False)
    ]
    saved = save_answers(assessment=assessment, inputs=sent, by=by(cast.lead))
    assert not saved.refused
    client.force_login(cast.lead)
    return client


def fates(page: str) -> list[str]:
    return [f"{count} {fate}" for fate, count in _pairs(page)]


def _pairs(page: str) -> list[tuple[str, str]]:
    parts = page.partition('<dl class="fates">')[2].partition("</dl>")[0].split("<dt>")[1:]
    return [(part.partition("<")[0], part.partition("<dd>")[2].partition("<")[0]) for part in parts]


def longest_workbook() -> bytes:
    """What was opened and saved as longest-texts.xlsx."""
    out = io.BytesIO()
    rows = [["item", "note"], *(["x", longest] for longest in LONGEST)]
    write_xlsx(rows, out, title="Longest texts")
    return out.getvalue()


def test_the_longest_texts_that_fit_a_cell_are_whole() -> None:
    for raw in (longest_workbook(), _raw("longest-texts.xlsx")):
        assert [line.cells[1] for line in read_table(raw).lines[1:]] == list(LONGEST)


ANSWERS = sorted(path.name for path in SAVED.glob("answers*[vx]"))
LEVELS = sorted(path.name for path in SAVED.glob("levels*"))
FORMS = sorted(path.name for path in SAVED.glob("form*"))


def test_the_files_are_there() -> None:
    assert (len(ANSWERS), len(LEVELS), len(FORMS)) == (4, 4, 3)


@pytest.mark.parametrize("name", ANSWERS)
def test_saved_answers_change_nothing(name: str, lead: Client) -> None:
    before = state()
    page = text(lead.get(upload(lead, "answers", _raw(name), as_of="2026-12-31")))
    assert fates(page) == ["28 same as now"]
    assert "Everything in the file is so already." in page
    assert state() == before


@pytest.mark.parametrize("name", LEVELS)
def test_saved_levels_change_nothing(name: str, lead: Client) -> None:
    page = text(lead.get(upload(lead, "levels", _raw(name))))
    assert fates(page) == ["2 same as now"]


def test_one_edited_cell_changes_just_that(lead: Client) -> None:
    book = load_workbook(io.BytesIO(_raw("answers.xlsx")))
    sheet = book.worksheets[0]
    assert (sheet["A3"].value, sheet["D3"].value) == ("data-2", "manual")
    sheet["D3"] = "automated"
    out = io.BytesIO()
    book.save(out)
    _expect_one_change(lead, out.getvalue())


def test_one_edited_cell_of_a_german_csv_file_changes_just_that(lead: Client) -> None:
    raw = _raw("answers-german.csv")
    old = b"data-2;Features and data;Every feature earns its place;manual;0,5;"
    assert raw.count(old) == 1
    _expect_one_change(lead, raw.replace(old, old.replace(b"manual", b"automated")))


def _expect_one_change(lead: Client, raw: bytes) -> None:
    before = {row.pk: (row.level, row.note) for row in _answers()}
    preview = upload(lead, "answers", raw, as_of="2026-12-31")
    assert fates(text(lead.get(preview))) == ["1 changed", "27 same as now"]
    assert lead.post(preview).status_code == 302
    changed = answer("data-2")
    assert changed.level == "automated"
    expected = before | {changed.pk: ("automated", before[changed.pk][1])}
    assert {row.pk: (row.level, row.note) for row in _answers()} == expected


def _answers() -> list[Any]:
    return list(Assessment.objects.get(status="draft").answers.all())


@pytest.mark.parametrize("name", [name for name in ANSWERS + LEVELS if name.endswith("xlsx")])
def test_no_saved_cell_is_a_formula(name: str) -> None:
    found = load_workbook(io.BytesIO(_raw(name))).worksheets[0]
    assert {cell.data_type for row in found for cell in row} <= {"s", "n", "d"}


def test_days_are_dates_before_and_after(lead: Client) -> None:
    for raw in (content(lead.get(f"{CHURN}levels.xlsx")), _raw("levels.xlsx")):
        sheet = load_workbook(io.BytesIO(raw)).worksheets[0]
        assert [cell.value.date() for cell in sheet[1][3:]] == [Q2, Q3]
        shown = {cell.number_format.replace("\\", "") for cell in sheet[1][3:]}
        assert shown == {"yyyy-mm-dd"}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_kept_in_calc_is_read(name: str) -> None:
    """A title over merged cells, rows hidden or filtered away, formulas, texts, per cent, sums."""
    form = read(_raw(name))
    assert levels(form) == EXPECTED
    first = KEYS[0]
    assert form.rows[0].note == f"Why {first}: 1 < 2 & “so”\nsecond line"
    assert form.rows[4].note.startswith("Why ") and not form.rows[4].note.startswith("=")


def test_a_form_with_failed_formulas_says_so() -> None:
    with pytest.raises(TableRefused) as refused:
        read_form(read_table(_raw("failed-form.xlsx")), RUBRIC)
    assert "Row 5, data-4: the formula has no result (#DIV/0!)." in refused.value.lines[0]
    assert "Row 7, data-6: the formula has no result (#N/A)." in refused.value.lines[1]


def test_a_form_kept_in_calc_becomes_a_closed_assessment(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    preview = upload(client, "form", _raw("form.xlsx"), name="form.xlsx", as_of="2026-06-30")
    page = text(client.get(preview))
    assert "Numbers are read as 0, 0.5, 1." in page and "Q2 2026" in page
    assert client.post(preview).status_code == 302
    made = Assessment.objects.get(project=cast.project)
    assert (made.status, made.as_of) == ("closed", Q2)
    assert dict(made.answers.values_list("item__key", "level")) == EXPECTED


def test_an_open_document_sheet_is_asked_for_as_xlsx(lead: Client) -> None:
    response = send(lead, "answers", _raw("open-document.ods"), as_of="2026-12-31")
    assert response.status_code == 422
    assert "OpenDocument" in text(response) and "Save it as XLSX" in text(response)


def _raw(name: str) -> bytes:
    return (SAVED / name).read_bytes()
