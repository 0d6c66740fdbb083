"""Every URL, every actor: one table says what is allowed, and nothing else is."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessments.access import POLICY, Need
from assessments.actions.owners import OwnerInput, assign_owners
from assessments.models import Answer, Assessment, Change, Membership, Project, User
from tests.cast import Q3, Q4, Cast, by, closed, draft

OPEN_ACCOUNT_PAGES = {
    "account_login",
    "account_signup",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
}
"""Pages of django-allauth that work without being signed in; the others ask for it."""

ACTORS = ("anonymous", "stranger", "other_lead", "viewer", "member", "lead", "admin")
RANK = {"viewer": Need.VIEWER, "member": Need.MEMBER, "lead": Need.LEAD, "admin": Need.ADMIN}
METHODS = ("get", "post", "put", "patch", "delete")


def own_patterns() -> Iterator[str]:
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLResolver) and "assessments.urls" in str(pattern.urlconf_module):
            for inner in pattern.url_patterns:
                assert isinstance(inner, URLPattern)
                assert inner.name
                yield inner.name


NAMES = sorted(own_patterns())


def address(name: str, cast: Cast) -> str:
    known: dict[str, Any] = {
        "slug": cast.project.slug,
        "as_of": Q3 if name == "reopen" else Q4,
        "item": "data-1",
        "section": "data",
    }
    for pattern in get_resolver().reverse_dict.getlist(name):
        wanted = pattern[0][0][1]
        return reverse(name, kwargs={key: known[key] for key in wanted})
    raise AssertionError(f"no pattern {name}")


def body(name: str, cast: Cast) -> dict[str, Any]:
    """What a POST sends where an empty one would be refused by whoever may do it."""
    if name == "owners-undo":
        return {"change": Change.objects.filter(action="owners").latest("pk").pk}
    return {}


def client_of(actor: str, cast: Cast) -> Client:
    client = Client()
    if actor != "anonymous":
        client.force_login(getattr(cast, actor))
    return client


def everything() -> list[Any]:
    """All rows that a refused request must leave alone."""
    models = (Project, Assessment, Answer, Change, Membership, User)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def without_login_times(rows: list[Any]) -> list[Any]:
    return [[{k: v for k, v in row.items() if k != "last_login"} for row in part] for part in rows]


@pytest.fixture
def scene(cast: Cast) -> Cast:
    closed(cast.project, Q3, lead=cast.lead)
    draft(cast.project, Q4, lead=cast.lead)
    named = OwnerInput("data-1", {"person": str(cast.member.pk)})
    assign_owners(project=cast.project, inputs=[named], by=by(cast.lead))
    return cast


def test_every_url_has_its_row_in_the_policy() -> None:
    assert set(NAMES) == set(POLICY)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("actor", ACTORS)
def test_only_those_may_whom_the_policy_names(name: str, actor: str, scene: Cast) -> None:
    client = client_of(actor, scene)
    for method in METHODS:
        before = without_login_times(everything())
        data = body(name, scene) if method == "post" else {}
        response = getattr(client, method)(address(name, scene), data)
        expected = expected_status(name, actor, method.upper())
        assert response.status_code in expected, (name, actor, method, response.status_code)
        if min(expected) >= 401 or method == "get":
            assert without_login_times(everything()) == before, (name, actor, method)


def expected_status(name: str, actor: str, method: str) -> set[int]:
    need = POLICY[name].get(method)
    if actor == "anonymous" and not (need == Need.OPEN or _is_open(name)):
        return {302} if method == "GET" else {401} if method == "POST" else {302, 405}
    if need is None:
        return {405}
    if need in (Need.OPEN, Need.SIGNED_IN):
        return {403} if name == "project_new" and not _leads(actor) else {200, 302, 422}
    if actor in ("stranger", "other_lead"):
        return {404}
    return {200, 302, 422} if RANK[actor] >= need else {403}


def _is_open(name: str) -> bool:
    return Need.OPEN in POLICY[name].values()


def _leads(actor: str) -> bool:
    return actor in ("lead", "other_lead", "admin")


@pytest.mark.parametrize(
    "name", [name for name in NAMES if "assessment" in name or name == "project"]
)
def test_a_stranger_sees_the_same_as_for_what_does_not_exist(name: str, scene: Cast) -> None:
    client = client_of("stranger", scene)
    method = "get" if "GET" in POLICY[name] else "post"
    real = getattr(client, method)(address(name, scene))
    made_up = getattr(client, method)(address(name, scene).replace("/churn/", "/nosuch/"))
    assert real.status_code == made_up.status_code == 404
    assert normalised(real.content) == normalised(made_up.content)


def normalised(content: bytes) -> bytes:
    """Without the address that was asked for and without the form token."""
    return re.sub(rb'churn|nosuch|value="\w{64}"', b"", content)


def test_account_pages_are_open_only_where_they_have_to_be(client: Client, db: None) -> None:
    for name in (key for key in get_resolver().reverse_dict if str(key).startswith("account_")):
        patterns = get_resolver().reverse_dict.getlist(name)
        arguments = dict.fromkeys(patterns[0][0][0][1], "x")
        response = client.get(reverse(name, kwargs=arguments))
        if name == "account_email":
            assert response.status_code == 404
            continue
        signed_in_only = response.status_code == 302 and "/accounts/login/" in response["Location"]
        assert signed_in_only == (name not in OPEN_ACCOUNT_PAGES) or response.status_code == 302, (
            name
        )


def test_rights_end_with_the_membership_at_the_next_request(scene: Cast) -> None:
    client = client_of("member", scene)
    page = address("assessment", scene)
    assert client.get(page).status_code == 200
    Membership.objects.filter(user=scene.member).update(access_level="viewer")
    assert client.post(page).status_code == 403
    Membership.objects.filter(user=scene.member).delete()
    assert client.get(page).status_code == 404


def test_a_deactivated_person_is_out_at_once(scene: Cast) -> None:
    client = client_of("member", scene)
    User.objects.filter(pk=scene.member.pk).update(is_active=False)
    assert client.get(address("project", scene)).status_code == 302


def test_a_word_of_one_team_is_never_seen_by_another(scene: Cast) -> None:
    canary = "canarywordzq"
    Project.objects.filter(pk=scene.project.pk).update(name=canary, description=canary)
    Answer.objects.filter(assessment__as_of=Q4).update(note=canary)
    client = client_of("other_lead", scene)
    for name in NAMES:
        for method in ("get", "post"):
            response = getattr(client, method)(address(name, scene))
            assert canary.encode() not in response.content, (name, method)


def test_the_admin_pages_are_for_administrators(scene: Cast) -> None:
    assert client_of("admin", scene).get("/admin/").status_code == 200
    for actor in ("anonymous", "member", "lead"):
        assert client_of(actor, scene).get("/admin/").status_code == 302
