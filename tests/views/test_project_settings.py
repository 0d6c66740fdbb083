import re

from django.test import Client

from assessments.models import Change, Project
from tests.cast import Cast, draft, version
from tests.everything import everything, load, project_of

SETTINGS = "/projects/churn/settings/"


def fields(cast: Cast, **changed: object) -> dict[str, object]:
    return {
        "name": "Churn",
        "description": "",
        "team": cast.team.pk,
        "rubric_version": version().pk,
        "cadence": "quarterly",
    } | changed


def test_it_changes_and_leaves_a_trace(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    response = client.post(SETTINGS, fields(cast, name="Churn v2", cadence="monthly"))
    assert response.status_code == 302
    project = Project.objects.get(slug="churn")
    assert (project.name, project.cadence) == ("Churn v2", "monthly")
    change = Change.objects.filter(action="project").order_by("pk").last()
    assert change is not None
    assert change.old == {"name": "Churn", "cadence": "quarterly"}
    assert change.new == {"name": "Churn v2", "cadence": "monthly"}


def test_the_rubric_version_is_changed_on_a_page_of_its_own(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    page = client.get(SETTINGS).content.decode()
    assert 'href="/projects/churn/migrate/"' in page
    assert 'name="rubric_version"' not in page
    assert client.post(SETTINGS, fields(cast, rubric_version=version("2016").pk)).status_code == 302
    assert Project.objects.get(slug="churn").rubric_version == version("2017")


def test_wrong_input_is_422_and_changes_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    assert client.post(SETTINGS, fields(cast, name="")).status_code == 422
    assert client.post(SETTINGS, {}).status_code == 422
    assert Project.objects.get(slug="churn").name == "Churn"


def test_facts_are_ticked_kept_and_followed(cast: Cast, client: Client) -> None:
    rubric = load(everything())
    project = project_of(cast, rubric, "batch")
    assessment = draft(project, lead=cast.lead)
    client.force_login(cast.lead)
    url = f"/projects/{project.slug}/settings/"
    page = client.get(url).content.decode()
    assert "<legend>What is true of it</legend>" in page
    assert re.search(r'value="batch"[^>]*checked', page)
    assert not re.search(r'value="real-time"[^>]*checked', page)
    assert "Real time: Does it answer at once?" in page
    sent = fields(cast, name="Bot", rubric_version=rubric.pk)
    assert client.post(url, sent | {"facts": ["real-time", "batch"]}).status_code == 302
    project.refresh_from_db()
    assert project.facts == ["batch", "real-time"]
    assert not assessment.answers.filter(level="not_applicable").exists()
    page = client.get(url).content.decode()
    assert re.search(r'value="real-time"[^>]*checked', page)
    assert client.post(url, sent).status_code == 302
    assert assessment.answers.filter(level="not_applicable").count() == 2


def test_a_fact_that_nobody_asks_is_422(cast: Cast, client: Client) -> None:
    rubric = load(everything())
    project = project_of(cast, rubric)
    client.force_login(cast.lead)
    sent = fields(cast, name="Bot", rubric_version=rubric.pk, facts=["quantum"])
    response = client.post(f"/projects/{project.slug}/settings/", sent)
    assert response.status_code == 422
    assert b"No rubric version asks for this" in response.content
    assert Project.objects.get(pk=project.pk).facts == []


def test_facts_stay_when_the_rubric_changes(cast: Cast, client: Client) -> None:
    project = project_of(cast, load(everything()), "batch")
    client.force_login(cast.lead)
    sent = fields(cast, name="Bot", facts=["batch"])
    assert client.post(f"/projects/{project.slug}/settings/", sent).status_code == 302
    assert Project.objects.get(pk=project.pk).facts == ["batch"]
