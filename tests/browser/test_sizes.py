"""The overviews with no project, one and three hundred; tables that are moved by the keyboard."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.server import DemoDatabase, Server, running_server

from .conftest import Open, Watch, draw_charts, unreachable, violations
from .test_journey import open_draft, tab_to

pytestmark = pytest.mark.browser

WIDTH = "document.documentElement.scrollWidth"
SHAPES = ((1280, "light"), (390, "dark"))
ALONE = """
import datetime
from assessments.actions.demo import load_demo
from assessments.context import DEMO_PASSWORD
from assessments.management.commands.demo import DATA, _read
load_demo(
    people=_read(DATA / "people.yaml"),
    projects=[_read(DATA / f"project-{name}.yaml") for name in NAMES],
    password=DEMO_PASSWORD,
    today=datetime.date.today(),
)
"""
MANY = """
from django.core.management import call_command
call_command("demo", projects=292, assessments=3)
"""
SIZES: dict[int, Callable[[], DemoDatabase]] = {
    0: lambda: DemoDatabase("sqlite", after=f"NAMES = []{ALONE}", demo=False),
    1: lambda: DemoDatabase("sqlite", after=f"NAMES = ['churn']{ALONE}", demo=False),
    300: lambda: DemoDatabase("sqlite", after=MANY),
}


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest) -> Iterator[DemoDatabase]:
    """How a page looks does not depend on the database: these run on SQLite only."""
    database = SIZES[request.param]()
    yield database
    database.close()


@pytest.fixture
def server(demo: DemoDatabase) -> Iterator[Server]:
    """Loads nothing by itself."""
    with demo.copy() as url, running_server(url, DEMO="0") as started:
        yield started


def is_fine(page: Page, path: str) -> None:
    """Of the width that it is shown at, without a fault, and all of it within reach of Tab."""
    width = page.evaluate("innerWidth")
    assert page.evaluate(WIDTH) <= width, (path, width)
    assert unreachable(page) == [], (path, width)
    assert violations(page) == [], (path, width)


def show(page: Page, path: str) -> None:
    page.goto(path)
    if page.locator("#portfolio").count():
        expect(page.locator("#portfolio .waiting-for")).to_have_count(0)
    chart = page.locator("section.dots")
    if chart.count():
        chart.scroll_into_view_if_needed()
        expect(chart.locator("score-chart.drawn")).to_have_count(1)
    draw_charts(page)


def legend_is_whole(page: Page) -> bool:
    """Plotly cuts a legend that has no room and draws a bar to scroll it by."""
    bar = page.locator(".legend .scrollbar")
    return all(float(one.get_attribute("height") or 0) == 0 for one in bar.all())


def sized(people: Open, email: str) -> Iterator[Page]:
    for width, theme in SHAPES:
        yield people(email, color_scheme=theme, viewport={"width": width, "height": 900})


@pytest.mark.parametrize("demo", [0], indirect=True)
def test_no_project_at_all(people: Open) -> None:
    for page in sized(people, "ada@example.org"):
        for path in ("/?q=nosuch", "/summary/", "/chart/", "/compare/", "/mine/", "/"):
            show(page, path)
            is_fine(page, path)
        expect(page.get_by_role("link", name="Create the first project")).to_be_visible()
        expect(page.get_by_role("link", name="New project")).to_have_count(0)


@pytest.mark.parametrize("demo", [1], indirect=True)
def test_one_project(people: Open) -> None:
    for page in sized(people, "ada@example.org"):
        for path in ("/", "/summary/", "/chart/", "/compare/", "/mine/"):
            show(page, path)
            is_fine(page, path)
        show(page, "/chart/")
        assert legend_is_whole(page)
        names_in_the_chart = page.locator(".drawing .annotation-text")  # on a phone, else beside it
        expect(names_in_the_chart).to_have_count(page.evaluate("innerWidth < 500 ? 1 : 0"))
        expect(page.locator("main")).not_to_contain_text(re.compile(r"\b1 (projects|points|items)"))


@pytest.mark.parametrize("demo", [300], indirect=True)
def test_three_hundred_projects(people: Open) -> None:
    for page in sized(people, "root@example.org"):
        for path in ("/?sort=-overall", "/summary/", "/chart/?sort=-overall", "/compare/"):
            show(page, path)
            is_fine(page, path)
        names = [str(box.get_attribute("value")) for box in page.locator("[name=projects]").all()]
        path = f"/compare/?projects={','.join(names[:8])}"
        show(page, path)
        is_fine(page, path)


@pytest.mark.parametrize("demo", [300], indirect=True)
def test_ticks_stay_while_the_list_changes(people: Open) -> None:
    page = people("root@example.org")
    page.goto("/")
    boxes = page.locator("form.ticks input[type=checkbox]")
    said = page.locator("[data-ticked]")
    first = boxes.first.get_attribute("value")
    boxes.first.check()
    page.get_by_role("link", name="Next").click()
    expect(said).to_have_text("1 is ticked, 1 of them not shown here. Tick one more.")
    second = boxes.first.get_attribute("value")
    boxes.first.check()
    page.get_by_label("Search by name").fill("no such project")
    expect(page.locator("form.ticks")).to_have_count(0)
    page.get_by_label("Search by name").fill("")
    expect(said).to_have_text("2 are ticked, 1 of them not shown here.")
    expect(page.locator(f"input[value={first}]")).to_be_checked()
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare/**", wait_until="load")
    assert sorted(page.url.partition("projects=")[2].split("&projects=")) == sorted(
        [str(first), str(second)]
    )
    page.go_back()
    page.get_by_role("button", name="Untick all").click()
    expect(said).to_have_text("Tick 2 to 8 projects to compare them.")
    page.reload()
    expect(page.locator("form.ticks input:checked")).to_have_count(0)


@pytest.mark.parametrize("demo", [300], indirect=True)
def test_ticks_stay_in_a_browser_that_keeps_nothing(people: Open) -> None:
    page = people("root@example.org")
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('blocked'); }})"
    )
    page.goto("/")
    expect(page.locator("#portfolio .waiting-for")).to_have_count(0)
    page.locator("form.ticks input[type=checkbox]").first.check()
    page.get_by_role("link", name="Next").click()
    expect(page.locator("[data-ticked]")).to_have_text(
        "1 is ticked, 1 of them not shown here. Tick one more."
    )


@pytest.mark.parametrize("demo", [1], indirect=True)
def test_the_map_keeps_its_names_and_shows_the_newest_on_a_phone(people: Open) -> None:
    page = people("ada@example.org", viewport={"width": 390, "height": 900})
    page.goto("/projects/churn/")
    place = page.locator("#map .table-scroll")
    assert place.evaluate("place => place.scrollLeft") > 0
    name = page.locator("#map tbody th[scope=row]").first.bounding_box()
    frame = place.bounding_box()
    newest = page.locator("#map thead .day").last.bounding_box()
    assert name is not None and frame is not None and newest is not None
    assert abs(name["x"] - frame["x"]) < 2
    assert name["width"] < frame["width"] / 2
    section = page.locator("#map .part th span").first.bounding_box()
    assert section is not None and section["x"] - frame["x"] < 10
    assert abs(newest["x"] + newest["width"] - frame["x"] - frame["width"]) < 2


@pytest.mark.parametrize("demo", [1], indirect=True)
def test_what_scrolls_sideways_is_moved_by_the_keyboard(people: Open, watch: Watch) -> None:
    page = people("ada@example.org", viewport={"width": 390, "height": 900})
    open_draft(page)
    draft = page.url
    for path in (
        f"{draft}submit/",
        f"{draft}review/",
        "/projects/churn/owners/matrix/",
        "/projects/churn/compare/",
        "/rubrics/ml-test-score/2017/",
        "/projects/churn/",
    ):
        show(page, path)
        assert unreachable(page) == [], path
    tab_to(page, "e.textContent === 'Past this table'")  # 224 cells lead to an answer each
    page.keyboard.press("Enter")
    tab_to(page, "e.matches('[role=region][aria-label=\"All assessments\"]')")
    table = page.locator(":focus")
    assert table.evaluate("place => place.scrollWidth > place.clientWidth")
    assert table.evaluate("place => getComputedStyle(place).outlineStyle") == "solid"
    page.keyboard.press("ArrowRight")
    for _ in range(40):
        if table.evaluate("place => place.scrollLeft") > 0:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the table did not move")
