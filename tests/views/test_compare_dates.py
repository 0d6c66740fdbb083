"""Two assessments of one project: what was gained, what was lost, and what else changed."""

import html
import re
from urllib.parse import quote

import pytest
from django.test import Client

from assessments.actions.answers import AnswerInput, save_answers
from assessments.actions.assessments import submit_assessment
from assessments.models import Criticality, Project
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, fill, version
from tests.support.queries import CountedQueries

PATH = "/projects/churn/compare/"


def page(client: Client, query: str = "", status: int = 200) -> str:
    response = client.get(f"{PATH}?{query}")
    assert response.status_code == status
    return html.unescape(response.content.decode())


@pytest.fixture
def two(cast: Cast, client: Client) -> Cast:
    """From Q2 to Q3 data-1 rose, model-1 fell, data-3 got a note; all else is done by hand."""
    closed(cast.project, Q2, "manual", lead=cast.lead)
    later = draft(cast.project, Q3, lead=cast.lead)
    revisions = dict(later.answers.values_list("item__key", "revision"))
    changed = {
        "data-1": {"level": "automated", "evidence": "https://example.org/run"},
        "data-2": {"outcome": "failed"},
        "data-3": {"note": "Changed"},
        "model-1": {"level": "none"},
    }
    inputs = [
        AnswerInput(key, revisions[key], fields, confirm=not fields)
        for key in revisions
        for fields in [changed.get(key, {})]
    ]
    save_answers(assessment=later, inputs=inputs, by=by(cast.lead))
    submit_assessment(assessment=later, by=by(cast.lead))
    client.force_login(cast.viewer)
    return cast


def test_it_shows_the_last_two_and_what_became_of_each_item(two: Cast, client: Client) -> None:
    text = page(client)
    assert "The overall score fell from 3.5 of 7 to 3 of 7; Model development holds it" in text
    assert "1 item went up and 1 item went down." in text
    assert "4 of 28 items differ" in text
    assert '<option value="2026-06-30" selected>Q2 2026' in text
    assert '<option value="2026-09-30" selected>Q3 2026' in text
    assert '"change down">−0.5<' in text
    assert 'href="/projects/churn/assessments/2026-06-30/#data-1">Done by hand<' in text
    assert 'href="/projects/churn/assessments/2026-09-30/#data-1">Automated<' in text
    for mark in ("note", "evidence", "outcome"):
        assert text.count(f"{mark} changed") == 1
    assert text.count('class="differs"') == 4


def test_a_date_is_said_once_where_it_is_the_name(two: Cast, client: Client) -> None:
    text = page(client)
    assert '"Q2 2026, overall 3.5 of 7,' in text
    assert "Q2 2026, Q2 2026" not in text


def test_differences_only(two: Cast, client: Client) -> None:
    text = page(client, "different=1")
    assert text.count('class="differs"') == 4
    assert "infra-1" not in text
    assert "?from=2026-06-30&to=2026-09-30#items-title" in text


def test_dates_are_read_in_either_order_and_drafts_can_be_compared(
    two: Cast, client: Client
) -> None:
    draft(two.project, Q4, lead=two.lead)
    text = page(client, "from=2026-12-31&to=2026-09-30")
    assert '<option value="2026-12-31" selected>Q4 2026 (draft)' in text
    assert '<option value="2026-09-30" selected>Q3 2026' in text
    assert "No item went up or down." in text
    assert "Nothing differs between these two assessments." in page(
        client, "from=2026-12-31&to=2026-09-30&different=1"
    )
    assert '<option value="2026-06-30" selected>' in page(client, "to=2026-09-30")
    assert '<option value="2026-09-30" selected>' in page(client, "from=2026-06-30")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=x&to=y", "“y” is no date"),
        ("from=2026-13-45", "“2026-13-45” is no date"),
        ("from=2020-01-01&to=2026-09-30", "no assessment as of 1 Jan 2020"),
        ("from=2026-06-30&to=2026-06-30", "Both dates are the same assessment"),
        ("to=2026-06-30", "no other assessment"),
        (f"from={quote('<script>alert(1)</script>')}", "is no date"),
        ("from=%00&to=%FF", "is no date"),
        (f"to={'9' * 5000}", "is no date"),
    ],
)
def test_nonsense_is_answered_with_a_sentence(
    query: str, sentence: str, two: Cast, client: Client
) -> None:
    text = page(client, query, status=422)
    assert sentence in text
    assert text.count(" selected>") == 2
    assert '<select id="from"' in text
    assert "score-chart" not in text


def test_what_cannot_be_compared_offers_the_last_two(two: Cast, client: Client) -> None:
    text = page(client, "from=2020-01-01", status=422)
    assert re.findall(r'value="([\d-]+)" selected', text) == ["2026-06-30", "2026-09-30"]


def test_one_assessment_is_not_enough(cast: Cast, client: Client) -> None:
    client.force_login(cast.viewer)
    assert "This project has no assessment yet, and two are needed" in page(client)
    closed(cast.project, Q3, lead=cast.lead)
    text = page(client)
    assert "This project has a single assessment, and two are needed" in text
    assert "<select" not in text
    draft(cast.project, Q4, lead=cast.lead)
    assert "Two closed assessments are needed to compare; choose two" in page(client)


def test_targets_and_gaps(two: Cast, client: Client) -> None:
    Project.objects.update(criticality=Criticality.objects.get(key="critical"))
    text = page(client)
    assert "5, 1.5 to go" in text
    assert "5, 2 to go" in text


def test_across_versions_both_native_scores_and_the_common_one(
    cast: Cast, client: Client, queries: CountedQueries
) -> None:
    Project.objects.update(rubric_version=version("2016"))
    closed(cast.project, Q2, "manual", lead=cast.lead)
    Project.objects.update(rubric_version=version("2017"))
    closed(cast.project, Q3, "manual", lead=cast.lead, data_1="automated")
    client.force_login(cast.viewer)
    text = page(client)
    assert "The overall score was 7 of 14 and is 3.5 of 7 by another version" in text
    assert text.count("28 of 28 items and 100 % of the points are common") == 2
    assert "points cannot be compared" in text
    assert re.findall(r'<span class="change ">(.*?)</span>', text) == [
        "50 % → 50 %",
        "50 % → 57 %",
        *["50 % → 50 %"] * 3,
    ]
    assert "1 of 28 items differ" in text
    with queries:
        client.get(PATH)
    assert len(queries) <= 8, queries.statements


def test_a_draft_with_unanswered_items_has_at_least_its_score(cast: Cast, client: Client) -> None:
    closed(cast.project, Q2, "manual", lead=cast.lead)
    fill(draft(cast.project, Q3, lead=cast.lead), "automated", who=cast.lead, data_1="")
    client.force_login(cast.viewer)
    text = page(client, "from=2026-06-30&to=2026-09-30")
    assert "The overall score rose from 3.5 of 7 to at least 6 of 7" in text
    assert text.count('<span class="quiet">at least</span>') == 1


def test_what_does_not_apply_is_lost_where_the_rubric_scores_it_zero(
    cast: Cast, client: Client
) -> None:
    closed(cast.project, Q2, "manual", lead=cast.lead)
    later = draft(cast.project, Q3, lead=cast.lead)
    fill(later, "manual", who=cast.lead)
    revision = later.answers.get(item__key="data-1").revision
    gone = {"level": "not_applicable", "note": "No features."}
    save_answers(assessment=later, inputs=[AnswerInput("data-1", revision, gone)], by=by(cast.lead))
    submit_assessment(assessment=later, by=by(cast.lead))
    client.force_login(cast.viewer)
    assert "1 item went down." in page(client)


def test_strangers_see_the_same_as_for_a_project_that_is_not_there(
    two: Cast, client: Client
) -> None:
    client.force_login(two.stranger)
    for query in ("", "?from=2026-06-30&to=2026-09-30", "?from=x"):
        assert client.get(PATH + query).status_code == 404
        assert client.get(f"/projects/nosuch/compare/{query}").status_code == 404


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("from=2026-09-30&to=2026-09-30", ("2026-06-30", "2026-09-30")),
        ("from=2026-06-30&to=2026-06-30", ("2026-09-30", "2026-06-30")),
        ("from=2020-01-01&to=2026-09-30", ("2026-06-30", "2026-09-30")),
        ("from=2026-09-30&to=2020-01-01", ("2026-06-30", "2026-09-30")),
    ],
)
def test_what_cannot_be_compared_offers_two_that_can(
    query: str, offered: tuple[str, str], two: Cast, client: Client
) -> None:
    text = page(client, query, status=422)
    selected = re.findall(r'value="([0-9-]+)" selected', text)
    assert tuple(selected) == offered
    assert client.get(f"{PATH}?from={offered[0]}&to={offered[1]}").status_code == 200


def test_a_single_assessment_leads_back_to_the_project(cast: Cast, client: Client) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    client.force_login(cast.viewer)
    assert 'href="/projects/churn/">Go to Churn</a>' in page(client)
