"""Many projects at once: what each would carry, who cannot, and what became of each."""

from typing import Any

import pytest
from django.test import Client

from assessments.models import Membership, Migration, Project, RubricVersion
from assessments.reports.rubric_migrate import MOST
from tests.cast import Q4, Cast, draft
from tests.support.queries import CountedQueries
from tests.support.versions import move, project_on, publish_small

PATH = "/rubrics/small/2/migrate/"


@pytest.fixture
def versions(cast: Cast) -> list[RubricVersion]:
    return publish_small([("reword", 0, 0), ("split", 1, 0), ("drop", 3, 0), ("add", 3, 0)], [])


@pytest.fixture
def projects(cast: Cast, versions: list[RubricVersion]) -> list[Project]:
    return [project_on(versions[0], cast, name=name) for name in ("One", "Two", "Three")]


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def words(client: Client, path: str = PATH) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def sent(*projects: Project) -> dict[str, Any]:
    seen = {f"seen-{row.slug}": row.rubric_version_id for row in projects}
    return {"project": [row.slug for row in projects], **seen}


def test_it_counts_what_each_would_carry(lead: Client, cast: Cast, projects: list[Project]) -> None:
    draft(projects[0], Q4, lead=cast.lead)
    page = words(lead)
    for project in projects:
        assert f'value="{project.slug}"' in page
    assert "<b>1</b> reworded" in page
    assert "<b>2</b> split" in page
    assert "<b>1</b> new" in page
    assert "<b>1</b> gone" in page
    assert page.count("Q4 2026 is open and stays on 1.") == 1
    assert "Churn" not in page, "it is of another rubric"


def test_each_moves_on_its_own_and_says_what_became_of_it(
    lead: Client, cast: Cast, projects: list[Project], versions: list[RubricVersion]
) -> None:
    one, two, three = projects
    form = sent(one, two, three)
    move(two, versions[1], cast)
    move(three, versions[2], cast)
    form["project"] = ["one", "two", "three", "churn", "no/such"]
    response = lead.post(PATH, form)
    page = " ".join(response.content.decode().split())
    assert response.status_code == 200
    assert "1 of 5 moved to 2" in page
    assert "It was on Small 2 already." in page
    assert "Somebody moved it to another version meanwhile." in page
    assert page.count("Not moved") == 3
    now = dict(Project.objects.values_list("slug", "rubric_version__version"))
    assert (now["one"], now["two"], now["three"]) == ("2", "2", "3")
    assert now["churn"] == "2017"
    assert Migration.objects.count() == 3


def test_only_leads_may_move_and_others_see_why_not(
    client: Client, cast: Cast, projects: list[Project]
) -> None:
    client.force_login(cast.member)
    page = words(client)
    assert page.count("Only a lead of Growth can move it.") == 3
    assert "You lead no team" in page
    client.post(PATH, sent(*projects))
    assert not Migration.objects.exists()
    client.force_login(cast.other_lead)
    page = words(client)
    assert "One" not in page
    client.post(PATH, sent(*projects))
    assert not Migration.objects.exists()


def test_an_archived_project_stays_where_it_is(
    lead: Client, cast: Cast, projects: list[Project]
) -> None:
    Project.objects.filter(slug="one").update(archived_at="2026-01-01T00:00:00Z")
    assert "It is archived." in words(lead)
    assert (
        "There is no such project that you lead."
        in lead.post(PATH, sent(projects[0])).content.decode()
    )
    assert not Migration.objects.exists()


@pytest.mark.parametrize("names", [[], [f"p{number}" for number in range(MOST + 1)]])
def test_nothing_and_too_many_are_422(names: list[str], lead: Client, projects: object) -> None:
    response = lead.post(PATH, {"project": names})
    assert response.status_code == 422
    assert not Migration.objects.exists()


def test_without_projects_it_says_so(lead: Client, versions: list[RubricVersion]) -> None:
    assert "Nothing to move" in words(lead)


def test_a_version_that_is_not_there(lead: Client) -> None:
    assert lead.get("/rubrics/small/99/migrate/").status_code == 404
    assert lead.post("/rubrics/ml-test-score/99/migrate/").status_code == 404


def test_many_are_bounded_and_cost_no_more_statements(
    lead: Client,
    cast: Cast,
    projects: list[Project],
    versions: list[RubricVersion],
    queries: CountedQueries,
) -> None:
    words(lead)
    with queries:
        words(lead)
    few = len(queries)
    Project.objects.bulk_create(
        Project(
            team=cast.team,
            slug=f"many-{number}",
            name=f"Many {number:03}",
            rubric_version=versions[number % 2 and 2],
        )
        for number in range(300)
    )
    page = words(lead)
    assert page.count('name="project"') == MOST
    assert f"The first {MOST} projects by name are shown, {303 - MOST} more follow" in page
    again = CountedQueries(queries.context.connection)
    with again:
        words(lead)
    assert len(again) <= few + 1 <= 9, "one more to say how many are left"


def test_a_member_of_one_team_who_leads_another(
    client: Client, cast: Cast, projects: list[Project]
) -> None:
    Membership.objects.filter(user=cast.other_lead).update(team=cast.team)
    Membership.objects.filter(user=cast.other_lead).update(access_level="member")
    client.force_login(cast.other_lead)
    assert words(client).count("Only a lead of Growth can move it.") == 3
