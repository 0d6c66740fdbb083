"""The team: invited, changed, removed; the last lead stays."""

import datetime
import html
from typing import Any

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from assessments.models import Change, Invitation, Mail, Membership, Owner, Role, User
from tests.cast import Cast, person

PAGE = "/projects/churn/members/"


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def role(key: str = "engineer") -> Role:
    return Role.objects.get(key=key)


def invite(client: Client, email: str = "new@example.org", **changed: Any) -> Any:
    sent = {"email": email, "access_level": "member", "role": role().pk} | changed
    return client.post(f"{PAGE}invite/", sent)


def membership(user: User) -> Membership:
    return Membership.objects.get(user=user)


def change(client: Client, user: User, level: str, key: str = "engineer") -> Any:
    sent = {"access_level": level, "role": role(key).pk}
    return client.post(f"{PAGE}{membership(user).pk}/", sent)


def remove(client: Client, user: User) -> Any:
    return client.post(f"{PAGE}{membership(user).pk}/remove/")


def test_the_list_with_and_without_controls(cast: Cast, lead: Client, client: Client) -> None:
    Owner.objects.filter(item_key__in=["data-1", "data-2"]).update(person=cast.member)
    page = text(lead.get(PAGE))
    assert "member@example.org" in page
    assert "2 items in this project" in page
    assert "Invite somebody" in page
    assert "stranger@example.org" not in page
    client.force_login(cast.viewer)
    page = text(client.get(PAGE)).partition("<main")[2]
    assert "member@example.org" in page
    assert "<form" not in page


def test_inviting_sends_a_mail_with_the_one_address(
    cast: Cast, lead: Client, settings: Settings
) -> None:
    settings.SITE_URL = "https://scores.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    response = lead.post(
        f"{PAGE}invite/",
        {"email": " New@Example.org ", "access_level": "viewer", "role": role().pk},
        headers={"host": "evil.example.com"},
    )
    assert response.status_code == 302
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.access_level) == ("new@example.org", "viewer")
    sent = django_mail.outbox[0]
    assert sent.to == ["new@example.org"]
    assert "https://scores.example.org/invitations/" in sent.body
    assert "evil.example.com" not in str(sent.message())
    assert Mail.objects.get().status == "sent"
    assert "its mail was sent" in text(lead.get(PAGE))
    assert Change.objects.get(action="invite").new["email"] == "new@example.org"


def test_a_mail_that_can_not_be_sent_waits(cast: Cast, lead: Client, settings: Settings) -> None:
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 2},
        }
    }
    response = lead.post(
        f"{PAGE}invite/",
        {"email": "new@example.org", "access_level": "member", "role": role().pk},
        follow=True,
    )
    assert "could not be sent yet and will be tried again" in text(response)
    assert Mail.objects.get().status == "queued"
    assert "its mail waits to be sent" in text(response)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"email": "MEMBER@example.org"}, "in the team already"),
        ({"email": "nobody"}, "not an e-mail address"),
        ({"email": ""}, "Write the address"),
        ({"email": "a\nb@example.org"}, "not an e-mail address"),
        ({"email": "x" * 300 + "@example.org"}, ""),
        ({"access_level": "boss"}, ""),
        ({"role": "0"}, "does not exist or is retired"),
        ({"role": "x"}, "does not exist or is retired"),
        ({"role": ""}, ""),
    ],
)
def test_wrong_invitations(changed: dict[str, str], says: str, cast: Cast, lead: Client) -> None:
    sent = {"email": "new@example.org", **changed}
    response = invite(lead, **sent)
    assert response.status_code == 422
    assert says in text(response)
    assert not Invitation.objects.exists()
    assert not django_mail.outbox


def test_a_retired_role_and_one_invited_already(cast: Cast, lead: Client) -> None:
    retired = Role.objects.create(key="old", name="Old", retired_at=timezone.now())
    assert invite(lead, role=retired.pk).status_code == 422
    assert invite(lead).status_code == 302
    assert "invited already" in text(invite(lead, "NEW@example.org"))
    past = timezone.now() - datetime.timedelta(minutes=1)
    Invitation.objects.update(expires_at=past)
    assert "expired" in text(lead.get(PAGE))
    assert invite(lead).status_code == 302
    assert Invitation.objects.waiting().count() == 1


def test_no_flood_of_mails(cast: Cast, lead: Client) -> None:
    for number in range(50):
        assert invite(lead, f"p{number}@example.org").status_code == 302
    response = invite(lead, "one-more@example.org")
    assert response.status_code == 422
    assert "50 people a day" in text(response)


def test_again_and_withdrawn(cast: Cast, lead: Client) -> None:
    invite(lead)
    first = Invitation.objects.get()
    lead.post(f"{PAGE}invitations/{first.pk}/resend/")
    second = Invitation.objects.get()
    assert second.nonce != first.nonce
    assert len(django_mail.outbox) == 2
    lead.post(f"{PAGE}invitations/{first.pk}/withdraw/")
    assert not Invitation.objects.waiting().exists()
    assert lead.post(f"{PAGE}invitations/{first.pk}/resend/").status_code == 404


def test_changes_hold_at_the_next_request(cast: Cast, lead: Client) -> None:
    theirs = Client()
    theirs.force_login(cast.member)
    assert theirs.post("/projects/churn/assessments/new/", {}).status_code == 422
    assert change(lead, cast.member, "viewer", "devops").status_code == 302
    assert theirs.post("/projects/churn/assessments/new/", {}).status_code == 403
    assert membership(cast.member).role.key == "devops"
    assert remove(lead, cast.member).status_code == 302
    assert theirs.get("/projects/churn/").status_code == 404
    kinds = [row.new for row in Change.objects.filter(action="member").order_by("pk")]
    assert kinds[0]["access_level"] == "viewer"
    assert kinds[1] == {"removed": True}


def test_the_last_lead_stays(cast: Cast, lead: Client) -> None:
    for response in (change(lead, cast.lead, "member"), remove(lead, cast.lead)):
        assert response.status_code == 422
        assert "last lead cannot be removed" in text(response)
    switched_off = person("off", cast.team, "lead", "engineer")
    User.objects.filter(pk=switched_off.pk).update(is_active=False)
    assert remove(lead, cast.lead).status_code == 422
    assert change(lead, cast.member, "lead").status_code == 302
    response = remove(lead, cast.lead)
    assert response["Location"] == "/"
    assert not Membership.objects.filter(user=cast.lead).exists()


def test_removing_withdraws_invitations_and_leaves_the_items(cast: Cast, lead: Client) -> None:
    Owner.objects.filter(item_key="data-1").update(person=cast.member, person_name="Member")
    invite(lead, "later@example.org")
    Invitation.objects.update(email=cast.member.email)
    remove(lead, cast.member)
    assert not Invitation.objects.waiting().exists()
    assert Owner.objects.get(item_key="data-1").person == cast.member
    assert "Member can no longer answer" in text(lead.get("/projects/churn/owners/"))


def test_a_retired_role_that_is_held_may_stay(cast: Cast, lead: Client) -> None:
    Role.objects.filter(key="data_scientist").update(retired_at=timezone.now())
    assert "Data scientist (retired)" in text(lead.get(PAGE))
    assert change(lead, cast.member, "viewer", "data_scientist").status_code == 302
    assert change(lead, cast.viewer, "viewer", "data_scientist").status_code == 422


@pytest.mark.parametrize("wrong", [{"access_level": "boss"}, {"role": "x"}, {"role": ""}])
def test_wrong_changes(wrong: dict[str, str], cast: Cast, lead: Client) -> None:
    before = list(Membership.objects.values())
    sent = {"access_level": "viewer", "role": role().pk, **wrong}
    response = lead.post(f"{PAGE}{membership(cast.member).pk}/", sent)
    assert response.status_code == 422
    assert "Nothing was changed" in text(response)
    assert list(Membership.objects.values()) == before


def test_whoever_steps_down_is_told_from_when(cast: Cast, lead: Client) -> None:
    person("second", cast.team, "lead", "engineer")
    sent = {"access_level": "member", "role": role().pk}
    other = lead.post(f"{PAGE}{membership(cast.member).pk}/", sent, follow=True)
    assert "Member: saved. It holds from their next click on." in text(other)
    mine = lead.post(f"{PAGE}{membership(cast.lead).pk}/", sent, follow=True)
    assert "Lead: saved. It holds from your next click on." in text(mine)
