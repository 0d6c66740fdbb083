"""Two to eight projects side by side; a stranger's project is as good as none."""

import html
import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from assessments.actions.projects import ProjectInput, create_project
from assessments.models import Criticality, Project, RubricVersion
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, make_project
from tests.support.queries import CountedQueries

CANARY = "canarywordzq"


def page(client: Client, query: str = "", status: int = 200) -> str:
    response = client.get(f"/compare/?{query}")
    assert response.status_code == status
    return html.unescape(response.content.decode())


def figures(client: Client, query: str) -> list[dict[str, Any]]:
    content = client.get(f"/compare/?{query}").content.decode()
    found = re.findall(r'<script type="application/json">(.*?)</script>', content)
    return [json.loads(text) for text in found]


def without_token(content: bytes) -> bytes:
    return re.sub(rb'value="\w{64}"', b"", content)


def traces(figure: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {trace["name"]: trace for trace in figure["data"]}


@pytest.fixture
def pair(cast: Cast, client: Client) -> Cast:
    """Churn went from 3.5 to 0 because of one section, Uplift stands at 7."""
    closed(cast.project, Q2, "manual", lead=cast.lead)
    none = {f"data_{number}": "none" for number in range(1, 8)}
    closed(cast.project, Q3, "automated", lead=cast.lead, **none)
    uplift = make_project("Uplift", cast.team, cast.lead)
    closed(uplift, Q3, "automated", lead=cast.lead)
    client.force_login(cast.viewer)
    return cast


@pytest.mark.parametrize("query", ["projects=churn,uplift", "projects=churn&projects=uplift"])
def test_it_shows_scores_charts_and_items(query: str, pair: Cast, client: Client) -> None:
    text = page(client, query)
    assert "Uplift stands highest with 7 of 7, Churn lowest with 0 of 7" in text
    assert "held down by Features and data" in text
    assert "Overall scores since Q2 2026: 1 fell and 1 has a single score so far." in text
    assert "7 of 28 items differ." in text
    assert text.count('class="level full"') + text.count('class="level none"') - 2 == 56
    assert 'href="/projects/churn/assessments/2026-09-30/#data-1">Not done<' in text
    assert 'href="?projects=uplift">Remove' in text


def test_the_dots_mark_the_weakest_by_a_ring_and_the_overall_score(
    pair: Cast, client: Client
) -> None:
    dots, lines = figures(client, "projects=churn,uplift")
    names = [note["text"] for note in dots["layout"]["annotations"]]
    assert names == ["Uplift", "Churn"]
    data = traces(dots)["Features and data"]
    assert data["x"] == [None, 7.0, 0.0]
    assert data["marker"]["symbol"] == ["circle", "circle", "circle"]
    assert data["text"][2] == "Churn, Q3 2026, Features and data 0 of 7,<br>lowest section"
    lowest = traces(dots)["Lowest"]
    assert (lowest["x"], lowest["y"]) == ([0.0], [data["y"][2]])
    assert traces(dots)["Overall"]["x"] == [7.0, 0.0]
    assert "Target" not in traces(dots)
    churn = traces(lines)["Churn"]
    assert churn["x"] == ["2026-06-30", "2026-09-30"]
    assert churn["y"] == [3.5, 0.0]
    assert churn["line"]["shape"] == "hv"
    assert churn["text"][1].replace("<br>", " ") == (
        "Churn, 30 Sep 2026: 0, Closer to research than to production, lowest: Features and data"
    )


def test_long_names_that_begin_alike_are_told_apart(pair: Cast, client: Client) -> None:
    places = ("Germany", "France", "Spain")
    long = [f"Anti-money-laundering alert triage for <{place}> & more" for place in places]
    slugs = []
    for name in long:
        project = make_project(name, pair.team, pair.lead)
        closed(project, Q3, lead=pair.lead)
        slugs.append(project.slug)
    dots, lines = figures(client, f"projects={','.join(slugs)}")
    rows = [html.unescape(note["text"]) for note in dots["layout"]["annotations"]]
    assert rows == [f"Anti-mon…<{place}> & more" for place in places]
    assert [html.unescape(trace["name"]) for trace in lines["data"]] == rows
    for figure in (dots, lines):
        said = [text for trace in figure["data"] for text in trace.get("text", ()) if text]
        plain = [html.unescape(text.replace("<br>", " ")) for text in said]
        assert all(text.startswith(tuple(long)) for text in plain)
        assert {text.partition(" &")[0] for text in plain} == {
            name.partition(" &")[0] for name in long
        }


def test_projects_of_one_name_are_told_apart_by_team_and_then_by_slug(
    pair: Cast, client: Client
) -> None:
    other = pair.other_lead.memberships.get().team
    first = make_project("Uplift", pair.team, pair.lead)
    second = make_project("Uplift", other, pair.other_lead)
    Project.objects.filter(pk=second.pk).update(visibility="everybody")
    for project, lead in ((first, pair.lead), (second, pair.other_lead)):
        closed(project, Q3, "manual", lead=lead)
    called = ["Uplift (Growth, uplift)", f"Uplift (Growth, {first.slug})", "Uplift (Other)"]
    query = f"projects=uplift,{first.slug},{second.slug},churn"
    dots, lines = figures(client, query)
    assert [trace["name"] for trace in lines["data"]] == [
        *("Uplift (Growth, uplift)", "Uplift (Growth, uplift-2)", "Uplift (Other)", "Churn")
    ]
    rows = [note["text"] for note in dots["layout"]["annotations"]]
    assert sorted(rows) == sorted([*called, "Churn"])
    for figure in (dots, lines):
        said = {text.replace("<br>", " ") for row in figure["data"] for text in row.get("text", ())}
        said -= {""}
        for name in called:
            assert [text for text in said if text.startswith(f"{name}, ")], name
        assert not [text for text in said if text.startswith("Uplift, ")]
    text = page(client, query)
    for name in called:
        assert "</a> <span" not in text.split(f">{name}<")[1][:20]
        assert text.count(f'<th scope="col">{name}</th>') == 1, "a column of items"
        assert f'Remove<span class="hidden-text"> {name}<' in text
    assert '>Churn</a> <span class="quiet">Growth</span>' in text
    assert "Uplift (Growth, uplift) stands highest with 7 of 7" in text


def test_several_that_stand_level_are_named_together(pair: Cast, client: Client) -> None:
    old = make_project("Old one", pair.team, pair.lead, rubric="2016")
    closed(old, Q3, "manual", lead=pair.lead, data_1="none")
    new = make_project("New one", pair.team, pair.lead)
    closed(new, Q3, "manual", lead=pair.lead, data_1="none")
    text = page(client, "projects=uplift,old-one,new-one")
    assert (
        "Uplift stands highest with 7 of 7, Old one and New one lowest with 6 of 14 and 3 of 7, "
        "held down by Features and data."
    ) in text
    assert "1 fell and 2 have a single score so far." in page(
        client, "projects=churn,old-one,new-one"
    )


def test_the_tables_beside_the_charts_have_the_same_numbers(pair: Cast, client: Client) -> None:
    text = page(client, "projects=churn,uplift").replace("\n", "")
    assert '<th scope="row">Q2 2026</th><td class="num">3.5</td><td class="num">–</td>' in text
    assert '<th scope="row">Churn</th><td class="num">0</td><td class="num">0 ▼</td>' in text


def test_differences_only_is_in_the_address_and_needs_no_script(pair: Cast, client: Client) -> None:
    text = page(client, "projects=churn,uplift&different=1")
    assert text.count('class="differs"') == 7
    assert "model-1" not in text
    assert "Model development</span>" not in text
    assert 'href="?projects=churn,uplift#items-title"' in text
    assert "Show all items" in text
    assert 'href="?projects=uplift&different=1">Remove' in text
    both = make_project("Twin", pair.team, pair.lead)
    closed(both, Q3, "automated", lead=pair.lead)
    same = page(client, "projects=twin,uplift&different=1")
    assert "All items have the same level" in same
    assert "All stand at 7 of 7." in same


def test_targets_and_gaps_stand_in_table_and_charts(pair: Cast, client: Client) -> None:
    Project.objects.filter(slug="churn").update(criticality=Criticality.objects.get(key="normal"))
    text = page(client, "projects=churn,uplift")
    assert "3 to go" in text
    dots, lines = figures(client, "projects=churn,uplift")
    target = traces(dots)["Target"]
    assert target["x"] == [3.0]
    assert target["text"] == ["Churn, target 3 of 7, 3 to go"]
    assert [shape["label"]["text"] for shape in lines["layout"]["shapes"]] == ["Target: Normal"]


def test_versions_of_another_scale_are_drawn_in_per_cent(pair: Cast, client: Client) -> None:
    old = make_project("Old one", pair.team, pair.lead, rubric="2016")
    closed(old, Q3, "manual", lead=pair.lead)
    text = page(client, "projects=uplift,old-one")
    assert "drawn as a share of its maximum" in text
    assert "</a></b>: 28 of 28 items and 100 % of the points are common" in text
    assert "7 of 14" in text
    assert ">50 %<" in text
    dots, lines = figures(client, "projects=uplift,old-one")
    assert traces(dots)["Overall"]["x"] == [100.0, 50.0]
    assert traces(lines)["Old one"]["y"] == [50.0]
    assert dots["layout"]["xaxis"]["ticksuffix"] == " %"


def test_what_one_version_only_shows_is_left_out_on_both_sides(pair: Cast, client: Client) -> None:
    talk = make_project("Talk", pair.team, pair.lead, rubric="2019")
    levels = {f"monitor_{number}": "none" for number in range(1, 8)}
    closed(talk, Q3, "automated", lead=pair.lead, **levels)
    text = page(client, "projects=uplift,talk")
    assert "28 of 28 items and 75 % of the points are common" in text
    assert "28 of 28 items and 100 % of the points are common" in text
    assert "7 counted by one version only" in text
    assert "not counted" in text
    assert "7 of 28 items differ." in text


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("", 200, "Choose 2 to 8 projects."),
        ("projects=", 200, "Choose 2 to 8 projects."),
        ("projects=,,,", 200, "Choose 2 to 8 projects."),
        ("projects=churn", 422, "One more is needed to compare."),
        ("projects=churn,churn,churn", 422, "One more is needed to compare."),
        ("projects=churn,nosuch", 404, "One more is needed to compare."),
        ("projects=nosuch,neither", 404, "Not found or not yours: <b>nosuch</b>"),
        ("projects=a,b,c,d,e,f,g,h,i", 422, "9 projects are too many"),
        ("projects=churn&choose=1", 200, "One more is needed to compare."),
        ("projects=churn,uplift&choose=1", 200, "Choose 2 to 8 projects."),
        (f"projects={','.join(map(str, range(3000)))}", 422, "3000 projects are too many"),
    ],
)
def test_too_few_or_too_many_are_told_what_to_do(
    query: str, status: int, sentence: str, pair: Cast, client: Client
) -> None:
    text = page(client, query, status)
    assert sentence in text
    assert '<input type="checkbox" name="projects" value="churn"' in text
    assert "score-chart" not in text


ODD = [
    "%00",
    "../..",
    "<script>alert(1)</script>",
    "%F0%9F%92%A9",
    "ÄÖ",
    "'\"--",
    "x" * 5000,
    "%FF",
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    ("place", "status"),
    [("projects=churn,uplift,{}", 200), ("projects={}", 404), ("q={}&choose=1", 200)],
)
def test_odd_values_are_never_an_error(
    odd: str, place: str, status: int, pair: Cast, client: Client
) -> None:
    value = odd if "%" in odd else quote(odd)
    response = client.get("/compare/?" + place.format(value) + "&different=%00&cursor=1")
    assert response.status_code == status
    assert b"<script>alert" not in response.content
    if place.startswith("projects=churn"):
        text = html.unescape(response.content.decode())
        assert "Not found or not yours" in text
        assert "Uplift stands highest" in text


def test_what_is_not_found_is_named_as_typed_and_the_others_are_compared(
    pair: Cast, client: Client
) -> None:
    text = page(client, "projects=churn,Nosuch Thing,uplift")
    assert "Not found or not yours: <b>Nosuch Thing</b>." in text
    assert "Uplift stands highest" in text
    assert 'href="?projects=uplift">Remove' in text


def test_a_strangers_project_is_the_same_as_none(pair: Cast, client: Client) -> None:
    team = pair.other_lead.memberships.get().team
    hidden = make_project("Veiled", team, pair.other_lead)
    closed(hidden, Q3, lead=pair.other_lead)
    Project.objects.filter(pk=hidden.pk).update(name=CANARY, description=CANARY)
    real = client.get("/compare/?projects=churn,uplift,veiled")
    made_up = client.get("/compare/?projects=churn,uplift,nosuch")
    assert without_token(real.content.replace(b"veiled", b"nosuch")) == without_token(
        made_up.content
    )
    for query in ("projects=veiled", "q=veiled&choose=1", f"q={CANARY}&choose=1", "projects=a"):
        shown = client.get(f"/compare/?{query}").content.decode()
        for echo in (f'value="{CANARY}"', f"“{CANARY}”", f"q={CANARY}"):
            shown = shown.replace(echo, "")
        assert CANARY not in shown
    client.force_login(pair.other_lead)
    theirs = client.get("/compare/?projects=churn,uplift,veiled").content.decode()
    assert CANARY in theirs
    assert "Uplift" not in theirs
    assert "Growth" not in theirs
    Project.objects.filter(slug__in=["churn", "uplift"]).update(visibility="everybody")
    assert "stands highest" in page(client, "projects=churn,uplift,veiled")


def test_the_list_to_choose_from_is_short_and_can_be_searched(pair: Cast, client: Client) -> None:
    for index in range(60):
        make_project(f"Model {index:02}", pair.team, pair.lead)
    text = page(client, "projects=uplift&choose=1")
    assert text.count('type="checkbox"') == 51  # 50 and the one that is ticked already
    assert 'value="uplift" checked' in text
    assert "These are the first 50" in text
    found = page(client, "projects=uplift&q=model 5&choose=1")
    assert found.count('type="checkbox"') == 11
    assert 'value="model-57"' in found
    assert "has “zzz” in its name" in page(client, "q=zzz&choose=1")


def test_a_projects_page_leads_to_both_comparisons(pair: Cast, client: Client) -> None:
    text = client.get("/projects/churn/").content.decode()
    assert 'href="/projects/churn/compare/">Compare two assessments<' in text
    assert 'href="/compare/?projects=churn&amp;choose=1">Compare with other projects<' in text
    assert ">Compare two assessments<" not in client.get("/projects/uplift/").content.decode()


def test_somebody_without_projects_is_told_whom_to_ask(cast: Cast, client: Client) -> None:
    client.force_login(cast.stranger)
    text = page(client)
    assert "There is no project to compare yet" in text
    assert "administrator, can add stranger@example.org" in text
    assert 'type="search"' not in text
    assert "has “zzz” in its name" in page(client, "q=zzz&choose=1")


def test_the_only_project_is_not_offered_for_comparison(cast: Cast, client: Client) -> None:
    client.force_login(cast.viewer)
    text = page(client, "projects=churn&choose=1")
    assert "Churn is the only project that you see" in text
    assert 'href="/projects/churn/compare/">Compare two of its assessments<' in text
    assert 'type="checkbox"' not in text


def test_projects_without_a_closed_assessment_say_so(pair: Cast, client: Client) -> None:
    fresh = make_project("Fresh", pair.team, pair.lead)
    draft(fresh, Q4, lead=pair.lead)
    text = page(client, "projects=fresh,uplift")
    assert "No closed assessment yet" in text
    assert "Uplift has 7 of 7." in text
    make_project("Fresher", pair.team, pair.lead)
    nothing = page(client, "projects=fresh,fresher")
    assert nothing.count("No closed assessment yet") == 2
    assert "score-chart" not in nothing


def test_names_are_never_read_as_tags_in_a_chart(pair: Cast, client: Client) -> None:
    Project.objects.filter(slug="uplift").update(name="<b>R&D</b>")
    dots, lines = figures(client, "projects=churn,uplift")
    assert dots["layout"]["annotations"][0]["text"] == "&lt;b>R&amp;D&lt;/b>"
    assert "&lt;b>R&amp;D&lt;/b>" in traces(lines)
    assert b"<b>R" not in client.get("/compare/?projects=churn,uplift").content


@pytest.mark.parametrize("rubrics", [("2017", "2017"), ("2016", "2019")])
def test_2_and_8_projects_take_the_same_statements_and_stay_small(
    rubrics: tuple[str, str], cast: Cast, client: Client, queries: CountedQueries
) -> None:
    slugs = []
    for index in range(8):
        name = f"{index} a project with a long name, as long as people make them"
        project = make_project(name, cast.team, cast.lead, rubric=rubrics[index % 2])
        for day in (Q2, Q3):
            closed(project, day, lead=cast.lead)
        slugs.append(project.slug)
    client.force_login(cast.lead)
    counts = []
    for count in (2, 8):
        path = f"/compare/?projects={','.join(slugs[:count])}"
        response = client.get(path)
        with queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8, queries.statements
    assert len(response.content) <= 100_000
    assert response.content.count(b'class="level part" href') == 224


def test_sections_of_unrelated_rubrics_do_not_share_a_column(pair: Cast, client: Client) -> None:
    """Both have a section ``model``: by chance, and with other titles."""
    checklist = RubricVersion.objects.get(rubric__slug="launch-checklist")
    level = checklist.content.definition.levels[-1].key
    fields = ProjectInput("Launch", "", pair.team, checklist, "quarterly")
    launch = create_project(fields=fields, by=by(pair.lead))
    closed(launch, Q3, level, lead=pair.lead)
    text = page(client, "projects=uplift,launch")
    heads = re.findall(r'<th scope="col" class="num">([^<]*)</th>', text.partition("</table>")[0])
    ours = ["Features and data", "Model development", "ML infrastructure", "Monitoring"]
    theirs = [part.title for part in checklist.content.definition.sections]
    assert heads[1:10] == [*ours, *theirs]
    dots, _ = figures(client, "projects=uplift,launch")
    names = list(traces(dots))
    assert "Model development" in names
    assert "Data and model" in names
    for name in ("Model development", "Data and model"):
        assert len([place for place in traces(dots)[name]["y"] if place is not None]) == 1
