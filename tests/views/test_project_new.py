import html

import pytest
from django.test import Client

from assessments.models import Owner, Project, RubricVersion
from tests.cast import Cast, version
from tests.everything import everything, load

NEW = "/projects/new/"


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def fields(cast: Cast, **changed: object) -> dict[str, object]:
    return {
        "name": "Fraud alerts",
        "description": "",
        "team": cast.team.pk,
        "rubric_version": version().pk,
        "cadence": "quarterly",
    } | changed


def test_the_2017_version_is_offered_first(cast: Cast, lead: Client) -> None:
    page = lead.get(NEW).content.decode()
    options = page.split('name="rubric_version"')[1].split("</select>")[0]
    assert options.index("2017") < options.index("2019") < options.index("2016")


def test_it_creates_a_project_whose_owners_are_suggested(cast: Cast, lead: Client) -> None:
    response = lead.post(NEW, fields(cast))
    assert response.status_code == 302
    assert response["Location"] == "/projects/fraud-alerts/"
    assert Owner.objects.filter(project__slug="fraud-alerts").count() == 28


@pytest.mark.parametrize(
    ("name", "slug"), [("New", "new-2"), ("Churn", "churn-2"), ("推荐", "project")]
)
def test_slugs_are_free_and_never_reserved(name: str, slug: str, cast: Cast, lead: Client) -> None:
    assert lead.post(NEW, fields(cast, name=name))["Location"] == f"/projects/{slug}/"


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"name": "x" * 121},
        {"name": "a\x00b"},
        {"description": "y" * 4001},
        {"cadence": "hourly"},
        {"rubric_version": "999999"},
        {"rubric_version": "x"},
        {"team": "999999"},
        {"team": ""},
    ],
)
def test_bad_input_is_named_and_keeps_what_was_typed(
    changed: dict[str, object], cast: Cast, lead: Client
) -> None:
    count = Project.objects.count()
    response = lead.post(NEW, fields(cast, **changed))
    page = html.unescape(response.content.decode())
    assert response.status_code == 422
    assert next(iter(changed)) in page
    if "name" not in changed:
        assert "Fraud alerts" in page
    assert Project.objects.count() == count


def test_an_unpublished_rubric_version_is_no_choice(cast: Cast, lead: Client) -> None:
    unpublished = RubricVersion.objects.create(
        rubric=version().rubric, version="draft", name="Draft", content_sha256="0"
    )
    assert lead.post(NEW, fields(cast, rubric_version=unpublished.pk)).status_code == 422


def test_another_team_is_no_choice(cast: Cast, lead: Client) -> None:
    other = cast.other_lead.memberships.get().team
    assert lead.post(NEW, fields(cast, team=other.pk)).status_code == 422
    assert other.name not in lead.get(NEW).content.decode()


def test_only_a_lead_may(cast: Cast, client: Client) -> None:
    client.force_login(cast.member)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, fields(cast)).status_code == 403
    assert not Project.objects.filter(name="Fraud alerts").exists()


def test_a_project_declares_facts_when_it_is_made(cast: Cast, client: Client) -> None:
    rubric = load(everything())
    client.force_login(cast.lead)
    assert b"What is true of it" in client.get("/projects/new/").content
    sent = {"name": "Bot", "team": cast.team.pk, "rubric_version": rubric.pk, "cadence": "monthly"}
    response = client.post("/projects/new/", sent | {"facts": ["real-time"]})
    assert response.status_code == 302
    assert Project.objects.get(slug="bot").facts == ["real-time"]
