"""Comments on an item: said, read by whom they are for, settled; actions beside them."""

import html
from typing import Any

import pytest
from django.test import Client

from assessments.actions.assessments import submit_assessment
from assessments.models import Action, Assessment, Change, Comment, Mention, Owner, Thread
from tests.cast import Q4, Cast, by, draft, fill, person

PAGE = "/projects/churn/assessments/2026-12-31/items/data-1/"
HTMX = {"HX-Request": "true"}


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


@pytest.fixture
def scene(cast: Cast) -> Assessment:
    return draft(cast.project, Q4, lead=cast.lead)


@pytest.fixture
def member(cast: Cast, scene: Assessment, client: Client) -> Client:
    client.force_login(cast.member)
    return client


def say(client: Client, words: str, **headers: Any) -> Any:
    return client.post(f"{PAGE}comment/", {"text": words}, **headers)


def whys() -> dict[str, str]:
    rows = Mention.objects.filter(seen_at=None).select_related("person")
    return {row.person.name: row.why for row in rows}


def test_a_comment_is_there_and_on_record(cast: Cast, member: Client) -> None:
    response = say(member, "Is the schema\nreally checked?")
    assert response.status_code == 302
    assert response["Location"] == PAGE
    page = text(member.get(PAGE))
    assert "Is the schema<br>really checked?" in page
    change = Change.objects.get(action="comment")
    assert (change.by, change.item_key) == (cast.member, "data-1")
    assert change.new == {"comment": "Is the schema\nreally checked?"}
    history = text(member.get("/projects/churn/assessments/2026-12-31/history/"))
    assert "commented on" in history


def test_htmx_gets_the_panel_only(member: Client) -> None:
    page = text(say(member, "Hello", headers=HTMX))
    assert "<html" not in page
    assert 'data-count="1"' in page
    assert "Hello" in page


def test_whom_it_is_for(cast: Cast, member: Client, client: Client) -> None:
    Owner.objects.filter(item_key="data-1").update(person=cast.lead)
    say(member, "@Viewer please look")
    assert whys() == {"Viewer": "mentioned", "Lead": "owner"}
    client.force_login(cast.lead)
    say(client, "I will")
    assert whys() == {"Viewer": "mentioned", "Member": "thread"}


def test_nobody_of_another_team_is_told_or_named(cast: Cast, member: Client) -> None:
    response = say(member, "@Stranger and @nobody and me@example.org", headers=HTMX)
    assert not Mention.objects.exists()
    assert "@Stranger, @nobody is the name of nobody" in text(response)


def test_who_has_left_is_not_told(cast: Cast, member: Client) -> None:
    gone = person("gone", cast.team, "member", "engineer")
    Owner.objects.filter(item_key="data-1").update(person=gone)
    gone.memberships.all().delete()
    say(member, "Anybody?")
    assert whys() == {}


def test_the_same_form_twice_is_one_comment(member: Client) -> None:
    say(member, "Once")
    say(member, "Once")
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("words", ["", "  \n ", "a\x00b", "x" * 4001])
def test_wrong_text_is_422_and_kept(words: str, member: Client) -> None:
    response = say(member, words, headers=HTMX)
    assert response.status_code == 422
    assert not Comment.objects.exists()
    assert words.strip("\x00 \n")[:10] in text(response)


def test_settling_and_saying_more(cast: Cast, member: Client) -> None:
    say(member, "Fine?")
    member.post(f"{PAGE}resolve/", {"resolved": "yes"})
    assert "Settled by Member" in text(member.get(PAGE))
    assert Thread.objects.get().resolved_by == cast.member
    say(member, "Not quite")
    assert Thread.objects.get().resolved_at is None


def test_nothing_to_settle_is_no_error(member: Client) -> None:
    response = member.post(f"{PAGE}resolve/", {"resolved": "yes"}, follow=True)
    assert "There are no comments here yet" in text(response)


def test_an_item_of_another_version_is_404(member: Client) -> None:
    assert member.get(PAGE.replace("data-1", "nosuch-1")).status_code == 404


def test_a_closed_assessment_takes_no_comment_and_no_action(cast: Cast, member: Client) -> None:
    assessment = Assessment.objects.get(as_of=Q4)
    say(member, "Before")
    fill(assessment, "manual", who=cast.member)
    submit_assessment(assessment=assessment, by=by(cast.lead))
    response = say(member, "After", headers=HTMX)
    assert response.status_code == 423
    assert "After" in text(response) or "is closed" in text(response)
    promised = member.post(
        f"{PAGE}action/", {"text": "x", "owner": cast.member.pk, "due_on": "2026-12-01"}
    )
    assert promised.status_code == 423
    assert member.post(f"{PAGE}resolve/", {"resolved": "yes"}).status_code == 423
    assert Comment.objects.count() == 1
    assert not Action.objects.exists()
    assert "Before" in text(member.get(PAGE))


def test_markup_is_text(member: Client) -> None:
    say(member, "<script>alert(1)</script> @<b>x https://example.org/?a=<i>")
    raw = member.get(PAGE).content.decode()
    assert "<script>alert" not in raw
    assert "&lt;script&gt;" in raw
    assert 'rel="nofollow"' in raw


def test_the_assessment_page_counts(cast: Cast, member: Client) -> None:
    say(member, "One")
    say(member, "Two")
    page = text(member.get("/projects/churn/assessments/2026-12-31/"))
    assert "2 comments</a>" in page
    assert "unsettled" in page


def test_discarding_the_draft_leaves_the_words_in_the_history(cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.lead)
    say(client, "Keep me")
    client.post("/projects/churn/assessments/2026-12-31/discard/")
    assert not Comment.objects.exists()
    assert Change.objects.get(action="comment").new == {"comment": "Keep me"}
