from django.test import Client

from assessments.models import Assessment, Change
from tests.cast import Q4, Cast, closed, draft, fill

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
