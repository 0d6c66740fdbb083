import datetime

from django.test import Client

from assessments.actions.answers import confirm_items
from assessments.actions.assessments import reopen_assessment, submit_assessment
from assessments.actions.plans import StepInput, save_plan
from assessments.models import Assessment, Change, Plan
from tests.cast import Q4, Cast, by, closed, draft, fill

PAGE = "/projects/churn/assessments/2026-12-31/discard/"


def test_a_discarded_draft_stays_readable_in_the_history(cast: Cast, client: Client) -> None:
    fill(draft(cast.project, Q4, lead=cast.lead), "manual", who=cast.member)
    client.force_login(cast.lead)
    assert client.get(PAGE).status_code == 200
    assert Assessment.objects.exists()
    assert client.post(PAGE).status_code == 302
    assert not Assessment.objects.exists()
    change = Change.objects.get(action="discard")
    assert change.old["answers"]["data-1"]["level"] == "manual"


def test_a_closed_assessment_cannot_be_discarded(cast: Cast, client: Client) -> None:
    closed(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.lead)
    assert client.post(PAGE).status_code == 302
    assert Assessment.objects.get().is_closed


def test_a_reopened_assessment_that_a_plan_starts_from_stays(cast: Cast, client: Client) -> None:
    assessment = closed(cast.project, Q4, lead=cast.lead)
    steps = [StepInput("data-1", "automated", str(cast.member.pk), "2027-03-31")]
    save_plan(project=cast.project, steps=steps, today=Q4, by=by(cast.lead))
    reopen_assessment(assessment=assessment, reason="A mistake", by=by(cast.lead))
    client.force_login(cast.lead)
    page = client.post(PAGE, follow=True).content.decode()
    assert "A plan starts from this assessment, so it stays" in page
    assert Assessment.objects.get().is_draft
    assert Plan.objects.exists()


def test_a_reopened_assessment_that_a_later_one_began_with_stays(
    cast: Cast, client: Client
) -> None:
    first = closed(cast.project, Q4, lead=cast.lead)
    later = draft(cast.project, datetime.date(2027, 3, 31), lead=cast.lead)
    assert later.carried_from == first
    keys = list(later.answers.values_list("item__key", flat=True))
    confirm_items(assessment=later, item_keys=keys, by=by(cast.lead))
    submit_assessment(assessment=later, by=by(cast.lead))
    reopen_assessment(assessment=first, reason="A mistake", by=by(cast.lead))
    client.force_login(cast.lead)
    page = client.post(PAGE, follow=True).content.decode()
    assert "The assessment as of 2027-03-31 began with its answers, so it stays" in page
    assert Assessment.objects.filter(as_of=Q4).exists()
    reopen_assessment(assessment=later, reason="A mistake", by=by(cast.lead))
    assert client.post(PAGE).status_code == 302
    assert Assessment.objects.get().carried_from is None
