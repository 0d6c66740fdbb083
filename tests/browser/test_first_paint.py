"""What is further down waits for what is in sight, and never for somebody who goes there."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import ON_SQLITE, Open

pytestmark = [pytest.mark.browser, ON_SQLITE]

DRAFT = "/projects/churn/assessments/2026-12-31/"
SCRIPT = "**/laid-out*.js"
LAST = ".part:last-of-type"
COMPARED = "/compare/?projects=churn,help-search,credit-limit"
WHEN_DRAWN = """
window.frames = 0;
window.drawn = [];
const count = () => { frames += 1; requestAnimationFrame(count); };
requestAnimationFrame(count);
new MutationObserver((changes) => changes.forEach(({target}) => {
  if (!target.matches("score-chart.drawn") || drawn.some(([chart]) => chart === target)) return;
  drawn.push([target, frames]);
})).observe(document, {subtree: true, attributes: true, attributeFilter: ["class"]});
"""
ORDER = """() => {
  const charts = [...document.querySelectorAll("score-chart")];
  return drawn.map(([chart, frame]) => [charts.indexOf(chart), frame]);
}"""
"""Of each chart its place in the page, and how many frames there were when it was drawn."""


def layout(page: Page) -> str:
    return str(page.locator(LAST).evaluate("e => getComputedStyle(e).contentVisibility"))


def test_an_assessment_is_laid_out_whole_after_its_first_paint(people: Open) -> None:
    page = people("ada@example.org")
    page.route(SCRIPT, lambda route: route.fulfill(body=""))
    page.goto(DRAFT)
    assert layout(page) == "auto"
    page.unroute(SCRIPT)
    page.goto("/")
    page.goto(DRAFT)
    expect(page.locator("html.laid-out")).to_have_count(1)
    assert layout(page) == "visible"


def test_an_address_of_an_item_finds_it_laid_out(people: Open) -> None:
    page = people("ada@example.org")
    page.route(SCRIPT, lambda route: route.fulfill(body=""))
    page.goto(f"{DRAFT}#monitor-7")
    assert layout(page) == "visible"
    expect(page.locator("#monitor-7")).to_be_in_viewport()


def test_who_comes_back_finds_the_place(people: Open) -> None:
    page = people("ada@example.org")
    page.goto(DRAFT)
    expect(page.locator("html.laid-out")).to_have_count(1)
    page.locator("#monitor-3").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 2000
    page.get_by_role("link", name="History", exact=True).evaluate("link => link.click()")
    page.wait_for_url("**/history/")
    page.go_back()
    expect(page.locator("#monitor-3")).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - before) < 5


def test_without_javascript_all_is_laid_out(people: Open) -> None:
    page = people("ada@example.org", java_script_enabled=False)
    page.goto(DRAFT)
    expect(page.locator(LAST)).to_be_attached()
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    last = session.send("DOM.querySelector", {"nodeId": root, "selector": LAST})["nodeId"]
    styles = session.send("CSS.getComputedStyleForNode", {"nodeId": last})["computedStyle"]
    assert {"name": "content-visibility", "value": "visible"} in styles


def test_the_first_of_two_charts_is_seen_before_the_next_is_drawn(people: Open) -> None:
    page = people("root@example.org", viewport={"width": 1280, "height": 2000})
    page.add_init_script(WHEN_DRAWN)
    page.goto(COMPARED)
    expect(page.locator("score-chart.drawn")).to_have_count(2)
    (first, at), (second, later) = page.evaluate(ORDER)
    assert (first, second) == (0, 1)
    assert at < later
