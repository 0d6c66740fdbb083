"""From a draft to a frozen assessment, and back with a reason."""

import html

import pytest
from django.test import Client

from assessments.models import Answer, Assessment, Change, Owner
from tests.cast import Q3, Q4, Cast, closed, draft, fill

PAGE = "/projects/churn/assessments/2026-12-31/"
SUBMIT = f"{PAGE}submit/"
REOPEN = f"{PAGE}reopen/"


@pytest.fixture
def member(cast: Cast, client: Client) -> Client:
    client.force_login(cast.member)
    return client


def text(client: Client, path: str) -> str:
    return html.unescape(client.get(path).content.decode())


def test_unanswered_items_block(cast: Cast, member: Client) -> None:
    assessment = draft(cast.project, Q4, lead=cast.lead)
    fill(assessment, "manual", who=cast.member, infra_3="")
    response = member.post(SUBMIT)
    assert response.status_code == 422
    assert "#infra-3" in response.content.decode()
    assert Assessment.objects.get(pk=assessment.pk).is_draft


def test_not_applicable_without_a_reason_blocks(cast: Cast, member: Client) -> None:
    assessment = draft(cast.project, Q4, lead=cast.lead)
    fill(assessment, "manual", who=cast.member, data_5="not_applicable")
    assert member.post(SUBMIT).status_code == 422
    Answer.objects.filter(assessment=assessment, item__key="data-5").update(
        note="No personal data."
    )
    assert member.post(SUBMIT).status_code == 302


def test_warnings_do_not_block(cast: Cast, member: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    draft(cast.project, Q4, lead=cast.lead)
    page = text(member, SUBMIT)
    assert "without an evidence link" in page
    assert "not confirmed" in page
    assert member.post(SUBMIT).status_code == 302


def test_it_shows_what_changed_and_the_resulting_score(cast: Cast, member: Client) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead)
    fill(draft(cast.project, Q4, lead=cast.lead), "automated", who=cast.member, data_1="none")
    page = text(member, SUBMIT)
    assert "+2.5" in page
    assert "Done by hand" in page
    assert "Automated" in page


def test_submitting_freezes_scores_and_owners(cast: Cast, member: Client) -> None:
    Owner.objects.filter(project=cast.project, item_key="data-1").update(person=cast.member)
    fill(draft(cast.project, Q4, lead=cast.lead), "manual", who=cast.member)
    assert member.post(SUBMIT).status_code == 302
    found = Assessment.objects.get(as_of=Q4)
    assert found.is_closed
    assert (str(found.overall), found.closed_by) == ("3.50", cast.member)
    assert found.inputs_sha256
    frozen = found.answers.get(item__key="data-1")
    assert (frozen.owner, frozen.owner_role) == ("Member", "Data scientist")
    assert Change.objects.filter(assessment=found, action="submit").count() == 1


def test_submitting_twice_has_one_effect(cast: Cast, member: Client) -> None:
    fill(draft(cast.project, Q4, lead=cast.lead), "manual", who=cast.member)
    assert member.post(SUBMIT).status_code == 302
    assert member.post(SUBMIT).status_code == 302
    assert Change.objects.filter(action="submit").count() == 1


def test_reopening_needs_a_reason_and_is_on_record(cast: Cast, client: Client) -> None:
    closed(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.lead)
    assert client.post(REOPEN, {"reason": "  "}).status_code == 422
    assert Assessment.objects.get(as_of=Q4).is_closed
    assert client.post(REOPEN, {"reason": "Wrong evidence for data-3"}).status_code == 302
    assert Assessment.objects.get(as_of=Q4).is_draft
    change = Change.objects.get(action="reopen")
    assert (change.reason, change.by) == ("Wrong evidence for data-3", cast.lead)
    assert "Wrong evidence for data-3" in text(client, f"{PAGE}history/")


def test_a_viewer_sees_the_page_without_the_button(cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.viewer)
    page = text(client, SUBMIT)
    assert 'type="submit"' not in page.split("<main")[1].split("</main>")[0]
