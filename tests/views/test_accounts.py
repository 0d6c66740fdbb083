"""Sign-in, sign-out and password reset, by django-allauth."""

import re

from django.core import mail
from django.test import Client

from tests.cast import Cast


def test_signing_in_with_any_case_of_the_address(cast: Cast, client: Client) -> None:
    cast.lead.set_password("a long password")
    cast.lead.save()
    fields = {"login": "LEAD@Example.org", "password": "a long password"}
    response = client.post("/accounts/login/", fields)
    assert response.status_code == 302
    assert client.get("/").status_code == 200


def test_a_wrong_password_names_no_account(cast: Cast, client: Client) -> None:
    known = client.post("/accounts/login/", {"login": "lead@example.org", "password": "x"})
    unknown = client.post("/accounts/login/", {"login": "nobody@example.org", "password": "x"})
    assert known.status_code == unknown.status_code == 200
    strip = re.compile(rb'value="[^"]*"')
    assert strip.sub(b"", known.content) == strip.sub(b"", unknown.content)


def test_nobody_signs_up_by_themselves(client: Client, db: None) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert 'name="password1"' not in page


def test_a_password_can_be_reset_by_mail(cast: Cast, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "lead@example.org"})
    assert len(mail.outbox) == 1
    link = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link
    form = client.get(link[1], follow=True)
    path = form.redirect_chain[-1][0]
    fields = {"password1": "another long one 7", "password2": "another long one 7"}
    assert client.post(path, fields).status_code == 302
    cast.lead.refresh_from_db()
    assert cast.lead.check_password("another long one 7")


def test_reset_says_the_same_for_an_unknown_address(client: Client, db: None) -> None:
    response = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert response["Location"] == "/accounts/password/reset/done/"
