"""The main job: a team fills in its quarterly assessment in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open, Watch

pytestmark = pytest.mark.browser


def open_draft(page: Page) -> None:
    page.goto("/projects/churn/")
    page.get_by_role("link", name=re.compile("Continue|Read")).first.click()
    page.wait_for_url(re.compile(r"/assessments/\d{4}-\d{2}-\d{2}/$"))


def new_assessment(page: Page, name: str) -> None:
    page.goto("/projects/new/")
    page.get_by_label("Name").fill(name)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("link", name=re.compile("Start an assessment|Start the first")).first.click()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/assessments/\d{4}-\d{2}-\d{2}/$"))


def tab_to(page: Page, script: str) -> None:
    """Press Tab until the focused element is the wanted one."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const e = document.activeElement; return {script}; }})()"):
            return
    raise AssertionError(f"Tab never reached {script}")


def test_28_items_from_the_keyboard_alone_and_submitted(people: Open) -> None:
    page = people("ada@example.org")
    new_assessment(page, "Keyboard project")
    keys = page.locator("fieldset[data-item]")
    assert keys.count() == 28
    for index in range(28):
        page.keyboard.press("j" if index % 2 else "n")
        focused = page.evaluate("document.activeElement.dataset.item")
        assert focused == keys.nth(index).get_attribute("data-item")
        page.keyboard.press("2" if index % 7 else "1")
        expect(page.locator(f"#{focused}-status")).to_contain_text("Saved")
        assert page.evaluate("document.activeElement.dataset.item") == focused
    expect(page.locator("#overall-score")).to_have_text("6.5")
    for section in ("data", "model", "infra", "monitor"):
        expect(page.locator(f"#section-score-{section}")).to_have_text("6.5")
    expect(page.locator("#overall-band")).to_have_text(re.compile("Exceptional"))
    page.keyboard.press("e")
    page.keyboard.type("https://ci.example.org/run/1")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#monitor-7-status")).to_contain_text("Saved")
    tab_to(page, "(e.href || '').endsWith('/submit/')")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/submit/$"))
    tab_to(page, "e.tagName === 'BUTTON' && /^Submit/.test(e.textContent.trim())")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/assessments/\d{4}-\d{2}-\d{2}/$"))
    assert page.locator("input[type=radio]").count() == 0
    expect(page.locator("#overall-score")).to_have_text("6.5")


def test_the_score_follows_each_answer(people: Open) -> None:
    page = people("grace@example.org")
    open_draft(page)
    before = page.locator("#section-score-monitor").inner_text()
    page.locator("#monitor-3 input[value=automated]").check()
    expect(page.locator("#monitor-3-status")).to_contain_text("Saved")
    expect(page.locator("#section-score-monitor")).not_to_have_text(before)
    page.reload()
    expect(page.locator("#monitor-3 input[value=automated]")).to_be_checked()


def test_carried_over_answers_wait_until_somebody_confirms(people: Open) -> None:
    page = people("linus@example.org")
    open_draft(page)
    waiting = page.locator("fieldset[data-state=unconfirmed]")
    count = waiting.count()
    assert count > 5
    first = waiting.first.get_attribute("data-item")
    page.locator(f"#{first}").get_by_role("button", name="Confirm").click()
    expect(page.locator(f"#{first}")).to_have_attribute("data-state", "answered")
    second = waiting.first.get_attribute("data-item")
    page.locator(f"#{second} input[type=radio]:checked").click()
    expect(page.locator(f"#{second}")).to_have_attribute("data-state", "answered")
    third = waiting.first.get_attribute("data-item")
    page.locator(f"#{third}").focus()
    page.keyboard.press("c")
    expect(page.locator(f"#{third}")).to_have_attribute("data-state", "answered")
    assert page.evaluate("document.activeElement.id") == third
    assert waiting.count() == count - 3
    section = page.locator(
        f"#section-{str(waiting.first.get_attribute('data-item')).split('-')[0]}"
    )
    section.locator("[data-confirm-section]").click()
    expect(section.locator("fieldset[data-state=unconfirmed]")).to_have_count(0)


def test_single_keys_never_fire_in_text_and_can_be_switched_off(people: Open) -> None:
    page = people("ada@example.org")
    new_assessment(page, "Keys")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.keyboard.type("2 j n c ? 0 1")
    assert page.evaluate("document.activeElement.name") == "data-1-evidence"
    assert page.locator("#data-1 input:checked").count() == 0
    page.locator("#data-1-evidence, [name=data-1-evidence]").first.fill("")
    page.locator("#data-2").focus()
    page.keyboard.press("?")
    expect(page.locator("#keyboard-help")).to_be_visible()
    page.locator("#single-keys").uncheck()
    page.keyboard.press("Escape")
    page.locator("#data-2").focus()
    page.keyboard.press("2")
    assert page.locator("#data-2 input:checked").count() == 0
    page.reload()
    page.locator("#data-2").focus()
    page.keyboard.press("2")
    assert page.locator("#data-2 input:checked").count() == 0


def test_filters_act_at_once_and_can_be_shared(people: Open) -> None:
    page = people("ada@example.org")
    open_draft(page)
    page.locator("a[data-show=unanswered]").click()
    shown = page.locator("fieldset[data-item]:not([hidden])")
    assert {item.get_attribute("data-state") for item in shown.all()} == {"unanswered"}
    count = shown.count()
    assert "show=unanswered" in page.url
    page.reload()
    assert shown.count() == count
    page.locator("a[data-show=all]").click()
    page.locator("a[data-section-filter=infra]").click()
    assert shown.count() == 7
    page.locator("a[data-role-filter=devops]").click()
    assert {item.get_attribute("data-role") for item in shown.all()} == {"devops"}
    assert {item.get_attribute("data-section") for item in shown.all()} == {"infra"}


def test_guidance_opens_in_place(people: Open) -> None:
    page = people("vic@example.org")
    open_draft(page)
    item = page.locator("#infra-6")
    item.locator("summary").first.click()
    expect(item.get_by_text("Why it matters")).to_be_visible()
    expect(item.get_by_role("link", name="Guidance for infra-6")).to_have_count(0)
    assert page.locator("input[type=radio]").count() == 0


def test_guidance_is_a_link_where_it_cannot_be_fetched(people: Open, watch: Watch) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page = people("vic@example.org")
    open_draft(page)
    page.context.set_offline(True)
    item = page.locator("#infra-6")
    item.locator("summary").first.click()
    expect(item.locator("details")).to_have_attribute("aria-busy", "false")
    page.context.set_offline(False)
    item.get_by_role("link", name="Guidance for infra-6").click()
    expect(page.get_by_text("Why it matters")).to_be_visible()
    assert page.url.endswith("/items/infra-6/guidance/")


def test_a_phone_has_no_sideways_scroll(people: Open) -> None:
    page = people("ada@example.org", viewport={"width": 360, "height": 740})
    for path in ("/", "/projects/churn/", "/projects/new/"):
        page.goto(path)
        assert_fits(page)
    open_draft(page)
    assert_fits(page)


def test_far_too_long_words_stay_on_the_page(people: Open) -> None:
    page = people("ada@example.org", viewport={"width": 390, "height": 800})
    new_assessment(page, "W" * 120)
    page.locator("textarea[name=data-1-note]").fill("n" * 10_000)
    page.locator("#data-1 input[value=manual]").check()
    expect(page.locator("#data-1-status")).to_contain_text("Saved")
    draft = page.url
    for path in (draft, f"{draft}submit/", f"{draft}history/", f"/projects/{'w' * 70}/", "/"):
        page.goto(path)
        assert_fits(page)


def assert_fits(page: Page) -> None:
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert widths[0] <= widths[1], page.url
