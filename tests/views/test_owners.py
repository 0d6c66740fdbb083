"""Assigning items: one, many, from a file, and taking it back."""

import csv
import html
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from assessments.models import Change, Item, Membership, Owner, Role, User
from tests.cast import Cast, person, version

PAGE = "/projects/churn/owners/"
HTMX = {"HX-Request": "true"}


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def owner(key: str) -> Owner:
    return Owner.objects.select_related("role", "person").get(item_key=key)


def state() -> list[Any]:
    return list(Owner.objects.order_by("pk").values())


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def assign(client: Client, item: str = "data-1", **fields: object) -> Any:
    data = {f"{item}-{name}": str(value) for name, value in fields.items()}
    return client.post(f"{PAGE}items/{item}/", data, headers=HTMX)


def test_a_project_starts_with_the_suggestions(cast: Cast, lead: Client) -> None:
    suggested = dict(
        Item.objects.filter(version=version()).values_list("key", "suggested_role__key")
    )
    assert dict(Owner.objects.values_list("item_key", "role__key")) == suggested
    page = text(lead.get(PAGE))
    assert page.count('<li id="owner-') == 28
    assert "No person named yet" in page


def test_one_item_in_place_with_the_tallies(cast: Cast, lead: Client) -> None:
    by_role = int(re.findall(r'id="state-role-count">(\d+)<', text(lead.get(PAGE)))[0])
    response = assign(lead, person=cast.member.pk, due_on="2026-12-01")
    page = text(response)
    assert response.status_code == 200
    assert "<html" not in page
    assert '<li id="owner-data-1" class="row named"' in page
    assert 'id="tally" hx-swap-oob="true"' in page
    assert "<dt>with a person</dt><dd>1</dd>" in page
    assert f'id="state-role-count" hx-swap-oob="true">{by_role - 1}</span>' in page
    assert '<span class="quiet" id="section-data-count" hx-swap-oob="true">1</span>' in page
    assert '<p class="what" id="role-data_scientist" hx-swap-oob="true">' in page
    assert owner("data-1").person == cast.member
    assert str(owner("data-1").due_on) == "2026-12-01"
    change = Change.objects.get(action="owners")
    assert change.by == cast.lead
    assert change.new["data-1"] == {
        "person": cast.member.pk,
        "name": "Member",
        "due_on": "2026-12-01",
    }


def test_the_counts_of_roles_follow_a_change_in_place(cast: Cast, lead: Client) -> None:
    Role.objects.create(key="steward", name="Data steward", position=9)
    counts = r'id="role-(\w+)"[^>]*>.*?(\d+) items?(?:, (\d+) without)?'

    def read(page: str) -> dict[str, tuple[int, int]]:
        return {role: (int(of), int(no or 0)) for role, of, no in re.findall(counts, page)}

    before = read(text(lead.get(PAGE)))
    reply = assign(lead, "infra-1", role="steward", person=cast.member.pk)
    items, without = before["engineer"]
    expected = before | {"engineer": (items - 1, without - 1), "steward": (1, 0)}
    assert read(text(reply)) == expected == read(text(lead.get(PAGE)))


def test_without_javascript_it_redirects_and_offers_undo(cast: Cast, lead: Client) -> None:
    response = lead.post(PAGE, {"data-1-person": cast.member.pk, "data-2-role": "devops"})
    change = Change.objects.get(action="owners")
    assert response.status_code == 302
    assert response["Location"] == f"{PAGE}?done={change.pk}"
    assert "2 items changed by Lead" in text(lead.get(response["Location"]))


def test_only_what_was_sent_changes(cast: Cast, lead: Client) -> None:
    assign(lead, person=cast.member.pk)
    assign(lead, due_on="2026-12-01")
    assign(lead, role="devops")
    found = owner("data-1")
    assert (found.person, found.role.key) == (cast.member, "devops")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"person": "STRANGER"}, "no member of the team"),
        ({"person": "VIEWER"}, "no member of the team"),
        ({"person": "0"}, "no member of the team"),
        ({"person": "99999999999999999999"}, "no member of the team"),
        ({"person": "abc"}, "no member of the team"),
        ({"role": "nosuch"}, "does not exist or is retired"),
        ({"role": "retired"}, "does not exist or is retired"),
        ({"due_on": "99999-01-01"}, "not a date"),
        ({"due_on": "2026-02-30"}, "not a date"),
        ({"due_on": "1999-12-31"}, "between 2000 and 2100"),
        ({"due_on": "\x00"}, "not a date"),
    ],
)
def test_wrong_input_names_the_item_and_changes_nothing(
    fields: dict[str, str], says: str, cast: Cast, lead: Client
) -> None:
    Role.objects.create(key="retired", name="Retired", retired_at=timezone.now())
    names = {"STRANGER": cast.stranger.pk, "VIEWER": cast.viewer.pk}
    sent: dict[str, Any] = {name: names.get(value, value) for name, value in fields.items()}
    before = state()
    response = assign(lead, **sent)
    assert response.status_code == 422
    assert says in text(response)
    assert "data-1" in text(response)
    whole = lead.post(PAGE, {f"data-1-{name}": str(value) for name, value in sent.items()})
    assert whole.status_code == 422
    assert "Nothing was changed" in text(whole)
    assert state() == before
    assert not Change.objects.filter(action="owners").exists()


def test_an_item_of_another_rubric_is_not_there(cast: Cast, lead: Client) -> None:
    assert assign(lead, "nosuch-1", role="devops").status_code == 404


def test_a_section_to_a_role_a_role_to_a_person_and_back(cast: Cast, lead: Client) -> None:
    first = state()
    response = lead.post(f"{PAGE}section/", {"section": "monitor", "role": "devops"})
    assert response.status_code == 302
    monitor = Owner.objects.filter(item_key__startswith="monitor")
    assert set(monitor.values_list("role__key", flat=True)) == {"devops"}
    response = lead.post(f"{PAGE}role/", {"role": "devops", "person": cast.member.pk})
    assert set(Owner.objects.filter(role__key="devops").values_list("person", flat=True)) == {
        cast.member.pk
    }
    change = response["Location"].partition("done=")[2]
    assert lead.post(f"{PAGE}undo/", {"change": change}).status_code == 302
    assert not Owner.objects.exclude(person=None).exists()
    assert lead.post(f"{PAGE}suggested/").status_code == 302
    assert state() == first


def test_only_those_without_a_person(cast: Cast, lead: Client) -> None:
    other = person("other", cast.team, "member", "engineer")
    assign(lead, "infra-1", role="engineer", person=other.pk)
    lead.post(f"{PAGE}role/", {"role": "engineer", "person": cast.lead.pk, "only_open": "on"})
    assert owner("infra-1").person == other
    assert owner("infra-2").person == cast.lead


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("section/", {"section": "nosuch", "role": "devops"}),
        ("section/", {"section": "data", "role": "nosuch"}),
        ("section/", {}),
        ("role/", {"role": "engineer", "person": "STRANGER"}),
        ("role/", {"role": "nosuch", "person": ""}),
        ("role/", {}),
    ],
)
def test_wrong_bulk_input_changes_nothing(
    path: str, data: dict[str, str], cast: Cast, lead: Client
) -> None:
    if data.get("person"):
        data = {**data, "person": str(cast.stranger.pk)}
    before = state()
    response = lead.post(PAGE + path, data)
    assert response.status_code == 422
    assert re.search(r"(does not exist|no such section|no member of the team)", text(response))
    assert state() == before


def test_undo_leaves_alone_what_changed_since(cast: Cast, lead: Client) -> None:
    lead.post(f"{PAGE}role/", {"role": "engineer", "person": cast.lead.pk})
    change = Change.objects.filter(action="owners").latest("pk")
    assign(lead, "infra-1", person=cast.member.pk)
    response = lead.post(f"{PAGE}undo/", {"change": change.pk}, follow=True)
    assert "infra-1: changed again since" in text(response)
    assert owner("infra-1").person == cast.member
    assert owner("infra-2").person is None
    again = lead.post(f"{PAGE}undo/", {"change": change.pk}, follow=True)
    assert "That was taken back already." in text(again)
    assert "changed again since" not in text(again)


def test_undo_brings_back_somebody_who_had_left(cast: Cast, lead: Client) -> None:
    gone = person("gone", cast.team, "member", "engineer")
    assign(lead, "infra-1", person=gone.pk)
    Membership.objects.filter(user=gone).delete()
    lead.post(f"{PAGE}role/", {"role": "engineer", "person": cast.lead.pk})
    change = Change.objects.filter(action="owners").latest("pk")
    lead.post(f"{PAGE}undo/", {"change": change.pk})
    assert owner("infra-1").person == gone


@pytest.mark.parametrize("number", ["0", "", "abc", "99999999999999999999", "OTHER"])
def test_undo_of_what_is_not_of_the_project_is_404(number: str, cast: Cast, lead: Client) -> None:
    other = Change.objects.filter(action="project").latest("pk").pk
    number = str(other) if number == "OTHER" else number
    assert lead.post(f"{PAGE}undo/", {"change": number}).status_code == 404


def test_people_who_left_are_on_top_until_somebody_is_named(cast: Cast, lead: Client) -> None:
    gone = person("gone", cast.team, "member", "engineer")
    assign(lead, "monitor-7", person=gone.pk)
    Membership.objects.filter(user=gone).delete()
    page = text(lead.get(PAGE))
    assert page.index("Of people who left") < page.index("No person named yet")
    assert "Gone can no longer answer in this team" in page
    assert "<dt>of people who left</dt><dd>1</dd>" in page


def test_a_deleted_account_leaves_its_name(cast: Cast, lead: Client) -> None:
    gone = person("gone", cast.team, "member", "engineer")
    assign(lead, "monitor-7", person=gone.pk)
    gone.delete()
    assert "Gone can no longer answer in this team" in text(lead.get(PAGE))


@pytest.mark.parametrize("how", ["removed", "deleted", "viewer"])
def test_saving_all_as_it_stands_changes_nothing(how: str, cast: Cast, lead: Client) -> None:
    gone = person("gone", cast.team, "member", "engineer")
    assign(lead, "monitor-7", person=gone.pk)
    if how == "deleted":
        gone.delete()
    elif how == "removed":
        Membership.objects.filter(user=gone).delete()
    else:
        Membership.objects.filter(user=gone).update(access_level="viewer")
    before = state()
    response = lead.post(PAGE, as_it_stands(text(lead.get(PAGE))))
    assert response["Location"] == PAGE
    assert state() == before
    assign(lead, "monitor-7", person="")
    assert (owner("monitor-7").person, owner("monitor-7").person_name) == (None, "")


def as_it_stands(page: str) -> dict[str, str]:
    """What a browser would send of the page's one form."""
    form = page[page.index("data-rows") :].partition("</form>")[0]
    fields = dict(re.findall(r'<input type="date" name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select name="([^"]+)">(.*?)</select>', form, re.S):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        fields[name] = chosen[-1] if chosen else re.findall(r'value="([^"]*)"', options)[0]
    assert len(fields) == 28 * 3
    return fields


def shown(page: str) -> dict[str, str]:
    """What the page's form would send as it stands, for its first two items."""
    data: dict[str, str] = {}
    for key in ("data-1", "data-2"):
        stored = re.findall(rf'name="{key}-stored" value="([^"]*)"', page)[0]
        fields = zip(("role", "person", "due_on"), stored.split("|"), strict=True)
        data |= {f"{key}-{name}": value for name, value in fields} | {f"{key}-stored": stored}
    return data


def test_a_page_opened_earlier_takes_back_nothing(cast: Cast, lead: Client) -> None:
    data = shown(lead.get(PAGE).content.decode())
    assign(lead, "data-1", role="devops")
    lead.post(PAGE, data | {"data-2-due_on": "2026-12-01"})
    assert owner("data-1").role.key == "devops"
    assert str(owner("data-2").due_on) == "2026-12-01"


def test_after_a_refusal_the_form_shows_what_is_stored_or_typed(cast: Cast, lead: Client) -> None:
    Role.objects.create(key="gone", name="Gone", retired_at=timezone.now())
    data = shown(lead.get(PAGE).content.decode())
    response = lead.post(PAGE, data | {"data-1-role": "gone", "data-2-due_on": "2026-12-01"})
    assert response.status_code == 422
    page = response.content.decode()
    role = owner("data-1").role.key
    row = page[page.index('<li id="owner-data-1"') :]
    assert f'<option value="{role}" selected>' in row[: row.index("</select>")]
    assert 'name="data-2-due_on" value="2026-12-01"' in page
    assert owner("data-2").due_on is None


def test_the_key_of_a_role_goes_before_the_name_of_another(cast: Cast, lead: Client) -> None:
    before = state()
    file = lead.get(f"{PAGE}owners.csv").content
    Role.objects.create(key="other", name="data_scientist")
    back = lead.post(
        f"{PAGE}owners.csv", {"file": SimpleUploadedFile("owners.csv", file)}, follow=True
    )
    assert "all of that is so already" in text(back)
    assert state() == before


def test_a_page_without_undo_has_the_place_for_it(cast: Cast, lead: Client) -> None:
    assert '<div id="undo"></div>' in lead.get(PAGE).content.decode()
    assert 'id="undo"' in text(assign(lead, due_on="2026-12-01"))


def test_a_role_that_nobody_has_is_said(cast: Cast, lead: Client) -> None:
    Role.objects.create(key="steward", name="Data steward", position=9)
    assign(lead, role="steward")
    page = text(lead.get(PAGE))
    assert "Nobody answers for these" in page
    assert "nobody who can answer is Data steward" in page


def test_members_with_the_role_come_first(cast: Cast, lead: Client) -> None:
    page = text(lead.get(PAGE))
    row = page[page.index('id="owner-infra-1"') :].partition("</li>")[0]
    assert row.index("Engineer") < row.index("Others in the team")
    assert "Stranger" not in page
    assert ">Viewer<" not in page


def test_a_reader_sees_no_controls(cast: Cast, client: Client) -> None:
    client.force_login(cast.viewer)
    page = text(client.get(PAGE)).partition("<main")[2]
    assert "<select" not in page
    assert "everybody with the role" in page


def download(client: Client) -> list[dict[str, str]]:
    response = client.get(f"{PAGE}owners.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def upload(client: Client, content: str | bytes) -> Any:
    raw = content if isinstance(content, bytes) else content.encode()
    return client.post(f"{PAGE}owners.csv", {"file": SimpleUploadedFile("owners.csv", raw)})


def test_a_file_goes_out_and_comes_back_the_same(cast: Cast, lead: Client) -> None:
    assign(lead, person=cast.member.pk, due_on="2026-12-01")
    rows = download(lead)
    assert len(rows) == 28
    assert rows[0]["person"] == "member@example.org"
    before = state()
    raw = lead.get(f"{PAGE}owners.csv").content
    assert upload(lead, raw).status_code == 302
    assert state() == before
    lead.post(f"{PAGE}suggested/")
    upload(lead, raw)
    assert state() == before


def test_a_file_with_semicolons_names_and_addresses_in_any_case(cast: Cast, lead: Client) -> None:
    content = "Item;Role;Person\r\ndata-1;DevOps;MEMBER@example.org\r\n\r\n"
    assert upload(lead, content).status_code == 302
    assert (owner("data-1").role.key, owner("data-1").person) == ("devops", cast.member)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("item,role\nnosuch-1,devops\n", "Row 2, nosuch-1: this item is not in the rubric"),
        ("item,role\ndata-1,devops\ndata-1,engineer\n", "Row 3, data-1: this item stands there"),
        ("item,role\ndata-1,king\n", "Row 2, data-1: this role does not exist"),
        ("item,role,person\ndata-1,,\n", "Row 2, data-1: the role is empty"),
        ("item,role,person\ndata-1,,\n", "a file without the column “role” keeps every role"),
        ("item,person\ndata-1,stranger@example.org\n", "Row 2, data-1: this person is no member"),
        ("item,person\ndata-1,nobody@nowhere\n", "Row 2, data-1: this person is no member"),
        ("item,due_on\ndata-1,99999-01-01\n", "Row 2, data-1: the due date is not a date"),
        ("item,due_on\ndata-2,2026-01-01\ndata-1,1.2.2026\n", "Row 3, data-1: the due date"),
        ("key,role\ndata-1,devops\n", "has to name the columns"),
        ("item,role,role\ndata-1,devops,devops\n", "stands there twice"),
        ("item,wage\ndata-1,9\n", "column “wage” is unknown"),
        ("item,title\ndata-1,x\n", "none of the columns"),
        ("item,role\n,devops\n", "Row 2 names no item"),
        ("item,role\ndata-1,devops,x\n", "Row 2 has 3 cells"),
        ('item,role\n"data-1,devops\n', "not sound CSV"),
        ("item,role\n", "no rows"),
        (b"\xff\xfe\x00i", "not UTF-8"),
        ("item,role\ndata-1,dev\x00ops\n", "cannot be stored"),
        ("item,role\n" + "data-1,devops\n" * 1001, "at most 1,000"),
        ("item,role\ndata-1," + "x" * 501, "over 500 characters"),
        (b"x" * 300_000, "larger than 256 KiB"),
        ("", "empty"),
    ],
)
def test_a_wrong_file_names_the_row_and_changes_nothing(
    content: str | bytes, says: str, cast: Cast, lead: Client
) -> None:
    before = state()
    response = upload(lead, content)
    assert response.status_code == 422
    assert says in text(response)
    assert state() == before


def test_a_file_names_all_its_wrong_rows(cast: Cast, lead: Client) -> None:
    before = state()
    rows = ["data-1,king", ",devops", "data-2,devops", "data-3,devops,x", "data-9,devops"]
    page = text(upload(lead, "item,role\n" + "\n".join(rows)))
    says = [
        "Row 2, data-1: this role",
        "Row 3 names no item",
        "Row 5 has 3 cells",
        "Row 6, data-9:",
    ]
    assert [page.index(line) for line in says] == sorted(page.index(line) for line in says)
    assert "Row 4" not in page
    many = text(upload(lead, "item,role\n" + "".join(f"no-{n},devops\n" for n in range(25))))
    assert "Row 21, no-19:" in many
    assert "Row 22" not in many
    assert "and 5 more." in many
    assert state() == before


def test_a_formula_in_a_cell_is_no_formula(cast: Cast, lead: Client) -> None:
    User.objects.filter(pk=cast.member.pk).update(email="=cmd@example.org")
    assign(lead, person=cast.member.pk)
    assert download(lead)[0]["person"] == "'=cmd@example.org"
    before = state()
    assert upload(lead, lead.get(f"{PAGE}owners.csv").content).status_code == 302
    assert state() == before
