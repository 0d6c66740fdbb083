"""A part of a rubric draft as a form."""

from typing import Any

import pytest
from django.test import Client

from assessments.models import RubricDraft
from assessments.rubric_forms import part_form
from assessments.rubric_parts import ITEM, SCORING, Place, digest, part_at
from assessments.rubric_rows import tables
from tests.cast import Cast
from tests.support.queries import CountedQueries
from tests.test_rubric_forms import sent

from .test_rubric_draft import make_draft, page


@pytest.fixture
def draft(cast: Cast) -> RubricDraft:
    return make_draft(cast)


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def as_shown(draft: RubricDraft, place: Place, **changes: str) -> dict[str, Any]:
    """What a browser sends for the part as it is now, with some fields changed."""
    value = part_at(draft.document, place)
    rows = tables(place.part, None, value, draft.document)
    data = sent(part_form(place.part, None, value, draft.document), rows)
    fields: dict[str, Any] = {name: data.getlist(name) for name in data}
    return {**fields, "was": digest(value), **changes}


ITEM_PAGE = "items/data-1/"
DATA_1 = Place(ITEM, "data-1")


@pytest.mark.parametrize("path", ["identity/", "scoring/", "roles/", "sections/data/", ITEM_PAGE])
def test_each_part_is_shown(lead: Client, draft: RubricDraft, path: str) -> None:
    response = lead.get(page(draft) + path)
    assert response.status_code == 200 and b'name="was"' in response.content


def test_saving_changes_the_part_and_leads_back_to_it(lead: Client, draft: RubricDraft) -> None:
    response = lead.post(page(draft) + ITEM_PAGE, as_shown(draft, DATA_1, title="Ours"))
    assert response["Location"] == f"{page(draft)}#data-1"
    draft.refresh_from_db()
    assert draft.document["sections"][0]["items"][0]["title"] == "Ours" and draft.revision == 2


def test_saving_what_was_shown_changes_nothing(lead: Client, draft: RubricDraft) -> None:
    assert lead.post(page(draft) + ITEM_PAGE, as_shown(draft, DATA_1)).status_code == 302
    draft.refresh_from_db()
    assert draft.revision == 1


def test_two_who_change_one_part_see_both_texts(lead: Client, draft: RubricDraft) -> None:
    mine, theirs = as_shown(draft, DATA_1, title="Mine"), as_shown(draft, DATA_1, title="Theirs")
    lead.post(page(draft) + ITEM_PAGE, theirs)
    response = lead.post(page(draft) + ITEM_PAGE, mine)
    text = response.content.decode()
    assert response.status_code == 409
    assert "Lead changed this meanwhile" in text and "title: Theirs" in text
    assert 'value="Mine"' in text
    draft.refresh_from_db()
    again = {**mine, "was": digest(part_at(draft.document, DATA_1))}
    assert again["was"] in text
    assert lead.post(page(draft) + ITEM_PAGE, again).status_code == 302
    draft.refresh_from_db()
    assert draft.document["sections"][0]["items"][0]["title"] == "Mine"


def test_what_cannot_be_stored_is_said_and_what_was_typed_stays(
    lead: Client, draft: RubricDraft
) -> None:
    data = as_shown(draft, DATA_1, title="Kept", why="x" * 4001)
    response = lead.post(page(draft) + ITEM_PAGE, data)
    text = response.content.decode()
    assert response.status_code == 422 and "at most 4,000 fit" in text and 'value="Kept"' in text
    draft.refresh_from_db()
    assert draft.revision == 1


def test_an_unsound_part_is_saved_and_says_what_to_repair(lead: Client, draft: RubricDraft) -> None:
    place = Place(SCORING)
    data = as_shown(draft, place, **{"bands-2-lower": "many"})
    assert lead.post(f"{page(draft)}scoring/", data).status_code == 302
    text = lead.get(f"{page(draft)}scoring/").content.decode()
    assert "To repair before it can be published" in text and "is no plain decimal" in text


def check(client: Client, draft: RubricDraft, path: str, data: dict[str, Any]) -> str:
    """What is said of a part while it is typed."""
    response = client.post(page(draft) + path, data, headers={"HX-Request": "true"})
    assert response.status_code == 200
    draft.refresh_from_db()
    assert draft.revision == 1
    return response.content.decode()


def test_what_is_wrong_is_said_while_it_is_typed(lead: Client, draft: RubricDraft) -> None:
    shown = as_shown(draft, Place(SCORING))
    text = check(lead, draft, "scoring/", shown)
    assert "<html" not in text and "Nothing to repair here as it stands" in text
    assert "never" in check(lead, draft, "scoring/", {**shown, "bands-5-lower": "9"})
    double = {**shown, "bands-2-key": "gaps"}
    assert "stands 2 times" in check(lead, draft, "scoring/", double)
    item = as_shown(draft, DATA_1)
    assert "has to be more than 0" in check(lead, draft, ITEM_PAGE, {**item, "weight": "0"})
    assert "at most 4,000 fit" in check(lead, draft, ITEM_PAGE, {**item, "why": "x" * 4001})
    assert "has this key already" in check(lead, draft, ITEM_PAGE, {**item, "key": "data-2"})


def test_a_table_without_its_count_is_refused(lead: Client, draft: RubricDraft) -> None:
    data = as_shown(draft, Place(SCORING))
    del data["levels-TOTAL_FORMS"]
    assert lead.post(f"{page(draft)}scoring/", data).status_code == 422
    huge = as_shown(draft, Place(SCORING), **{"levels-TOTAL_FORMS": "5000"})
    assert lead.post(f"{page(draft)}scoring/", huge).status_code == 422


@pytest.mark.parametrize("path", ["items/nosuch/", "sections/nosuch/", "nosuch/"])
def test_a_part_that_is_not_there_is_no_page(lead: Client, draft: RubricDraft, path: str) -> None:
    assert lead.get(page(draft) + path).status_code == 404
    assert lead.post(page(draft) + path).status_code in (404, 405)


def test_what_was_written_for_a_part_that_is_gone_is_shown_again(
    lead: Client, draft: RubricDraft
) -> None:
    data = as_shown(draft, DATA_1, why="My long reason, <b>typed</b> by hand.")
    lead.post(f"{page(draft)}arrange/", {"do": "remove-item", "key": "data-1"})
    response = lead.post(page(draft) + ITEM_PAGE, data)
    text = response.content.decode()
    assert response.status_code == 404
    assert "What you wrote" in text and "My long reason, &lt;b&gt;typed&lt;/b&gt; by hand." in text


def test_members_may_not(cast: Cast, client: Client, draft: RubricDraft) -> None:
    client.force_login(cast.member)
    assert client.get(page(draft) + ITEM_PAGE).status_code == 403
    assert client.post(page(draft) + ITEM_PAGE, {}).status_code == 403


def test_the_number_of_statements_is_small(
    lead: Client, draft: RubricDraft, queries: CountedQueries
) -> None:
    lead.get(page(draft) + ITEM_PAGE)
    with queries:
        lead.get(page(draft) + ITEM_PAGE)
    assert len(queries) <= 5, queries.statements
