import datetime
import html
import re

import pytest
from django.test import Client

from assessments.actions.projects import ProjectInput, change_project
from assessments.models import Membership, Project, Team
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, make_project, version

HTMX = {"HX-Request": "true"}


def text(client: Client, path: str = "/", **headers: str) -> str:
    """What is on a page, in one line without tags, but for titles and values."""
    content = client.get(path, headers=headers).content.decode()
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", content)))


def names(client: Client, path: str = "/") -> list[str]:
    content = client.get(path).content.decode()
    return [html.unescape(name) for name in re.findall(r'<a id="p\d+"[^>]*>([^<]*)<', content)]


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


def test_a_row_shows_where_a_project_stands(several: Cast, client: Client) -> None:
    client.force_login(several.member)
    page = text(client)
    row = page[page.index("Churn") : page.index("Fraud")]
    for part in ("Growth", "6 of 7", "Exceptional automation", "−1", "Q3 2026"):
        assert part in row
    assert "Features and data 6 (lowest), Model development 7" in row
    fraud = page[page.index("Fraud") : page.index("Sound")]
    assert "7 of 14" in fraud and "first score" in fraud
    assert "overdue since 30 Jun 2020" in fraud
    search = page[page.index("Sound Growth") :]
    assert "Not assessed yet" in search
    assert "draft, 0 answered 28" in search


def test_a_change_across_scales_is_not_shown(several: Cast, client: Client) -> None:
    fields = ProjectInput("Churn", "", several.team, version("2016"), "quarterly")
    change_project(project=several.project, fields=fields, by=by(several.lead))
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
        ("q=RAU", ["Fraud"], "Shown: name with “RAU”"),
        ("team=growth", ["Churn", "Fraud", "Sound"], "Shown: team Growth"),
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
    page = client.get("/?cursor=WyJuYW1lIixmYWxzZSxmYWxzZSwiWloiLDFd").content.decode()
    assert "There is nothing on this page of the list" in page


def test_a_sorted_column_says_so_and_turns_round(several: Cast, client: Client) -> None:
    client.force_login(several.member)
    page = client.get("/?sort=-score").content.decode()
    assert 'aria-sort="descending"><a id="s-score" href="/?sort=score"' in page
    assert names(client, "/?sort=-score") == ["Fraud", "Churn", "Sound"]
    page = client.get("/?sort=score").content.decode()
    assert 'aria-sort="ascending"><a id="s-score" href="/?sort=-score"' in page


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
    assert "/projects/new/" in client.get("/").content.decode()


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


def test_names_that_look_like_code_stay_text(cast: Cast, client: Client) -> None:
    project = make_project("<b onclick=x>&amp;</b>", cast.team, cast.lead)
    closed(project, Q3, lead=cast.lead)
    client.force_login(cast.member)
    for path in ("/", "/chart/", "/summary/"):
        assert "<b onclick" not in client.get(path).content.decode()
