"""Who can no longer answer in the team is marked where their open promises are shown."""

import datetime
import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from assessments.actions.actions import ActionInput, finish_action, promise_action
from assessments.actions.plans import StepInput, save_plan
from assessments.models import Action, Membership, User
from assessments.models.assessment_parts import parts_of
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, fill, person
from tests.support.queries import CountedQueries

ACTIONS = "/projects/churn/actions/"
ASSESSMENT = "/projects/churn/assessments/2026-12-31/"
PLAN = "/projects/churn/plan/"
LEFT = "Linus left : can no longer answer in this team , until 31 Dec 2026"
WHERE = (ACTIONS, ASSESSMENT, f"{ASSESSMENT}items/monitor-1/")
WAYS = ("removed", "a viewer", "switched off", "deleted")


def text(response: Any) -> str:
    """What stands on the page, without tags, with single spaces."""
    assert response.status_code == 200
    main = response.content.decode().partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def leaves(user: User, how: str) -> None:
    if how == "removed":
        Membership.objects.filter(user=user).delete()
    elif how == "a viewer":
        Membership.objects.filter(user=user).update(access_level="viewer")
    elif how == "switched off":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        user.delete()


def promise(cast: Cast, owner: User, what: str = "Alert on drift") -> Action:
    return promise_action(
        project=cast.project,
        fields=ActionInput(what, owner.pk, Q4),
        by=by(cast.lead),
        item_key="monitor-1",
    )


@pytest.fixture
def linus(cast: Cast) -> User:
    return person("linus", cast.team, "member", "engineer")


@pytest.fixture
def member(cast: Cast, client: Client) -> Client:
    client.force_login(cast.member)
    return client


@pytest.mark.parametrize("how", WAYS)
def test_an_open_action_says_so_wherever_it_is_shown(
    how: str, cast: Cast, linus: User, member: Client
) -> None:
    promise(cast, linus)
    promise(cast, cast.lead, "Alert louder")
    draft(cast.project, lead=cast.lead)
    for address in WHERE:
        assert "can no longer answer" not in text(member.get(address))
    assert "Linus, left" not in text(member.get(f"{ASSESSMENT}report/"))
    leaves(linus, how)
    for address in WHERE:
        page = text(member.get(address))
        assert LEFT in page
        assert page.count("can no longer answer") == 1
        assert "Lead, until 31 Dec 2026" in page
    assert text(member.get(f"{ASSESSMENT}report/")).count("Linus, left") == 1


def test_a_member_of_another_team_has_left_this_one(
    cast: Cast, linus: User, member: Client
) -> None:
    promise(cast, linus)
    Membership.objects.filter(user=linus).update(team=cast.stranger.memberships.get().team)
    assert LEFT in text(member.get(ACTIONS))


def test_what_is_done_says_nothing_of_who_left(cast: Cast, linus: User, member: Client) -> None:
    action = promise(cast, linus)
    draft(cast.project, lead=cast.lead)
    finish_action(project=cast.project, action_id=action.pk, done=True, by=by(cast.lead))
    leaves(linus, "removed")
    for address in WHERE:
        page = text(member.get(address))
        assert "done by Lead" in page
        assert "can no longer answer" not in page
    assert "Linus, left" not in text(member.get(f"{ASSESSMENT}report/"))


def test_json_and_plain_rows_say_the_same(cast: Cast, linus: User) -> None:
    promise(cast, linus)
    promise(cast, cast.lead)
    leaves(linus, "removed")
    current = draft(cast.project, lead=cast.lead)
    found = {row.owner: row.owner_able for row in parts_of(current, cast.lead, Q4).actions}
    assert found == {"Linus": False, "Lead": True}
    assert all(isinstance(able, bool) for able in found.values())


def test_the_day_is_changed_without_giving_it_to_somebody_else(
    cast: Cast, linus: User, member: Client
) -> None:
    action = promise(cast, linus)
    leaves(linus, "removed")
    page = member.get(ACTIONS).content.decode()
    assert f'<option value="{linus.pk}" selected>Linus, left</option>' in page
    sent = {"text": action.text, "owner": linus.pk, "due_on": "2027-01-15"}
    assert member.post(f"{ACTIONS}{action.pk}/", sent).status_code == 302
    action.refresh_from_db()
    assert (action.owner, action.due_on) == (linus, datetime.date(2027, 1, 15))


def test_of_a_deleted_account_nobody_is_chosen_unasked(
    cast: Cast, linus: User, member: Client
) -> None:
    action = promise(cast, linus)
    leaves(linus, "deleted")
    assert '<option value="" selected>Choose…</option>' in member.get(ACTIONS).content.decode()
    sent = {"text": action.text, "owner": "", "due_on": "2027-01-15"}
    response = member.post(f"{ACTIONS}{action.pk}/", sent)
    assert response.status_code == 422
    assert "Choose who does it" in response.content.decode()
    action.refresh_from_db()
    assert action.due_on == Q4


@pytest.mark.parametrize("how", WAYS)
def test_a_planned_step_says_so_until_it_is_reached(
    how: str, cast: Cast, linus: User, member: Client
) -> None:
    closed(cast.project, Q2, lead=cast.lead)
    who = {"data-1": linus, "data-2": linus, "data-3": cast.member}
    steps = [StepInput(key, "automated", str(one.pk), Q3.isoformat()) for key, one in who.items()]
    today = datetime.date(2026, 7, 15)
    save_plan(project=cast.project, steps=steps, today=today, by=by(cast.lead))
    current = draft(cast.project, lead=cast.lead)
    fill(current, who=cast.lead, data_1="automated")
    for address in (PLAN, f"{ASSESSMENT}plan/"):
        assert "can no longer answer" not in text(member.get(address))
    leaves(linus, how)
    for address in (PLAN, f"{ASSESSMENT}plan/"):
        page = text(member.get(address))
        assert page.count("Linus") == 2
        assert page.count("Linus left : can no longer answer in this team") == 1


def test_no_statement_more_for_many_who_left(cast: Cast, member: Client) -> None:
    draft(cast.project, lead=cast.lead)
    promise(cast, cast.lead)
    counts = {}
    for address in WHERE:
        member.get(address)
        with CountedQueries(connection) as few:
            member.get(address)
        counts[address] = len(few)
    for number in range(20):
        one = person(f"p{number}", cast.team, "member", "engineer")
        promise(cast, one)
        leaves(one, "removed")
    for address in WHERE:
        with CountedQueries(connection) as many:
            page = text(member.get(address))
        assert page.count("can no longer answer") == 20
        assert len(many) == counts[address]


def test_who_removes_a_member_reads_what_becomes_of_their_promises(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.lead)
    page = text(client.get("/projects/churn/members/"))
    says = "Open actions and steps of a plan stay in {} name, marked as left, until they are given"
    assert says.format("this") in page
    assert says.format("your") in page
