"""Pages that say no: gone, forbidden, refused, overtaken. Fit to read in both themes and widths."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import ON_SQLITE, Open, Watch, unreachable, violations

pytestmark = [pytest.mark.browser, ON_SQLITE]
SAVED = Path(__file__).parents[1] / "data" / "libreoffice"
CHURN = "/projects/churn/"
WIDTH = "document.documentElement.scrollWidth"
SIZES = [("light", 1280), ("dark", 390)]
GONE = {
    f"{CHURN}assessments/2020-01-01/report/": "There is no such page in Churn early warning",
    f"{CHURN}assessments/2020-01-01/report.pdf": "There is no such page in Churn early warning",
    f"{CHURN}scores.pdf": "There is nothing here",
    "/projects/delivery-eta/": "it belongs to a team that you are not in",
    "/compare/?projects=churn,delivery-eta": "Not found or not yours",
    "/compare/?projects=churn": "One more is needed to compare",
    "/compare/?projects=1,2,3,4,5,6,7,8,9": "9 projects are too many",
    f"{CHURN}compare/?from=2026-09-30&to=2026-09-30": "Choose two different ones",
    "/projects/support-triage/compare/": "two are needed to compare",
    f"{CHURN}what-if/?data-1-level=golden&target=zz": "Left out, because it is not there",
    f"{CHURN}plan/new/?data-1-level=golden": "Nothing was saved",
    f"{CHURN}import/99999/": "This file waits no more",
    "/criticalities/": "ask an administrator",
}
FILES = {
    "lying.xlsx": b"%PDF-1.7\n\xe2\xe3\xcf\xd3",
    "large.csv": b"item,level\n" + b"x" * (2 * 1024 * 1024),
    "sheet.ods": (SAVED / "open-document.ods").read_bytes(),
}


def is_fine(page: Page, what: str) -> None:
    size = page.viewport_size
    assert size
    assert violations(page) == [], what
    assert page.evaluate(WIDTH) <= size["width"], what
    assert unreachable(page) == [], what


@pytest.mark.parametrize(("theme", "width"), SIZES)
def test_what_is_gone_or_refused(theme: str, width: int, people: Open, watch: Watch) -> None:
    watch.expect("404", "403", "422")
    size = {"width": width, "height": 900}
    page = people("ada@example.org", color_scheme=theme, viewport=size)
    for path, says in GONE.items():
        page.goto(path)
        expect(page.locator("main")).to_contain_text(says)
        assert page.locator("main a, main button").count(), path
        is_fine(page, path)
    for name, raw in FILES.items():
        page.goto(f"{CHURN}import/")
        form = page.locator("form[action$='/answers/']")
        form.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": raw}
        )
        form.locator("button").click()
        expect(page.locator(".error-summary")).to_contain_text("Nothing was changed")
        is_fine(page, name)
    viewer = people("vic@example.org", color_scheme=theme, viewport=size)
    for path in (f"{CHURN}plan/new/", f"{CHURN}settings/", f"{CHURN}import/"):
        viewer.goto(path)
        expect(viewer.locator("main")).to_contain_text("yours is viewer")
        expect(viewer.get_by_role("link", name="Go to Churn early warning")).to_be_visible()
        is_fine(viewer, path)


@pytest.mark.parametrize(("theme", "width"), SIZES)
def test_what_two_people_change_at_once(theme: str, width: int, people: Open, watch: Watch) -> None:
    watch.expect("409")
    size = {"width": width, "height": 900}
    mine = people("ada@example.org", color_scheme=theme, viewport=size)
    theirs = people("root@example.org")
    for page, choice in ((theirs, 3), (mine, 1)):
        page.goto(f"{CHURN}settings/")
        page.locator("[name=criticality]").select_option(index=choice)
    for page in (theirs, mine):
        page.locator("main button[type=submit]").last.click()
    expect(theirs.locator("main")).to_contain_text("The settings are saved.")
    summary = mine.locator(".error-summary")
    expect(summary).to_contain_text("Robin Östberg has changed this to “Critical")
    is_fine(mine, "settings")
    mine.locator("main button[type=submit]").last.click()
    expect(mine.locator("main")).to_contain_text("The settings are saved.")

    people_of = {theirs: "model-5", mine: "data-4"}
    for page, key in people_of.items():
        page.goto(f"{CHURN}plan/new/?{key}-level=automated")
        page.locator(f"[name={key}-owner]").select_option(label="Linus Varga")
    for page in people_of:
        page.get_by_role("button", name="Save the plan").click()
    expect(theirs.locator("main")).to_contain_text("The plan is saved")
    expect(summary).to_contain_text("Another plan is in force since you opened this page")
    is_fine(mine, "plan")
    mine.get_by_role("button", name="Save the plan").click()
    expect(mine.locator("main")).to_contain_text("The plan is saved")


def test_names_of_sections_are_whole_in_a_what_if_and_bars_in_one_row(people: Open) -> None:
    page = people("ada@example.org", viewport={"width": 1280, "height": 900})
    page.goto(f"{CHURN}what-if/")
    names = page.locator(".result .sections a")
    expect(names).to_have_count(4)
    cut = "found => found.filter(a => a.scrollWidth > a.clientWidth).map(a => a.textContent)"
    assert names.evaluate_all(cut) == []
    tops = "found => [...new Set(found.map(bar => Math.round(bar.getBoundingClientRect().top)))]"
    assert len(page.locator(".result .sections .bar").evaluate_all(tops)) == 1
