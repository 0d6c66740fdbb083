"""Roles: added, renamed without touching the past, retired."""

import html
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from assessments.models import Answer, Change, Owner, Role
from tests.cast import Q3, Cast, closed

PAGE = "/roles/"


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def role(key: str) -> Role:
    return Role.objects.get(key=key)


@pytest.fixture
def admin(cast: Cast, client: Client) -> Client:
    client.force_login(cast.admin)
    return client


def test_add_and_use(cast: Cast, admin: Client, client: Client) -> None:
    assert admin.post(PAGE, {"name": "Data steward"}).status_code == 302
    added = role("data_steward")
    assert added.position == max(Role.objects.values_list("position", flat=True))
    assert Change.objects.get(action="role").new == {"key": "data_steward", "name": "Data steward"}
    client.force_login(cast.lead)
    client.post("/projects/churn/owners/", {"data-1-role": "data_steward"})
    assert Owner.objects.get(item_key="data-1").role == added


def test_renaming_leaves_closed_assessments_alone(cast: Cast, admin: Client) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    admin.post(f"{PAGE}{role('devops').pk}/", {"name": "Platform engineer"})
    frozen = set(Answer.objects.values_list("owner_role", flat=True))
    assert "DevOps" in frozen
    assert "Platform engineer" not in frozen
    assert "Platform engineer" in text(admin.get("/projects/churn/owners/"))
    assert role("devops").name == "Platform engineer"
    call_command("load_rubric", shipped=True, verbosity=0)
    assert role("devops").name == "Platform engineer"


def test_a_retired_role_stays_and_is_not_given_anew(cast: Cast, admin: Client) -> None:
    number = role("devops").pk
    assert admin.post(f"{PAGE}{number}/retire/", {"retired": "yes"}).status_code == 302
    before = Owner.objects.filter(role=number).count()
    assert before > 0
    page = text(admin.get("/projects/churn/owners/"))
    assert "DevOps (retired)" in page
    refused = admin.post("/projects/churn/owners/", {"data-1-role": "devops"})
    assert refused.status_code == 422
    same = admin.post("/projects/churn/owners/", {"infra-7-role": "devops"})
    assert same.status_code == 302
    admin.post(f"{PAGE}{number}/retire/", {"retired": "no"})
    assert admin.post("/projects/churn/owners/", {"data-1-role": "devops"}).status_code == 302


def test_the_last_role_is_not_retired(cast: Cast, admin: Client) -> None:
    numbers = list(Role.objects.values_list("pk", flat=True))
    codes = [
        admin.post(f"{PAGE}{number}/retire/", {"retired": "yes"}).status_code for number in numbers
    ]
    assert codes == [302] * (len(numbers) - 1) + [422]


@pytest.mark.parametrize("name", ["", " ", "ENGINEER", "x" * 81, "a\x00b", "a\nb"])
def test_wrong_names(name: str, cast: Cast, admin: Client) -> None:
    before = list(Role.objects.values())
    assert admin.post(PAGE, {"name": name}).status_code == 422
    assert admin.post(f"{PAGE}{role('devops').pk}/", {"name": name}).status_code == 422
    assert list(Role.objects.values()) == before


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_a_role_that_is_not_there(number: str, cast: Cast, admin: Client) -> None:
    assert admin.post(f"{PAGE}{number}/", {"name": "x"}).status_code == 404
    assert admin.post(f"{PAGE}{number}/retire/", {"retired": "yes"}).status_code == 404


def test_names_that_make_no_key(cast: Cast, admin: Client) -> None:
    for name in ("数据", "数据科学", "!!!"):
        assert admin.post(PAGE, {"name": name}).status_code == 302
    assert {"role", "role_2", "role_3"} <= set(Role.objects.values_list("key", flat=True))
