"""Actions: promised, changed, done, and looked at again in the next assessment."""

import datetime
import html
from typing import Any

import pytest
from django.test import Client

from assessments.actions.actions import ActionInput, promise_action
from assessments.models import Action, Assessment, Change
from tests.cast import Q3, Q4, Cast, by, closed, draft, person

PAGE = "/projects/churn/actions/"
ASSESSMENT = "/projects/churn/assessments/2026-12-31/"


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def fields(cast: Cast, **changed: Any) -> dict[str, Any]:
    return {"text": "Alert on drift", "owner": cast.member.pk, "due_on": "2026-12-15"} | changed


@pytest.fixture
def member(cast: Cast, client: Client) -> Client:
    client.force_login(cast.member)
    return client


def test_promised_changed_done_and_not_done_after_all(cast: Cast, member: Client) -> None:
    assert member.post(PAGE, fields(cast)).status_code == 302
    action = Action.objects.get()
    assert (action.owner, action.due_on) == (cast.member, datetime.date(2026, 12, 15))
    member.post(f"{PAGE}{action.pk}/", fields(cast, owner=cast.lead.pk, text="Alert louder"))
    action.refresh_from_db()
    assert (action.owner, action.owner_name, action.text) == (cast.lead, "Lead", "Alert louder")
    member.post(f"{PAGE}{action.pk}/done/", {"done": "yes"})
    action.refresh_from_db()
    assert action.done_by == cast.member
    assert "done by Member" in text(member.get(PAGE))
    member.post(f"{PAGE}{action.pk}/done/", {"done": "no"})
    assert Action.objects.get().done_at is None
    assert Change.objects.filter(action="action").count() == 4


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "Say what is to be done"),
        ({"text": "x" * 1001}, "at most 1,000"),
        ({"owner": "STRANGER"}, "no member of the team"),
        ({"owner": "VIEWER"}, "no member of the team"),
        ({"owner": "x"}, "no member of the team"),
        ({"owner": ""}, "Choose who does it"),
        ({"due_on": "99999-01-01"}, "not a date"),
        ({"due_on": "1999-01-01"}, "from 2000 to 2100"),
        ({"due_on": ""}, "Choose a day"),
    ],
)
def test_wrong_input_changes_nothing(
    wrong: dict[str, str], says: str, cast: Cast, member: Client
) -> None:
    names = {"STRANGER": cast.stranger.pk, "VIEWER": cast.viewer.pk}
    sent = fields(cast, **{name: names.get(value, value) for name, value in wrong.items()})
    response = member.post(PAGE, sent)
    assert response.status_code == 422
    assert says in text(response)
    assert not Action.objects.exists()
    member.post(PAGE, fields(cast))
    before = Action.objects.values().get()
    changed = member.post(f"{PAGE}{before['id']}/", sent)
    assert changed.status_code == 422
    assert says in text(changed)
    assert Action.objects.values().get() == before


def test_the_same_form_twice_is_one_action(cast: Cast, member: Client) -> None:
    member.post(PAGE, fields(cast))
    member.post(PAGE, fields(cast))
    assert Action.objects.count() == 1


def test_who_has_left_stays_named_and_may_be_kept(cast: Cast, member: Client) -> None:
    gone = person("gone", cast.team, "member", "engineer")
    member.post(PAGE, fields(cast, owner=gone.pk))
    gone.memberships.all().delete()
    action = Action.objects.get()
    assert (
        member.post(
            f"{PAGE}{action.pk}/", fields(cast, owner=gone.pk, due_on="2026-12-20")
        ).status_code
        == 302
    )
    gone.delete()
    assert 'Gone <span class="tag left"' in text(member.get(PAGE))


def promised_before(cast: Cast) -> Action:
    before = closed(cast.project, Q3, lead=cast.lead)
    return promise_action(
        project=cast.project,
        fields=ActionInput("Alert on drift", cast.member.pk, Q4),
        by=by(cast.member),
        assessment=before,
        item_key="monitor-1",
    )


def test_what_was_promised_on_a_day_says_so(cast: Cast, member: Client) -> None:
    promise_action(
        project=cast.project,
        fields=ActionInput("Alert on drift", cast.member.pk, Q4),
        by=by(cast.member),
        assessment=closed(cast.project, datetime.date(2026, 10, 15), lead=cast.lead),
    )
    assert "promised on 15 Oct 2026" in text(member.get(PAGE))


def test_it_is_carried_into_the_next_assessment_and_looked_at_there(
    cast: Cast, member: Client
) -> None:
    action = promised_before(cast)
    draft(cast.project, Q4, lead=cast.lead)
    page = text(member.get(ASSESSMENT))
    assert "Alert on drift" in page
    assert "promised in Q3 2026" in page
    assert "was not looked at" in text(member.get(f"{ASSESSMENT}submit/"))
    response = member.post(f"{PAGE}{action.pk}/done/", {"done": "no", "assessment": "2026-12-31"})
    assert response["Location"] == f"{ASSESSMENT}#actions"
    assert "looked at: still open" in text(member.get(ASSESSMENT))
    assert "was not looked at" not in text(member.get(f"{ASSESSMENT}submit/"))
    action.refresh_from_db()
    assert action.reviewed_in == Assessment.objects.get(as_of=Q4)


def test_a_closed_assessment_shows_actions_as_they_were(cast: Cast, member: Client) -> None:
    before = closed(cast.project, Q3, lead=cast.lead)
    Assessment.objects.filter(pk=before.pk)
    later = promise_action(
        project=cast.project,
        fields=ActionInput("Came later", cast.member.pk, Q4),
        by=by(cast.member),
    )
    page = text(member.get("/projects/churn/assessments/2026-09-30/"))
    assert "Came later" not in page
    response = member.post(
        f"{PAGE}{later.pk}/done/", {"done": "yes", "assessment": "2026-09-30"}, follow=True
    )
    assert "closed meanwhile" in text(response)
    assert Action.objects.get().done_at is None


@pytest.mark.parametrize("day", ["2026-02-30", "x", "99999-01-01", "2026-11-11"])
def test_an_assessment_that_is_not_there_is_404(day: str, cast: Cast, member: Client) -> None:
    action = promised_before(cast)
    sent = {"done": "yes", "assessment": day}
    assert member.post(f"{PAGE}{action.pk}/done/", sent).status_code == 404
    assert Action.objects.get().done_at is None
