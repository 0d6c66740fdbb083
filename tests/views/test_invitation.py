"""The link of an invitation: bound to an address, for one use, with an end."""

import datetime
import html
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from assessments.actions.members import invite, remove_member, resend, withdraw
from assessments.invitation_tokens import invitation_path, read_invitation_token
from assessments.models import Invitation, Membership, Role, User
from tests.cast import Cast, by, person

NEW = {
    "name": "New Person",
    "password": "a-long-quiet-river",
    "again": "a-long-quiet-river",
}


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def invited(cast: Cast, email: str = "new@example.org") -> Invitation:
    role = Role.objects.get(key="engineer")
    invite(project=cast.project, email=email, access_level="member", role=role, by=by(cast.lead))
    return Invitation.objects.get(email=email)


def test_looking_changes_nothing_however_often(cast: Cast, client: Client) -> None:
    invitation = invited(cast)
    path = invitation_path(invitation)
    before = Invitation.objects.values().get()
    for _ in range(3):
        assert client.head(path).status_code == 200
        page = text(client.get(path))
    assert "Lead invites new@example.org" in page
    assert "Create the account and join" in page
    assert Invitation.objects.values().get() == before
    assert not User.objects.filter(email="new@example.org").exists()


def test_somebody_new_makes_an_account_and_is_in(cast: Cast, client: Client) -> None:
    path = invitation_path(invited(cast))
    assert client.post(path, NEW).status_code == 302
    user = User.objects.get(email="new@example.org")
    assert user.check_password("a-long-quiet-river")
    member = Membership.objects.get(user=user)
    assert (member.team, member.access_level, member.role.key) == (cast.team, "member", "engineer")
    assert client.get("/projects/churn/").status_code == 200
    assert client.get(path).status_code == 410
    assert Client().post(path, NEW).status_code == 410


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"password": "short", "again": "short"},
        {"password": "new@example.org", "again": "new@example.org"},
        {"again": "something-else-here"},
        {"password": "123456789012", "again": "123456789012"},
        {"name": "a\x00b"},
    ],
)
def test_wrong_input_consumes_nothing(wrong: dict[str, str], cast: Cast, client: Client) -> None:
    path = invitation_path(invited(cast))
    response = client.post(path, NEW | wrong)
    assert response.status_code == 422
    assert "a-long-quiet-river" not in text(response)
    assert client.post(path, NEW).status_code == 302


def test_somebody_with_an_account_signs_in_first(cast: Cast, client: Client) -> None:
    path = invitation_path(invited(cast, "stranger@example.org"))
    assert f"/accounts/login/?next={path.replace(':', '%3A')}" in text(client.get(path)).replace(
        path, path.replace(":", "%3A")
    )
    client.post(path, NEW)
    assert not Membership.objects.filter(user=cast.stranger, team=cast.team).exists()
    client.force_login(cast.stranger)
    assert "Join the team" in text(client.get(path))
    assert client.post(path).status_code == 302
    assert Membership.objects.filter(user=cast.stranger, team=cast.team).count() == 1


def test_the_address_counts_in_any_case(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.stranger.pk).update(email="Stranger@Example.org")
    path = invitation_path(invited(cast, "stranger@example.org"))
    client.force_login(cast.stranger)
    assert client.post(path).status_code == 302


def test_nobody_else_can_use_it(cast: Cast, client: Client) -> None:
    invitation = invited(cast)
    client.force_login(cast.other_lead)
    page = client.get(invitation_path(invitation))
    assert "Sign out" in text(page)
    assert client.post(invitation_path(invitation)).status_code == 200
    assert not Membership.objects.filter(user=cast.other_lead, team=cast.team).exists()
    assert Invitation.objects.get().accepted_at is None


def spoil(how: str, cast: Cast, invitation: Invitation) -> None:
    now = timezone.now()
    if how == "expired":
        Invitation.objects.update(expires_at=now - datetime.timedelta(seconds=1))
    elif how == "withdrawn":
        withdraw(project=cast.project, invitation_id=invitation.pk, by=by(cast.lead))
    elif how == "replaced":
        resend(project=cast.project, invitation_id=invitation.pk, by=by(cast.lead))
    elif how == "sender is no lead":
        second = person("second", cast.team, "lead", "engineer")
        lead = Membership.objects.get(user=cast.lead).pk
        remove_member(project=cast.project, member_id=lead, by=by(second))
    elif how == "sender is switched off":
        User.objects.filter(pk=cast.lead.pk).update(is_active=False)


@pytest.mark.parametrize(
    "how", ["expired", "withdrawn", "replaced", "sender is no lead", "sender is switched off"]
)
def test_a_link_that_is_worth_nothing(how: str, cast: Cast, client: Client) -> None:
    invitation = invited(cast)
    path = invitation_path(invitation)
    spoil(how, cast, invitation)
    for response in (client.get(path), client.post(path, NEW)):
        assert response.status_code == 410
        assert "Ask a lead" in text(response)
        assert cast.team.name not in text(response)
    assert not User.objects.filter(email="new@example.org").exists()


def test_an_account_that_is_switched_off_stays_out(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.stranger.pk).update(is_active=False)
    path = invitation_path(invited(cast, "stranger@example.org"))
    client.force_login(cast.stranger)
    assert "Sign in to join" in text(client.get(path))
    client.post(path, NEW)
    assert not Membership.objects.filter(user=cast.stranger, team=cast.team).exists()


def test_forged_links(cast: Cast, client: Client) -> None:
    invitation = invited(cast)
    good = invitation_path(invitation).rstrip("/").rpartition("/")[2]
    values = {"id": invitation.pk, "nonce": invitation.nonce}
    forged = [
        "x",
        good[:-1] + ("a" if good[-1] != "a" else "b"),
        good + "x",
        signing.Signer(salt="other").sign_object(values),
        signing.Signer(key="other", salt="mlscore.invitation").sign_object(values),
        signing.Signer(salt="mlscore.invitation").sign_object({"id": "x", "nonce": 1}),
        signing.Signer(salt="mlscore.invitation").sign_object([1]),
        signing.Signer(salt="mlscore.invitation").sign_object({"id": 10**30, "nonce": "x"}),
    ]
    for token in forged:
        assert client.get(f"/invitations/{token}/").status_code == 410, token
        assert client.post(f"/invitations/{token}/", NEW).status_code == 410, token
    assert read_invitation_token(good) == (invitation.pk, invitation.nonce)


def test_a_former_member_can_not_come_back_by_an_old_link(cast: Cast, client: Client) -> None:
    path = invitation_path(invited(cast))
    client.post(path, NEW)
    member = Membership.objects.get(user__email="new@example.org")
    remove_member(project=cast.project, member_id=member.pk, by=by(cast.lead))
    assert client.post(path).status_code == 410
    assert client.get("/projects/churn/").status_code == 404
