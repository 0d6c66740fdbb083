"""The rubrics of our own, from the first project to its report: every page knows their rules."""

from typing import Any

import pytest
from django.test import Client

from assessments.actions.projects import ProjectInput, create_project
from assessments.models import Assessment, Project, RubricVersion
from tests.cast import Q3, Q4, Cast, by, closed, draft
from tests.views.test_rubric import text

PAGES = (
    "",
    "owners/",
    "owners/matrix/",
    "what-if/",
    "what-if/steps/",
    "settings/",
    "levels.csv",
    "assessments/2026-12-31/",
    "assessments/2026-12-31/submit/",
    "assessments/2026-09-30/",
    "assessments/2026-09-30/report/",
)


def project_of(slug: str, cast: Cast, facts: list[str]) -> Project:
    version = RubricVersion.objects.select_related("rubric").get(rubric__slug=slug)
    fields: dict[str, Any] = {"facts": facts}
    made = ProjectInput("Helper", "", cast.team, version, "quarterly", **fields)
    return create_project(fields=made, by=by(cast.lead))


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


@pytest.mark.parametrize(
    ("slug", "top", "facts"),
    [
        ("llm-application", "automated", ["hosted-model", "retrieval", "real-time"]),
        ("launch-checklist", "yes", ["real-time"]),
    ],
)
def test_every_page_of_a_project_shows(
    slug: str, top: str, facts: list[str], cast: Cast, lead: Client
) -> None:
    project = project_of(slug, cast, facts)
    closed(project, Q3, top, lead=cast.lead)
    draft(project, Q4, lead=cast.lead)
    for page in PAGES:
        response = lead.get(f"/projects/helper/{page}")
        assert response.status_code == 200, page
    for page in ("/", "/summary/", "/compare/?projects=helper,churn", "/mine/"):
        assert lead.get(page).status_code == 200, page


def test_a_full_llm_application_reaches_100_without_what_does_not_apply(
    cast: Cast, lead: Client
) -> None:
    project = project_of("llm-application", cast, ["hosted-model"])
    closed(project, Q3, "automated", lead=cast.lead)
    row = Assessment.objects.get(project=project)
    assert row.overall == 100
    left_out = row.answers.filter(level="not_applicable").values_list("item__key", flat=True)
    assert {"context-2", "safety-4", "judge-1", "cost-2", "cost-3"} <= set(left_out)
    assert "100 of 100" in text(lead, "/projects/helper/")


def test_a_gate_holds_the_launch_back(cast: Cast, lead: Client) -> None:
    project = project_of("launch-checklist", cast, ["real-time"])
    closed(project, Q3, "yes", lead=cast.lead, watch_1="no")
    page = text(lead, "/projects/helper/assessments/2026-09-30/report/")
    assert "12 of 17" in page
    assert "The way back rehearsed" in page
