import html
import re

from django.test import Client
from django.utils import timezone

from assessments.models import Change, Criticality, Project
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


def opened(client: Client) -> dict[str, object]:
    """What the form shows, as a browser would send it."""
    page = html.unescape(client.get(SETTINGS).content.decode())
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    return {"seen": found[1]}


def test_two_people_who_change_different_settings_keep_both(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    seen = opened(client)
    critical = Criticality.objects.get(key="critical")
    mine = fields(cast, criticality="", **seen)
    assert client.post(SETTINGS, mine | {"criticality": critical.pk}).status_code == 302
    assert client.post(SETTINGS, mine | {"cadence": "monthly"}).status_code == 302
    project = Project.objects.get(slug="churn")
    assert (project.criticality, project.cadence) == (critical, "monthly")
    last = Change.objects.filter(action="project").order_by("pk").last()
    assert last is not None and last.new == {"cadence": "monthly"}


def test_two_people_who_change_one_setting_are_told(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    seen = opened(client)
    critical, concept = (
        Criticality.objects.get(key=key) for key in ("critical", "proof_of_concept")
    )
    theirs = fields(cast, criticality=critical.pk, description="Who uses it", **seen)
    client.force_login(cast.lead)
    assert client.post(SETTINGS, theirs).status_code == 302
    client.force_login(cast.admin)
    mine = fields(cast, criticality=concept.pk, name="Churn 2", **seen)
    refused = client.post(SETTINGS, mine)
    page = html.unescape(refused.content.decode())
    assert refused.status_code == 409
    said = f"Lead has changed this to “Critical: target {critical.target_text}” since you opened"
    assert said in page
    assert "Nothing was saved yet: somebody changed the same" in page
    assert f'<option value="{concept.pk}" selected>' in page and 'value="Churn 2"' in page
    project = Project.objects.get(slug="churn")
    assert (project.name, project.criticality) == ("Churn", critical)
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found
    assert client.post(SETTINGS, mine | {"seen": found[1]}).status_code == 302
    project.refresh_from_db()
    assert (project.name, project.criticality) == ("Churn 2", concept)
    assert project.description == "Who uses it"


def test_a_mark_that_nobody_wrote_is_no_mark(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    sent = fields(cast, name="Churn 3", seen="name:zz team <b> " + "x" * 5_000)
    assert client.post(SETTINGS, sent).status_code == 302
    assert Project.objects.get(slug="churn").name == "Churn 3"


def test_what_was_taken_away_meanwhile_is_named(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    critical = Criticality.objects.get(key="critical")
    Criticality.objects.filter(pk=critical.pk).update(retired_at=timezone.now())
    foreign = cast.other_lead.memberships.get().team
    refused = client.post(SETTINGS, fields(cast, criticality=critical.pk, team=foreign.pk))
    page = html.unescape(refused.content.decode())
    assert refused.status_code == 422
    assert "This one is given no more: it was retired. Choose another." in page
    assert "You do not lead this team, or no more. Choose another." in page
