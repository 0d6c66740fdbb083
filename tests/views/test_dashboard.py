import datetime
import html
import json
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from assessments import scoring
from assessments.models import Criticality, Membership, Project, Team, TeamRollup, User
from assessments.reports.choices import narrowed
from assessments.reports.dots import dots
from assessments.reports.listing import SORTS, listing_from
from assessments.scoring import Aggregation
from tests.cast import Q2, Q3, Q4, Cast, closed, draft, make_project, version
from tests.support.portfolio import LAST, add_projects

HTMX = {"HX-Request": "true"}


def text(client: Client, path: str = "/", **headers: str) -> str:
    """What is on a page, in one line without tags, but for titles and values."""
    content = client.get(path, headers=headers).content.decode()
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", content)))


def names(client: Client, path: str = "/") -> list[str]:
    content = client.get(path).content.decode()
    return [html.unescape(name) for name in re.findall(r"<a id=p\d+ [^>]*>([^<]*)<", content)]


@pytest.fixture
def several(cast: Cast) -> Cast:
    """Churn scores 6 and is lowest in data; Fraud 3.5; Sound has a draft; Theirs is foreign."""
    other = cast.other_lead.memberships.get().team
    closed(cast.project, Q2, "automated", lead=cast.lead)
    closed(cast.project, Q3, "automated", lead=cast.lead, data_2="none")
    closed(make_project("Fraud", cast.team, cast.lead, "2016"), Q3, lead=cast.lead)
    draft(make_project("Sound", cast.team, cast.lead), Q4, lead=cast.lead)
    closed(make_project("Theirs", other, cast.other_lead), Q3, lead=cast.other_lead)
    Project.objects.filter(slug="fraud").update(due_on=datetime.date(2020, 6, 30))
    return cast


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [("manual", {}, "M0 12h90"), ("none", {"data_1": "none"}, "M0 24h90v-10")],
)
def test_the_small_line_draws_shares_across_rubric_versions(
    before: str, after: dict[str, str], line: str, cast: Cast, client: Client
) -> None:
    """7 of 14 and 3.5 of 7 are level; 0 of 14 and 3 of 7 rise by three sevenths."""
    Project.objects.update(rubric_version=version("2016"))
    closed(cast.project, Q2, before, lead=cast.lead)
    Project.objects.update(rubric_version=version("2017"))
    closed(cast.project, Q3, "manual", lead=cast.lead, **after)
    client.force_login(cast.member)
    assert f'<path d="{line}"/></svg>' in client.get("/").content.decode()


def test_a_row_shows_where_a_project_stands(several: Cast, client: Client) -> None:
    client.force_login(several.member)
    page = text(client)
    row = page[page.index("Churn") : page.index("Fraud")]
    for part in ("Growth", "6 of 7", "Exceptional automation", "−1", "Q3 2026"):
        assert part in row
    assert "data 6 lowest, model 7" in row
    fraud = page[page.index("Fraud") : page.index("Sound")]
    assert "7 of 14" in fraud and "first score" in fraud
    assert "overdue since 30 Jun 2020" in fraud
    search = page[page.index("Sound Growth") :]
    assert "Not assessed yet" in search
    assert "draft, 0 answered 28" in search


def test_a_change_across_scales_is_not_shown(several: Cast, client: Client) -> None:
    Project.objects.filter(pk=several.project.pk).update(rubric_version=version("2016"))
    closed(several.project, Q4, "automated", lead=several.lead)
    client.force_login(several.member)
    page = text(client)
    row = page[page.index("Churn") : page.index("Fraud")]
    assert "14 of 14" in row
    assert "+" not in row


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        ("member", ["Churn", "Fraud", "Sound"]),
        ("viewer", ["Churn", "Fraud", "Sound"]),
        ("stranger", ["Theirs"]),
        ("admin", ["Churn", "Fraud", "Sound", "Theirs"]),
    ],
)
def test_each_sees_their_own_in_all_parts(
    actor: str, seen: list[str], several: Cast, client: Client
) -> None:
    client.force_login(getattr(several, actor))
    assert names(client) == seen
    hidden = {"Churn", "Fraud", "Sound", "Theirs"} - set(seen)
    for path in ("/summary/", "/chart/", "/?team=growth", "/?team=other", "/?q=h"):
        page = client.get(path).content.decode()
        assert not [name for name in hidden if name in page], path
    assert ("Growth" in text(client, "/summary/")) == ("Churn" in seen)


def test_an_open_project_is_seen_by_all(several: Cast, client: Client) -> None:
    Project.objects.filter(slug="fraud").update(visibility="everybody")
    client.force_login(several.stranger)
    assert names(client) == ["Fraud", "Theirs"]
    assert names(client, "/?team=growth") == ["Fraud"]


@pytest.mark.parametrize(
    ("query", "seen", "words"),
    [
        ("q=RAU", ["Fraud"], "Shown: name with “RAU”. 1 project."),
        ("team=growth", ["Churn", "Fraud", "Sound"], "Shown: team Growth. 3 projects."),
        ("team=GROWTH", ["Churn", "Fraud", "Sound"], "Shown: team Growth"),
        ("rubric=ml-test-score/2016", ["Fraud"], "ML Test Score (2016 workshop paper)"),
        ("rubric=ml-test-score/2017", ["Churn", "Sound"], "ML Test Score (2017 paper)"),
        ("band=exceptional", ["Churn"], "band Exceptional automation"),
        ("band=none", ["Sound"], "band Not assessed yet"),
        ("overdue=yes", ["Fraud"], "Shown: overdue"),
        ("overdue=yes&q=churn", [], "No project matches: name with “churn”, overdue."),
        ("q=100%25", [], "No project matches: name with “100%”."),
    ],
)
def test_filters(query: str, seen: list[str], words: str, several: Cast, client: Client) -> None:
    client.force_login(several.member)
    assert names(client, f"/?{query}") == seen
    page = text(client, f"/?{query}")
    assert words in page
    assert "Clear all filters" in page


def test_more_than_a_page_are_the_first_of_many(cast: Cast, client: Client) -> None:
    add_projects(cast.team, cast.lead, 51)
    client.force_login(cast.admin)
    page = client.get("/?q=project").context["page"]
    assert page.number == "The first 50 projects; more follow."
    assert client.get(f"/?{page.next}").context["page"].number == ""


ODD = (
    "\0",
    "x" * 5000,
    "'; DROP TABLE x; --",
    "\ud7ff\u202e",
    "%",
    "-1",
    "9" * 400,
    "WyJuYW1lIixmYWxzZSxmYWxzZSwiQSIsMV0",
    "WyJuYW1lIixmYWxzZSxmYWxzZSwiXHUwMDAwIiwxXQ",
    "W10",
    "[[[[",
    "é",
)


@pytest.mark.parametrize("field", ["q", "team", "rubric", "band", "overdue", "sort", "cursor"])
def test_odd_values_give_a_page_and_never_an_error(
    field: str, several: Cast, client: Client
) -> None:
    client.force_login(several.member)
    for value in ODD:
        for path in ("/", "/summary/", "/chart/"):
            assert client.get(path, {field: value}).status_code == 200, (path, value)
    if field not in ("q", "cursor"):
        page = client.get("/", {field: "nosuchthing"}).content.decode()
        assert "nosuchthing" in page and "Churn" in page and "Sound" in page


def test_an_odd_cursor_says_so_and_shows_the_first_page(several: Cast, client: Client) -> None:
    client.force_login(several.member)
    page = text(client, "/?cursor=W10")
    assert "this is the first page" in page
    assert "Churn" in page


def test_a_place_past_the_end_leads_back(several: Cast, client: Client) -> None:
    client.force_login(several.member)
    page = client.get("/?cursor=WyJuYW1lIixmYWxzZSxmYWxzZSwienoiLDFd").content.decode()
    assert "There is nothing on this page of the list" in page
    page = text(client, "/?q=r&cursor=WyJuYW1lIixmYWxzZSxmYWxzZSwienoiLDFd")
    assert "Nothing on this page of: " in page
    assert "No project matches" not in page


def test_a_sorted_column_says_so_and_turns_round(several: Cast, client: Client) -> None:
    client.force_login(several.member)
    page = client.get("/?sort=-score").content.decode()
    assert 'aria-sort="descending"><a id="s-score" href="/?sort=score"' in page
    assert names(client, "/?sort=-score") == ["Churn", "Fraud", "Sound"]  # 6 of 7, 7 of 14
    page = client.get("/?sort=score").content.decode()
    assert 'aria-sort="ascending"><a id="s-score" href="/?sort=-score"' in page


@pytest.mark.parametrize(
    ("sort", "shown"),
    [
        ("change", ["Fell", "Same", "Rose", "Churn", "First"]),
        ("-change", ["Rose", "Same", "Fell", "First", "Churn"]),
        ("score", ["Churn", "Fell", "First", "Same", "Rose"]),
        ("-sections", ["Rose", "Same", "First", "Fell", "Churn"]),
    ],
)
def test_a_project_without_a_change_comes_last_either_way(
    sort: str, shown: list[str], cast: Cast, client: Client
) -> None:
    levels = {"Fell": ("automated", "none"), "Same": ("manual",) * 2, "Rose": ("none", "automated")}
    for name, (before, after) in levels.items():
        project = make_project(name, cast.team, cast.lead)
        closed(project, Q2, before, lead=cast.lead)
        closed(project, Q3, after, lead=cast.lead)
    first = make_project("First", cast.team, cast.lead, "2016")
    closed(first, Q3, "none", lead=cast.lead, data_1="manual")
    client.force_login(cast.member)
    assert names(client, f"/?sort={sort}") == shown


def test_htmx_gets_the_table_and_the_address_of_what_is_shown(
    several: Cast, client: Client
) -> None:
    client.force_login(several.member)
    reply = client.get("/?q=fraud&team=&rubric=&sort=name", headers=HTMX)
    assert "<html" not in reply.content.decode()
    assert "Fraud" in reply.content.decode()
    assert reply["HX-Push-Url"] == "/?q=fraud"
    assert "HX-Request" in reply["Vary"]
    back = client.get("/?q=fraud", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()


def test_a_lead_without_projects_is_told_how_to_begin(cast: Cast, client: Client) -> None:
    client.force_login(cast.other_lead)
    assert client.get("/").content.decode().count('href="/projects/new/"') == 1


def test_somebody_without_a_team_is_told_whom_to_ask(cast: Cast, client: Client) -> None:
    Membership.objects.filter(user=cast.member).delete()
    client.force_login(cast.member)
    page = html.unescape(client.get("/").content.decode())
    assert "/projects/new/" not in page
    assert "administrator" in page


def test_one_project_that_was_never_assessed(cast: Cast, client: Client) -> None:
    client.force_login(cast.member)
    assert names(client) == ["Churn"]
    assert "There is nothing to draw" in text(client, "/chart/")
    assert "Not assessed yet" in text(client, "/summary/")
    closed(cast.project, Q3, "manual", lead=cast.lead)
    counted = text(client, "/summary/")
    assert "What the one project with a score has not done in full" in counted
    assert "of the 1" not in counted


def test_many_teams_are_written_and_not_chosen(cast: Cast, client: Client) -> None:
    Team.objects.bulk_create(Team(slug=f"t{n}", name=f"Team {n}") for n in range(60))
    client.force_login(cast.admin)
    page = client.get("/").content.decode()
    assert '<input type="search" id="f-team"' in page
    assert names(client, "/?team=Growth") == ["Churn"]
    assert "There is no team of yours called “Team”" in text(client, "/?team=Team")


def test_the_chart_has_its_numbers_as_a_table(several: Cast, client: Client) -> None:
    client.force_login(several.member)
    page = text(client, "/chart/")
    assert "Project Features and data" in page
    assert "6 of 7 ▼ lowest" in page
    assert "lowest section most often" in page
    part = client.get("/chart/?rubric=ml-test-score/2017", headers=HTMX).content.decode()
    assert "<html" not in part
    assert '"Points"' in part and "% of each" not in part


def dots_of(client: Client, path: str = "/chart/") -> dict[str, dict[str, Any]]:
    """The traces of the chart by their names."""
    content = client.get(path).content.decode()
    figure = re.search(r'<script type="application/json">(.*?)</script>', content)
    assert figure
    return {trace["name"]: trace for trace in json.loads(figure[1])["data"]}


def aim(slug: str, key: str) -> None:
    Project.objects.filter(slug=slug).update(criticality=Criticality.objects.get(key=key))


def test_a_chart_without_targets_has_no_place_for_them(several: Cast, client: Client) -> None:
    client.force_login(several.member)
    page = text(client, "/chart/")
    assert "A ring marks each lowest section. " in page
    assert "Target" not in page and "Gap" not in page
    assert "Target" not in dots_of(client)


def test_the_chart_has_the_target_and_the_gap_of_each_row(several: Cast, client: Client) -> None:
    """Churn has 6 of 7 in 2017, and Sound no score: its target is not drawn."""
    aim("churn", "critical")
    aim("sound", "normal")
    Criticality.objects.filter(key="critical").update(target=Decimal("6.5"))
    client.force_login(several.member)
    path = "/chart/?rubric=ml-test-score/2017"
    target = dots_of(client, path)["Target"]
    assert (target["x"], target["y"]) == ([6.5], [0])
    assert target["text"] == ["Overall 6 of 7, target 6.5 of 7, 0.5 to go"]
    page = text(client, path)
    assert "an upright line the target of the overall score" in page
    assert re.search(r" Overall Target Gap Churn .* 6 of 7 6\.5 of 7 0\.5 to go ", page)
    Criticality.objects.filter(key="critical").update(target=3, target_of=Decimal("3.5"))
    assert dots_of(client, path)["Target"]["text"] == ["Overall 6 of 7, target 6 of 7, reached"]


def test_targets_are_shares_where_the_scores_are(several: Cast, client: Client) -> None:
    """Fraud is scored of 14 and Churn of 7; 3 of 7 is asked of Fraud only."""
    aim("fraud", "normal")
    client.force_login(several.member)
    target = dots_of(client)["Target"]
    assert (target["x"], target["y"]) == ([42.86], [1])
    assert target["text"] == ["Overall 7 of 14, target 6 of 14, reached"]
    page = text(client, "/chart/")
    assert re.search(r" Churn [^%]*? 6 of 7 – – Fraud .* 7 of 14 6 of 14 reached ", page)


@pytest.mark.parametrize("overall", ["sum", "min"])
def test_a_target_beyond_the_scale_of_the_sections_is_a_share_as_they_are(
    overall: str, several: Cast, client: Client
) -> None:
    """Where sections are added up the target would stand beyond the end of their axis."""
    content = version().content
    definition = replace(content.definition, overall=Aggregation(overall))
    view = narrowed(several.member, listing_from(QueryDict("rubric=ml-test-score/2017")))
    maximum = Decimal(int(scoring.maximum_score(definition)))
    aim("churn", "normal")
    with patch("assessments.reports.dots.maxima_of", return_value={version().pk: maximum}):
        page = dots(several.member, view.listing, today=LAST)
    mark = page.lines[0].target
    assert mark
    assert (page.unit, page.top, mark.at) == (
        ("% of full score", 100.0, 42.86) if overall == "sum" else ("Points", 7.0, 3.0)
    )
    assert all(dot.at <= page.top for line in page.lines for dot in line.dots)


def test_the_chart_tells_projects_of_one_name_apart(cast: Cast, client: Client) -> None:
    other = Team.objects.create(slug="lodz", name="Łódź")
    for team in (cast.team, other):
        closed(make_project("Twin", team, cast.lead), Q3, "manual", lead=cast.lead)
    client.force_login(cast.admin)
    page = dots(cast.admin, listing_from(QueryDict("q=twin")), today=LAST)
    names = {"Twin (Growth)", "Twin (Łódź)"}
    assert {line.name for line in page.lines} == names
    assert {row[0] for row in page.table.rows} == names
    assert all(name in text(client, "/chart/?q=twin") for name in names)


def test_names_that_look_like_code_stay_text(cast: Cast, client: Client) -> None:
    project = make_project("<b onclick=x>&amp;</b>", cast.team, cast.lead)
    closed(project, Q3, lead=cast.lead)
    client.force_login(cast.member)
    for path in ("/", "/chart/", "/summary/"):
        assert "<b onclick" not in client.get(path).content.decode()


def pages(client: Client, sort: str, link: str = "page-next") -> list[list[str]]:
    """The projects' ids on each page, by following the links from the first page on."""
    found, path = [], f"/?sort={sort}"
    while path:
        content = client.get(path).content.decode()
        found.append(re.findall(r"<a id=p(\d+) ", content))
        following = re.search(rf'id="{link}"[^>]*? href="([^"]+)"', content)
        path = html.unescape(following[1]) if following else ""
    return found


@pytest.fixture
def many(cast: Cast) -> Cast:
    """123 projects: two full pages and a rest, with the same values many times over."""
    twin = Team.objects.create(slug="growth-2", name="Growth")
    Membership.objects.create(team=twin, user=cast.member, role=cast.member.memberships.get().role)
    add_projects(cast.team, cast.lead, 82, past=2)
    add_projects(twin, cast.lead, 40, seed=2)
    return cast


def test_each_order_shows_every_project_once(many: Cast, client: Client) -> None:
    client.force_login(many.member)
    for sort in (sign + name for name in SORTS for sign in ("", "-")):
        found = pages(client, sort)
        assert [len(page) for page in found] == [50, 50, 23], sort
        shown = [int(pk) for page in found for pk in page]
        column = listing_from({"sort": sort}).column
        values = dict(Project.objects.values_list("pk", column))
        assert sorted(shown) == sorted(values), sort
        keys = [(values[pk], pk) for pk in shown]
        assert keys == sorted(keys, reverse=sort.startswith("-")), sort
    for sort in ("name", "-change"):  # the first is the list's own order, which no address names
        the_way_back_shows_the_same_pages(client, sort)


def the_way_back_shows_the_same_pages(client: Client, sort: str) -> None:
    forth = pages(client, sort)
    path = f"/?sort={sort}"
    for _ in forth[1:]:
        content = client.get(path).content.decode()
        path = html.unescape(re.findall(r'id="page-next"[^>]*? href="([^"]+)"', content)[0])
    content = client.get(path).content.decode()
    previous = re.search(r'id="page-previous"[^>]*? href="([^"]+)"', content)
    assert previous
    first = re.search(r'id="page-first"[^>]*? href="([^"]+)"', content)
    assert first
    content_of_first = client.get(html.unescape(first[1])).content.decode()
    assert re.findall(r"<a id=p(\d+) ", content_of_first) == forth[0]
    content = client.get(html.unescape(previous[1])).content.decode()
    assert re.findall(r"<a id=p(\d+) ", content) == forth[1]


def test_a_page_of_50_stays_small(cast: Cast, client: Client) -> None:
    """Three years of quarters, names as long as names are, a draft or a late day in most rows."""
    Team.objects.filter(pk=cast.team.pk).update(name="Customer Growth")
    made = add_projects(cast.team, cast.lead, 60, past=12, name="Delivery time estimates")
    for project in made[::2]:
        draft(project, Q4, lead=cast.lead)
    Project.objects.filter(pk__in=[project.pk for project in made[::3]]).update(due_on=Q2)
    client.force_login(cast.member)
    page = client.get("/").content
    assert page.count(b"draft, 0 answered") > 10 and page.count(b"overdue since") > 10
    assert len(page) <= 38_000


def test_long_names_stay_on_a_page_that_is_not_large(cast: Cast, client: Client) -> None:
    add_projects(cast.team, cast.lead, 60, past=2, name="W" * 110)
    client.force_login(cast.member)
    assert len(client.get("/").content) <= 60_000


def test_sums_do_not_move_with_a_foreign_team(several: Cast, client: Client) -> None:
    client.force_login(several.member)
    before = [text(client, path) for path in ("/", "/summary/", "/chart/")]
    other = several.other_lead.memberships.get().team
    add_projects(other, several.other_lead, 30)
    Project.objects.filter(team=other).update(due_on=datetime.date(2020, 1, 1))
    assert [text(client, path) for path in ("/", "/summary/", "/chart/")] == before


def test_the_summary_counts_what_the_person_sees(several: Cast, client: Client) -> None:
    add_projects(several.team, several.lead, 4, past=2)
    client.force_login(several.member)
    page = text(client, "/summary/")
    assert "Scores of 5 projects by ML Test Score (2017 paper)" in page
    assert "ML Test Score (2016 workshop paper) has 1 more" in page
    assert "Overdue and not assessed yet count all of them." in page
    markup = client.get("/summary/").content.decode()
    for place in ("least-title", "teams-title"):
        assert markup.count(f'href="#{place}"') == markup.count(f'id="{place}"') == 1
    assert "Exceptional automation 1" in page
    other = text(client, "/summary/?rubric=ml-test-score/2016")
    assert "Scores of 1 project by ML Test Score (2016 workshop paper)" in other
    assert "Median 7 of 14 no earlier score to compare with Overdue" in other
    assert "Overdue 1 Show them" in other


def test_the_median_and_its_change(cast: Cast, client: Client) -> None:
    fraud = make_project("Fraud", cast.team, cast.lead)
    closed(cast.project, Q2, "none", lead=cast.lead)
    closed(cast.project, Q3, "automated", lead=cast.lead)
    closed(fraud, Q2, "none", lead=cast.lead)
    closed(fraud, Q3, "manual", lead=cast.lead)
    client.force_login(cast.member)
    assert "Median 5.25 of 7 +5.25 , was 0 Most risen · Most fallen" in text(client, "/summary/")
    team = re.search(r">Growth</a>.*?</tr>", client.get("/summary/").content.decode())
    assert team and re.findall(r">([^<]+)<", team[0])[1:4] == ["2", "5.25", "+5.25"]
    assert 'href="/?sort=-change"' in client.get("/summary/").content.decode()
    closed(make_project("New", cast.team, cast.lead), Q3, "none", lead=cast.lead)
    page = text(client, "/summary/")
    assert (
        "Median 3.5 of 7 +5.25 , over the 2 of 3 that were assessed before: from 0 to 5.25"
    ) in page


def test_the_least_done_items_say_what_they_hold_back(cast: Cast, client: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead, data_2="none", model_1="manual")
    closed(make_project("Fraud", cast.team, cast.lead), Q3, "automated", lead=cast.lead)
    client.force_login(cast.member)
    page = client.get("/summary/").content.decode()
    rows = re.findall(
        r'<span class="key">([\w-]+)</span>.*?</svg> (\d+)</td><td>(\d+)</td>'
        r"<td><b>(\d+)</b>",
        page,
    )
    assert rows == [("data-2", "1", "1", "1"), ("model-1", "1", "0", "0")]


def test_800_teams_are_shown_25_at_a_time(cast: Cast, client: Client) -> None:
    teams = Team.objects.bulk_create(
        Team(slug=f"t{n}", name=f"Team {n} of {'W' * 60}") for n in range(800)
    )
    source = add_projects(teams[0], cast.lead, 3)
    row = TeamRollup.objects.get(team=teams[0])
    items = {key: [2, 1, 1] for key in row.rubric_version.content.items}
    TeamRollup.objects.bulk_create(
        TeamRollup(
            team=team,
            visibility="team",
            rubric_version=row.rubric_version,
            projects=3,
            scores={"1": 2, f"{number % 15 / 2:g}": 1},
            items=items,
            weakest={"data": 3},
        )
        for number, team in enumerate(teams[1:])
    )
    assert source
    client.force_login(cast.admin)
    page = client.get("/summary/").content
    assert len(page) <= 100_000
    assert page.count(b'<th scope="row"><a') == 25
    assert b"25 of 801 teams, from number 1 on" in page
    last = client.get("/summary/?teams=9999").content
    assert b"1 of 801 teams, from number 801 on" in last
    assert len(client.get("/").content) <= 40_000


def test_teams_come_by_need_and_those_without_a_score_last(cast: Cast, client: Client) -> None:
    """The lowest median first, then the most overdue, then by name in any case of letters."""
    for name, scored, overdue in (
        *(("Zebra", "none", 0), ("apes", "none", 0), ("Bees", "none", 2)),
        *(("Ants", "automated", 0), ("dogs", "", 0), ("Cats", "", 0), ("Eels", "", 1)),
    ):
        team = Team.objects.create(slug=name.lower(), name=name)
        project = make_project(f"Of {name}", team, cast.admin)
        if scored:
            closed(project, Q3, scored, lead=cast.admin)
        for number in range(overdue):
            make_project(f"Late {number} of {name}", team, cast.admin)
        late = Project.objects.filter(team=team, name__startswith="Late" if scored else "Of")
        late.update(due_on=datetime.date(2020, 1, 1) if overdue else datetime.date(2999, 1, 1))
    Project.objects.filter(name="Churn").update(archived_at=timezone.now())
    client.force_login(cast.admin)
    expected = ["Bees", "apes", "Zebra", "Ants", "Eels", "Cats", "dogs"]
    for _ in ("read", "known"):
        page = client.get("/summary/").content.decode()
        found = re.findall(r'<th scope="row"><a href="/\?team=[^"]*">([^<]+)</a>', page)
        assert found == expected
    assert text(client, "/summary/").count("Overdue 3") == 1


def test_names_are_in_the_order_of_letters(several: Cast, client: Client) -> None:
    Project.objects.filter(slug="fraud").update(name="ads ranking")
    Project.objects.filter(slug="sound").update(name="bids")
    client.force_login(several.member)
    assert names(client) == ["ads ranking", "bids", "Churn"]
    assert names(client, "/?sort=-name") == ["Churn", "bids", "ads ranking"]
    table = b"".join(client.get("/projects.csv")).decode()
    assert table.index("ads ranking") < table.index("bids") < table.index("Churn")


@pytest.mark.django_db
def test_the_first_administrator_is_led_to_the_first_team(client: Client) -> None:
    client.force_login(
        User.objects.create_superuser("root@example.org", "a long password", name="R")
    )
    page = client.get("/").content.decode()
    assert 'href="/admin/assessments/team/add/">Add the first team</a>' in page
    assert client.get("/admin/assessments/team/add/").status_code == 200
    Team.objects.create(name="Growth", slug="growth")
    assert "Create the first project" in client.get("/").content.decode()
