import html

import pytest
from django.test import Client
from django.utils import timezone

from assessments.dates import period_end
from assessments.models import Assessment
from tests.cast import Q3, Q4, Cast, closed, draft

NEW = "/projects/churn/assessments/new/"


@pytest.fixture
def member(cast: Cast, client: Client) -> Client:
    client.force_login(cast.member)
    return client


def test_the_date_defaults_to_the_end_of_the_quarter(member: Client) -> None:
    assert f'value="{period_end(timezone.localdate())}"' in member.get(NEW).content.decode()


def test_it_starts_carrying_over_the_last_closed_one(cast: Cast, member: Client) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    response = member.post(NEW, {"as_of": "2026-12-31"})
    assert response["Location"] == "/projects/churn/assessments/2026-12-31/"
    started = Assessment.objects.get(as_of=Q4)
    assert started.carried_from is not None
    assert started.carried_from.as_of == Q3
    assert started.answers.filter(carried_over=True, level="automated").count() == 28


def test_any_date_may_be_chosen(cast: Cast, member: Client) -> None:
    assert member.post(NEW, {"as_of": "2024-02-29"}).status_code == 302


def test_one_per_date(cast: Cast, member: Client) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    response = member.post(NEW, {"as_of": "2026-12-31"})
    assert response.status_code == 422
    assert "already has an assessment" in html.unescape(response.content.decode())
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize(
    "as_of",
    ["0000-01-01", "99999-12-31", "1999-12-31", "2101-01-01", "soon", "", "2026-02-30", "a\x00"],
)
def test_a_date_that_is_none_is_422_and_comes_back(as_of: str, cast: Cast, member: Client) -> None:
    response = member.post(NEW, {"as_of": as_of})
    assert response.status_code == 422
    assert 'id="id_as_of' in response.content.decode()
    assert not Assessment.objects.exists()
