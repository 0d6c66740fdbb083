"""Submitted for review: closed, sent back, taken back, handed on."""

import html
from typing import Any

import pytest
from django.test import Client

from assessments.models import Answer, Assessment, Change, Membership, Project
from tests.cast import Q4, Cast, draft, fill, person

PAGE = "/projects/churn/assessments/2026-12-31/"
REVIEW = f"{PAGE}review/"


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def found() -> Assessment:
    return Assessment.objects.select_related("reviewer", "closed_by", "band").get(as_of=Q4)


@pytest.fixture
def scene(cast: Cast) -> Cast:
    Project.objects.update(review_required=True)
    fill(draft(cast.project, Q4, lead=cast.lead), "manual", who=cast.member)
    return cast


@pytest.fixture
def member(scene: Cast, client: Client) -> Client:
    client.force_login(scene.member)
    return client


@pytest.fixture
def asked(scene: Cast, member: Client) -> Client:
    assert member.post(f"{PAGE}submit/", {"reviewer": scene.lead.pk}).status_code == 302
    return member


def test_submitting_asks_and_freezes(scene: Cast, asked: Client) -> None:
    assessment = found()
    assert (assessment.status, assessment.reviewer) == ("in_review", scene.lead)
    assert str(assessment.overall) == "3.50"
    answer = assessment.answers.get(item__key="data-1")
    assert answer.owner_role == "Data scientist"
    refused = asked.post(
        f"{PAGE}answers/data-1/",
        {"data-1-level": "none", "data-1-revision": "1"},
        headers={"HX-Request": "true"},
    )
    assert refused.status_code == 423
    whole = asked.post(PAGE, {"data-1-note": "late text", "data-1-revision": "1"})
    assert whole.status_code == 423
    for said in (text(refused), text(whole)):
        assert "review" in said and "can take it back" in said
        assert "closed meanwhile" not in said and "reopen" not in said
    assert "late text" in text(whole)
    assert "it waits for Lead" in text(asked.get(PAGE))
    assert "in review" in text(asked.get("/"))


@pytest.mark.parametrize("reviewer", ["", "SELF", "STRANGER", "VIEWER", "x", "9" * 30])
def test_somebody_who_can_not_review(reviewer: str, scene: Cast, member: Client) -> None:
    names = {
        "SELF": scene.member.pk,
        "STRANGER": scene.stranger.pk,
        "VIEWER": scene.viewer.pk,
    }
    response = member.post(f"{PAGE}submit/", {"reviewer": names.get(reviewer, reviewer)})
    assert response.status_code == 422
    assert "Not submitted" in text(response)
    assert found().is_draft
    assert not Answer.objects.exclude(owner_role="").exists()


def test_the_reviewer_closes_it(scene: Cast, asked: Client, client: Client) -> None:
    client.force_login(scene.lead)
    assert "waits for you" in text(client.get(REVIEW))
    assert client.post(REVIEW, {"decision": "close"}).status_code == 302
    assessment = found()
    assert assessment.is_closed
    assert assessment.closed_by == scene.lead
    assert assessment.inputs_sha256
    assert Project.objects.get().due_on is not None
    assert client.post(REVIEW, {"decision": "close"}).status_code == 302
    assert Change.objects.filter(action="close").count() == 1


def test_the_reviewer_requests_changes_with_a_comment(
    scene: Cast, asked: Client, client: Client
) -> None:
    client.force_login(scene.lead)
    assert client.post(REVIEW, {"decision": "changes", "comment": " "}).status_code == 422
    assert found().is_in_review
    sent = {"decision": "changes", "comment": "Evidence of data-3 is missing"}
    assert client.post(REVIEW, sent).status_code == 302
    assessment = found()
    assert assessment.is_draft
    assert assessment.reviewer is None
    assert "Evidence of data-3 is missing" in text(client.get(f"{PAGE}history/"))
    assert "requested changes" in text(client.get(f"{PAGE}history/"))


@pytest.mark.parametrize("actor", ["member", "admin"])
def test_only_the_reviewer_decides(actor: str, scene: Cast, asked: Client, client: Client) -> None:
    client.force_login(getattr(scene, actor))
    assert client.post(REVIEW, {"decision": "close"}).status_code == 403
    assert client.post(REVIEW, {"comment": "x"}).status_code == 403
    assert found().is_in_review


def test_a_reviewer_who_has_become_a_viewer_can_not_close(
    scene: Cast, asked: Client, client: Client
) -> None:
    person("second", scene.team, "lead", "engineer")
    Membership.objects.filter(user=scene.lead).update(access_level="viewer")
    client.force_login(scene.lead)
    assert client.post(REVIEW, {"decision": "close"}).status_code == 403


def test_taken_back_and_handed_on(scene: Cast, asked: Client, client: Client) -> None:
    second = person("second", scene.team, "member", "engineer")
    assert asked.post(f"{REVIEW}reviewer/", {"reviewer": second.pk}).status_code == 302
    assert found().reviewer == second
    wrong = asked.post(f"{REVIEW}reviewer/", {"reviewer": scene.member.pk}, follow=True)
    assert "cannot review it" in text(wrong)
    client.force_login(second)
    assert client.post(f"{REVIEW}back/").status_code == 403
    client.force_login(scene.member)
    assert client.post(f"{REVIEW}back/").status_code == 302
    assert found().is_draft
    assert "not in review any more" in text(client.post(f"{REVIEW}back/", follow=True))


def test_without_the_setting_it_is_closed_at_once(scene: Cast, member: Client) -> None:
    Project.objects.update(review_required=False)
    member.post(f"{PAGE}submit/", {"reviewer": scene.lead.pk})
    assert found().is_closed
    assert found().reviewer is None


def test_reopening_forgets_the_reviewer(scene: Cast, asked: Client, client: Client) -> None:
    client.force_login(scene.lead)
    client.post(REVIEW, {"decision": "close"})
    client.post(f"{PAGE}reopen/", {"reason": "Again"})
    assert found().reviewer is None
    assert found().is_draft
