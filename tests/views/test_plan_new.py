"""Saving a what-if as a plan."""

import html
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.actions.owners import OwnerInput, assign_owners
from assessments.actions.plans import StepInput, save_plan
from assessments.dates import quarter_ends
from assessments.models import Plan, PlanStep
from tests.cast import Q3, Q4, Cast, by, closed, draft

PAGE = "/projects/churn/plan/new/"


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def quarter(ahead: int) -> str:
    return quarter_ends(timezone.localdate(), 8)[ahead].isoformat()


@pytest.fixture
def member(cast: Cast, client: Client) -> Client:
    closed(cast.project, Q3, lead=cast.lead)
    client.force_login(cast.member)
    return client


def test_it_asks_for_owner_and_quarter_of_what_lifts_something(cast: Cast, member: Client) -> None:
    named = OwnerInput("data-1", {"person": str(cast.member.pk)})
    assign_owners(project=cast.project, inputs=[named], by=by(cast.lead))
    page = text(member.get(f"{PAGE}?data-1-level=automated&data-2-level=none"))
    assert "Done by hand" in page
    assert f'<option value="{cast.member.pk}" selected>Member</option>' in page
    assert f'<option value="{quarter(1)}" selected>' in page
    assert [page.count(f'<option value="{quarter(ahead)}"') for ahead in range(8)] == [1] * 8
    assert "since it lifts nothing: data-2" in page
    assert "Viewer</option>" not in page
    assert 'name="data-2-level"' not in page


def test_it_says_that_a_plan_starts_from_the_last_closed(cast: Cast, member: Client) -> None:
    """A what-if may start from a draft, and its address can be edited into this page's."""
    draft(cast.project, Q4, lead=cast.lead)
    levels = "data-1-level=automated"
    page = text(member.get(f"{PAGE}?from={Q4}&{levels}"))
    assert f"The address starts from “{Q4}”." in page
    assert "A plan starts from the last closed assessment, which is Q3 2026" in page
    assert 'name="data-1-level"' in page
    for same in (f"?{levels}", f"?from={Q3}&{levels}"):
        assert "The address starts from" not in text(member.get(PAGE + same))


def test_it_saves_and_leads_to_the_plan(cast: Cast, member: Client) -> None:
    sent = {
        "data-1-level": "automated",
        "data-1-owner": cast.lead.pk,
        "data-1-due_on": quarter(2),
    }
    response = member.post(PAGE, sent, follow=True)
    assert response.redirect_chain == [("/projects/churn/plan/", 302)]
    assert "The plan is saved and in force." in text(response)
    step = PlanStep.objects.get()
    assert (step.owner, step.due_on.isoformat()) == (cast.lead, quarter(2))


def test_what_is_wrong_is_said_and_everything_kept(cast: Cast, member: Client) -> None:
    sent = {
        "data-1-level": "automated",
        "data-1-owner": cast.lead.pk,
        "data-1-due_on": quarter(3),
        "data-2-level": "automated",
        "data-2-owner": "",
        "data-2-due_on": quarter(4),
    }
    response = member.post(PAGE, sent)
    assert response.status_code == 422
    page = text(response)
    assert "Nothing was saved" in page
    assert "data-2: choose an owner" in page
    assert 'href="#data-2"' in page
    assert f'<option value="{cast.lead.pk}" selected>' in page
    assert f'<option value="{quarter(3)}" selected>' in page
    assert f'<option value="{quarter(4)}" selected>' in page
    assert not Plan.objects.exists()


@pytest.mark.parametrize("wrong", [{"nosuch-level": "manual"}, {"data-1-level": "perfect"}])
def test_an_item_or_a_level_that_is_not_there_is_said(
    wrong: dict[str, str], cast: Cast, member: Client
) -> None:
    for response in (member.get(PAGE, wrong), member.post(PAGE, wrong)):
        assert response.status_code == 422
        assert "Nothing was saved" in text(response)
    assert member.post(PAGE, {"x" * 10_000 + "-level": "manual"}).status_code == 400
    assert not Plan.objects.exists()


def test_without_changes_or_a_closed_assessment_it_says_what_to_do(
    cast: Cast, member: Client
) -> None:
    assert "Nothing to plan yet" in text(member.get(PAGE))
    assert member.post(PAGE).status_code == 422


def test_a_first_draft_is_no_start(cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.member)
    assert "Nothing to plan from yet" in text(client.get(f"{PAGE}?data-1-level=automated"))
    response = client.post(PAGE, {"data-1-level": "automated"})
    assert response.status_code == 422
    assert "starts from a closed assessment" in text(response)


def over(page: str) -> str:
    return page.split('name="over" value="')[1].split('"')[0]


def test_a_plan_that_somebody_saved_meanwhile_is_not_replaced_unseen(
    cast: Cast, member: Client
) -> None:
    mine = {
        "data-1-level": "automated",
        "data-1-owner": cast.lead.pk,
        "data-1-due_on": quarter(2),
        "over": over(text(member.get(f"{PAGE}?data-1-level=automated"))),
    }
    assert mine["over"] == "0"
    steps = [StepInput("data-2", "automated", str(cast.lead.pk), quarter(1))]
    theirs = save_plan(
        project=cast.project, steps=steps, today=timezone.localdate(), by=by(cast.lead)
    )
    wrong = member.post(PAGE, mine | {"data-1-owner": ""})
    assert (wrong.status_code, over(text(wrong))) == (422, "0")
    refused = member.post(PAGE, mine)
    page = text(refused)
    assert refused.status_code == 409
    assert "Another plan is in force since you opened this page" in page
    assert "the one saved by Lead on" in page
    assert f'<option value="{cast.lead.pk}" selected>' in page
    assert [plan.pk for plan in Plan.objects.all()] == [theirs.pk]
    assert over(page) == str(theirs.pk)
    assert member.post(PAGE, mine | {"over": over(page)}).status_code == 302
    newest = Plan.objects.order_by("-pk")[0]
    assert [step.item_key for step in newest.steps.all()] == ["data-1"]
    again = text(member.get(f"{PAGE}?data-1-level=automated"))
    assert "It takes the place of the" in again and "plan saved by Member on" in again


def test_a_forged_plan_that_is_to_give_way_replaces_none(cast: Cast, member: Client) -> None:
    steps = [StepInput("data-2", "automated", str(cast.lead.pk), quarter(1))]
    theirs = save_plan(
        project=cast.project, steps=steps, today=timezone.localdate(), by=by(cast.lead)
    )
    mine = {"data-1-level": "automated", "data-1-owner": cast.lead.pk, "data-1-due_on": quarter(2)}
    for forged in ("evil", "", "-1", "99", "9" * 30):
        wrong = member.post(PAGE, mine | {"data-1-owner": "", "over": forged})
        assert (wrong.status_code, over(text(wrong)) == str(theirs.pk)) == (422, False)
        assert member.post(PAGE, mine | {"over": forged}).status_code == 409
    assert member.post(PAGE, mine).status_code == 409
    assert [plan.pk for plan in Plan.objects.all()] == [theirs.pk]


def test_the_same_plan_saved_by_two_people_is_one(cast: Cast, member: Client) -> None:
    mine = {"data-1-level": "automated", "data-1-owner": cast.lead.pk, "data-1-due_on": quarter(2)}
    steps = [StepInput("data-1", "automated", str(cast.lead.pk), quarter(2))]
    save_plan(project=cast.project, steps=steps, today=timezone.localdate(), by=by(cast.lead))
    assert member.post(PAGE, mine | {"over": "0"}).status_code == 302
    assert Plan.objects.count() == 1
