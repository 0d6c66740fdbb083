"""What a browser gets and when it paints, on this machine and on a slow one.

Slow is a processor that takes four times as long, and a network of 1.6 Mbit/s with 150 ms to each
answer. Each paint is the first visit of a new browser: nothing is in its cache.
"""

import itertools
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tests.support.chromium import launch_options

from .cast import COOKIE, Cast
from .goals import Figure
from .people import Person

PAINTS = 10
WARM_UP = 40
"""Requests of each page beforehand: what a thread does once, PostgreSQL five times, is no paint."""
SLOWER = 4
NETWORK = {"offline": False, "latency": 150, "downloadThroughput": 200_000}
UPLOAD = 94_000
"""Bytes a second, as the download's."""
LONGEST = 60_000
"""Milliseconds until a page counts as failed."""
SETTLED = 2_000
"""Milliseconds until a new window has loaded what the browser itself shows in it: hundreds of
files of its own, by a second process that would share the processor with the page."""
WHOLE_PLOTLY = 4_000_000
"""The bytes of Plotly's full bundle, unpacked, are more; those of the part that is needed less."""
CHART = "score-chart, .dots"
"""A chart, or the place where the dashboard's comes."""
WATCH = """
window.paints = {lcp: 0, shift: 0, blocked: 0, drawn: 0};
const watch = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each))
  .observe({type, buffered: true});
watch("largest-contentful-paint", (entry) => { paints.lcp = entry.startTime; });
watch("layout-shift", (entry) => { if (!entry.hadRecentInput) paints.shift += entry.value; });
watch("longtask", (entry) => { paints.blocked += Math.max(entry.duration - 50, 0); });
const seen = new WeakSet();
new MutationObserver((changes) => changes.forEach(({target}) => {
  if (!target.matches("score-chart.drawn") || seen.has(target)) return;
  seen.add(target);
  paints.drawn = performance.now();
})).observe(document, {subtree: true, attributes: true, attributeFilter: ["class"]});
"""


@dataclass(frozen=True)
class Visit:
    """Times in ms from when the address was opened; ``drawn`` is 0 without a chart.

    ``sent`` are the bytes over the network, ``largest`` those of the largest file, unpacked.
    """

    lcp: float
    shift: float
    blocked: float
    drawn: float
    sent: int
    largest: int


@dataclass(frozen=True)
class Shown:
    """``scroll``: the chart comes or is drawn when one scrolls to it, and is timed from then."""

    name: str
    path: str
    chart: bool
    scroll: bool = False


def shown_pages(cast: Cast) -> tuple[Shown, ...]:
    return (
        Shown("dashboard", "/", chart=True, scroll=True),
        Shown("project", f"/projects/{cast.long.slug}/", chart=True),
        Shown("assessment", cast.floors[-1].path, chart=False),
        Shown("compare", f"/compare/?projects={cast.eight}", chart=True, scroll=True),
    )


def paints(cast: Cast, port: int, engine: str) -> Iterator[Figure]:
    """All pages in turn, each as it is and slow: what else the machine does hits none alone."""
    pages = shown_pages(cast)
    person = Person(port, cast.root)
    for page in pages:
        for _ in range(WARM_UP):
            assert person.get(page.path)[0] == 200
    visits: dict[tuple[str, bool], list[Visit]] = defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        try:
            for page, slow in itertools.product(pages * PAINTS, (False, True)):
                root = f"http://127.0.0.1:{port}"
                visits[page.name, slow].append(visit(browser, page, root, cast.root, slow=slow))
        finally:
            browser.close()
    for page in pages:
        yield from _weights(page, engine, visits[page.name, False])
        for slow in (False, True):
            name = f"{page.name}{', slow' * slow}"
            yield from judged(name, engine, visits[page.name, slow], page, slow=slow)


def _weights(page: Shown, engine: str, visits: list[Visit]) -> Iterator[Figure]:
    most = 420 if page.chart else 60
    sent = max(one.sent for one in visits) / 1000
    largest = max(one.largest for one in visits) / 1000
    yield Figure(f"{page.name}, sent at the first visit", engine, sent, most, "kB")
    yield Figure(f"{page.name}, largest file unpacked", engine, largest, WHOLE_PLOTLY / 1000, "kB")


def judged(
    name: str, engine: str, visits: list[Visit], page: Shown, *, slow: bool
) -> Iterator[Figure]:
    """The median of each, with its goal."""

    def median(what: str) -> float:
        return statistics.median(float(getattr(one, what)) for one in visits)

    yield Figure(f"{name}, largest paint", engine, median("lcp"), 1000 if slow else 300, "ms")
    if page.chart:
        asked = "drawn after scrolling to it" if page.scroll else "drawn"
        yield Figure(f"{name}, chart {asked}", engine, median("drawn"), 4000 if slow else 700, "ms")
    yield Figure(f"{name}, layout shift", engine, median("shift"), 0.02)
    blocked = median("blocked")
    yield Figure(f"{name}, blocking time", engine, blocked, 1500 if slow else None, "ms")


def visit(browser: Browser, page: Shown, root: str, session: str, *, slow: bool) -> Visit:
    """Open the page in a browser that has never been there, until all of it is there."""
    context = browser.new_context(base_url=root, viewport={"width": 1280, "height": 800})
    try:
        context.add_cookies([{"name": COOKIE, "value": session, "url": root}])
        context.add_init_script(WATCH)
        return _visit(context, page, slow=slow)
    finally:
        context.close()


def _visit(context: BrowserContext, shown: Shown, *, slow: bool) -> Visit:
    page = context.new_page()
    page.set_default_timeout(LONGEST)
    page.wait_for_timeout(SETTLED)
    session = context.new_cdp_session(page)
    sent, unpacked = _traffic(session)
    if slow:
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        conditions = {**NETWORK, "uploadThroughput": UPLOAD}
        session.send("Network.emulateNetworkConditions", conditions)
    answer = page.goto(shown.path, wait_until="networkidle")
    assert answer is not None and answer.status == 200, f"{shown.path} does not answer 200"
    lcp, from_when = _paints(page)["lcp"], 0.0
    if shown.scroll:
        from_when = page.evaluate("performance.now()")
        page.locator(CHART).first.scroll_into_view_if_needed()
        page.wait_for_selector("score-chart")
    if shown.chart:
        assert page.locator("score-chart").count(), f"{shown.path} has no chart"
        page.wait_for_selector("score-chart.drawn")
    found = _paints(page)
    return Visit(
        lcp=lcp,
        shift=found["shift"],
        blocked=found["blocked"],
        drawn=found["drawn"] - from_when if shown.chart else 0,
        sent=sum(sent),
        largest=max(unpacked.values()),
    )


def _paints(page: Page) -> dict[str, float]:
    found: dict[str, float] = page.evaluate("window.paints")
    return found


def _traffic(session: CDPSession) -> tuple[list[int], dict[str, int]]:
    """Filled while the page loads: bytes of each answer with its head, and unpacked by request."""
    sent: list[int] = []
    unpacked: dict[str, int] = {}

    def took(event: dict[str, Any]) -> None:
        key = event["requestId"]
        unpacked[key] = unpacked.get(key, 0) + int(event["dataLength"])

    session.on("Network.loadingFinished", lambda event: sent.append(event["encodedDataLength"]))
    session.on("Network.dataReceived", took)
    session.send("Network.enable")
    return sent, unpacked
