"""Whether the team changed or the ruler, on the two pages that say so."""

import datetime

import pytest
from django.test import Client

from assessments.models import Project, RubricVersion
from tests.cast import Q2, Q3, Q4, Cast, closed, draft, fill, version
from tests.scoring.editions import Edit
from tests.support.versions import move, project_on, publish_small


def words(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def small(cast: Cast, edits: list[Edit]) -> tuple[Project, list[RubricVersion]]:
    versions = publish_small(edits)
    return project_on(versions[0], cast), versions


def test_a_new_item_is_the_teams_and_a_dropped_one_the_rulers(cast: Cast, lead: Client) -> None:
    """Data falls from 2 to 1 with the item that was dropped; the team then does all the rest."""
    project, versions = small(cast, [("drop", 0, 0)])
    closed(project, Q2, "manual", lead=cast.lead, data_1="automated", data_2="none")
    move(project, versions[1], cast)
    closed(project, Q3, "manual", lead=cast.lead)
    for path in (f"/projects/{project.slug}/", f"/projects/{project.slug}/compare/"):
        page = words(lead, path)
        assert (
            "The ruler moved the same answers from 50 % to 0 % of full marks, the team gained 0.5."
        ) in page, path
        assert "<b>1 of 2</b>" in page
        assert "<b>0 of 1</b>" in page
        assert "<b>0.5 of 1</b>" in page
        assert "7 of 8 items and 88 % of the points are common." in page
        assert page.count("7 of 7 items and 100 % of the points are common.") == 1
        assert 'href="/rubrics/small/1/diff/2/"' in page


def test_from_2016_to_2017_nothing_that_the_team_does_changed(cast: Cast, lead: Client) -> None:
    Project.objects.update(rubric_version=version("2016"))
    closed(cast.project, Q2, "manual", lead=cast.lead)
    cast.project.refresh_from_db()
    move(cast.project, version("2017"), cast)
    closed(cast.project, Q3, "manual", lead=cast.lead)
    page = words(lead, "/projects/churn/")
    assert (
        "The ruler left the same answers at 50 % of full marks, the team neither gained nor lost."
    ) in page
    assert "50 % → 50 %" in page
    assert (
        "Full marks were 14 and are 7 now: the same answers are 50 % of them, and were 50 %. "
        "Nothing that the team does changed."
    ) in page
    assert "28 of 28 items and 100 % of the points are common." in page


def test_a_score_is_in_a_quarter_but_on_a_day(cast: Cast, lead: Client) -> None:
    project, versions = small(cast, [("drop", 0, 0)])
    closed(project, datetime.date(2026, 5, 15), "manual", lead=cast.lead)
    move(project, versions[1], cast)
    closed(project, Q3, "manual", lead=cast.lead)
    page = words(lead, f"/projects/{project.slug}/")
    both = "On the items that both versions have and count"
    assert f"{both}: 0.5 on 15 May 2026 by 1, 0.5 in Q3 2026 by 2." in page
    assert "was 50 % on 15 May 2026; by another rubric version it is 50 % in Q3 2026" in page


def test_an_open_draft_is_explained_so_far(cast: Cast, lead: Client) -> None:
    project, versions = small(cast, [("add", 0, 0)])
    closed(project, Q3, "manual", lead=cast.lead)
    move(project, versions[1], cast)
    after = draft(project, Q4, lead=cast.lead)
    page = words(lead, f"/projects/{project.slug}/")
    assert "The ruler changed nothing, the team neither gained nor lost so far." in page
    assert "at least 1 of" in page
    fill(after, "automated", who=cast.lead)
    page = words(lead, f"/projects/{project.slug}/")
    assert "The ruler changed nothing, the team gained 1." in page


def test_what_was_chosen_counts_as_the_rulers(cast: Cast, lead: Client) -> None:
    project, versions = small(cast, [("merge", 0, 1)])
    closed(project, Q3, "automated", lead=cast.lead, data_2="none")
    move(project, versions[1], cast, data_1="from:data-1")
    closed(project, Q4, "automated", lead=cast.lead)
    assert (
        "The ruler moved the same answers from 50 % to 100 % of full marks, "
        "the team neither gained nor lost."
    ) in words(lead, f"/projects/{project.slug}/")


def test_one_version_needs_no_explanation(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q2, "manual", lead=cast.lead)
    closed(cast.project, Q3, "automated", lead=cast.lead)
    for path in ("/projects/churn/", "/projects/churn/compare/"):
        assert "the ruler" not in words(lead, path).lower()


def test_two_rubrics_say_that_no_answer_went_along(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q2, "manual", lead=cast.lead)
    move(cast.project, publish_small()[0], cast)
    closed(cast.project, Q3, "manual", lead=cast.lead)
    page = words(lead, "/projects/churn/")
    assert "They are two rubrics, so no answer went along." in page
    assert "No item is counted by both versions" in page
    assert "/diff/" not in page
