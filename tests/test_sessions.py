"""Who is signed in: one statement reads session and person; all that Django asks still holds."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as OlderStore
from django.contrib.sessions.models import Session as OlderSession
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from assessments.models import Change, Session, User
from assessments.models.sessions import SessionStore
from tests.cast import Q4, Cast, draft
from tests.support.queries import CountedQueries

COOKIE = "mlscore-session"
NUL = "a" * 16 + "\0" + "a" * 15


@pytest.fixture
def signed_in(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.lead)
    return client


def is_in(client: Client) -> bool:
    return client.get("/mine/").status_code == 200


def key(client: Client) -> str:
    return client.cookies[COOKIE].value


def change(client: Client, **values: object) -> None:
    """What the session holds, as if something else had written it."""
    store = SessionStore(key(client))
    for name, value in values.items():
        store[name] = value
    store.save()


def test_one_statement_reads_both(signed_in: Client, queries: CountedQueries) -> None:
    assert is_in(signed_in)
    with queries:
        assert is_in(signed_in)
    logins = [sql for sql in queries.statements if "assessments_session" in sql]
    assert len(logins) == 1 and "assessments_user" in logins[0]
    assert not [sql for sql in queries.statements if sql.startswith('SELECT "assessments_user"')]


def test_a_session_says_whose_it_is_from_sign_in_to_sign_out(cast: Cast) -> None:
    cast.lead.set_password("right-horse-battery")
    cast.lead.save()
    client = Client()
    client.post("/accounts/login/", {"login": cast.lead.email, "password": "right-horse-battery"})
    assert Session.objects.get().user == cast.lead
    client.post("/accounts/logout/")
    assert not Session.objects.filter(user=cast.lead).exists()
    assert not is_in(client)


def test_nobody_is_signed_in_without_a_session(cast: Cast) -> None:
    for cookie in ("", "x", "x" * 32, "x" * 300, "' OR 1=1 --", "naïve-naïve-naïve", NUL):
        client = Client()
        client.cookies[COOKIE] = cookie
        assert not is_in(client), cookie


def test_who_was_switched_off_is_out(cast: Cast, signed_in: Client) -> None:
    User.objects.filter(pk=cast.lead.pk).update(is_active=False)
    assert not is_in(signed_in)


def test_a_new_password_ends_other_sessions(cast: Cast, signed_in: Client) -> None:
    cast.lead.set_password("another-horse-battery")
    cast.lead.save()
    assert not is_in(signed_in)
    assert not Session.objects.filter(pk=key(signed_in)).exists()


def test_an_expired_session_is_none(signed_in: Client) -> None:
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    assert not is_in(signed_in)
    call_command("clearsessions")
    assert not Session.objects.exists()


def test_the_table_alone_signs_nobody_in(cast: Cast, signed_in: Client) -> None:
    """What counts is signed: a row that was made over to somebody else gives no access as them."""
    Session.objects.update(user=cast.admin)
    assert signed_in.get("/mine/").context["user"] == cast.lead
    Session.objects.update(session_data="e30:forged:signature")
    assert not is_in(signed_in)


def test_whose_is_not_said_is_asked_of_django(cast: Cast, signed_in: Client) -> None:
    Session.objects.update(user=None)
    assert signed_in.get("/mine/").context["user"] == cast.lead


def test_a_way_of_signing_in_that_is_no_longer_allowed(signed_in: Client) -> None:
    change(signed_in, **{BACKEND_SESSION_KEY: "no.longer.Backend"})
    assert not is_in(signed_in)


def test_a_former_secret_key_still_counts(signed_in: Client, settings: Settings) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 50
    assert is_in(signed_in)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_in(signed_in)  # it was signed anew with the present one
    settings.SECRET_KEY = "o" * 50
    assert not is_in(signed_in)


def test_a_page_saves_only_in_the_name_of_who_opened_it(cast: Cast) -> None:
    """As when another person has signed in in another tab of the same browser."""
    found = draft(cast.project, Q4, lead=cast.lead)
    path = f"{found.get_absolute_url()}answers/data-1/"
    client = Client()
    client.force_login(cast.member)
    for person, status in ((cast.lead, 403), (cast.member, 200)):
        headers = {"HX-Request": "true", "X-Person": str(person.pk)}
        body = {"data-1-level": "manual", "data-1-revision": "0"}
        assert (reply := client.post(path, body, headers=headers)).status_code == status
        saved = Change.objects.filter(action="answer").values_list("by", flat=True)
        assert list(saved) == [cast.member.pk] * (status == 200)
        assert ("you are signed in as Member now" in reply.content.decode()) == (status == 403)


def test_sessions_go_with_their_person(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.stranger)
    cast.stranger.delete()
    assert not Session.objects.exists()
    assert not is_in(client)


def test_sessions_of_before_are_kept(cast: Cast) -> None:
    data = Client()
    data.force_login(cast.lead)
    found = SessionStore(key(data)).load()
    for name, pk in (("current", str(cast.lead.pk)), ("nobody", None), ("gone", "987654")):
        older(name, {**found, SESSION_KEY: pk} if pk else {"seen": 1})
    older("late", found)
    OlderSession.objects.filter(pk__startswith="late").update(expire_date=timezone.now())
    Session.objects.all().delete()
    import_module("assessments.migrations.0020_session_owners").move(apps, None)
    assert set(Session.objects.values_list("pk", "user")) == {
        ("current".ljust(32, "x"), cast.lead.pk),
        ("nobody".ljust(32, "x"), None),
    }
    assert not OlderSession.objects.exists()
    client = Client()
    client.cookies[COOKIE] = "current".ljust(32, "x")
    assert is_in(client)


def older(name: str, data: dict[str, object]) -> None:
    OlderSession.objects.create(
        session_key=name.ljust(32, "x"),
        session_data=OlderStore().encode(data),
        expire_date=timezone.now() + datetime.timedelta(days=1),
    )
