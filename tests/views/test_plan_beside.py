"""The plan beside the assessments that came after it."""

import datetime
import html
from typing import Any

import pytest
from django.test import Client

from assessments.actions.plans import StepInput, save_plan
from assessments.models import Assessment
from assessments.reports.plan_beside import plan_beside_page
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, fill
from tests.support.queries import CountedQueries

HTMX = {"HX-Request": "true"}


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def address(day: datetime.date) -> str:
    return f"/projects/churn/assessments/{day}/"


@pytest.fixture
def viewer(cast: Cast, client: Client) -> Client:
    """Planned from Q2: two items by Q3, one by Q1; the first was reached in Q3, both in Q4."""
    closed(cast.project, Q2, lead=cast.lead)
    due = {"data-1": "2026-09-30", "data-2": "2026-09-30", "data-3": "2027-03-31"}
    steps = [StepInput(key, "automated", str(cast.member.pk), day) for key, day in due.items()]
    today = datetime.date(2026, 7, 15)
    save_plan(project=cast.project, steps=steps, today=today, by=by(cast.lead))
    closed(cast.project, Q3, lead=cast.lead, data_1="automated")
    current = draft(cast.project, Q4, lead=cast.lead)
    fill(current, who=cast.lead, data_1="automated", data_2="automated")
    client.force_login(cast.viewer)
    return client


def test_each_planned_level_stands_beside_the_answer(viewer: Client) -> None:
    page = text(viewer.get(f"{address(Q3)}plan/"))
    states = [part.split(">")[1].split("<")[0] for part in page.split('<span class="tag ')[1:]]
    assert states == ["✓ reached", "! overdue", "open"]
    assert "1 of 3 steps reached, 1 overdue. " in page
    assert "by Q1 2027" in page
    assert '<span class="quiet">here</span> Done by hand' in page


def test_the_assessment_loads_it_after_the_page(cast: Cast, viewer: Client) -> None:
    for day in (Q3, Q4):
        page = text(viewer.get(address(day)))
        assert f'hx-get="{address(day)}plan/"' in page
        assert f'href="{address(day)}plan/">Plan beside these answers' in page
    block = text(viewer.get(f"{address(Q4)}plan/", headers=HTMX))
    assert "<html" not in block
    assert "2 of 3 steps reached" in block
    assert "when this page was opened" in block


@pytest.mark.parametrize(("day", "state"), [(1, "open"), (31, "open"), (32, "overdue")])
def test_in_a_draft_a_step_is_overdue_when_its_quarter_is_over(
    day: int, state: str, cast: Cast, viewer: Client
) -> None:
    step = StepInput("data-4", "automated", str(cast.member.pk), "2026-12-31")
    first = datetime.date(2026, 12, 1)
    save_plan(project=cast.project, steps=[step], today=first, by=by(cast.lead))
    current = Assessment.objects.for_page(cast.viewer).get(as_of=Q4)
    page = plan_beside_page(current, today=first + datetime.timedelta(days=day - 1))
    assert [row.state for row in page.steps] == [state]


def test_what_came_before_the_plan_has_none(viewer: Client) -> None:
    assert "Plan beside these answers" not in text(viewer.get(address(Q2)))
    assert "No plan was made from an assessment before this one." in text(
        viewer.get(f"{address(Q2)}plan/")
    )


def test_three_steps_cost_what_none_cost(viewer: Client, queries: CountedQueries) -> None:
    counts = []
    for day in (Q2, Q3):
        with queries:
            viewer.get(f"{address(day)}plan/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8, queries.statements
