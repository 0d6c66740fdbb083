"""The whole draft as text: saved over what was shown, refused by line, never lost."""

import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from assessments.actions.rubric_drafts import begin_draft, save_whole
from assessments.models import RubricDraft
from assessments.rubric_parts import derived, skeleton
from assessments.transfer.draft_text import draft_as_text, read_draft_text
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file
from tests.cast import Cast, by, version
from tests.support.queries import CountedQueries


def document(number: str = "2017-ours") -> dict[str, Any]:
    whole = read_rubric_file(SHIPPED / "ml-test-score-2017.yaml")
    return derived(whole, slug="ml-test-score", version=number)


@pytest.fixture
def draft(cast: Cast) -> RubricDraft:
    return begin_draft(document=document(), base=version(), by=by(cast.lead))


@pytest.fixture
def path(draft: RubricDraft) -> str:
    return f"/rubrics/drafts/{draft.pk}/text/"


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def shown(response: Any) -> tuple[str, str]:
    """The text and what it was when it was shown, as a browser would send them back."""
    page = response.content.decode()
    text = re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', page, re.S)
    was = re.search(r'name="was" value="(\w*)"', page)
    assert text
    assert was
    return html.unescape(text[1]), was[1]


def named(text: str, name: str) -> str:
    changed, count = re.subn(r"^name: .*$", f"name: {name}", text, count=1, flags=re.M)
    assert count == 1
    return changed


def words(response: Any) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", response.content.decode()))


def test_what_is_shown_is_saved_as_the_same(lead: Client, path: str, draft: RubricDraft) -> None:
    text, was = shown(lead.get(path))
    assert lead.post(path, {"text": text.replace("\n", "\r\n"), "was": was}).status_code == 302
    draft.refresh_from_db()
    assert draft.document == document() and draft.revision == 1


def test_a_change_is_saved(lead: Client, path: str, draft: RubricDraft) -> None:
    text, was = shown(lead.get(path))
    changed = text.replace("Write down what every feature should look like", "Ours & <theirs>")
    response = lead.post(path, {"text": changed, "was": was}, follow=True)
    draft.refresh_from_db()
    assert draft.document["sections"][0]["items"][0]["title"] == "Ours & <theirs>"
    assert "Saved." in words(response) and "Nothing to repair" in words(response)
    assert shown(response)[0] == changed


def test_json_is_read_too(lead: Client, path: str, draft: RubricDraft) -> None:
    _, was = shown(lead.get(path))
    text = json.dumps(document() | {"summary": "From JSON"})
    assert lead.post(path, {"text": text, "was": was}).status_code == 302
    draft.refresh_from_db()
    assert draft.document["summary"] == "From JSON"


def test_what_is_unsound_is_saved_and_named_by_line(
    lead: Client, path: str, draft: RubricDraft
) -> None:
    text, was = shown(lead.get(path))
    changed = text.replace('lower: "0"\n', 'lower: "1"\n')
    response = lead.post(path, {"text": changed, "was": was}, follow=True)
    draft.refresh_from_db()
    assert draft.document["bands"][0]["lower"] == "1"
    line = next(n for n, one in enumerate(shown(response)[0].split("\n"), 1) if one == "bands:")
    found = re.search(r"Line (\d+): bands\[0\]: a score of 0 is in no band", words(response))
    assert found and int(found[1]) == line + 1


UNREADABLE = {
    "no YAML": ("name: [", "Line "),
    "a key twice": ("name: a\nname: b\n", "Line 2: column 1: the key 'name' stands twice"),
    "an alias": ("name: &a x\nslug: *a\n", "anchors"),
    "a list": ("- 1\n", "is no group of fields"),
    "a section that is a word": ("sections: [data]\n", "is no group of fields"),
    "a section without items": ("sections: [{key: data}]\n", "'items' is missing"),
    "an item without a key": ("sections: [{key: data, items: [{title: x}]}]", "'key' is missing"),
    "an unknown field": ("colour: red\n", "'colour' does not belong here"),
    "a control character": ('name: "a\\0b"\n', "U+0000"),
    "half a character": ('name: "\\ud800"\n', ""),
    "a control character as it is": ("name: a\x01b\n", "U+0001"),
    "nothing": ("", "empty"),
    "only a comment": ("# later\n", ""),
    "too deep": ("[" * 5000, ""),
    "too much": ("a" * (1024 * 1024 + 1), "1,024 fit"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_a_draft_changes_nothing_and_comes_back(
    name: str, lead: Client, path: str, draft: RubricDraft
) -> None:
    text, reason = UNREADABLE[name]
    _, was = shown(lead.get(path))
    response = lead.post(path, {"text": text, "was": was})
    assert response.status_code == 422
    assert reason in words(response)
    assert shown(response) == (text, was)
    draft.refresh_from_db()
    assert draft.document == document() and draft.revision == 1


def test_the_second_is_shown_both_texts_and_chooses(
    cast: Cast, lead: Client, path: str, draft: RubricDraft
) -> None:
    text, was = shown(lead.get(path))
    other = Client()
    other.force_login(cast.other_lead)
    theirs = named(text, "Theirs")
    assert other.post(path, {"text": theirs, "was": was}).status_code == 302
    mine = named(text, "Mine")
    met = lead.post(path, {"text": mine, "was": was})
    assert met.status_code == 409
    assert "Otherlead changed this draft meanwhile" in words(met)
    assert "name: Theirs" in words(met) and "name: Mine" in words(met)
    draft.refresh_from_db()
    assert draft.name == "Theirs"
    kept, now = shown(met)
    assert lead.post(path, {"text": kept, "was": now}).status_code == 302
    draft.refresh_from_db()
    assert draft.name == "Mine"


def test_a_draft_that_is_gone_leaves_the_text(
    lead: Client, path: str, draft: RubricDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted between the page's look at it and the save."""
    text, was = shown(lead.get(path))

    def late(**fields: Any) -> RubricDraft:
        RubricDraft.objects.all().delete()
        return save_whole(**fields)

    monkeypatch.setattr("assessments.views.rubric_draft_text.save_whole", late)
    response = lead.post(path, {"text": text + "# mine", "was": was})
    assert response.status_code == 409
    assert shown(response)[0] == text + "# mine"
    assert "published or deleted meanwhile" in words(response)


def test_an_empty_draft_and_one_of_a_few_words(cast: Cast, lead: Client) -> None:
    small = skeleton(slug="a", version="1", name="A")
    unfinished: tuple[dict[str, Any], ...] = ({}, {"name": "x"}, {"sections": []}, small)
    for made in unfinished:
        found = begin_draft(document=made, base=None, by=by(cast.lead))
        response = lead.get(f"/rubrics/drafts/{found.pk}/text/")
        assert response.status_code == 200
        if made:
            assert read_draft_text(shown(response)[0]).document == made


def test_members_and_strangers_may_not(cast: Cast, client: Client, path: str) -> None:
    for person, status in ((cast.member, 403), (cast.viewer, 403), (cast.other_lead, 200)):
        client.force_login(person)
        assert client.get(path).status_code == status
    client.force_login(cast.lead)
    assert client.get("/rubrics/drafts/999999/text/").status_code == 404


def test_a_page_takes_few_statements(lead: Client, path: str, queries: CountedQueries) -> None:
    lead.get(path)
    with queries:
        lead.get(path)
    assert len(queries) <= 8, queries.statements
    text, was = shown(lead.get(path))
    with queries:
        lead.post(path, {"text": text.replace("Features and data", "Data"), "was": was})
    assert len(queries) <= 12, queries.statements


@pytest.mark.parametrize("number", ["2016", "2017", "2019"])
def test_every_shipped_rubric_reads_back_the_same(number: str) -> None:
    whole = read_rubric_file(SHIPPED / f"ml-test-score-{number}.yaml")
    read = read_draft_text(draft_as_text(whole))
    assert read.document == whole and read.faults == ()
