"""The sandbox: everything follows, nothing is stored, the address keeps what was tried."""

import datetime
import html
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from assessments.actions.plans import StepInput, save_plan
from assessments.dates import quarter_ends
from assessments.models import Criticality, Project
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, fill, make_project
from tests.support.queries import CountedQueries

PAGE = "/projects/churn/what-if/"
STEPS = "/projects/churn/what-if/steps/"
HTMX = {"HX-Request": "true"}


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def overall(response: Any) -> str:
    return text(response).split('id="overall-score">')[1].split("<")[0]


@pytest.fixture
def viewer(cast: Cast, client: Client) -> Client:
    """Reads only; the last closed assessment is 3.5 but for *Monitoring*, which is 1."""
    levels = {f"monitor_{number}": "none" for number in range(3, 8)}
    closed(cast.project, Q2, "none", lead=cast.lead)
    closed(cast.project, Q3, lead=cast.lead, **levels)
    client.force_login(cast.viewer)
    return client


def test_it_starts_from_the_latest_closed_assessment(cast: Cast, viewer: Client) -> None:
    response = viewer.get(PAGE)
    assert overall(response) == "1"
    page = text(response)
    assert "as in Q3 2026" in page
    closed(cast.project, datetime.date(2026, 10, 15), lead=cast.lead)
    assert "as on 15 Oct 2026" in text(viewer.get(PAGE))
    assert "Nothing changed" in page
    assert page.count('type="radio"') == 28 * 4
    assert "Save as plan" not in page


def test_everything_follows_what_is_tried(viewer: Client) -> None:
    page = text(viewer.get(f"{PAGE}?monitor-3-level=automated&monitor-4-level=manual"))
    assert 'id="overall-score">2.5<' in page
    assert "+1.5" in page
    assert "2 changes" in page
    assert 'id="section-score-monitor">2.5<' in page
    assert "Q3 2026: 1, Some testing, serious gaps likely" in page
    assert "cannot lift the score before Monitoring has reached 3.5" in page


def test_the_address_keeps_only_what_was_changed(viewer: Client) -> None:
    whole = {"data-1-level": "manual", "monitor-3-level": "manual", "from": "2026-09-30"}
    response = viewer.get(PAGE, whole | {"junk": "x", "data-2-level": ""})
    assert response.status_code == 302
    assert response["Location"] == f"{PAGE}?monitor-3-level=manual"
    assert viewer.get(response["Location"]).status_code == 200


def test_htmx_gets_the_outcome_and_the_address(viewer: Client) -> None:
    sent = {"data-1-level": "manual", "monitor-3-level": "automated"}
    response = viewer.get(PAGE, sent, headers=HTMX)
    assert response.status_code == 200
    assert response["HX-Push-Url"] == f"{PAGE}?monitor-3-level=automated"
    assert "HX-Request" in response["Vary"]
    page = text(response)
    assert "<html" not in page
    assert 'type="radio"' not in page
    assert overall(response) == "2"
    assert 'id="next-steps"' in page


def test_nothing_is_stored(viewer: Client) -> None:
    def everything() -> list[Any]:
        models = apps.get_app_config("assessments").get_models()
        return [list(model._default_manager.order_by("pk").values()) for model in models]

    before = everything()
    viewer.get(f"{PAGE}?monitor-3-level=automated")
    viewer.get(f"{PAGE}?monitor-3-level=automated", headers=HTMX)
    assert everything() == before
    assert viewer.post(PAGE, {"monitor-3-level": "automated"}).status_code == 405


def test_it_can_start_from_the_draft(cast: Cast, viewer: Client) -> None:
    current = draft(cast.project, Q4, lead=cast.lead)
    fill(current, who=cast.lead)
    page = text(viewer.get(PAGE))
    assert "Q4 2026, draft" in page
    assert f"?from={Q4}" in page
    response = viewer.get(f"{PAGE}?from={Q4}&data-1-level=automated")
    assert response.status_code == 200
    assert overall(response) == "3.5"
    viewer.force_login(cast.member)
    assert "Save as plan" not in text(viewer.get(f"{PAGE}?from={Q4}&data-1-level=automated"))


def test_members_can_save_what_lifts_something(cast: Cast, viewer: Client) -> None:
    viewer.force_login(cast.member)
    assert "Save as plan" not in text(viewer.get(PAGE))
    assert "Save as plan" not in text(viewer.get(f"{PAGE}?data-1-level=none"))
    page = text(viewer.get(f"{PAGE}?data-1-level=automated"))
    assert '/projects/churn/plan/new/?data-1-level=automated"' in page


def test_the_target_is_that_of_the_criticality_until_another_is_chosen(
    cast: Cast, viewer: Client
) -> None:
    critical, _ = Criticality.objects.update_or_create(
        key="critical", defaults={"name": "Critical", "target": Decimal(3)}
    )
    Project.objects.filter(pk=cast.project.pk).update(criticality=critical)
    assert "to 3. Target: 3, the target for “Critical”." in text(viewer.get(PAGE))
    response = viewer.get(f"{PAGE}?target=1.5")
    assert "1 step lifts the overall score from 1 to 1.5" in text(response)
    assert '<option value="own" selected>Critical: 3</option>' in text(
        viewer.get(f"{PAGE}?target=own")
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"nosuch-level": "manual"}, "There is no item “nosuch” in this rubric version."),
        ({"data-1-level": "perfect"}, "data-1: there is no level “perfect”."),
        ({"from": "2026-02-30"}, "There is no assessment as of “2026-02-30”."),
        ({"from": "2020-03-31"}, "There is no assessment as of “2020-03-31”."),
        ({"target": "nosuch"}, "“nosuch” is no target of this rubric version."),
        ({"target": "8"}, "“8” is no target"),
        ({"target": "x" * 10_000}, f"“{'x' * 39}…” is no target"),
        ({"x" * 10_000 + "-level": "manual"}, f"There is no item “{'x' * 39}…”"),
    ],
)
def test_what_nobody_has_is_said_and_left_out(
    wrong: dict[str, str], says: str, viewer: Client
) -> None:
    response = viewer.get(PAGE, wrong | {"monitor-3-level": "manual"})
    assert response.status_code == 422
    assert overall(response) == "1.5"
    assert says in text(response)
    assert "x" * 100 not in text(response).split("<h1>")[1]
    assert viewer.get(PAGE, wrong, headers=HTMX).status_code == 422


def test_the_steps_of_an_unknown_target_say_so(viewer: Client) -> None:
    response = viewer.get(STEPS, {"target": "nosuch"}, headers=HTMX)
    assert response.status_code == 422
    assert "“nosuch” is no target" in text(response)


def test_not_applicable_is_a_level_like_others(viewer: Client) -> None:
    page = text(viewer.get(f"{PAGE}?data-1-level=not_applicable"))
    assert "1 item does not apply" in page


def test_without_an_assessment_there_is_nothing_to_try(cast: Cast, client: Client) -> None:
    make_project("New", cast.team, cast.lead)
    client.force_login(cast.member)
    page = text(client.get("/projects/new-2/what-if/"))
    assert "Nothing to try yet" in page
    assert "Start the first assessment" in page
    fragment = text(client.get("/projects/new-2/what-if/steps/", headers=HTMX))
    assert "There is none yet" in fragment


def test_next_steps_come_after_the_project_page(cast: Cast, viewer: Client) -> None:
    page = text(viewer.get("/projects/churn/"))
    assert f'hx-get="{STEPS}"' in page
    assert f'href="{PAGE}"' in page
    response = viewer.get(STEPS, {"target": "2"}, headers=HTMX)
    fragment = text(response)
    assert "<html" not in fragment
    assert "1 step lifts the overall score from 1 to 2. Target: 2." in fragment
    assert "Monitoring · Engineer · effort" in fragment
    assert "none yet" in fragment
    day = quarter_ends(timezone.localdate(), 2)[1].isoformat()
    step = StepInput("monitor-3", "manual", str(cast.member.pk), day)
    save_plan(project=cast.project, steps=[step], today=timezone.localdate(), by=by(cast.lead))
    assert "Plan</a>: saved by Lead on" in text(viewer.get(STEPS, headers=HTMX))
    assert "<h1>What if</h1>" in text(viewer.get(STEPS))


def test_next_steps_take_a_constant_number_of_statements(
    cast: Cast, viewer: Client, queries: CountedQueries
) -> None:
    day = quarter_ends(timezone.localdate(), 2)[1].isoformat()

    def plan(*keys: str) -> None:
        steps = [StepInput(key, "automated", str(cast.member.pk), day) for key in keys]
        save_plan(project=cast.project, steps=steps, today=timezone.localdate(), by=by(cast.lead))

    plan("data-1")
    with queries:
        viewer.get(STEPS, headers=HTMX)
    few = len(queries)
    for key in ("data-2", "data-3", "data-4"):
        plan("data-1", key)
    closed(cast.project, Q4, lead=cast.lead)
    with queries:
        viewer.get(STEPS, headers=HTMX)
    assert len(queries) == few <= 8, queries.statements
