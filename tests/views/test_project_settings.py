from django.test import Client

from assessments.models import Change, Project
from tests.cast import Q4, Cast, draft, version

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


def test_another_rubric_version_leaves_the_open_draft_alone(cast: Cast, client: Client) -> None:
    assessment = draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.lead)
    assert client.post(SETTINGS, fields(cast, rubric_version=version("2016").pk)).status_code == 302
    assessment.refresh_from_db()
    assert assessment.rubric_version == version("2017")
    assert Project.objects.get(slug="churn").rubric_version == version("2016")


def test_wrong_input_is_422_and_changes_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    assert client.post(SETTINGS, fields(cast, name="")).status_code == 422
    assert client.post(SETTINGS, {}).status_code == 422
    assert Project.objects.get(slug="churn").name == "Churn"
