"""A lead writes a version of a rubric in a browser: from the keyboard, and never loses a word."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open, Watch, violations
from .test_journey import tab_to

pytestmark = pytest.mark.browser

VERSION = "/rubrics/ml-test-score/2017/"
TEXTS = {
    "statement": "What one prediction costs is **known** and watched.",
    "why": "A model that pays for itself today\n\n- need not tomorrow\n- and nobody notices",
    "how_to_check": "Divide the bill by the requests.",
    "manual": "A dated sheet.",
    "automated": "An alert on the cost of a request.",
    "not_enough": "The bill of the whole team.",
    "applicability": "Where nothing is paid for, count seconds.",
}
WIDTH = "document.documentElement.scrollWidth"


def press(page: Page, script: str) -> None:
    """Follow a link or send a form from the keyboard, and wait for the page that comes."""
    tab_to(page, script)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_into(page: Page, name: str, text: str) -> None:
    tab_to(page, f"e.name === '{name}'")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def begin(page: Page, version: str = "2017-ours") -> str:
    """A draft of the 2017 version; the address of its outline."""
    page.goto(VERSION)
    press(page, "/^Write a version/.test(e.textContent)")
    page.wait_for_url(re.compile("/rubrics/drafts/new/"))
    tab_into(page, "version", version)
    press(page, "e.tagName === 'BUTTON' && /^Begin/.test(e.textContent.trim())")
    page.wait_for_url(re.compile(r"/rubrics/drafts/\d+/$"))
    return page.url


def test_an_item_is_added_published_and_read_from_the_keyboard(people: Open) -> None:
    page = people("ada@example.org")
    outline = begin(page)
    tab_to(page, "e.id === 'add-monitor'")
    page.keyboard.insert_text("Cost of each prediction is watched")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/items/monitor-8/$"))
    for name, text in TEXTS.items():
        tab_into(page, name, text)
    press(page, "e.tagName === 'BUTTON' && e.textContent.trim() === 'Save'")
    expect(page.locator(".messages")).to_contain_text("aved")
    page.goto(outline)
    expect(page.locator(".state")).to_contain_text("Sound")
    press(page, "(e.href || '').endsWith('/preview/')")
    press(page, "(e.href || '').endsWith('?project=churn')")
    expect(page.locator("#unanswered")).to_be_visible()
    expect(page.locator("main")).to_contain_text("monitor-8")
    page.goto(outline)
    press(page, "(e.href || '').endsWith('/publish/')")
    expect(page.locator("main")).to_contain_text("28 items stay as they are")
    tab_into(page, "release_notes", "Adds **cost** to Monitoring.")
    press(page, "e.tagName === 'BUTTON' && /^Publish/.test(e.textContent.trim())")
    page.wait_for_url(re.compile("/rubrics/ml-test-score/2017-ours/$"))
    expect(page.locator(".messages")).to_contain_text("never changes")
    expect(page.locator("#monitor-8")).to_contain_text("Cost of each prediction is watched")
    expect(page.locator("main strong", has_text="cost")).to_be_visible()
    page.goto("/rubrics/ml-test-score/2017-ours/items/monitor-8/")
    expect(page.locator("main li", has_text="need not tomorrow")).to_be_visible()
    expect(page.locator("main strong", has_text="known")).to_be_visible()
    page.goto("/rubrics/drafts/")
    expect(page.locator("main")).not_to_contain_text("2017-ours")


def test_the_text_is_edited_and_the_second_chooses(people: Open, watch: Watch) -> None:
    watch.expect("409", "422")
    ada, root = people("ada@example.org"), people("root@example.org")
    begin(ada)
    path = f"{ada.url}text/"
    for page in (ada, root):
        page.goto(path)
    text = root.locator("#text").input_value()
    root.locator("#text").fill(re.sub("(?m)^name: .*$", "name: Theirs", text))
    root.get_by_role("button", name="Save").click()
    expect(root.locator(".messages")).to_contain_text("Saved")
    ada.locator("#text").fill(re.sub("(?m)^name: .*$", "name: Mine", text))
    ada.get_by_role("button", name="Save").click()
    expect(ada.locator(".error-summary")).to_contain_text("changed this draft meanwhile")
    assert "name: Theirs" in ada.locator("#theirs").input_value()
    assert violations(ada) == []
    ada.get_by_role("button", name="Keep mine").click()
    expect(ada.locator("h1")).to_contain_text("Mine")
    broken = ada.locator("#text").input_value().replace("levels:", "levels: [", 1)
    ada.locator("#text").fill(broken)
    ada.get_by_role("button", name="Save").click()
    expect(ada.locator(".error-summary")).to_contain_text("Nothing was saved")
    assert ada.locator("#text").input_value() == broken
    ada.locator("a[data-line]").first.click()
    selected = "(t => t.value.slice(t.selectionStart, t.selectionEnd))"
    assert ada.evaluate(f"{selected}(document.getElementById('text'))")
    assert violations(ada) == []


def test_without_javascript_a_draft_is_written_and_published(people: Open, watch: Watch) -> None:
    watch.expect("422")
    page = people("ada@example.org", java_script_enabled=False)
    page.goto(VERSION)
    page.get_by_role("link", name="Write a version from it").click()
    page.locator("[name=version]").fill("plain")
    page.get_by_role("button", name=re.compile("^Begin")).click()
    outline = page.url
    page.locator("li#data-2 button[value=up-item]").click()
    first = page.locator("[aria-labelledby='title-data'] ol li").first
    expect(first).to_contain_text("data-2")
    page.goto(f"{outline}publish/")
    page.get_by_role("button", name=re.compile("^Publish")).click()
    expect(page.locator(".error-summary")).to_contain_text("Say what this version changes")
    page.locator("[name=release_notes]").fill("Another order.")
    page.get_by_role("button", name=re.compile("^Publish")).click()
    expect(page.locator("h1")).to_contain_text("ML Test Score")
    expect(page.locator(".messages")).to_contain_text("never changes")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_of_a_draft(theme: str, width: int, people: Open) -> None:
    size = {"width": width, "height": 900}
    page = people("ada@example.org", color_scheme=theme, viewport=size)
    outline = begin(page)
    parts = ("", "identity/", "scoring/", "roles/", "sections/data/", "items/data-1/", "delete/")
    mine = ("text/", "preview/", "preview/?project=churn", "publish/")
    paths = [f"{outline}{part}" for part in (*parts, *mine)]
    for path in (*paths, "/rubrics/drafts/", "/rubrics/drafts/new/"):
        page.goto(path)
        assert violations(page) == [], (path, theme, width)
        assert page.evaluate(WIDTH) <= width, (path, width)


def test_what_is_wrong_is_said_while_it_is_typed(people: Open) -> None:
    page = people("ada@example.org")
    page.goto(f"{begin(page, 'live')}scoring/")
    page.fill("[name=bands-5-lower]", "9")
    expect(page.locator("#checks")).to_contain_text("can never be reached")
    page.fill("[name=bands-5-lower]", "6")
    expect(page.locator("#checks")).to_contain_text("Nothing to repair here")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messages")).to_contain_text("Saved")
