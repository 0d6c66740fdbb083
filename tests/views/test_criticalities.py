"""Criticalities: added, changed with their targets, retired without taking them from projects."""

import html
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from assessments.models import Change, Criticality, Project
from tests.cast import Cast, version

PAGE = "/criticalities/"
SETTINGS = "/projects/churn/settings/"


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def criticality(key: str) -> Criticality:
    return Criticality.objects.get(key=key)


def settings(cast: Cast, chosen: object) -> dict[str, object]:
    return {
        "name": "Churn",
        "team": cast.team.pk,
        "rubric_version": version().pk,
        "cadence": "quarterly",
        "criticality": chosen,
    }


@pytest.fixture
def admin(cast: Cast, client: Client) -> Client:
    client.force_login(cast.admin)
    return client


def test_the_three_that_are_shipped(admin: Client) -> None:
    page = text(admin.get(PAGE))
    places = [page.index(f'value="{name}"') for name in ("Proof of concept", "Normal", "Critical")]
    assert places == sorted(places)
    assert "Roles</a>" in page.split("</nav>")[0]
    assert 'href="/criticalities/" aria-current="page"' in page


def test_add_and_choose(cast: Cast, admin: Client) -> None:
    sent = {"name": "Regulated", "target": "6.5", "target_of": "7"}
    assert admin.post(PAGE, sent).status_code == 302
    added = criticality("regulated")
    assert (added.target, added.target_of) == (Decimal("6.5"), Decimal(7))
    assert added.position == max(Criticality.objects.values_list("position", flat=True))
    change = Change.objects.get(action="criticality")
    assert change.new == {"key": "regulated", **sent}
    admin.force_login(cast.lead)
    page = text(admin.get(SETTINGS))
    assert "Regulated: target 6.5 of 7" in page
    assert admin.post(SETTINGS, settings(cast, added.pk)).status_code == 302
    assert Project.objects.get(slug="churn").criticality == added
    recorded = Change.objects.filter(action="project").latest("pk")
    assert (recorded.old, recorded.new) == ({"criticality": None}, {"criticality": "regulated"})
    assert admin.post(SETTINGS, settings(cast, "")).status_code == 302
    assert Project.objects.get(slug="churn").criticality is None


def test_a_new_project_starts_as_normal(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    page = text(client.get("/projects/new/"))
    chosen = page.split('name="criticality"')[1].split("</select>")[0]
    assert "selected>Normal: target 3 of 7" in chosen
    assert "No target" in chosen


def test_changing_says_what_changed(admin: Client) -> None:
    number = criticality("normal").pk
    sent = {"name": "Normal", "target": "3.5", "target_of": "7"}
    assert admin.post(f"{PAGE}{number}/", sent).status_code == 302
    assert criticality("normal").target == Decimal("3.5")
    change = Change.objects.get(action="criticality")
    assert (change.old, change.new) == ({"target": "3"}, {"key": "normal", "target": "3.5"})
    assert admin.post(f"{PAGE}{number}/", sent).status_code == 302
    assert Change.objects.filter(action="criticality").count() == 1


def test_a_retired_one_stays_and_is_not_given_anew(cast: Cast, admin: Client) -> None:
    number = criticality("critical").pk
    Project.objects.filter(slug="churn").update(criticality=number)
    assert admin.post(f"{PAGE}{number}/retire/", {"retired": "yes"}).status_code == 302
    assert "1 project has it" in text(admin.get(PAGE))
    admin.force_login(cast.lead)
    assert "Critical: target" not in text(admin.get("/projects/new/"))
    assert "selected>Critical: target 5 of 7" in text(admin.get(SETTINGS))
    assert admin.post(SETTINGS, settings(cast, number)).status_code == 302
    assert Project.objects.get(slug="churn").criticality_id == number
    fields = {**settings(cast, number), "name": "Another"}
    assert admin.post("/projects/new/", fields).status_code == 422
    admin.force_login(cast.admin)
    admin.post(f"{PAGE}{number}/retire/", {"retired": "no"})
    assert "Critical: target 5 of 7" in text(admin.get("/projects/new/"))


@pytest.mark.parametrize(
    ("name", "target", "target_of", "said"),
    [
        ("", "3", "7", "Write the name"),
        ("CRITICAL", "3", "7", "called CRITICAL already"),
        ("x" * 81, "3", "7", "80"),
        ("A", "", "7", "Write the score to reach"),
        ("A", "three", "7", "Write a number such as 3 or 3.5."),
        ("A", "NaN", "7", "Write a number such as 3 or 3.5."),
        ("A", "-1", "7", "from 0 on"),
        ("A", "8", "7", "at most the full score"),
        ("A", "0", "0", "more than 0"),
        ("A", "1.234", "7", "2 decimal places"),
        ("A", "1", "9" * 400, "10 digits"),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    name: str, target: str, target_of: str, said: str, admin: Client
) -> None:
    before = list(Criticality.objects.values())
    sent = {"name": name, "target": target, "target_of": target_of}
    for path in (PAGE, f"{PAGE}{criticality('normal').pk}/"):
        response = admin.post(path, sent)
        assert response.status_code == 422
        assert said in text(response)
        assert f'value="{target}"' in text(response) or not target
    assert list(Criticality.objects.values()) == before
    assert not Change.objects.filter(action="criticality").exists()


@pytest.mark.parametrize("number", ["0", "99999999999999999999999"])
def test_one_that_is_not_there(number: str, admin: Client) -> None:
    sent = {"name": "A", "target": "1", "target_of": "7"}
    assert admin.post(f"{PAGE}{number}/", sent).status_code == 404
    assert admin.post(f"{PAGE}{number}/retire/", {"retired": "yes"}).status_code == 404


def test_names_that_make_no_key(admin: Client) -> None:
    for name in ("关键", "重要", "!!!"):
        sent = {"name": name, "target": "1", "target_of": "7"}
        assert admin.post(PAGE, sent).status_code == 302
    keys = set(Criticality.objects.values_list("key", flat=True))
    assert {"criticality", "criticality_2", "criticality_3"} <= keys


def marked(page: str, key: str) -> str:
    """The mark that a row's form sends along."""
    form = page.split(f'action="{PAGE}{criticality(key).pk}/"')[1].split("</form>")[0]
    return form.split('name="seen" value="')[1].split('"')[0]


def test_two_administrators_do_not_overwrite_each_other_unseen(cast: Cast, admin: Client) -> None:
    row = criticality("normal")
    address = f"{PAGE}{row.pk}/"
    shown = {"name": "Normal", "target": "3", "target_of": "7"}
    seen = {"seen": marked(text(admin.get(PAGE)), "normal")}
    assert admin.post(address, shown | seen | {"target": "4"}).status_code == 302
    mine = shown | seen | {"target": "2.5"}
    wrong = admin.post(address, mine | {"target": "x"})
    assert (wrong.status_code, marked(text(wrong), "normal")) == (422, seen["seen"])
    refused = admin.post(address, mine)
    page = text(refused)
    assert refused.status_code == 409
    assert "Admin has changed this criticality to “Normal” with the target 4 of 7" in page
    assert 'value="2.5"' in page
    assert criticality("normal").target == 4
    assert admin.post(address, mine | {"seen": marked(page, "normal")}).status_code == 302
    assert criticality("normal").target == Decimal("2.5")


def test_a_row_saved_as_it_was_shown_takes_nothing_back(admin: Client) -> None:
    address = f"{PAGE}{criticality('normal').pk}/"
    shown = {"name": "Normal", "target": "3", "target_of": "7"}
    seen = {"seen": marked(text(admin.get(PAGE)), "normal")}
    assert admin.post(address, shown | seen | {"target_of": "14"}).status_code == 302
    assert admin.post(address, shown | seen).status_code == 302
    assert criticality("normal").target_of == 14
