"""Two who press *Publish* at the same moment, or save one text: real clients, both databases."""

import json
import re
from typing import Any

import pytest

from tests.support.server import Server
from tests.test_concurrency import Person, at_once, demo, rows, server

__all__ = ["demo", "server"]  # pytest finds the fixtures here
pytestmark = pytest.mark.server

CLIENTS = 8
VERSIONS = "SELECT count(*) FROM assessments_rubricversion WHERE version = '{}'"
DRAFTS = "SELECT id FROM assessments_rubricdraft ORDER BY id"


def begin(person: Person, server: Server, name: str, slug: str = "") -> str:
    """A draft of the 2017 version; the address of its pages."""
    base = rows(server, "SELECT id FROM assessments_rubricversion WHERE version = '2017'")[0][0]
    before = rows(server, DRAFTS)
    fields = {"base": str(base), "version": name, "slug": slug}
    status, text = person.post("/rubrics/drafts/new/", fields)
    assert status == 302, text
    made = set(rows(server, DRAFTS)) - set(before)
    return f"/rubrics/drafts/{made.pop()[0]}/"


def clones(server: Server) -> list[Person]:
    person = Person(server, "ada@example.org")
    return [person.clone() for _ in range(CLIENTS)]


def press(person: Person, draft: str) -> int:
    fields = {"release_notes": "Ours.", "revision": "1"}
    return person.post(f"{draft}publish/", fields)[0]


@pytest.mark.parametrize("slug", ["", "our-own"])
def test_one_draft_is_published_once(server: Server, slug: str) -> None:
    people = clones(server)
    draft = begin(people[0], server, "ours", slug)
    statuses = at_once(CLIENTS, lambda index: press(people[index], draft))
    assert statuses.count(302) == 1
    assert set(statuses) <= {302, 404, 409}
    assert rows(server, VERSIONS.format("ours"))[0][0] == 1
    assert rows(server, DRAFTS) == []
    published = "SELECT count(*) FROM assessments_change WHERE action = 'publish rubric'"
    assert rows(server, published)[0][0] == 1


@pytest.mark.parametrize("slug", ["", "our-own"])
def test_drafts_of_one_name_become_one_version(server: Server, slug: str) -> None:
    """Word for word the same, which loading a file would take for nothing new."""
    people = clones(server)
    drafts = [begin(people[0], server, "ours", slug) for _ in range(CLIENTS)]
    statuses = at_once(CLIENTS, lambda index: press(people[index], drafts[index]))
    assert sorted(statuses) == [302] + [422] * (CLIENTS - 1)
    assert rows(server, VERSIONS.format("ours"))[0][0] == 1
    assert len(rows(server, DRAFTS)) == CLIENTS - 1
    items = (
        "SELECT count(*) FROM assessments_item i JOIN assessments_rubricversion v "
        "ON v.id = i.version_id WHERE v.version = 'ours'"
    )
    assert rows(server, items)[0][0] == 28


def test_of_two_who_save_one_text_one_is_shown_the_others(server: Server) -> None:
    people = clones(server)
    path = f"{begin(people[0], server, 'ours')}text/"
    found = re.search(r'name="was" value="(\w+)"', people[0].get(path)[1])
    assert found
    document = rows(server, "SELECT document FROM assessments_rubricdraft")[0][0]
    whole: dict[str, Any] = json.loads(document) if isinstance(document, str) else document

    def work(index: int) -> int:
        text = json.dumps(whole | {"summary": f"Mine {index}"})
        return people[index].post(path, {"text": text, "was": found[1]})[0]

    statuses = at_once(CLIENTS, work)
    assert sorted(statuses) == [302] + [409] * (CLIENTS - 1)
    revision = "SELECT revision FROM assessments_rubricdraft"
    assert rows(server, revision)[0][0] == 2


def test_nobody_gets_a_twenty_first_draft_by_pressing_fast(server: Server) -> None:
    people = clones(server)
    for number in range(18):
        begin(people[0], server, f"v{number}")
    base = rows(server, "SELECT id FROM assessments_rubricversion WHERE version = '2017'")[0][0]
    fields = {"base": str(base), "version": "more", "slug": ""}
    statuses = at_once(CLIENTS, lambda i: people[i].post("/rubrics/drafts/new/", fields)[0])
    assert sorted(statuses) == [302, 302] + [422] * (CLIENTS - 2)
    assert len(rows(server, DRAFTS)) == 20
