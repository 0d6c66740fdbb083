"""Reading a rubric: a link to one item opens its guidance, and its example can be copied."""

import pytest
from playwright.sync_api import expect

from assessments.transfer.examples import examples

from .conftest import ON_SQLITE, Open, violations

pytestmark = [pytest.mark.browser, ON_SQLITE]
PAGE = "/rubrics/ml-test-score/2017/"


def test_a_link_to_an_item_opens_its_guidance_and_the_example_is_copied(people: Open) -> None:
    page = people("vic@example.org", permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{PAGE}#monitor-6")
    item = page.locator("#monitor-6")
    expect(item.locator(".guide")).to_contain_text("Break the numbers down")
    expect(item).to_be_in_viewport()
    expect(page.locator("#monitor-5 .guide")).to_have_count(0)
    assert violations(page) == []
    button = item.locator("code-example button")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_text("Copied")
    expect(item.locator("[role=status]")).to_have_text("The example was copied.")
    assert page.evaluate("navigator.clipboard.readText()") == examples()["monitor-6"].code


def test_the_guidance_of_an_item_is_opened_from_the_keyboard(people: Open) -> None:
    page = people("vic@example.org")
    page.goto(PAGE)
    summary = page.locator("#data-2 summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#data-2 .guide")).to_contain_text("Correlations")
    expect(summary).to_be_focused()
    page.locator(".contents a", has_text="infra-3").click()
    expect(page.locator("#infra-3 .guide")).to_contain_text("A quick version on a data sample")


def test_without_a_clipboard_the_example_is_selected(people: Open) -> None:
    page = people("vic@example.org")
    page.goto(f"{PAGE}items/data-1/")
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    page.evaluate("void (document.execCommand = () => false)")
    page.locator("code-example button").click()
    expect(page.locator("code-example button")).to_have_text("Selected: press Ctrl C")
    assert "def violations(batch" in page.evaluate("getSelection().toString()")


def test_without_scripts_an_item_has_a_page_with_its_example(people: Open) -> None:
    page = people(java_script_enabled=False)
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("vic@example.org")
    page.locator("input[name=password]").fill("mlscore-demo")
    page.locator("main form button[type=submit]").first.click()
    page.goto(PAGE)
    page.locator("#data-1 summary").click()
    page.locator("#data-1 details a").click()
    page.wait_for_url("**/items/data-1/")
    expect(page.locator("pre")).to_contain_text("def violations(batch")
    expect(page.locator("code-example button")).to_have_count(0)


def test_printed_the_contents_are_gone_and_everything_else_is_there(people: Open) -> None:
    page = people("vic@example.org")
    page.goto(f"{PAGE}print/")
    page.emulate_media(media="print")
    expect(page.locator(".guide")).to_have_count(28)
    expect(page.locator(".guide").last).to_be_visible()
    expect(page.locator("nav.crumbs")).to_be_hidden()
    expect(page.locator(".ruler")).to_be_visible()
    page.goto(f"{PAGE}print/data/")
    expect(page.locator("pre").last).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
