import html

from django.test import Client

from assessments.models import Membership
from tests.cast import Q3, Cast, closed, make_project


def test_it_lists_my_projects_and_no_others(cast: Cast, client: Client) -> None:
    other = cast.other_lead.memberships.get().team
    make_project("Hidden one", other, cast.other_lead)
    closed(cast.project, Q3, "automated", lead=cast.lead, data_2="none")
    client.force_login(cast.member)
    page = client.get("/").content.decode()
    assert "Churn" in page
    assert "Hidden one" not in page
    assert ">6<" in page.replace("\n", "").replace(" ", "")


def test_a_lead_without_projects_is_told_how_to_begin(cast: Cast, client: Client) -> None:
    client.force_login(cast.other_lead)
    assert "/projects/new/" in client.get("/").content.decode()


def test_somebody_without_a_team_is_told_whom_to_ask(cast: Cast, client: Client) -> None:
    Membership.objects.filter(user=cast.member).delete()
    client.force_login(cast.member)
    page = html.unescape(client.get("/").content.decode())
    assert "/projects/new/" not in page
    assert "administrator" in page
