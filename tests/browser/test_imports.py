"""What a preview says of a file is what is written, and no button pressed again does any harm."""

import csv
import io
import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assessments.transfer.tables import read_table, write_csv

from .conftest import Open, Watch, violations
from .test_journey import open_draft

pytestmark = pytest.mark.browser

IMPORT = "/projects/churn/import/"
Answers = dict[str, dict[str, str]]
LEVELS = {"Not done": "none", "Done by hand": "manual", "Automated": "automated", "": ""}


@dataclass
class Row:
    """A row of the preview: what it says of one item."""

    fate: str
    fields: dict[str, str]


def answers(page: Page, address: str) -> Answers:
    """The answers of an assessment as its file says them, by item."""
    raw = page.request.get(f"{address}answers.csv").body()
    table = read_table(raw)
    return {cells["item"]: dict(cells) for _, cells in table.named(table.lines[0])}


def send(page: Page, form: str, rows: list[list[str]]) -> None:
    """Choose a file on the import page and ask what it would do."""
    part = page.locator(f"section[aria-labelledby=way-{form}]")
    part.locator("input[type=file]").set_input_files(
        {"name": "scores.csv", "mimeType": "text/csv", "buffer": write_csv(rows)}
    )
    part.get_by_role("button", name="Show what it would do").click()
    page.wait_for_url(re.compile(r"/import/\d+/$"))


def preview(page: Page) -> dict[str, Row]:
    """Every row that names an item."""
    found = {}
    for line in page.locator("table.preview tbody tr").all():
        details = line.locator("dl > div").all()
        fields = {
            one.locator("dt").inner_text(): one.locator("ins").inner_text().replace("(empty)", "")
            for one in details
        }
        key = line.locator(".key").inner_text()
        found[key] = Row(line.locator(".fate").inner_text().strip(), fields)
    return found


def said(fields: dict[str, str]) -> dict[str, str]:
    """What the preview says of an answer, as a file would."""
    names = {"Level": "level", "Note": "note", "Evidence": "evidence", "Last result": "last_result"}
    read = {names[label]: text for label, text in fields.items()}
    return read | ({"level": LEVELS[read["level"]]} if "level" in read else {})


def table_of(sent: Answers) -> list[list[str]]:
    columns = ["item", "level", "note", "evidence", "last_result", "revision"]
    return [columns, *([row[name] for name in columns] for row in sent.values())]


def test_what_the_preview_says_is_what_is_written(people: Open, watch: Watch) -> None:
    page, other = people("ada@example.org"), people("grace@example.org")
    open_draft(page)
    address = page.url
    before = answers(page, address)
    sent = {key: dict(row) for key, row in before.items()}
    for key, note in (("data-1", "=1+1\n'quoted'"), ("data-2", "mine"), ("data-3", "mine too")):
        sent[key]["note"] = note
    sent["model-1"]["level"] = "none" if before["model-1"]["level"] != "none" else "manual"
    sent["model-2"]["last_result"] = "failed"
    sent["infra-1"]["evidence"] = "https://example.org/run?a=1&b=2"
    for key in ("data-2", "data-3"):
        other.goto(address)
        other.locator(f"[name={key}-note]").fill(f"theirs {key}")
        other.keyboard.press("Tab")
        expect(other.locator(f"#{key}-status")).to_contain_text("Saved")
    now = answers(page, address)
    page.goto(IMPORT)
    send(page, "answers", table_of(sent))
    assert violations(page) == []
    rows = preview(page)
    page.reload()
    assert preview(page) == rows
    assert answers(page, address) == now
    assert [key for key, row in rows.items() if row.fate == "conflict"] == ["data-2", "data-3"]
    assert sum(row.fate == "same as now" for row in rows.values()) == 28 - 6
    page.locator("input[name=take][value=data-3]").check()
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url(address)
    after = answers(page, address)
    for key, row in rows.items():
        written = {name: after[key][name] for name in after[key]}
        kept = row.fate == "same as now" or key == "data-2"
        expected = now[key] | ({} if kept else said(row.fields))
        for name in ("level", "note", "evidence", "last_result"):
            assert written[name] == expected[name], (key, name)
    press_again(page, watch)
    assert answers(page, address) == after


def press_again(page: Page, watch: Watch) -> None:
    """Back to the preview, and *Import* once more wherever it is still shown; then a reload."""
    watch.expect("404", "409")
    page.go_back()
    button = page.get_by_role("button", name="Import", exact=True)
    if button.count():
        button.click()
    expect(page.get_by_role("alert")).to_contain_text("it was imported already")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("it was imported already")
    assert violations(page) == []


def form(level: str) -> list[list[str]]:
    keys = [f"{part}-{n}" for part in ("data", "model", "infra", "monitor") for n in range(1, 8)]
    rows = [[key, level if key.endswith("7") else "0.5", f"As of then: {key}"] for key in keys]
    return [["Test", "Score", "Notes"], *rows]


def test_the_form_is_closed_as_shown_and_once_by_two_presses(people: Open, watch: Watch) -> None:
    page = people("ada@example.org")
    page.goto(IMPORT)
    page.locator("section[aria-labelledby=way-form] [name=as_of]").fill("2019-03-31")
    send(page, "form", form("1"))
    rows = preview(page)
    assert len(rows) == 29  # the whole of it first
    whole = rows.pop("31 Mar 2019" if "31 Mar 2019" in rows else "Q1 2019")
    assert whole.fields["Overall"] == "4"
    watch.expect("404", "409")
    page.get_by_role("button", name="Import", exact=True).dblclick()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("What this file would do")
    page.wait_for_load_state("networkidle")
    told = page.get_by_role("alert")
    if told.count():  # the second press was answered last
        expect(told).to_contain_text(re.compile("imported already|not imported a second time"))
    page.goto("/projects/churn/")
    written = answers(page, "/projects/churn/assessments/2019-03-31/")
    for key, row in rows.items():
        assert row.fate == "new"
        expected = said(row.fields)
        assert {name: written[key][name] for name in expected} == expected
    scores = page.request.get("/projects/churn/scores.csv").text().lstrip("\ufeff")
    found: list[dict[str, Any]] = [
        row for row in csv.DictReader(io.StringIO(scores)) if row["date"] == "2019-03-31"
    ]
    assert [(row["state"], row["overall"]) for row in found] == [("closed", "4")]
    page.goto("/projects/churn/assessments/2019-03-31/history/")
    expect(page.get_by_text("Submitted", exact=False).first).to_be_visible()


def test_a_file_that_can_not_be_read_says_what_to_do(people: Open, watch: Watch) -> None:
    watch.expect("422")
    page = people("ada@example.org")
    page.goto(IMPORT)
    part = page.locator("section[aria-labelledby=way-form]")
    part.locator("[name=as_of]").fill("2019-06-30")
    part.locator("input[type=file]").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n\xe2\xe3"}
    )
    part.get_by_role("button", name="Show what it would do").click()
    expect(page.get_by_role("alert")).to_contain_text("This is a PDF document. Save it as XLSX")
    expect(page.locator("section[aria-labelledby=way-form] [name=as_of]")).to_have_value(
        "2019-06-30"
    )
    assert violations(page) == []
