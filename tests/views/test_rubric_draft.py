"""A rubric draft's outline: what is wrong, what it has, and its buttons."""

import pytest
from django.test import Client

from assessments.actions.rubric_drafts import begin_draft, delete_draft
from assessments.models import RubricDraft, RubricVersion
from assessments.rubric_parts import derived
from tests.cast import Cast, by, version
from tests.support.queries import CountedQueries


def make_draft(cast: Cast, number: str = "2017-ours", **changes: object) -> RubricDraft:
    base = version()
    document = derived(base.file.document, slug="ml-test-score", version=number)
    return begin_draft(document={**document, **changes}, base=base, by=by(cast.lead))


@pytest.fixture
def draft(cast: Cast) -> RubricDraft:
    return make_draft(cast)


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def page(draft: RubricDraft) -> str:
    return f"/rubrics/drafts/{draft.pk}/"


def press(client: Client, draft: RubricDraft, do: str, key: str = "", title: str = "") -> object:
    return client.post(f"{page(draft)}arrange/", {"do": do, "key": key, "title": title})


def keys(draft: RubricDraft, section: int = 0) -> list[str]:
    draft.refresh_from_db()
    return [item["key"] for item in draft.document["sections"][section]["items"]]


def test_it_shows_every_section_and_item_and_that_all_is_sound(
    lead: Client, draft: RubricDraft
) -> None:
    text = lead.get(page(draft)).content.decode()
    assert all(f'id="{key}"' in text for key in ("data", "data-1", "monitor-7"))
    assert "It can be published as it is" in text


def test_what_is_wrong_is_named_with_a_link_to_where_it_is_repaired(
    lead: Client, cast: Cast
) -> None:
    broken = make_draft(cast, "broken", version="not a version", levels=[])
    text = lead.get(page(broken)).content.decode()
    assert "2 things to repair" in text
    assert f'href="{page(broken)}identity/">version</a>' in text
    assert f'href="{page(broken)}scoring/">levels</a>' in text


def test_a_name_that_is_taken_is_named_at_once(lead: Client, cast: Cast) -> None:
    text = lead.get(page(make_draft(cast, "2016"))).content.decode()
    assert "1 thing to repair" in text and "ml-test-score 2016 is published already" in text


def test_a_new_item_leads_to_its_page(lead: Client, draft: RubricDraft) -> None:
    response = press(lead, draft, "add-item", "monitoring", "Costs are watched")
    section = draft.document["sections"][3]["key"]
    response = press(lead, draft, "add-item", section, "Costs are watched")
    assert response["Location"] == f"{page(draft)}items/monitor-8/"  # type: ignore[index]
    assert keys(draft, 3)[-1] == "monitor-8"
    text = lead.get(page(draft)).content.decode()
    assert "still without statement, why" in text


def test_a_new_section_leads_to_its_page(lead: Client, draft: RubricDraft) -> None:
    response = press(lead, draft, "add-section", title="Costs")
    assert response["Location"] == f"{page(draft)}sections/costs/"  # type: ignore[index]


def test_an_item_goes_up_and_down_and_out(lead: Client, draft: RubricDraft) -> None:
    press(lead, draft, "down-item", "data-1")
    assert keys(draft)[:2] == ["data-2", "data-1"]
    press(lead, draft, "up-item", "data-1")
    assert keys(draft)[:2] == ["data-1", "data-2"]
    press(lead, draft, "remove-item", "data-1")
    assert keys(draft)[0] == "data-2"
    press(lead, draft, "remove-section", "data")
    assert "data-2" not in keys(draft)


@pytest.mark.parametrize(
    ("do", "key", "title", "said"),
    [
        ("add-item", "data", "", "Write a title first."),
        ("up-item", "nosuch", "", "Somebody took this part out meanwhile"),
        ("explode", "data", "", "Load the page anew"),
        ("add-item", "../x", "T", "Load the page anew"),
        ("add-section", "", "x" * 201, "201 characters long"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    lead: Client, draft: RubricDraft, do: str, key: str, title: str, said: str
) -> None:
    response = press(lead, draft, do, key, title)
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert said in response.content.decode()  # type: ignore[attr-defined]
    draft.refresh_from_db()
    assert draft.revision == 1


def test_a_draft_that_is_gone_is_not_there(lead: Client, draft: RubricDraft, cast: Cast) -> None:
    delete_draft(number=draft.pk, by=by(cast.lead))
    assert lead.get(page(draft)).status_code == 404
    assert press(lead, draft, "up-item", "data-2").status_code == 404  # type: ignore[attr-defined]


def test_deleting_asks_first(lead: Client, draft: RubricDraft) -> None:
    assert "Delete this draft?" in lead.get(f"{page(draft)}delete/").content.decode()
    assert RubricDraft.objects.exists()
    assert lead.post(f"{page(draft)}delete/").status_code == 302
    assert not RubricDraft.objects.exists()
    assert RubricVersion.objects.count() >= 3


def test_whoever_leads_no_team_may_not(draft: RubricDraft, cast: Cast, client: Client) -> None:
    for user in (cast.member, cast.viewer, cast.stranger):
        client.force_login(user)
        assert client.get(page(draft)).status_code == 403
    client.force_login(cast.other_lead)
    assert client.get(page(draft)).status_code == 200


def test_the_number_of_statements_is_small(
    lead: Client, draft: RubricDraft, queries: CountedQueries
) -> None:
    lead.get(page(draft))
    with queries:
        lead.get(page(draft))
    assert len(queries) <= 6, queries.statements
