"""Owners taken back: the newest change of a day, one after the other, each once."""

import datetime
import html
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from assessments.models import Change, Owner, Role
from tests.cast import Cast, make_project

PAGE = "/projects/churn/owners/"


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def to_person(client: Client, role: str, person: object) -> None:
    assert client.post(f"{PAGE}role/", {"role": role, "person": person}).status_code == 302


def offered(client: Client) -> str:
    """The line beside *Undo* on the page opened afresh, '' if there is none."""
    found = re.search(r'<form[^>]* id="undo".*?<span>(.*?)</span>', text(client.get(PAGE)), re.S)
    return found[1] if found else ""


def undo(client: Client) -> str:
    found = re.search(r'name="change" value="(\d+)"', text(client.get(PAGE)))
    assert found
    return text(client.post(f"{PAGE}undo/", {"change": found[1]}, follow=True))


def people() -> set[tuple[str, int | None]]:
    return set(Owner.objects.values_list("role__key", "person"))


def test_the_page_opened_afresh_offers_the_newest_then_the_one_before(
    cast: Cast, lead: Client
) -> None:
    assert offered(lead) == ""
    first = people()
    to_person(lead, "engineer", cast.member.pk)
    between = people()
    to_person(lead, "devops", cast.lead.pk)
    devops = Owner.objects.filter(role__key="devops").count()
    engineer = Owner.objects.filter(role__key="engineer").count()
    assert re.fullmatch(rf"{devops} items changed by Lead, \d+ \w+ \d\d:\d\d\.", offered(lead))
    assert "Taken back" in undo(lead)
    assert people() == between
    assert offered(lead).startswith(f"{engineer} items changed by Lead")
    assert "Taken back" in undo(lead)
    assert people() == first
    assert offered(lead) == ""


def test_a_change_in_place_can_be_taken_back_too(cast: Cast, lead: Client) -> None:
    to_person(lead, "engineer", cast.member.pk)
    data = {"data-1-person": cast.lead.pk}
    reply = lead.post(f"{PAGE}items/data-1/", data, headers={"HX-Request": "true"})
    assert 'id="undo"' in text(reply)
    assert "1 item changed by Lead" in text(reply)
    undo(lead)
    assert Owner.objects.get(item_key="data-1").person is None
    assert "items changed by Lead" in offered(lead)


def test_what_was_changed_again_is_not_offered_for_ever(cast: Cast, lead: Client) -> None:
    lead.post(f"{PAGE}items/data-1/", {"data-1-person": cast.member.pk})
    change = Change.objects.filter(action="owners").latest("pk")
    lead.post(f"{PAGE}items/data-1/", {"data-1-person": cast.lead.pk})
    page = text(lead.post(f"{PAGE}undo/", {"change": change.pk}, follow=True))
    assert "Nothing was taken back: all of it has changed again since" in page
    undo(lead)
    assert offered(lead) == ""
    assert Owner.objects.get(item_key="data-1").person == cast.member


def test_after_a_day_nothing_is_offered(cast: Cast, lead: Client) -> None:
    to_person(lead, "engineer", cast.member.pk)
    now = timezone.now()
    with time_machine.travel(now + datetime.timedelta(hours=23), tick=False):
        assert offered(lead)
    with time_machine.travel(now + datetime.timedelta(hours=25), tick=False):
        lead.force_login(cast.lead)
        assert offered(lead) == ""


def test_only_leads_and_only_of_this_project(cast: Cast, lead: Client, client: Client) -> None:
    make_project("Second", cast.team, cast.lead)
    to_person(lead, "engineer", cast.member.pk)
    assert '<form class="message success undo"' not in text(lead.get("/projects/second/owners/"))
    client.force_login(cast.member)
    assert offered(client) == ""


def test_what_takes_back_can_not_be_taken_back(cast: Cast, lead: Client) -> None:
    to_person(lead, "engineer", cast.member.pk)
    undo(lead)
    last = Change.objects.filter(action="owners").latest("pk")
    assert lead.post(f"{PAGE}undo/", {"change": last.pk}).status_code == 404


def test_suggestions_never_give_an_item_to_a_retired_role(cast: Cast, lead: Client) -> None:
    lead.post(f"{PAGE}section/", {"section": "infra", "role": "devops"})
    to_person(lead, "devops", cast.member.pk)
    Role.objects.filter(key="engineer").update(retired_at=timezone.now())
    page = text(lead.post(f"{PAGE}suggested/", follow=True))
    kept = Owner.objects.filter(item_key="infra-1").get()
    assert (kept.role.key, kept.person) == ("devops", None)
    found = re.search(r"([\w-]+(?:, [\w-]+)*) keep their roles: (.*?)\.", page)
    assert found
    assert found[2] == "the role that the rubric suggests is retired"
    assert "infra-1" in found[1].split(", ")
    assert "data-1" not in found[1].split(", ")
    assert not Owner.objects.exclude(person=None).exists()
