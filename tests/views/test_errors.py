"""Errors say what happened and what to do next, and never show a trace."""

import html
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from assessments import access
from assessments.actions.assessments import discard_assessment
from assessments.models import Assessment, Project
from assessments.views import dashboard
from tests.cast import Cast, by, draft


def test_404_has_a_way_back(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    response = client.get("/projects/nosuch/")
    assert response.status_code == 404
    assert 'href="/"' in response.content.decode()


def test_what_is_missing_in_a_project_leads_back_to_it(cast: Cast, client: Client) -> None:
    path = "/projects/churn/assessments/2020-01-01/report/"
    client.force_login(cast.lead)
    page = client.get(path).content.decode()
    assert "There is no such page in Churn" in page
    assert 'href="/projects/churn/">Go to Churn</a>' in page
    client.force_login(cast.stranger)
    foreign = client.get(path)
    assert foreign.status_code == 404
    assert b"Churn" not in foreign.content


def test_who_may_not_is_told_what_it_needs_whom_to_ask_and_the_way_back(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.viewer)
    refused = client.get("/projects/churn/settings/")
    page = html.unescape(refused.content.decode())
    assert refused.status_code == 403
    assert "the access level lead in the project’s team; yours is viewer." in page
    assert "ask the lead of the team" in page
    assert 'href="/projects/churn/">Go to Churn</a>' in page
    Project.objects.update(visibility="everybody")
    client.force_login(cast.stranger)
    assert "and you are not in it." in client.get("/projects/churn/import/").content.decode()
    client.force_login(cast.lead)
    page = client.get("/criticalities/").content.decode()
    assert "Only an administrator of this installation may do this" in page
    assert "ask an administrator" in page and "lead of the team" not in page


@pytest.mark.parametrize(("error", "status"), [(OperationalError, 503), (RuntimeError, 500)])
def test_a_failure_is_a_page_that_needs_no_database(
    error: type[Exception], status: int, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error("secret detail")

    monkeypatch.setattr(dashboard, "dashboard_report", fail)
    client = Client(raise_request_exception=False)
    client.force_login(cast.lead)
    response = client.get("/")
    assert response.status_code == status
    assert b"secret detail" not in response.content
    assert b"<h1" in response.content
    assert (response.headers.get("Retry-After") == "5") == (status == 503)


def test_a_stale_form_of_ours_keeps_what_was_typed(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.lead)
    path = "/projects/new/"
    ours = client.post(path, {"name": "typed"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert ours.status_code == 403
    assert b"typed</textarea>" in ours.content
    foreign = client.post(path, {"name": "typed"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert b"typed" not in foreign.content


def test_a_password_is_not_kept_in_a_page(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    for path, field in (("login", "password"), ("password/change", "oldpassword")):
        headers = {"Sec-Fetch-Site": "same-origin"}
        page = client.post(f"/accounts/{path}/", {field: "typed-secret"}, headers=headers)
        assert page.status_code == 403
        assert b"out of date" in page.content and b"typed-secret" not in page.content


@pytest.mark.parametrize(
    "path", ["/", "/accounts/login/", "/nosuch/", "/healthz/", "/admin/login/"]
)
def test_headers_are_on_every_answer(path: str, client: Client, db: None) -> None:
    response = client.get(path)
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("length", [str(16 * 1024 * 1024 + 1), "9" * 400])
def test_what_no_page_takes_is_refused_unread(length: str, client: Client) -> None:
    """Before anybody is asked who they are, and without a query."""
    response = client.generic("POST", "/projects/churn/import/form/", b"", CONTENT_LENGTH=length)
    assert response.status_code == 413
    assert "is larger than 16 MB, and nothing of it was read" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert "default-src" in response["Content-Security-Policy"]


@pytest.mark.parametrize("length", ["", "-1", "x", "١"])
def test_a_length_that_is_none_is_no_error_of_ours(length: str, client: Client, db: None) -> None:
    response = client.generic("POST", "/accounts/login/", b"", CONTENT_LENGTH=length)
    assert response.status_code < 500


@pytest.mark.parametrize(
    ("way", "fields"),
    [
        ("answers/data-1/", {"data-1-note": "what I wrote", "data-1-revision": "0"}),
        ("", {"data-1-note": "what I wrote", "data-1-revision": "0"}),
        ("submit/", {}),
        ("discard/", {}),
        ("items/data-1/comment/", {"text": "what I wrote"}),
    ],
)
def test_what_is_discarded_between_read_and_write_is_not_found(
    way: str, fields: dict[str, str], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if somebody else did it in the moment after the page's own look."""
    started = draft(cast.project, lead=cast.lead)
    look = access.assessment

    def look_and_lose(*args: Any, **options: Any) -> Assessment:
        found = look(*args, **options)
        discard_assessment(assessment=Assessment.objects.get(pk=found.pk), by=by(cast.lead))
        return found

    monkeypatch.setattr(access, "assessment", look_and_lose)
    client = Client(raise_request_exception=False)
    client.force_login(cast.lead)
    response = client.post(f"/projects/churn/assessments/{started.as_of}/{way}", fields)
    assert response.status_code in (404, 423)
    assert b"There is nothing here" in response.content or b"draft" in response.content
    if fields:
        assert b"what I wrote" in response.content
    assert not Assessment.objects.exists()
