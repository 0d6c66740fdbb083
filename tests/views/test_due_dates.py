"""One due date an item: the owners page, the matrix and *Mine* say the same."""

import datetime
import html
import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from assessments.models import Owner
from tests.cast import Q3, Q4, Cast, closed, draft

OWNERS = "/projects/churn/owners/"
NOW = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC)


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def row(page: str, key: str = "data-1") -> str:
    return page[page.index(f'id="owner-{key}"') :].partition("</li>")[0]


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def own_date(day: str | None) -> None:
    Owner.objects.filter(item_key="data-1").update(due_on=day)


@time_machine.travel(NOW, tick=False)
def test_a_date_before_the_last_assessment_says_what_counts_instead(
    cast: Cast, lead: Client
) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    for day in ("2026-09-30", "2026-03-01"):
        own_date(day)
        said = row(text(lead.get(OWNERS)))
        assert "is not after the last assessment, 30 Sep 2026; 31 Dec 2026 counts instead" in said
        assert "due date has passed" not in said
    draft(cast.project, datetime.date(2026, 12, 20), lead=cast.lead)
    said = row(text(lead.get(OWNERS)))
    assert "is not after the last assessment, 30 Sep 2026; 20 Dec 2026 counts instead" in said


@time_machine.travel(NOW, tick=False)
def test_a_date_that_counts_has_passed(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    own_date("2026-11-23")
    said = row(text(lead.get(OWNERS)))
    assert "due date has passed" in said
    assert "is not after" not in said
    own_date("2026-11-24")
    assert "due date has passed" not in row(text(lead.get(OWNERS)))
    own_date(None)
    assert "is not after" not in row(text(lead.get(OWNERS)))


@time_machine.travel(NOW, tick=False)
def test_it_is_said_in_place_and_to_readers(cast: Cast, lead: Client) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    data = {"data-1-due_on": "2026-09-01"}
    reply = lead.post(f"{OWNERS}items/data-1/", data, headers={"HX-Request": "true"})
    assert reply.status_code == 200
    assert "1 Sep 2026 is not after the last assessment" in row(text(reply))
    lead.force_login(cast.viewer)
    assert "1 Sep 2026 is not after the last assessment" in row(text(lead.get(OWNERS)))


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("own", ["2026-09-30", "2026-11-01", "2026-12-10", "2027-02-01"])
def test_all_pages_say_the_same(own: str, cast: Cast, client: Client) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    draft(cast.project, Q4, lead=cast.lead)
    own_date(own)
    counts = own if own > "2026-09-30" else "2026-12-31"
    client.force_login(cast.member)
    said = row(text(client.get(OWNERS)))
    assert ("is not after" in said) == (counts != own)
    mine = text(client.get("/mine/"))
    item = mine[mine.index("#data-1") :].partition("</li>")[0]
    day = datetime.date.fromisoformat(counts)
    assert f"{day.day} {day:%b}" in item
    matrix = text(client.get(f"{OWNERS}matrix/"))
    load = re.findall(r"Any Data scientist</th>.*?<td class=\"num\">([^<]*)</td></tr>", matrix)
    assert load == ["1" if counts <= "2026-12-24" else "–"]
