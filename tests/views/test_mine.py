"""Exactly what waits for somebody, and nothing of anybody else."""

import datetime
import html
from typing import Any

import pytest
import time_machine
from django.test import Client

from assessments.actions.actions import ActionInput, promise_action
from assessments.actions.assessments import submit_assessment
from assessments.actions.discussions import add_comment
from assessments.actions.owners import OwnerInput, assign_owners
from assessments.models import Answer, Membership, Owner, Project
from assessments.models.waiting import waiting_for
from tests.cast import Q3, Q4, Cast, by, closed, draft, fill, make_project, person

TODAY = datetime.date(2026, 11, 24)


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def counts(cast: Cast, who: str = "member") -> tuple[int, int, int, int, int]:
    found = waiting_for(getattr(cast, who), today=TODAY)
    return (found.items, found.comments, found.reviews, found.actions, found.overdue)


def test_nothing_waits(cast: Cast, client: Client) -> None:
    client.force_login(cast.member)
    page = text(client.get("/mine/"))
    assert "Nothing waits for you" in page
    assert counts(cast) == (0, 0, 0, 0, 0)


def test_items_by_role_and_by_name(cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    by_role = Owner.objects.filter(role__key="data_scientist").count()
    assert counts(cast)[0] == by_role
    named = OwnerInput("infra-1", {"person": str(cast.member.pk)})
    taken = OwnerInput("data-1", {"person": str(cast.lead.pk)})
    assign_owners(project=cast.project, inputs=[named, taken], by=by(cast.lead))
    assert counts(cast)[0] == by_role
    client.force_login(cast.member)
    page = text(client.get("/mine/"))
    assert "/projects/churn/assessments/2026-12-31/#infra-1" in page
    assert "#data-1" not in page
    assert f'<span class="count">{by_role}<' in page


def test_only_what_is_unanswered_or_unconfirmed(cast: Cast) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead)
    current = draft(cast.project, Q4, lead=cast.lead)
    every = counts(cast)[0]
    assert every > 5
    fill(current, "automated", who=cast.member)
    assert counts(cast)[0] == 0


def test_viewers_strangers_and_administrators_own_nothing(cast: Cast) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    for who in ("viewer", "stranger", "other_lead", "admin"):
        assert counts(cast, who)[0] == 0, who


def test_items_of_somebody_who_left_fall_to_the_role(cast: Cast) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    gone = person("gone", cast.team, "member", "engineer")
    Owner.objects.filter(item_key="data-1").update(person=gone)
    before = counts(cast)[0]
    Membership.objects.filter(user=gone).delete()
    assert counts(cast)[0] == before + 1


@pytest.mark.parametrize("state", ["closed", "archived"])
def test_what_is_over_waits_for_nobody(state: str, cast: Cast) -> None:
    current = draft(cast.project, Q4, lead=cast.lead)
    if state == "closed":
        fill(current, "manual", who=cast.lead)
        submit_assessment(assessment=current, by=by(cast.lead))
    else:
        Project.objects.update(archived_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    assert counts(cast)[0] == 0


def test_comments_reviews_and_actions(cast: Cast, client: Client) -> None:
    current = draft(cast.project, Q4, lead=cast.lead)
    add_comment(assessment=current, item_key="data-2", text="@Member look", by=by(cast.lead))
    what = ActionInput("Alert on drift", cast.member.pk, Q4)
    promise_action(project=cast.project, fields=what, by=by(cast.lead))
    assert counts(cast)[1:4] == (1, 0, 1)
    client.force_login(cast.member)
    page = text(client.get("/mine/"))
    assert "mentioned you" in page
    assert "Alert on drift" in page
    Project.objects.update(review_required=True)
    fill(current, "manual", who=cast.lead)
    submit_assessment(assessment=current, by=by(cast.lead), reviewer=cast.member.pk)
    assert counts(cast) == (0, 1, 1, 1, 0)
    assert "/review/" in text(client.get("/mine/"))


def test_a_comment_is_taken_off_by_got_it_by_answering_and_by_settling(
    cast: Cast, client: Client
) -> None:
    current = draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.member)
    for way in ("seen", "answer", "settle"):
        add_comment(assessment=current, item_key="data-2", text=f"@Member {way}", by=by(cast.lead))
        assert counts(cast)[1] == 1
        path = "/projects/churn/assessments/2026-12-31/items/data-2/"
        if way == "seen":
            number = cast.member.mentions.get(seen_at=None).pk
            assert client.get(f"/mine/comments/{number}/").status_code == 405
            client.post(f"/mine/comments/{number}/")
        elif way == "answer":
            client.post(f"{path}comment/", {"text": "Done"})
        else:
            client.post(f"{path}resolve/", {"resolved": "yes"})
        assert counts(cast)[1] == 0, way


def test_leaving_the_team_takes_everything_along(cast: Cast) -> None:
    current = draft(cast.project, Q4, lead=cast.lead)
    add_comment(assessment=current, item_key="data-2", text="@Member look", by=by(cast.lead))
    what = ActionInput("Alert on drift", cast.member.pk, Q4)
    promise_action(project=cast.project, fields=what, by=by(cast.lead))
    Membership.objects.filter(user=cast.member).delete()
    assert counts(cast) == (0, 0, 0, 0, 0)


@time_machine.travel(datetime.datetime(2027, 1, 10, tzinfo=datetime.UTC), tick=False)
def test_overdue_assessments_of_projects_that_i_lead(cast: Cast, client: Client) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    client.force_login(cast.lead)
    page = text(client.get("/mine/"))
    assert "was due on 31 Dec 2026, 10 days ago" in page
    client.force_login(cast.member)
    assert "was due on 31 Dec 2026" not in text(client.get("/mine/"))


def test_a_due_date_of_an_earlier_quarter_has_done_its_work(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    current = draft(cast.project, Q4, lead=cast.lead)
    due = current.due_dates
    assert due.of(datetime.date(2026, 9, 1)) == due.of(Q3) == due.of(None) == Q4
    assert due.of(datetime.date(2026, 12, 1)) == datetime.date(2026, 12, 1)
    Owner.objects.filter(item_key="data-1").update(due_on=datetime.date(2026, 12, 1))
    row = Answer.objects.for_mine(cast.member).get(item__key="data-1")
    assert row.owner_due_on == datetime.date(2026, 12, 1)


def test_far_too_much_is_counted_no_further_than_shown(cast: Cast, client: Client) -> None:
    for number in range(8):
        project = make_project(f"Project {number}", cast.team, cast.lead)
        Owner.objects.filter(project=project).update(person=cast.member)
        draft(project, Q4, lead=cast.lead)
    assert counts(cast)[0] == 100
    client.force_login(cast.member)
    page = text(client.get("/mine/"))
    assert '<span class="count">99+<' in page
    assert 'Items to answer <span class="quiet">200+<' in page
    assert page.count('<li class="item ') == 200
    assert "The first 200 are shown" in page
