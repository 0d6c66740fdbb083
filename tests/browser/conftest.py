"""A real Chromium against a real server; whatever a page does wrong by the way fails the test."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.support.chromium import launch_options
from tests.support.server import DemoDatabase, Server, running_server

PASSWORD = "mlscore-demo"  # of the invented people
AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
LISTEN = """
window.policyReports = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.policyReports.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
Open = Callable[..., Page]
ON_SQLITE = pytest.mark.parametrize("demo", ["sqlite"], indirect=True)
"""For what a browser shows of a page, which does not depend on the database."""


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest) -> Iterator[DemoDatabase]:
    database = DemoDatabase(request.param)
    yield database
    database.close()


@pytest.fixture
def server(demo: DemoDatabase) -> Iterator[Server]:
    with demo.copy() as url, running_server(url) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(**launch_options())
        yield launched
        launched.close()


class Watch:
    """What went wrong on the pages of a test. ``expect`` names console texts that belong to it."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.faults: list[str] = []
        self.expected: list[str] = []

    def expect(self, *texts: str) -> None:
        self.expected += texts

    def follow(self, context: BrowserContext) -> None:
        context.add_init_script(LISTEN)
        context.on("request", lambda request: self._check_host(request.url))
        context.on("console", self._note)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))

    def _check_host(self, url: str) -> None:
        if not url.startswith((self.host, "data:", "blob:", "about:")):
            self.faults.append(f"request to another host: {url}")

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(text in message.text for text in self.expected):
            self.faults.append(f"console: {message.text}")


@pytest.fixture
def watch(server: Server) -> Iterator[Watch]:
    watched = Watch(server.url)
    yield watched
    assert watched.faults == []


@pytest.fixture
def people(browser: Browser, server: Server, watch: Watch) -> Iterator[Open]:
    """Call it with an e-mail address for a signed-in person's page in a browser of their own."""
    contexts: list[BrowserContext] = []

    def sign_in(email: str = "", **options: object) -> Page:
        context = browser.new_context(base_url=server.url, **options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        watch.follow(context)
        page = context.new_page()
        if email:
            page.goto("/accounts/login/")
            page.locator("input[name=login]").fill(email)
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_url(f"{server.url}/")
        return page

    yield sign_in
    for context in contexts:
        for page in context.pages:
            watch.faults += _reports(page)
        context.close()


def _reports(page: Page) -> list[str]:
    if page.url == "about:blank" or page.context.browser is None:
        return []
    reports = page.evaluate("JSON.stringify(window.policyReports || [])")
    return [f"policy report: {report}" for report in json.loads(reports)]


def draw_charts(page: Page) -> int:
    """Scroll to each chart, since those further down are drawn then; how many there are."""
    charts = page.locator("score-chart")
    for number in range(charts.count()):
        charts.nth(number).scroll_into_view_if_needed()
        expect(charts.nth(number)).to_have_class(re.compile(r"\bdrawn\b"))
    return charts.count()


def violations(page: Page) -> list[str]:
    """What axe finds on the page, by the rules of WCAG 2.2 A and AA."""
    page.evaluate(AXE)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate(
        "async (tags) => (await axe.run({runOnly: {type: 'tag', values: tags}})).violations", tags
    )
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]


UNREACHABLE = """() => {
  const scrolls = (place) => {
    const style = getComputedStyle(place);
    const along = (flow, inside, outside) => /auto|scroll/.test(flow) && inside > outside + 1;
    return along(style.overflowX, place.scrollWidth, place.clientWidth)
      || along(style.overflowY, place.scrollHeight, place.clientHeight);
  };
  const named = (place) => place.tabIndex >= 0 && place.hasAttribute("role")
    && place.matches("[aria-label], [aria-labelledby]");
  const moved = (place) => place.querySelector("a[href], button, input, select, textarea");
  const table = (place) => place.matches(".table-scroll, pre");
  return [...document.querySelectorAll("body *")]
    .filter((place) => !place.matches("textarea") && scrolls(place))
    .filter((place) => !named(place) && (table(place) || !moved(place)))
    .map((place) => `${place.tagName}.${place.className}`);
}"""


def unreachable(page: Page) -> list[str]:
    """What scrolls and can be moved by no key: not focusable and named, nothing in it to go to.

    A table is always one to focus, whatever links stand in its first columns.
    """
    found: list[str] = page.evaluate(UNREACHABLE)
    return found
