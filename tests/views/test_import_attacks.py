"""Attacks on the three doors for tables: a sentence that says what to do, and nothing changed."""

import html
import io
import re
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from openpyxl import Workbook

from assessments.models import Answer, Upload
from assessments.transfer.tables import write_csv
from tests.cast import Q2, Q4, Cast, closed, draft
from tests.transfer.attacks import TABLES
from tests.transfer.packages import Sheet, formula, package, row, text
from tests.views.test_imports import TODAY, content, form, keys_of, rows_of, send, state, upload
from tests.views.test_imports import text as page_of

DOORS: tuple[tuple[str, dict[str, str]], ...] = (
    ("answers", {"as_of": "2026-12-31"}),
    ("levels", {}),
    ("form", {"as_of": "2026-03-31"}),
)
DO = re.compile(
    r"Save|Send|Choose|Keep|Delete|Open|Copy|Shorten|Use |Write|Name|Rename|Show|There are|Leave"
    r"|There is no .* Write|has to name|It has to|has none of|No column is named|is unknown\. There"
)


def counts() -> dict[str, int]:
    """How many rows each table of the database has, but for sign-ins."""
    models = (m for m in apps.get_models() if m._meta.app_label == "assessments")
    return {model.__name__: model._default_manager.count() for model in models}


def problems(response: Any) -> list[str]:
    found = re.search(r'<div class="error-summary".*?</div>', page_of(response), re.S)
    assert found
    return [html.unescape(line) for line in re.findall(r"<li>(.*?)</li>", found[0], re.S)]


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    closed(cast.project, Q2, lead=cast.lead)
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.lead)
    return client


@pytest.mark.parametrize("number", range(len(TABLES)), ids=list(TABLES))
@time_machine.travel(TODAY, tick=False)
def test_an_attack_is_answered_in_words_and_changes_nothing(number: int, lead: Client) -> None:
    make, says = list(TABLES.values())[number]
    raw = make()
    before = (state(), counts())
    for way, data in DOORS if not says else DOORS[number % 3 :][:1]:
        response = send(lead, way, raw, "attack.xlsx", **data)
        assert response.status_code == 422
        assert "Nothing was changed" in page_of(response)
        said = problems(response)
        assert said
        assert any(DO.search(line) for line in said), said
        assert says in " ".join(said)
    assert (state(), counts()) == before


DATES = ("0000-00-00", "2026-02-30", "9999-12-31", "-1-01-01", "2026-13-01", "1999-12-31", "46112")


@pytest.mark.parametrize("day", DATES)
def test_a_day_that_is_none_is_refused_at_each_door(day: str, cast: Cast, lead: Client) -> None:
    before = (state(), counts())
    levels = write_csv([["item", day], *([key, "manual"] for key in keys_of(cast))])
    for way, raw, data in (
        ("levels", levels, {}),
        ("form", write_csv(form()), {"as_of": day}),
        ("answers", b"item,level\r\ndata-1,none\r\n", {"as_of": day}),
    ):
        response = send(lead, way, raw, **data)
        assert response.status_code == 422
        assert re.search(
            "is not a date|not between 2000 and 2100|Choose a day from 2000|no such open draft",
            page_of(response),
        )
    assert (state(), counts()) == before


NUMBERS = ("9" * 30, "NaN", "Infinity", "-0.5", "1e400", "0x1", "١", "1_0", "1/2", "--1", "0,5,5")


@pytest.mark.parametrize("value", NUMBERS)
def test_a_number_that_is_no_level_is_named_with_its_row(value: str, lead: Client) -> None:
    before = (state(), counts())
    rows = form()
    rows[3][1] = value
    response = send(lead, "form", write_csv(rows), as_of="2026-03-31")
    assert response.status_code == 422
    (said,) = problems(response)
    assert said.startswith("Row 4, data-3: “") and "Use 0, 0.5, 1" in said
    assert (state(), counts()) == before


@pytest.mark.parametrize("revision", ["9" * 19, "-1", "1.5", "NaN", "١"])
def test_a_revision_that_is_none_is_named_with_its_row(revision: str, lead: Client) -> None:
    raw = write_csv([["item", "note", "revision"], ["data-1", "x", revision]])
    response = send(lead, "answers", raw, as_of="2026-12-31")
    assert problems(response)[0].startswith("Row 2, data-1: the revision is no whole number")
    ahead = write_csv([["item", "note", "revision"], ["data-1", "x", "9" * 18]])
    page = page_of(lead.get(upload(lead, "answers", ahead, as_of="2026-12-31")))
    assert "older than the assessment" in page and ">Import</button>" not in page


def test_the_longest_cell_is_read_and_the_note_says_what_fits(lead: Client) -> None:
    before = state()
    raw = write_csv([["item", "note"], ["data-1", "x" * 32_767]])
    preview = upload(lead, "answers", raw, as_of="2026-12-31")
    page = page_of(lead.get(preview))
    assert "32,767 characters long; at most 10,000 fit" in page
    assert ">Import</button>" not in page and lead.post(preview).status_code == 422
    assert state() == before


def test_a_formula_is_taken_as_what_it_said_when_it_was_saved(lead: Client) -> None:
    names = text("A1", "item"), text("B1", "note")
    note = formula("B2", 'WEBSERVICE("http://example.org")', "=cmd|' /C calc'!A0")
    raw = package(Sheet("A", row(1, *names) + row(2, text("A2", "data-1"), note)))
    preview = upload(lead, "answers", raw, as_of="2026-12-31")
    assert lead.post(preview).status_code == 302
    rows = rows_of(content(lead.get("/projects/churn/assessments/2026-12-31/answers.csv")))
    assert rows[0]["note"] == "=cmd|' /C calc'!A0"
    assert not Upload.objects.exists()


@time_machine.travel(TODAY, tick=False)
def test_a_formula_that_was_never_computed_is_refused_at_every_door(lead: Client) -> None:
    """A note would become empty, as the preview showed it."""
    keys = list(Answer.objects.filter(assessment__as_of=Q4).values_list("item__key", flat=True))
    before = (state(), counts())
    for way, data, header, column in (
        (*DOORS[0], ("item", "note"), "“note”"),
        (*DOORS[1], ("item", "2026-03-31"), "“2026-03-31”"),
        (*DOORS[2], ("item", "score"), "B"),
    ):
        book = Workbook()
        for one in (header, *((key, '=HYPERLINK("http://evil","x")') for key in keys)):
            book.worksheets[0].append(one)
        out = io.BytesIO()
        book.save(out)
        response = send(lead, way, out.getvalue(), "formulas.xlsx", **data)
        assert response.status_code == 422
        said = problems(response)
        assert said[0].startswith(f"Row 2, {keys[0]}: column {column} holds a formula whose result")
        assert DO.search(said[0]) and "Nothing was changed" in page_of(response)
    assert (state(), counts()) == before


def century(cast: Cast, count: int) -> bytes:
    days = [
        f"{year}-{month}-01" for year in range(2000, 2025) for month in ("01", "04", "07", "10")
    ]
    table = [["item", *days[:count]], *([key, *["none"] * count] for key in keys_of(cast))]
    return write_csv(table)


@time_machine.travel(TODAY, tick=False)
def test_so_many_dates_that_others_would_wait_are_asked_for_in_parts(
    cast: Cast, lead: Client
) -> None:
    before = (state(), counts())
    (said,) = problems(send(lead, "levels", century(cast, 97)))
    assert said.startswith("The file has 97 dates that are new; at most 30 are imported at once.")
    assert (state(), counts()) == before
    assert lead.post(upload(lead, "levels", century(cast, 30))).status_code == 302
    (said,) = problems(send(lead, "levels", century(cast, 97)))
    assert said.startswith("The file has 67 dates that are new")
    assert lead.post(upload(lead, "levels", century(cast, 60))).status_code == 302
