"""From a what-if to a plan, and the plan beside the open draft."""

import pytest
from playwright.sync_api import expect

from .conftest import Open
from .test_journey import open_draft

pytestmark = pytest.mark.browser


def test_going_back_takes_a_change_back(people: Open) -> None:
    page = people("ada@example.org")
    page.goto("/projects/churn/")
    page.goto("/projects/churn/what-if/")
    before = page.locator("#overall-score").inner_text()
    count = page.locator("#result .count")
    for item in ("data-2", "data-4"):
        page.locator(f"#{item} label", has_text="Automated").click()
        expect(page.locator(f"#{item} input:checked")).to_have_value("automated")
        page.wait_for_url(f"**{item}-level=automated*")
    expect(count).to_have_text("2 changes")
    page.go_back()
    expect(count).to_have_text("1 change")
    expect(page.locator("#data-2 input:checked")).to_have_value("automated")
    expect(page.locator("#data-4 input:checked")).to_have_value("manual")
    page.go_back()
    expect(count).to_have_text("Nothing changed")
    expect(page.locator("#overall-score")).to_have_text(before)
    page.go_forward()
    expect(count).to_have_text("1 change")
    assert page.url.endswith("?data-2-level=automated")
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Churn early warning")


def test_what_is_tried_becomes_a_plan_that_the_draft_shows(people: Open) -> None:
    page = people("ada@example.org")
    page.goto("/projects/churn/what-if/")
    before = page.locator("#overall-score").inner_text()
    steps = page.locator("#next-steps .steps li").count()
    for _ in range(2):
        page.locator("#next-steps a[data-try]").first.click()
        steps -= 1
        expect(page.locator("#next-steps .steps li")).to_have_count(steps)
    expect(page.locator("#result .count")).to_have_text("2 changes")
    assert float(page.locator("#overall-score").inner_text()) > float(before)
    page.get_by_role("link", name="Save as plan").click()
    for owner in page.locator("select[name$='-owner']").all():
        owner.select_option(label="Linus Varga")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.locator(".plan-steps li")).to_have_count(2)
    open_draft(page)
    plan = page.locator("#plan")
    expect(plan.locator("summary")).to_contain_text("of 2 steps reached")
    plan.locator("summary").click()
    expect(plan.locator("li").first).to_contain_text("Linus Varga")
