import datetime
import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from assessments.models import Criticality, Project
from assessments.reports import project_map
from tests.cast import Q2, Q3, Q4, Cast, closed, draft, version

PAGE = "/projects/churn/"
Q1 = datetime.date(2026, 3, 31)


def figure_of(page: str) -> Any:
    return json.loads(page.split('type="application/json">')[1].split("</script>")[0])


def test_without_an_assessment_it_says_what_to_do_next(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    page = client.get(PAGE).content.decode()
    assert 'href="assessments/new/"' in page
    assert "<score-chart" not in page


def test_it_counts_owners_as_the_page_of_owners_does(cast: Cast, client: Client) -> None:
    """Of the demo's team nobody is a DevOps engineer: what is theirs has nobody."""
    client.force_login(cast.lead)
    tally = client.get(f"{PAGE}owners/").content.decode()
    counts = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", tally))
    said = client.get(PAGE).content.decode()
    assert int(counts["with nobody"]) > 0
    assert f"{counts['by role only']} go by role and {counts['with nobody']} have nobody" in said


def test_without_an_assessment_a_lead_finds_the_import_of_past_dates(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.lead)
    link = '<a href="/projects/churn/import/">Import past assessments</a>'
    assert link in client.get(PAGE).content.decode()
    assert "past assessment" in client.get(f"{PAGE}import/").content.decode()
    client.force_login(cast.member)  # may not import the past
    assert link not in client.get(PAGE).content.decode()


def test_the_chart_and_its_table_show_the_same_numbers(cast: Cast, client: Client) -> None:
    Project.objects.update(criticality=Criticality.objects.get(key="normal"))
    closed(cast.project, Q3, "manual", lead=cast.lead)
    closed(cast.project, Q4, "automated", lead=cast.lead, model_1="none")
    client.force_login(cast.viewer)
    page = client.get(PAGE).content.decode()
    figure = figure_of(page)
    overall = next(trace for trace in figure["data"] if trace["meta"] == "overall")
    assert overall["x"] == ["2026-09-30", "2026-12-31"]
    assert overall["y"] == [3.5, 6.0]
    assert len(figure["data"]) == 5
    assert [shape["name"] for shape in figure["layout"]["shapes"]][-2:] == ["band-5", "target"]
    history, _levels, assessments = page.split("<table")[1:]
    for table in (history, assessments):
        assert "Q3 2026" in table
        assert "3.5" in table
    assert "template" not in figure["layout"]


def test_it_says_what_holds_the_score_down(cast: Cast, client: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    closed(cast.project, Q4, "automated", lead=cast.lead, monitor_3="none")
    client.force_login(cast.member)
    page = html.unescape(client.get(PAGE).content.decode())
    assert "fell from 7 in Q3 2026 to 6 in Q4 2026; Monitoring holds it there" in page


def test_a_score_of_a_day_is_on_that_day(cast: Cast, client: Client) -> None:
    days = [datetime.date(2024, 2, 29), datetime.date(2025, 5, 5), datetime.date(2026, 11, 26)]
    for day in days[:2]:
        closed(cast.project, day, "automated", lead=cast.lead)
    client.force_login(cast.member)
    page = html.unescape(client.get(PAGE).content.decode())
    assert "where it began: 7 on 5 May 2025" in page
    closed(cast.project, days[2], "automated", lead=cast.lead, monitor_3="none")
    page = html.unescape(client.get(PAGE).content.decode())
    assert "fell from 7 on 29 Feb 2024 to 6 on 26 Nov 2026; Monitoring holds it" in page
    assert "Automated, 2 years 8 months" in page


def test_a_score_that_stayed_has_no_change(cast: Cast, client: Client) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    closed(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.viewer)
    page = client.get(PAGE).content.decode()
    assert '<span class="change same">no change</span> since the one before' in page


def test_target_and_gap(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    assert "No target" not in client.get(PAGE).content.decode()
    closed(cast.project, Q3, "none", lead=cast.lead, **{f"data_{n}": "manual" for n in range(1, 8)})
    assert "No target. <a" in client.get(PAGE).content.decode()
    Project.objects.update(criticality=Criticality.objects.get(key="normal"))
    assert "Target 3, gap 3 – Normal" in client.get(PAGE).content.decode()
    closed(cast.project, Q4, "automated", lead=cast.lead)
    page = client.get(PAGE).content.decode()
    assert "Target 3 reached – Normal" in page
    figure = figure_of(page)
    assert figure["layout"]["shapes"][-1]["label"]["text"] == "Target 3 (Normal)"


def test_versions_on_other_scales_are_drawn_in_per_cent(cast: Cast, client: Client) -> None:
    Project.objects.update(criticality=Criticality.objects.get(key="normal"))
    Project.objects.update(rubric_version=version("2016"))
    closed(cast.project, Q2, "manual", lead=cast.lead)
    Project.objects.update(rubric_version=version("2017"))
    closed(cast.project, Q3, "manual", lead=cast.lead)
    closed(cast.project, Q4, "automated", lead=cast.lead)
    client.force_login(cast.viewer)
    page = html.unescape(client.get(PAGE).content.decode())
    figure = figure_of(client.get(PAGE).content.decode())
    overall = figure["data"][0]
    assert overall["x"] == ["2026-06-30", "2026-09-30", "2026-12-31"]
    assert overall["y"] == [50.0, 50.0, 100.0]
    assert figure["words"][overall["customdata"][0][0]] == "7 of 14"
    assert figure["layout"]["yaxis"]["ticksuffix"] == " %"
    lines = {shape["name"]: shape for shape in figure["layout"]["shapes"]}
    assert lines["version"]["x0"] == "2026-09-30"
    assert lines["version"]["label"]["text"] == "Version 2017"
    assert lines["target"]["y0"] == 42.86
    assert "was 50 % in Q2 2026; by another rubric version it is 100 % in Q4 2026" in page
    assert "different full scores (7 and 14)" in page
    assert "50 % (7 of 14)" in page
    row = page.split('class="assessments"')[1].split("Q3 2026")[1].split("</tr>")[0]
    assert '<span class="change ">–</span>' in row, "no change from one scale to another"


def test_versions_of_one_scale_keep_their_points(cast: Cast, client: Client) -> None:
    Project.objects.update(rubric_version=version("2016"))
    closed(cast.project, Q3, "manual", lead=cast.lead)
    Project.objects.update(rubric_version=version("2019"))
    closed(cast.project, Q4, "automated", lead=cast.lead)
    client.force_login(cast.viewer)
    figure = figure_of(client.get(PAGE).content.decode())
    assert figure["data"][0]["y"] == [7.0, 14.0]
    assert "ticksuffix" not in figure["layout"]["yaxis"]
    assert "version" in {shape["name"] for shape in figure["layout"]["shapes"]}


def test_an_open_draft_can_be_continued(cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.member)
    assert "/projects/churn/assessments/2026-12-31/" in client.get(PAGE).content.decode()


def test_the_map_shows_every_item_at_every_assessment(cast: Cast, client: Client) -> None:
    closed(cast.project, Q2, "manual", lead=cast.lead, data_1="automated")
    closed(cast.project, Q3, "manual", lead=cast.lead, data_1="none")
    closed(cast.project, Q4, "automated", lead=cast.lead)
    client.force_login(cast.viewer)
    page = html.unescape(client.get(PAGE).content.decode())
    rows = page.split('id="map"')[1].split("<tr>")
    first = next(row for row in rows if ">data-1<" in row)
    for shown in (">●<", ">○▾<", 'aria-label="Not done, lower than before"'):
        assert shown in first
    assert 'href="items/data-1/2026-09-30/"' in first
    assert '<td class="num">1</td>' in first
    assert "Done by hand, 6 months" in next(row for row in rows if ">data-3<" in row)


def test_without_a_closed_assessment_there_is_no_map(cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.viewer)
    assert 'id="map"' not in client.get(PAGE).content.decode()


def test_the_map_marks_where_the_version_changed(cast: Cast, client: Client) -> None:
    Project.objects.update(rubric_version=version("2016"))
    closed(cast.project, Q3, lead=cast.lead)
    Project.objects.update(rubric_version=version("2017"))
    closed(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.viewer)
    assert "version 2017 from here" in client.get(PAGE).content.decode()


def test_older_assessments_of_the_map_are_on_pages_of_their_own(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_map, "SHOWN", 2)
    for day in (Q1, Q2, Q3):
        closed(cast.project, day, lead=cast.lead)
    client.force_login(cast.viewer)

    def drawn(query: str) -> tuple[str, list[str], list[str]]:
        page = client.get(f"/projects/churn/{query}").content.decode()
        part = page[page.index('id="map"') : page.index('id="answer-panel"')]
        heads = re.findall(r'class="day[^>]*>(Q\d 2026)', part)
        return part, heads, re.findall(r'href="\?map=(\d)#map"', part)

    newest, heads, links = drawn("")
    assert (heads, links) == (["Q2 2026", "Q3 2026"], ["2"])
    assert "Drawn are 2 of 3 assessments" in newest
    assert "items/data-1/2026-09-30/" in newest
    oldest, heads, links = drawn("?map=2")
    assert (heads, links) == (["Q1 2026"], ["1"])
    assert "items/data-1/2026-03-31/" in oldest
    assert "items/data-1/2026-09-30/" not in oldest
    for odd in ("?map=99", "?map=2&map=2"):
        assert drawn(odd)[1] == ["Q1 2026"]
    for odd in ("?map=0", "?map=-1", "?map=x", "?map=", f"?map={'9' * 400}"):
        assert drawn(odd)[1] in (["Q2 2026", "Q3 2026"], ["Q1 2026"])
