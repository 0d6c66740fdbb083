"""The administrators' pages keep to the rules that the database has, with a sentence."""

import html
from typing import Any

import pytest
from django.test import Client

from assessments.models import Membership, Team, User
from tests.cast import Cast, person
from tests.support.portfolio import add_projects


@pytest.fixture
def admin(cast: Cast, client: Client) -> Client:
    client.force_login(cast.admin)
    return client


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def team_form(team: Team, **changed: str) -> dict[str, Any]:
    """The team's page as it stands, with some of its fields changed."""
    rows = list(Membership.objects.filter(team=team).order_by("pk"))
    data: dict[str, Any] = {
        "name": team.name,
        "slug": team.slug,
        "memberships-TOTAL_FORMS": len(rows),
        "memberships-INITIAL_FORMS": len(rows),
    }
    for number, row in enumerate(rows):
        data |= {
            f"memberships-{number}-id": row.pk,
            f"memberships-{number}-team": team.pk,
            f"memberships-{number}-user": row.user_id,
            f"memberships-{number}-access_level": row.access_level,
            f"memberships-{number}-role": row.role_id,
        }
    return data | changed


@pytest.mark.parametrize(
    "change", [{"memberships-0-DELETE": "on"}, {"memberships-0-access_level": "member"}]
)
def test_a_team_keeps_its_lead(change: dict[str, str], cast: Cast, admin: Client) -> None:
    lead = Membership.objects.get(user=cast.lead)
    assert lead == Membership.objects.filter(team=cast.team).order_by("pk").first()
    path = f"/admin/assessments/team/{cast.team.pk}/change/"
    refused = admin.post(path, team_form(cast.team, **change))
    assert refused.status_code == 200
    assert "keeps a lead" in text(refused)
    assert Membership.objects.filter(user=cast.lead, access_level="lead").exists()
    person("second", cast.team, "lead", "engineer")
    assert admin.post(path, team_form(cast.team, **change)).status_code == 302
    assert not Membership.objects.filter(user=cast.lead, access_level="lead").exists()


def test_a_teams_new_name_is_seen_where_its_projects_are_counted(cast: Cast, admin: Client) -> None:
    add_projects(cast.team, cast.lead, 2)
    assert "Growth</a>" in text(admin.get("/summary/"))
    path = f"/admin/assessments/team/{cast.team.pk}/change/"
    assert admin.post(path, team_form(cast.team, name="Loans")).status_code == 302
    page = text(admin.get("/summary/"))
    assert "Loans</a>" in page and "Growth</a>" not in page


def test_the_same_from_the_persons_side(cast: Cast, admin: Client) -> None:
    row = Membership.objects.get(user=cast.lead)
    data = {
        "email": cast.lead.email,
        "name": cast.lead.name,
        "is_active": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "10:00:00",
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": row.pk,
        "memberships-0-user": cast.lead.pk,
        "memberships-0-team": cast.team.pk,
        "memberships-0-access_level": "viewer",
        "memberships-0-role": row.role_id,
    }
    refused = admin.post(f"/admin/assessments/user/{cast.lead.pk}/change/", data)
    assert refused.status_code == 200
    assert "keeps a lead" in text(refused)
    row.refresh_from_db()
    assert row.access_level == "lead"


@pytest.mark.parametrize("level", ["lead", "member"])
def test_the_last_active_lead_can_not_be_switched_off(
    level: str, cast: Cast, admin: Client
) -> None:
    second = person("second", cast.team, "lead", "engineer")
    User.objects.filter(pk=second.pk).update(is_active=False)
    path = f"/admin/assessments/user/{cast.lead.pk}/change/"
    off = person_form(cast.lead, **{"memberships-0-access_level": level})
    refused = admin.post(path, off)
    assert refused.status_code == 200
    assert "A team with projects keeps a lead. Make somebody else a lead first." in text(refused)
    assert User.objects.get(pk=cast.lead.pk).is_active
    renamed = person_form(second, name="Renamed")  # was switched off before: no harm in this
    assert admin.post(f"/admin/assessments/user/{second.pk}/change/", renamed).status_code == 302
    User.objects.filter(pk=second.pk).update(is_active=True)
    assert admin.post(path, off).status_code == 302
    assert not User.objects.get(pk=cast.lead.pk).is_active


def test_a_lead_of_a_team_without_projects_can_be_switched_off(cast: Cast, admin: Client) -> None:
    path = f"/admin/assessments/user/{cast.other_lead.pk}/change/"
    assert admin.post(path, person_form(cast.other_lead)).status_code == 302
    assert not User.objects.get(pk=cast.other_lead.pk).is_active


def person_form(user: User, **changed: str) -> dict[str, Any]:
    """The person's page as it stands but not active, with some of its fields changed."""
    row = Membership.objects.get(user=user)
    data: dict[str, Any] = {
        "email": user.email,
        "name": user.name,
        "date_joined_0": "2026-01-01",
        "date_joined_1": "10:00:00",
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": row.pk,
        "memberships-0-user": user.pk,
        "memberships-0-team": row.team_id,
        "memberships-0-access_level": row.access_level,
        "memberships-0-role": row.role_id,
    }
    return data | changed


def test_the_last_administrator_stays(cast: Cast, admin: Client) -> None:
    data = {
        "email": cast.admin.email,
        "name": cast.admin.name,
        "is_staff": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "10:00:00",
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }
    path = f"/admin/assessments/user/{cast.admin.pk}/change/"
    refused = admin.post(path, data)
    assert refused.status_code == 200
    assert "last administrator" in text(refused)
    assert User.objects.get(pk=cast.admin.pk).is_superuser
    User.objects.create_superuser("second@example.org", name="Second")
    assert admin.post(path, data).status_code == 302
    assert not User.objects.get(pk=cast.admin.pk).is_superuser


@pytest.mark.parametrize("model", ["owner", "assessment", "change", "project"])
def test_what_only_actions_write_is_read_only(model: str, cast: Cast, admin: Client) -> None:
    assert admin.get(f"/admin/assessments/{model}/").status_code == 200
    assert admin.get(f"/admin/assessments/{model}/add/").status_code == 403


def test_roles_have_a_page_of_their_own(cast: Cast, admin: Client) -> None:
    assert admin.get("/admin/assessments/role/").status_code == 404
