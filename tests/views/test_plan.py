"""The plan beside reality."""

import datetime
import html
from typing import Any

import pytest
import time_machine
from django.test import Client

from assessments.actions.plans import StepInput, save_plan
from assessments.models import Plan, Project
from assessments.reports.plan import plan_page
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, fill

PAGE = "/projects/churn/plan/"
SAVED = datetime.date(2026, 7, 15)


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def plan(cast: Cast, **due: str) -> Plan:
    """Each keyword an item and the end of the quarter in which it is automated."""
    steps = [
        StepInput(key.replace("_", "-"), "automated", str(cast.member.pk), day)
        for key, day in due.items()
    ]
    return save_plan(project=cast.project, steps=steps, today=SAVED, by=by(cast.lead))


def project(cast: Cast) -> Project:
    return Project.objects.for_page(cast.viewer).get(pk=cast.project.pk)


@pytest.fixture
def viewer(cast: Cast, client: Client) -> Client:
    closed(cast.project, Q2, lead=cast.lead)
    client.force_login(cast.viewer)
    return client


def test_without_a_plan_it_says_how_to_make_one(viewer: Client) -> None:
    page = text(viewer.get(PAGE))
    assert "No plan yet" in page
    assert "When a member of the team saves one" in page
    assert "save them as a plan" not in page


def test_a_member_is_told_how_to_make_one(cast: Cast, client: Client) -> None:
    client.force_login(cast.member)
    assert "there is none yet. Submit the first one" in text(client.get(PAGE))
    closed(cast.project, Q2, lead=cast.lead)
    assert "then save them as a plan" in text(client.get(PAGE))


def test_each_step_is_reached_open_or_overdue(cast: Cast, viewer: Client) -> None:
    plan(cast, data_1="2026-09-30", data_2="2026-09-30", data_3="2026-12-31", data_4="2027-03-31")
    closed(cast.project, Q3, lead=cast.lead, data_1="automated")
    current = draft(cast.project, Q4, lead=cast.lead)
    fill(current, who=cast.lead, data_1="automated", data_3="automated")
    page = plan_page(project(cast), cast.viewer, today=datetime.date(2026, 11, 1))
    assert page.plan
    states = {step.key: (step.state, step.in_draft) for step in page.plan.steps}
    assert states == {
        "data-1": ("reached", False),
        "data-2": ("overdue", False),
        "data-3": ("reached", True),
        "data-4": ("open", False),
    }
    assert page.plan.line == (
        "2 of 4 steps reached, 1 overdue; an overall score of 3.5 is planned for Q1 2027."
    )
    shown = text(viewer.get(PAGE))
    assert "Saved by Lead" in shown
    assert "✓ reached" in shown
    assert "by Q1 2027" in shown
    assert "in the draft" in shown


def test_the_planned_score_stands_beside_the_actual_one(cast: Cast, viewer: Client) -> None:
    sections = ("data", "model", "infra", "monitor")
    plan(
        cast,
        **{f"{key}_1": "2026-09-30" for key in sections},
        **{f"{key}_2": "2027-03-31" for key in sections},
    )
    closed(cast.project, Q3, lead=cast.lead)
    page = plan_page(project(cast), cast.viewer, today=Q4)
    assert page.plan
    rows = [(point.label, point.planned, point.actual, point.behind) for point in page.plan.points]
    assert rows == [
        ("Q2 2026", "3.5", "3.5", False),
        ("Q3 2026", "4", "3.5", True),
        ("Q1 2027", "4.5", "", False),
    ]
    assert "behind" in text(viewer.get(PAGE))


def test_nothing_is_behind_before_its_quarter_is_answered_for(cast: Cast, viewer: Client) -> None:
    plan(cast, **{f"{key}_1": "2027-03-31" for key in ("data", "model", "infra", "monitor")})
    closed(cast.project, Q4, lead=cast.lead, data_2="none")

    def last(today: datetime.date) -> tuple[str, str, bool, bool]:
        page = plan_page(project(cast), cast.viewer, today=today)
        assert page.plan
        point = page.plan.points[-1]
        return point.planned, point.actual, point.so_far, point.behind

    for today in (datetime.date(2026, 11, 26), datetime.date(2027, 4, 1)):
        assert last(today) == ("4", "3", True, False)
    closed(cast.project, datetime.date(2027, 2, 15), lead=cast.lead, data_2="none")
    assert last(datetime.date(2027, 3, 31)) == ("4", "3", True, False)
    assert last(datetime.date(2027, 4, 1)) == ("4", "3", False, True)
    closed(cast.project, datetime.date(2027, 3, 31), lead=cast.lead, data_2="none")
    assert last(datetime.date(2027, 3, 20)) == ("4", "3", False, True)


@time_machine.travel(datetime.datetime(2026, 11, 26, 12, tzinfo=datetime.UTC), tick=False)
def test_the_page_says_how_far_a_quarter_is_so_far(cast: Cast, viewer: Client) -> None:
    plan(cast, data_1="2027-03-31", model_1="2027-03-31")
    closed(cast.project, Q4, lead=cast.lead, data_2="none")
    page = text(viewer.get(PAGE))
    assert '<span class="quiet">so far</span> <b>3</b>' in page
    assert "behind" not in page


def test_a_quarter_that_is_to_come_has_no_actual_score(cast: Cast, viewer: Client) -> None:
    plan(cast, data_1="2026-12-31")
    page = plan_page(project(cast), cast.viewer, today=SAVED)
    assert page.plan
    assert page.plan.points[-1].actual == ""
    assert "not yet" in text(viewer.get(PAGE))


def test_older_plans_are_listed(cast: Cast, viewer: Client) -> None:
    plan(cast, data_1="2026-09-30", data_2="2026-12-31")
    plan(cast, data_1="2027-03-31")
    page = text(viewer.get(PAGE))
    assert "Older plans" in page
    assert "2 steps until Q4 2026" in page


def test_an_older_plan_can_be_opened_and_says_that_it_is_one(cast: Cast, viewer: Client) -> None:
    old = plan(cast, data_1="2026-09-30")
    new = plan(cast, model_1="2026-12-31", model_2="2026-12-31")
    page = text(viewer.get(PAGE))
    assert "<h1>Plan</h1>" in page
    assert "Older plans" in page
    assert f'href="{PAGE}?saved={old.pk}"' in page
    assert "model-1" in page and "data-1" not in page
    older = text(viewer.get(PAGE, {"saved": old.pk}))
    assert "<h1>Older plan</h1>" in older
    assert "To the plan in force" in older
    assert "data-1" in older and "model-1" not in older
    assert f'<a href="{PAGE}">' in older
    assert "2 steps until Q4 2026" in older
    assert "<h1>Plan</h1>" in text(viewer.get(PAGE, {"saved": new.pk}))


@pytest.mark.parametrize("number", ["0", "-1", "999999", "x", "1 OR 1=1", "٣", "9" * 40])
def test_a_plan_that_is_not_there_is_not_found(cast: Cast, viewer: Client, number: str) -> None:
    plan(cast, data_1="2026-09-30")
    assert viewer.get(PAGE, {"saved": number}).status_code == 404
