"""Charts: drawn, read by keyboard, saved as pictures, in step with the theme."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import ON_SQLITE, Open, Watch, draw_charts

pytestmark = [pytest.mark.browser, ON_SQLITE]

CHURN = "/projects/churn/"
SIDES = """all => all.map(e => e.getBoundingClientRect())
    .map(box => [box.left, box.right, box.top, box.bottom])"""
PNG = b"\x89PNG\r\n\x1a\n"


def drawn(page: Page, path: str = CHURN) -> None:
    page.goto(path)
    assert draw_charts(page) == 1


def text_colour(page: Page) -> str:
    return str(page.locator(".drawing .ytick text").first.evaluate("e => e.style.fill"))


def test_the_arrow_keys_read_the_points(people: Open) -> None:
    page = people("vic@example.org")
    drawn(page)
    plot = page.locator(".plot")
    plot.focus()
    reading = page.locator(".chart .reading")
    page.keyboard.press("End")
    expect(reading).to_contain_text("Overall")
    newest = reading.inner_text()
    assert re.search(r"\d{1,2} \w{3} \d{4}", newest)
    expect(page.locator(".hoverlayer .hovertext, .hoverlayer .legend")).not_to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(reading).not_to_have_text(newest)
    page.keyboard.press("ArrowDown")
    expect(reading).to_contain_text("Features and data")
    page.keyboard.press("Escape")
    expect(reading).to_have_text("")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.download") == "png"


def test_every_name_of_a_row_has_room_beside_it(people: Open) -> None:
    page = people("root@example.org")
    drawn(page, "/chart/")
    names = page.locator(".drawing .ytick text")
    assert names.count() > 3
    left = page.locator(".drawing").evaluate("e => e.getBoundingClientRect().left")
    right = page.locator(".drawing .nsewdrag").first.evaluate("e => e.getBoundingClientRect().left")
    for box in (names.nth(at).bounding_box() for at in range(names.count())):
        assert box is not None
        assert left <= box["x"] and box["x"] + box["width"] <= right


def test_on_a_phone_no_mark_lies_on_the_name_of_a_row(people: Open) -> None:
    page = people("root@example.org")
    page.set_viewport_size({"width": 390, "height": 844})
    drawn(page, "/chart/")
    expect(page.locator(".annotation-text")).not_to_have_count(0)
    marks = page.locator(".scatterlayer .point").evaluate_all(SIDES)
    names = page.locator(".annotation-text").evaluate_all(SIDES)
    assert len(names) > 3
    assert len(marks) > 4 * len(names)
    for left, right, top, bottom in names:
        for mark in marks:
            beside = mark[0] >= right or mark[1] <= left
            assert beside or mark[2] >= bottom - 2 or mark[3] <= top + 2, "2 px are the line's own"


def test_it_is_saved_as_png_and_as_svg(people: Open, tmp_path: Path) -> None:
    page = people("vic@example.org")
    drawn(page)
    for name in ("PNG", "SVG"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Save the chart Scores over time as {name}").click()
        kept = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(kept)
        assert re.fullmatch(rf"churn-scores-\d{{4}}-\d\d-\d\d\.{name.lower()}", kept.name)
        content = kept.read_bytes()
        if name == "PNG":
            assert content.startswith(PNG)
            assert len(content) > 20_000
        else:
            assert content.startswith(b"<svg")
            title = rb"Churn early warning: Scores over time, \d{1,2} \w+ \d{4}"
            assert re.search(title, content)
            assert b"Exceptional automation" in content
            assert b"Monitoring" in content


def test_what_the_marks_mean_stands_above_the_rows(people: Open, tmp_path: Path) -> None:
    """Also on a phone, where each meaning has a line, and in the picture that is saved there."""
    page = people("root@example.org")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        drawn(page, "/chart/")
        in_order(page, ".drawing .legend", ".drawing .g-xtitle", ".drawing .nsewdrag")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the chart Section scores as SVG").click()
    kept = tmp_path / "saved.svg"
    waiting.value.save_as(kept)
    browser = page.context.browser
    assert browser
    alone = browser.new_page()
    alone.goto(kept.as_uri())
    in_order(alone, ".g-gtitle", ".legend", ".g-xtitle", ".ytick")
    expect(alone.locator(".ytick")).not_to_have_count(0)
    expect(alone.locator(".annotation-text")).to_have_count(0)
    alone.close()


def in_order(page: Page, *selectors: str) -> None:
    """Each of them ends before the next one begins, from above."""
    boxes = [page.locator(selector).first.bounding_box() for selector in selectors]
    for above, below in pairwise(boxes):
        assert above and below
        assert above["y"] + above["height"] <= below["y"], (selectors, boxes)


def test_it_follows_the_system_and_the_chosen_theme(people: Open) -> None:
    page = people("ada@example.org", color_scheme="light")
    drawn(page)
    light = text_colour(page)
    page.emulate_media(color_scheme="dark")
    expect(page.locator(".drawing .ytick text").first).not_to_have_css("fill", light)
    dark = text_colour(page)
    page.evaluate("document.documentElement.dataset.theme = 'light'")
    expect(page.locator(".drawing .ytick text").first).to_have_css("fill", light)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    expect(page.locator("score-chart.printing")).to_have_count(1)
    assert text_colour(page) == light
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".drawing .ytick text").first).to_have_css("fill", dark)


def test_after_printing_a_chart_is_as_wide_as_before(people: Open) -> None:
    page = people("vic@example.org")
    drawn(page)
    drawing = page.locator("score-chart svg.main-svg").first
    before = drawing.get_attribute("width")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(drawing).to_have_attribute("width", "660")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(drawing).to_have_attribute("width", str(before))
    assert before != "660"


def test_a_chart_further_down_is_drawn_when_one_scrolls_to_it_or_prints(people: Open) -> None:
    page = people("vic@example.org", viewport={"width": 390, "height": 500})
    page.goto(CHURN, wait_until="networkidle")
    chart = page.locator("score-chart")
    expect(chart.locator(".still svg")).to_have_count(1)
    expect(chart).not_to_have_class(re.compile(r"\bdrawn\b"))
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_class(re.compile(r"\bdrawn\b"))
    page.goto(CHURN, wait_until="networkidle")
    expect(chart).not_to_have_class(re.compile(r"\bdrawn\b"))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(chart).to_have_class(re.compile(r"\bdrawn\b"))


def test_printing_by_the_keyboard_waits_for_the_chart_further_down(people: Open) -> None:
    page = people("ada@example.org", viewport={"width": 390, "height": 500})
    page.goto("/")
    page.evaluate(
        "void (window.print = () => { document.documentElement.dataset.printed = "
        "document.querySelectorAll('.drawn').length; })"
    )
    assert page.locator(".dots score-chart").count() == 0
    page.keyboard.press("Control+p")
    expect(page.locator("html")).to_have_attribute("data-printed", "1")
    page.keyboard.press("Control+p")  # the browser's own again
    page.locator(".dots").scroll_into_view_if_needed()
    expect(page.locator(".dots score-chart.drawn")).to_have_count(1)


def test_where_nothing_is_drawn_printing_waits_for_nothing(people: Open) -> None:
    page = people("ada@example.org")
    page.goto("/projects/new/")
    page.get_by_label("Name").fill("Never assessed")
    page.locator("main form button[type=submit]").first.click()
    page.goto("/?q=never+assessed")
    part = page.locator("#listing .dots")
    part.scroll_into_view_if_needed()
    expect(part).to_contain_text("There is nothing to draw")
    page.evaluate(
        "addEventListener('keydown', (event) => "
        "{ document.documentElement.dataset.prevented = event.defaultPrevented; })"
    )
    page.keyboard.press("Control+p")
    expect(page.locator("html")).to_have_attribute("data-prevented", "false")
    page.emulate_media(media="print")
    after = part.locator("p").evaluate("e => getComputedStyle(e, '::after').content")
    assert after == "none"


def test_without_plotly_the_picture_and_the_table_stay(people: Open, watch: Watch) -> None:
    watch.expect("Failed to load resource")
    page = people("vic@example.org")
    page.route("**/plotly-core*", lambda route: route.abort())
    page.goto(CHURN)
    expect(page.locator("score-chart.undrawn")).to_have_count(1)
    expect(page.locator(".still svg")).to_be_visible()
    expect(page.locator(".chart .tools")).to_be_hidden()
    page.locator(".chart-table summary").click()
    expect(page.locator(".chart-table td").first).to_be_visible()


def test_two_charts_swapped_in_and_out_again(people: Open) -> None:
    page = people("vic@example.org")
    drawn(page)
    page.evaluate("""() => {
        const chart = document.querySelector("figure.chart");
        const copy = chart.cloneNode(true);
        copy.querySelector(".drawing").replaceChildren();
        copy.querySelector("score-chart").className = "";
        chart.after(copy);
    }""")
    expect(page.locator("score-chart.drawn")).to_have_count(2)
    expect(page.locator(".main-svg .scatterlayer")).to_have_count(2)
    page.locator("figure.chart").last.evaluate("figure => figure.remove()")
    picture = page.locator(".drawing .main-svg").first
    wide = str(picture.get_attribute("width"))
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 600, "height": 900})
    expect(picture).not_to_have_attribute("width", wide)
    assert float(str(picture.get_attribute("width"))) < 600


def test_a_cell_of_the_map_opens_its_answer_in_place(people: Open) -> None:
    page = people("vic@example.org")
    page.goto(CHURN)
    panel = page.locator("#answer-panel")
    cell = page.locator("#map td a[href='items/data-1/2026-09-30/']")
    cell.focus()
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    expect(panel.locator(".summary")).to_contain_text("since Q2 2026")
    assert page.url.endswith("?answer=data-1%2F2026-09-30")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(cell).to_be_focused()
    page.wait_for_url(f"**{CHURN}")
    page.go_forward()
    expect(panel).to_be_visible()
    panel.get_by_role("link", name="The answer of Q2 2026").click()
    expect(panel.locator(".summary")).to_contain_text("since Q1 2026")
    page.reload()
    expect(panel.locator(".summary")).to_contain_text("since Q1 2026")
    page.go_back()
    expect(panel).to_be_hidden()
    assert page.url.endswith(CHURN)
    page.goto(f"{CHURN}?answer=data-1/2026-09-30")
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()
    assert page.url.endswith(CHURN)
    page.goto(f"{CHURN}#map")
    cell.focus()
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{CHURN}#map")
    page.wait_for_timeout(300)  # going back takes the focus a moment later
    expect(cell).to_be_focused()


def test_a_cell_leads_to_a_page_without_scripts(people: Open) -> None:
    page = people("vic@example.org", java_script_enabled=False)
    page.goto(CHURN)
    page.locator("#map td a[href='items/data-1/2026-09-30/']").click()
    expect(page.locator("main .summary")).to_contain_text("since Q2 2026")


def test_what_is_read_out_has_names_whole_and_as_they_are_written(people: Open) -> None:
    page = people("vic@example.org")
    drawn(page, "/chart/")
    page.locator(".plot").focus()
    page.keyboard.press("Home")
    reading = page.locator(".chart .reading")
    expect(reading).to_have_text(
        re.compile(r"^[A-Z].*, Q\d \d{4}, [A-Z][a-z ,]+, [A-Z][a-z ]+: \d.* of \d+")
    )
    expect(reading).not_to_contain_text(re.compile("<br>|&"))
