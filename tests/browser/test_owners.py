"""What a lead does about responsibility, in a browser: assign, take back, print, hand over."""

import re

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from .conftest import Open, Watch, violations
from .test_journey import new_assessment, open_draft

pytestmark = pytest.mark.browser

OWNERS = "/projects/churn/owners/"


def control(page: Page, item: str, name: str) -> Locator:
    return page.locator(f"[name='{item}-{name}']")


def number(page: Page, words: str) -> int:
    return int(page.locator("#tally div", has_text=words).locator("dd").inner_text())


def test_28_items_in_a_few_clicks_and_back(people: Open) -> None:
    page = people("ada@example.org")
    new_assessment(page, "Fresh project")
    page.goto("/projects/fresh-project/owners/")
    assert number(page, "by role only") == 28
    open_roles = page.locator("li:has(.what .quiet:text('without a person'))")
    clicks = 0
    while open_roles.count():
        open_roles.first.get_by_role("button", name="Assign").click()
        expect(page.locator(".undo")).to_be_visible()
        clicks += 1
    assert clicks == 3
    assert number(page, "with a person") == 28
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".messages")).to_contain_text("Taken back")
    assert number(page, "with a person") < 28


def test_one_item_in_place_keeps_the_focus_and_moves_the_tallies(people: Open) -> None:
    page = people("ada@example.org")
    page.goto(OWNERS)
    before = number(page, "with a person")
    group, card = page.locator("#state-role-count"), page.locator("#role-engineer")
    unnamed = int(group.inner_text())
    row = page.locator("#owner-data-3")
    person, due = control(page, "data-3", "person"), control(page, "data-3", "due_on")
    person.focus()
    person.select_option(label="Linus Varga")
    expect(row.locator(".status")).to_have_text("Saved")
    expect(page.locator("#tally .named dd")).to_have_text(str(before + 1))
    expect(group).to_have_text(str(unnamed - 1))
    expect(card).to_contain_text("4 without a person")
    expect(person).to_be_focused()
    expect(row).to_have_class(re.compile("named"))
    due.fill("2026-12-12")
    due.blur()
    page.wait_for_timeout(300)
    page.reload()
    expect(control(page, "data-3", "due_on")).to_have_value("2026-12-12")
    expect(control(page, "data-3", "person")).to_have_value(re.compile(r"\d+"))
    expect(page.locator("#undo")).to_contain_text("1 item changed by Ada Okonjo")


def test_without_javascript_one_form_saves_all(people: Open) -> None:
    page = people("ada@example.org", java_script_enabled=False)
    page.goto(OWNERS)
    control(page, "data-3", "person").select_option(label="Linus Varga")
    control(page, "data-6", "role").select_option(label="DevOps")
    page.get_by_role("button", name="Save all").click()
    expect(page.locator(".undo")).to_contain_text("2 items changed")


def test_from_a_file(people: Open, watch: Watch) -> None:
    watch.expect("422")
    page = people("ada@example.org")
    page.goto(OWNERS)
    page.get_by_text("From and to a file").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download owners.csv").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "item,title,role,person,due_on"
    wrong = text.replace("data-1,", "data-99,", 1).encode()
    page.set_input_files("input[type=file]", files=[file(wrong)])
    page.get_by_role("button", name="Assign from the file").click()
    expect(page.locator(".error-summary")).to_contain_text("Row 2, data-99")
    page.get_by_text("From and to a file").click()
    right = b"item,person\ndata-3,linus@example.org\ndata-6,joao@example.org\n"
    page.set_input_files("input[type=file]", files=[file(right)])
    page.get_by_role("button", name="Assign from the file").click()
    expect(page.locator(".undo")).to_contain_text("2 items changed")


def file(content: bytes) -> FilePayload:
    return {"name": "owners.csv", "mimeType": "text/csv", "buffer": content}


def test_the_matrix_prints_on_one_page(people: Open) -> None:
    page = people("ada@example.org")
    page.goto(f"{OWNERS}matrix/")
    assert page.locator(".matrix tbody th[scope=row]").count() == 28
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1


def test_a_comment_beside_the_answer(people: Open) -> None:
    page = people("ada@example.org")
    open_draft(page)
    link = page.locator("a[data-talk='data-1']")
    expect(link).to_have_text("Comment")
    link.click()
    dialog = page.locator("#discussion")
    expect(dialog.get_by_role("heading", name="Write down what every feature")).to_be_visible()
    box = dialog.get_by_label("Comment", exact=True)
    box.press_sequentially("Who checks this, @gra")
    dialog.get_by_role("button", name="@Grace Lindqvist").click()
    expect(box).to_have_value("Who checks this, @Grace Lindqvist ")
    dialog.get_by_role("button", name="Comment", exact=True).click()
    expect(dialog.locator(".said")).to_contain_text("1 person is told")
    expect(dialog.locator(".mention")).to_have_text("@Grace Lindqvist")
    assert violations(page) == []
    expect(link).to_have_text("1 comment")
    dialog.get_by_text("Promise an action").click()
    dialog.get_by_label("What").fill("Check the schema each week")
    dialog.get_by_label("Who").select_option(label="Grace Lindqvist")
    dialog.get_by_label("Until").fill("2027-01-15")
    dialog.get_by_role("button", name="Write it down").click()
    expect(link).to_have_text("1 comment, 1 action")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("j")
    grace = people("grace@example.org")
    grace.goto("/mine/")
    expect(grace.locator("main")).to_contain_text("Who checks this, @Grace Lindqvist")
    expect(grace.locator("main")).to_contain_text("Check the schema each week")
    grace.get_by_role("link", name=re.compile("data-1 in Churn")).click()
    expect(grace.get_by_role("heading", name=re.compile("data-1"))).to_be_visible()


def test_mine_leads_to_the_item(people: Open) -> None:
    page = people("linus@example.org")
    count = int(page.locator("nav.main .count").inner_text().split()[0])
    assert count > 0
    page.get_by_role("link", name=re.compile("^Mine")).click()
    first = page.locator(".waits .item a").first
    target = str(first.get_attribute("href"))
    first.click()
    page.wait_for_url(f"**{target}")
    key = target.partition("#")[2]
    expect(page.locator(f"fieldset#{key}")).to_be_in_viewport()


def test_a_review_by_a_second_pair_of_eyes(people: Open, watch: Watch) -> None:
    watch.expect("422")
    ada = people("ada@example.org")
    ada.goto("/projects/churn/settings/")
    ada.get_by_label("A submitted assessment is reviewed").check()
    ada.get_by_role("button", name="Save").click()
    open_draft(ada)
    for key in ("infra-6", "monitor-3"):
        ada.locator(f"#{key} input[value=none]").check(force=True)
        expect(ada.locator(f"#{key}-status")).to_contain_text("Saved")
    ada.get_by_role("link", name="Review and submit").click()
    ada.get_by_role("button", name="Submit").click()
    expect(ada.locator(".error-summary")).to_contain_text("Choose who reviews it")
    ada.get_by_label("Reviewer").select_option(label="Grace Lindqvist")
    ada.get_by_role("button", name="Submit").click()
    expect(ada.locator("main")).to_contain_text("it waits for Grace Lindqvist")
    grace = people("grace@example.org")
    grace.goto("/mine/")
    grace.locator("section", has_text="To review").get_by_role("link").first.click()
    assert violations(grace) == []
    grace.get_by_label("What has to change").fill("Say why monitor-3 is not done.")
    grace.get_by_role("button", name="Request changes").click()
    expect(grace.locator(".messages")).to_contain_text("a draft again")
