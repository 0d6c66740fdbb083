"""Every page in both themes: no accessibility fault, no console error, no request elsewhere."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from .conftest import ON_SQLITE, Open, Watch, draw_charts, unreachable, violations
from .test_journey import new_assessment, open_draft

pytestmark = [pytest.mark.browser, ON_SQLITE]


LEAD_PAGES = (
    "/",
    "/summary/",
    "/chart/",
    "/compare/",
    "/compare/?projects=churn,help-search",
    "/projects/churn/compare/",
    "/projects/new/",
    "/projects/churn/",
    "/projects/churn/items/data-1/2026-09-30/",
    "/projects/churn/settings/",
    "/projects/churn/owners/",
    "/projects/churn/owners/matrix/",
    "/projects/churn/members/",
    "/projects/churn/actions/",
    "/projects/churn/what-if/?data-1-level=automated",
    "/projects/churn/plan/",
    "/projects/churn/plan/new/?data-1-level=automated&data-2-level=automated",
    "/projects/churn/import/",
    "/rubrics/",
    "/rubrics/ml-test-score/2017/#data-1",
    "/rubrics/ml-test-score/2019/",
    "/rubrics/ml-test-score/2017/print/",
    "/rubrics/ml-test-score/2017/print/data/",
    "/rubrics/llm-application/1/",
    "/rubrics/launch-checklist/1/",
    "/rubrics/ml-test-score/2017/items/data-1/",
    "/mine/",
    "/mine/settings/",
    "{draft}items/data-3/",
    "{draft}review/",
    "/projects/churn/assessments/new/",
    "{draft}",
    "{draft}submit/",
    "{draft}history/",
    "{draft}discard/",
    "{draft}report/",
    "{closed}",
    "{closed}reopen/",
    "{closed}history/",
    "{closed}report/",
    "/accounts/logout/",
    "/accounts/password/change/",
)
OPEN_PAGES = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/invitations/nosuch/",
)


WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_of_a_lead(theme: str, width: int, people: Open) -> None:
    size = {"width": width, "height": 900}
    page = people("ada@example.org", color_scheme=theme, viewport=size)
    open_draft(page)
    draft = page.url
    page.goto("/projects/churn/")
    row = page.locator("table a[href*='/assessments/']").last
    closed = str(row.get_attribute("href"))
    for path in LEAD_PAGES:
        page.goto(path.format(draft=draft, closed=closed))
        draw_charts(page)
        assert violations(page) == [], (path, theme, width)
        assert page.evaluate(WIDTH) <= width, (path, width)
        assert unreachable(page) == [], (path, width)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_that_something_comes_before(theme: str, width: int, people: Open) -> None:
    """A panel over the map, a plan beside a draft, the preview of an import."""
    size = {"width": width, "height": 900}
    page = people("ada@example.org", color_scheme=theme, viewport=size)

    def is_fine(what: str) -> None:
        assert violations(page) == [], (what, theme, width)
        assert page.evaluate(WIDTH) <= width, (what, width)
        assert unreachable(page) == [], (what, width)

    page.goto("/projects/churn/?answer=model-4/2026-09-30")
    expect(page.locator("#answer-panel .summary")).to_be_visible()
    is_fine("panel")
    page.goto("/projects/churn/plan/new/?data-2-level=automated&data-3-level=automated")
    for owner in page.locator("select[name$='-owner']").all():
        owner.select_option(label="Linus Varga")
    page.get_by_role("button", name="Save the plan").click()
    expect(page.locator(".plan-steps li")).to_have_count(2)
    is_fine("plan")
    open_draft(page)
    page.goto(f"{page.url}plan/")
    expect(page.locator("main")).to_contain_text("Linus Varga")
    is_fine("plan beside")
    levels = page.request.get("/projects/churn/levels.csv").body()
    page.goto("/projects/churn/import/")
    form = page.locator("form[action$='/import/levels/']")
    form.locator("input[type=file]").set_input_files(
        {"name": "levels.csv", "mimeType": "text/csv", "buffer": levels}
    )
    form.locator("button").click()
    page.wait_for_url(re.compile(r"/import/\d+/$"))
    is_fine("preview")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_open_pages_and_states(theme: str, people: Open, watch: Watch) -> None:
    watch.expect("404", "403", "410")
    page = people(color_scheme=theme)
    for path in OPEN_PAGES:
        page.goto(path)
        assert violations(page) == [], (path, theme)
    viewer = people("vic@example.org", color_scheme=theme)
    for path in ("/nosuch/", "/projects/new/", "/mine/", "/projects/churn/owners/"):
        viewer.goto(path)
        assert violations(viewer) == [], (path, theme)
    admin = people("root@example.org", color_scheme=theme)
    admin.set_viewport_size({"width": 390, "height": 900})
    for path in ("/roles/", "/criticalities/"):
        admin.goto(path)
        assert violations(admin) == [], (path, theme)
        assert admin.evaluate(WIDTH) <= 390, path
    lead = people("ada@example.org", color_scheme=theme)
    new_assessment(lead, "Empty one")
    lead.goto("/projects/empty-one/")
    assert violations(lead) == [], theme
    open_draft(lead)
    lead.keyboard.press("?")
    expect(lead.locator("#keyboard-help")).to_be_visible()
    assert violations(lead) == [], theme


def test_the_theme_switch_works_without_the_system(people: Open) -> None:
    page = people("ada@example.org", color_scheme="light")
    page.locator("button[name=theme][value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/projects/churn/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_administrators_pages_keep_to_the_policy(people: Open) -> None:
    page = people("root@example.org")
    for path in ("/admin/", "/admin/assessments/user/", "/admin/assessments/team/add/"):
        page.goto(path)
        expect(page.locator("#content")).to_be_visible()


def test_the_matrix_on_a_phone_names_roles_and_fits(people: Open) -> None:
    page = people("ada@example.org", viewport={"width": 390, "height": 900})
    page.goto("/projects/churn/owners/matrix/")
    row = page.locator(".matrix tr", has_text="data-5")
    expect(row.locator("td:has(.owner)")).to_contain_text("DevOps", use_inner_text=True)
    expect(row.locator("td:has(.helps)")).to_contain_text("Engineer", use_inner_text=True)
    scrollers = page.locator(".table-scroll")
    assert scrollers.count() == 3
    for scroller in scrollers.all():
        assert scroller.evaluate("place => place.scrollWidth <= place.clientWidth")


def test_printed_headings_of_the_matrix_are_no_larger_than_its_text(people: Open) -> None:
    page = people("ada@example.org")
    page.goto("/projects/churn/owners/matrix/")
    page.emulate_media(media="print")
    size = "place => parseFloat(getComputedStyle(place).fontSize)"
    body = page.locator("body").evaluate(size)
    for place in (".matrix thead th", ".loads thead th", ".low"):
        assert page.locator(place).first.evaluate(size) <= body, place
    dash = page.locator(".legend .not_applicable").bounding_box()
    assert dash
    assert dash["height"] < dash["width"] / 2


@pytest.mark.parametrize(
    "path",
    ["/", "/projects/churn/", "/projects/churn/compare/", "/compare/?projects=churn,help-search"],
)
def test_nothing_is_cut_off_on_paper(path: str, people: Open) -> None:
    """A4 upright without its margins is 700 CSS pixels wide."""
    page = people("ada@example.org", viewport={"width": 700, "height": 900})
    page.goto(path)
    if path == "/":
        expect(page.locator("#portfolio .waiting-for")).to_have_count(0)
    draw_charts(page)
    page.emulate_media(media="print")
    wide = """() => [...document.querySelectorAll("table")]
        .filter((table) => table.offsetWidth > 0)
        .filter((table) => table.getBoundingClientRect().right > innerWidth + 1)
        .map((table) => table.className)"""
    assert page.evaluate(wide) == []
    for chart in page.locator("score-chart.drawn").all():
        expect(chart.locator(".legend")).to_be_visible()
    if "projects=" not in path:
        expect(page.locator("th", has_text="Change").last).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/compare/?projects=churn,help-search"])
def test_nothing_to_press_is_on_paper(path: str, people: Open) -> None:
    page = people("ada@example.org", viewport={"width": 1280, "height": 900})
    page.goto(path)
    expect(page.get_by_role("link", name="Sign out")).to_be_visible()
    page.emulate_media(media="print")
    for unloaded in page.locator(".dots > p:only-child, .waiting-for").all():
        expect(unloaded).to_be_hidden()
    for shown in page.locator("nav, form button, .button, .filters, input, .actions").all():
        expect(shown).to_be_hidden()
    expect(page.locator("table").first).to_be_visible()


def test_the_name_of_a_team_stands_level_with_its_numbers(people: Open) -> None:
    page = people("ada@example.org")
    page.goto("/")
    row = page.locator(".teams tbody tr").first
    for printed in (False, True):
        page.emulate_media(media="print" if printed else "screen")
        name, median = row.locator("th a").bounding_box(), row.locator("td b").bounding_box()
        assert name and median
        apart = name["y"] + name["height"] / 2 - median["y"] - median["height"] / 2
        assert abs(apart) < 2


def test_the_shapes_of_levels_differ_on_paper_without_backgrounds(people: Open) -> None:
    """Browsers leave backgrounds out unless a rule asks for them, and these shapes have them."""
    page = people("ada@example.org")
    for path, shape, pseudo in (
        ("/compare/?projects=churn,help-search", ".items .level", "::before"),
        ("/projects/churn/owners/matrix/", ".matrix .shape, .legend .shape", ""),
    ):
        page.goto(path)
        page.emulate_media(media="print")
        kept = page.eval_on_selector_all(
            shape,
            "(all, pseudo) => all.map((one) => getComputedStyle(one, pseudo).printColorAdjust)",
            pseudo,
        )
        assert set(kept) == {"exact"}


def test_printing_shows_the_answers_and_full_addresses(people: Open) -> None:
    page = people("ada@example.org")
    page.goto("/projects/churn/")
    page.locator("table a[href*='/assessments/']").last.click()
    page.wait_for_url(re.compile(r"/\d{4}-\d{2}-\d{2}/$"))
    page.emulate_media(media="print")
    expect(page.locator("nav").first).to_be_hidden()
    assert len(page.pdf()) > 10_000


@pytest.mark.parametrize("height", [210, 230, 250])
def test_the_scores_on_common_items_stay_on_one_sheet_of_paper(height: int, people: Open) -> None:
    page = people("ada@example.org")
    page.goto("/compare/?projects=churn,help-search,offer-ranking,lead-scoring")
    assert draw_charts(page) == 2
    printed = PdfReader(BytesIO(page.pdf(width="210mm", height=f"{height}mm")))
    sheets = [" ".join(sheet.extract_text().split()) for sheet in printed.pages]
    box = next(text for text in sheets if "On the common items These" in text)
    assert box.count("100 % of the points are common") == 2, "the notes at the end of the box"


def test_parts_that_do_not_load_say_so_and_keep_no_room(people: Open, watch: Watch) -> None:
    watch.expect("ERR_FAILED", "Failed to fetch", "500")
    page = people("ada@example.org")
    page.route("**/summary/**", lambda route: route.abort())
    page.route("**/chart/**", lambda route: route.fulfill(status=500, body="x"))
    page.goto("/")
    numbers, chart = page.locator(".portfolio"), page.locator(".dots")
    expect(numbers).to_contain_text("This did not load. Reload the page to try again")
    expect(numbers.get_by_role("link")).to_have_attribute("href", re.compile(r"^/summary/"))
    chart.scroll_into_view_if_needed()
    expect(chart).to_contain_text("This did not load. Reload the page to try again")
    for section in (numbers, chart):
        box = section.bounding_box()
        assert box and box["height"] < 150


def test_numbers_that_do_not_follow_a_filter_say_so(people: Open, watch: Watch) -> None:
    watch.expect("ERR_FAILED", "Failed to fetch")
    page = people("ada@example.org")
    page.goto("/")
    expect(page.locator(".portfolio")).to_contain_text("Median")
    page.route("**/summary/**", lambda route: route.abort())
    page.locator("#f-rubric").select_option(index=1)
    expect(page.locator(".portfolio")).to_contain_text("This does not follow the filters")
    expect(page.locator(".portfolio")).to_contain_text("Median")
