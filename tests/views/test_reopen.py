from django.test import Client

from assessments.models import Change
from tests.cast import Q4, Cast, draft

PAGE = "/projects/churn/assessments/2026-12-31/reopen/"


def test_a_draft_cannot_be_reopened(cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.lead)
    page = client.get(PAGE, follow=True)
    assert page.redirect_chain == [("/projects/churn/assessments/2026-12-31/", 302)]
    assert "This assessment is not closed." in page.content.decode()
    assert client.post(PAGE, {"reason": "by mistake"}).status_code == 302
    assert not Change.objects.filter(action="reopen").exists()


def test_a_reason_that_is_too_long_comes_back(cast: Cast, client: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.lead)
    response = client.post(PAGE, {"reason": "z" * 2001})
    assert response.status_code == 422
    assert "z" * 2001 in response.content.decode()
