"""What is typed survives a conflict, an error, an expired login and a server restart."""

import re
import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.server import Server

from .conftest import Open, Watch
from .test_journey import open_draft

pytestmark = pytest.mark.browser


def type_note(page: Page, text: str, item: str = "data-2") -> None:
    field = page.locator(f"textarea[name={item}-note]")
    field.fill(text)
    field.blur()


def saved(page: Page, item: str = "data-2") -> None:
    expect(page.locator(f"#{item}-status")).to_contain_text("Saved")


def conflict(people: Open, watch: Watch) -> tuple[Page, Page]:
    watch.expect("409")
    first, second = people("grace@example.org"), people("linus@example.org")
    open_draft(first)
    open_draft(second)
    type_note(first, "what Grace wrote")
    saved(first)
    type_note(second, "what Linus wrote")
    expect(second.locator("#data-2-slot")).to_contain_text("what Grace wrote")
    expect(second.locator("#data-2-slot")).to_contain_text("what Linus wrote")
    return first, second


def test_two_people_in_conflict_keep_mine(people: Open, watch: Watch) -> None:
    first, second = conflict(people, watch)
    second.locator("#data-2 [data-keep-mine]").click()
    saved(second)
    first.reload()
    expect(first.locator("textarea[name=data-2-note]")).to_have_value("what Linus wrote")


def test_two_people_in_conflict_use_theirs(people: Open, watch: Watch) -> None:
    first, second = conflict(people, watch)
    second.locator("#data-2 [data-use-theirs]").click()
    saved(second)
    expect(second.locator("textarea[name=data-2-note]")).to_have_value("what Grace wrote")
    first.reload()
    expect(first.locator("textarea[name=data-2-note]")).to_have_value("what Grace wrote")


def slow(route: Route) -> None:
    time.sleep(0.4)
    route.continue_()


def test_typing_goes_on_while_a_save_is_under_way(people: Open) -> None:
    page = people("grace@example.org")
    open_draft(page)
    page.route("**/answers/**", slow)
    field = page.locator("textarea[name=data-2-note]")
    field.fill("")
    field.press_sequentially("one two three", delay=20)
    page.wait_for_timeout(1300)
    field.press_sequentially(" four five", delay=20)
    field.blur()
    page.wait_for_timeout(1500)
    saved(page)
    expect(field).to_have_value("one two three four five")
    page.unroute("**/answers/**")
    page.reload()
    expect(field).to_have_value("one two three four five")


def test_a_server_restart_while_typing(people: Open, server: Server, watch: Watch) -> None:
    watch.expect(
        "ERR_CONNECTION_REFUSED", "Failed to fetch", "ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE"
    )
    page = people("grace@example.org")
    open_draft(page)
    server.stop()
    type_note(page, "typed while the server was away")
    expect(page.locator("#data-2-status")).to_contain_text("Not saved")
    expect(page.locator("textarea[name=data-2-note]")).to_have_value(
        "typed while the server was away"
    )
    server.start()
    expect(page.locator("#data-2-status")).to_contain_text("Saved", timeout=20_000)
    page.reload()
    expect(page.locator("textarea[name=data-2-note]")).to_have_value(
        "typed while the server was away"
    )


def test_an_expired_login_while_typing(people: Open, watch: Watch) -> None:
    watch.expect("401")
    page = people("grace@example.org")
    open_draft(page)
    page.context.clear_cookies(name="mlscore-session")
    type_note(page, "typed after the login expired")
    expect(page.locator("#data-2-status")).to_contain_text("signed out")
    with page.context.expect_page() as opened:
        page.locator("#data-2-status a").click()
    login = opened.value
    login.locator("input[name=login]").fill("grace@example.org")
    login.locator("input[name=password]").fill("mlscore-demo")
    login.locator("main form button[type=submit]").first.click()
    login.wait_for_url(re.compile(r"/$"))
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)
    page.reload()
    expect(page.locator("textarea[name=data-2-note]")).to_have_value(
        "typed after the login expired"
    )


def test_an_expired_login_while_looking(people: Open, watch: Watch) -> None:
    """A part of a page that does not come says so; the login page is not put into the page."""
    watch.expect("401")
    page = people("grace@example.org")
    page.goto("/")
    expect(page.locator("#portfolio h2").first).to_be_visible()
    page.context.clear_cookies(name="mlscore-session")
    page.locator("#f-band").select_option(index=1)
    expect(page.locator(".message")).to_contain_text("The list could not be changed. Reload")
    expect(page.locator("table.projects")).to_be_visible()
    expect(page.locator("[name=password]")).to_have_count(0)
    page.reload()
    expect(page.locator("[name=password]")).to_be_visible()
    page = people("grace@example.org")
    page.goto("/projects/churn/what-if/")
    page.context.clear_cookies(name="mlscore-session")
    page.locator("fieldset input:not(:checked)").first.check(force=True)
    expect(page.locator("#what-if .fault")).to_contain_text("Not worked out. Reload the page")
    expect(page.locator("[name=password]")).to_have_count(0)


def test_somebody_else_signs_in_meanwhile(people: Open, watch: Watch) -> None:
    watch.expect("403")
    page = people("grace@example.org")
    open_draft(page)
    field = page.locator("textarea[name=data-2-note]")
    before = field.input_value()
    page.context.clear_cookies(name="mlscore-session")
    other = page.context.new_page()
    other.goto(f"{page.url.split('/projects/')[0]}/accounts/login/")
    other.locator("input[name=login]").fill("linus@example.org")
    other.locator("input[name=password]").fill("mlscore-demo")
    other.locator("main form button[type=submit]").first.click()
    other.wait_for_url(re.compile(r"/$"))
    page.bring_to_front()
    type_note(page, "typed by Grace")
    status = page.locator("#data-2-status")
    expect(status).to_contain_text("signed in as Linus Varga now")
    expect(field).to_have_value("typed by Grace")
    field.fill(before)  # else the page asks whether it may be left
    other.goto(page.url)
    expect(other.locator("textarea[name=data-2-note]")).to_have_value(before)


def test_a_refused_link_keeps_the_text_and_says_why(people: Open, watch: Watch) -> None:
    watch.expect("422")
    page = people("grace@example.org")
    open_draft(page)
    page.locator("#data-2").focus()
    page.keyboard.press("e")
    field = page.locator("textarea[name=data-2-evidence]")
    field.fill("javascript:alert(1)")
    field.blur()
    expect(page.locator("#data-2-slot")).to_contain_text("https://")
    expect(field).to_have_value("javascript:alert(1)")
    field.fill("https://ci.example.org/1")
    field.blur()
    saved(page)
    expect(page.locator("#data-2-slot")).to_be_empty()


def test_a_text_that_no_server_takes_is_said_to_be_unsaved(people: Open, watch: Watch) -> None:
    watch.expect("400")
    page = people("grace@example.org")
    open_draft(page)
    page.evaluate("document.querySelector('[name=data-2-note]').value = 'x'.repeat(3000000)")
    page.locator("#data-2").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#data-2-status")).to_contain_text("Not saved")
    assert len(page.locator("[name=data-2-note]").input_value()) == 3_000_000


def test_a_save_to_an_assessment_that_was_closed_meanwhile(people: Open, watch: Watch) -> None:
    watch.expect("423")
    page, lead = people("grace@example.org"), people("ada@example.org")
    open_draft(page)
    open_draft(lead)
    unanswered = lead.locator("fieldset[data-state=unanswered]")
    for key in [item.get_attribute("data-item") for item in unanswered.all()]:
        lead.locator(f"#{key} input[value=none]").check()
        expect(lead.locator(f"#{key}-status")).to_contain_text("Saved")
    lead.goto(f"{lead.url}submit/")
    lead.get_by_role("button", name=re.compile("^Submit")).click()
    lead.wait_for_url(re.compile(r"/\d{4}-\d{2}-\d{2}/$"))
    type_note(page, "too late")
    expect(page.locator("#data-2")).to_contain_text("closed")
    expect(page.locator("textarea[name=data-2-note]")).to_have_value("too late")


def test_the_whole_job_without_javascript(people: Open) -> None:
    page = people("ada@example.org", java_script_enabled=False)
    open_draft(page)
    page.locator("#monitor-3 input[value=manual]").check()
    page.locator("textarea[name=monitor-3-note]").fill("checked without scripts")
    page.locator("#infra-6 input[value=none]").check()
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    expect(page.locator("textarea[name=monitor-3-note]")).to_have_value("checked without scripts")
    page.locator("[data-confirm-section]").first.click()
    page.goto(f"{page.url.partition('#')[0].partition('?')[0]}submit/")
    page.get_by_role("button", name=re.compile("^Submit")).click()
    page.wait_for_url(re.compile(r"/\d{4}-\d{2}-\d{2}/$"))
    assert page.locator("input[type=radio]").count() == 0


def test_an_expired_login_without_javascript(people: Open, watch: Watch) -> None:
    watch.expect("401", "403")
    page = people("grace@example.org", java_script_enabled=False)
    open_draft(page)
    page.locator("textarea[name=data-2-note]").fill("typed without scripts")
    page.context.clear_cookies(name="mlscore-session")
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    expect(page.locator("main")).to_contain_text("signed out")
    login = page.context.new_page()
    login.goto("/accounts/login/")
    login.locator("input[name=login]").fill("grace@example.org")
    login.locator("input[name=password]").fill("mlscore-demo")
    login.locator("main form button[type=submit]").first.click()
    login.wait_for_url(re.compile(r"/$"))
    for _ in range(2):
        button = page.get_by_role("button", name=re.compile("Save again"))
        if button.count():
            button.click()
    expect(page.locator("textarea[name=data-2-note]")).to_have_value("typed without scripts")
