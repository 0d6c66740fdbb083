"""Two people of one name are told apart by their addresses, wherever people are chosen."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from assessments.actions.actions import ActionInput, promise_action
from assessments.models import Assessment, Comment, Mention, Owner, Project, User
from tests.cast import Q4, Cast, by, draft, fill, person

OWNERS = "/projects/churn/owners/"
DRAFT = "/projects/churn/assessments/2026-12-31/"
ITEM = f"{DRAFT}items/data-1/"
ONE, TWO = "Sam Doe (sam1@example.org)", "sam doe (sam2@example.org)"


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def options(page: str, name: str) -> list[str]:
    chosen = page[page.index(f'name="{name}"') :].partition("</select>")[0]
    return re.findall(r"<option[^>]*>([^<]*)</option>", chosen)


@pytest.fixture
def scene(cast: Cast, client: Client) -> Client:
    for number, name in ((1, "Sam Doe"), (2, "sam doe")):
        user = person(f"sam{number}", cast.team, "member", "engineer")
        User.objects.filter(pk=user.pk).update(name=name)
    Project.objects.update(review_required=True)
    fill(draft(cast.project, Q4, lead=cast.lead), "manual", who=cast.lead)
    client.force_login(cast.lead)
    return client


def sam(number: int) -> User:
    return User.objects.get(email=f"sam{number}@example.org")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (OWNERS, "data-1-person"),
        (OWNERS, "person"),
        ("/projects/churn/actions/", "owner"),
        (ITEM, "owner"),
        (f"{DRAFT}submit/", "reviewer"),
    ],
)
def test_choices_add_the_address_only_where_names_collide(
    path: str, name: str, cast: Cast, scene: Client
) -> None:
    found = options(text(scene.get(path)), name)
    assert {ONE, TWO, "Member"} <= set(found)


def test_the_review_names_whom_it_waits_for(cast: Cast, scene: Client) -> None:
    assert scene.post(f"{DRAFT}submit/", {"reviewer": sam(2).pk}).status_code == 302
    page = text(scene.get(f"{DRAFT}review/"))
    assert f"it waits for {TWO}" in page
    assert ONE in options(page, "reviewer")


def test_the_button_writes_what_reaches_the_right_one(cast: Cast, scene: Client) -> None:
    page = text(scene.get(ITEM))
    button = re.search(rf'data-mention="([^"]*)"[^>]*>@{re.escape(TWO)}<', page)
    assert button
    assert re.search(r'data-mention="Member"[^>]*>@Member<', page)
    reply = scene.post(f"{ITEM}comment/", {"text": f"@{button[1]} please look"}, follow=True)
    assert [row.person for row in Mention.objects.select_related("person")] == [sam(2)]
    assert '<b class="mention">@sam2@example.org</b>' in text(reply)


def test_comments_show_the_authors_address_where_names_collide(cast: Cast, scene: Client) -> None:
    scene.post(f"{ITEM}comment/", {"text": "From the lead"})
    scene.force_login(sam(1))
    scene.post(f"{ITEM}comment/", {"text": "From Sam"})
    assert Comment.objects.count() == 2
    heads = re.findall(r'<p class="by">(.*?)</p>', text(scene.get(ITEM)))
    assert "sam1@example.org" in heads[1]
    assert "@example.org" not in heads[0]


def test_owners_actions_and_loads_tell_them_apart(cast: Cast, scene: Client) -> None:
    Owner.objects.filter(item_key="data-1").update(person=sam(1))
    Owner.objects.filter(item_key="data-2").update(person=sam(2))
    day = Assessment.objects.get().as_of
    for number in (1, 2):
        what = ActionInput(f"Job {number}", sam(number).pk, day)
        promise_action(project=cast.project, fields=what, by=by(cast.lead))
    scene.force_login(cast.viewer)
    for path in (OWNERS, f"{OWNERS}matrix/", "/projects/churn/actions/", DRAFT):
        page = text(scene.get(path))
        assert ONE in page, path
        assert TWO in page, path
    matrix = text(scene.get(f"{OWNERS}matrix/"))
    loads = re.findall(r'<th scope="row">([^<]*)</th><td class="num">(\d+)</td>', matrix)
    assert (ONE, "1") in loads
    assert (TWO, "1") in loads
