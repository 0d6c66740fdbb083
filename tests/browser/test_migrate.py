"""A lead moves a project to their own version and reads whether the team or the ruler changed."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessments.transfer.rubric_files import SHIPPED, read_rubric_file
from tests.support.server import ROOT, Server

from .conftest import Open, violations

pytestmark = pytest.mark.browser


def load_ours(server: Server, folder: Path) -> None:
    """The 2017 version with an item more in *Monitoring*, and one that reads otherwise."""
    document = copy.deepcopy(dict(read_rubric_file(SHIPPED / "ml-test-score-2017.yaml")))
    document.update(version="2017-ours", name="ML Test Score, ours", default=False)
    items = {item["key"]: item for part in document["sections"] for item in part["items"]}
    for key, item in items.items():
        item["replaces"] = [key]
    items["data-2"]["statement"] += " It is measured anew each quarter."
    more = {**items["monitor-7"], "key": "monitor-8", "title": "Alerts reach somebody"}
    more["replaces"] = []
    next(part for part in document["sections"] if part["key"] == "monitor")["items"].append(more)
    path = folder / "ours.json"
    path.write_text(json.dumps(document))
    subprocess.run(
        [sys.executable, "manage.py", "load_rubric", str(path)],
        cwd=ROOT,
        env=server.environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def confirm_all(page: Page) -> None:
    """Section by section, as far as that goes."""
    for button in page.locator("[data-confirm-section]").all():
        button.click()
        expect(button).to_have_attribute("data-done", "true")


def test_a_lead_moves_a_project_and_reads_who_changed(
    people: Open, server: Server, tmp_path: Path
) -> None:
    load_ours(server, tmp_path)
    page = people("ada@example.org")
    page.goto("/projects/churn/settings/")
    page.get_by_role("link", name="Move to another version").click()
    page.get_by_role("link", name="ML Test Score, ours").click()
    expect(page.locator(".counts")).to_contain_text("27 carried over as they are")
    expect(page.locator("#data-2")).to_contain_text("reworded")
    expect(page.locator("#monitor-8")).to_contain_text("No answer yet: it is new here")
    assert violations(page) == []
    page.get_by_role("button", name="Move the project").click()
    expect(page.locator(".messages")).to_contain_text("is on ML Test Score, ours now")

    page.goto("/projects/churn/assessments/new/")
    page.locator("[name=as_of]").fill("2027-03-31")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/assessments/2027-03-31/")
    reworded, new = page.locator("#data-2"), page.locator("#monitor-8")
    expect(reworded).to_contain_text("Reworded in 2017-ours: read it again.")
    expect(new).to_have_attribute("data-state", "unanswered")
    assert violations(page) == []
    confirm_all(page)
    expect(page.locator("#data-1")).to_have_attribute("data-state", "answered")
    expect(reworded).to_have_attribute("data-state", "unconfirmed")
    expect(reworded.locator(".status")).to_have_text("Left as it is")
    reworded.get_by_role("button", name="Confirm").click()
    expect(reworded).to_have_attribute("data-state", "answered")
    new.locator("input[value=automated]").click()
    expect(new).to_have_attribute("data-state", "answered")
    page.get_by_role("link", name="Review and submit").click()
    page.get_by_role("button", name="Submit").click()

    page.goto("/projects/churn/")
    told = page.locator(".explained")
    expect(told.locator(".finding")).to_contain_text("The ruler changed nothing, the team")
    expect(told).to_contain_text("2017-ours: 28 of 29 items")
    assert violations(page) == []
    told.get_by_role("link", name="What changed in the rubric").click()
    expect(page.locator("#new")).to_contain_text("Alerts reach somebody")
    expect(page.locator("#reworded ins")).to_have_text("It is measured anew each quarter.")
    assert violations(page) == []
