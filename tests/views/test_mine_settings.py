"""What people decide about themselves."""

import pytest
from django.test import Client

from assessments.models import Answer, Kind, MutedKind
from tests.cast import Q3, Cast, closed

PAGE = "/mine/settings/"


@pytest.fixture
def member(cast: Cast, client: Client) -> Client:
    client.force_login(cast.member)
    return client


def test_everything_is_on_until_it_is_switched_off(cast: Cast, member: Client) -> None:
    assert member.get(PAGE).content.decode().count("checked") == len(Kind.values)
    response = member.post(PAGE, {"name": "Member", "wanted": ["due_soon", "review"]})
    assert response.status_code == 302
    muted = set(MutedKind.objects.values_list("person", "kind"))
    assert muted == {(cast.member.pk, kind) for kind in Kind.values} - {
        (cast.member.pk, "due_soon"),
        (cast.member.pk, "review"),
    }
    member.post(PAGE, {"name": "Member", "wanted": Kind.values})
    assert not MutedKind.objects.exists()


def test_another_name_leaves_the_past_alone(cast: Cast, member: Client) -> None:
    cast.project.owners.filter(item_key="data-1").update(person=cast.member)
    closed(cast.project, Q3, lead=cast.lead)
    member.post(PAGE, {"name": "Someone Else"})
    cast.member.refresh_from_db()
    assert str(cast.member) == "Someone Else"
    assert Answer.objects.get(item__key="data-1").owner == "Member"


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 151}, {"name": "a\x00b"}, {"wanted": ["jokes"]}]
)
def test_wrong_input_changes_nothing(wrong: dict[str, object], cast: Cast, member: Client) -> None:
    assert member.post(PAGE, {"name": "Fine", "wanted": ["review"], **wrong}).status_code == 422
    cast.member.refresh_from_db()
    assert cast.member.name == "Member"
    assert not MutedKind.objects.exists()
