"""Publishing: looked at, with notes, once, and for good."""

import html
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from assessments import triggers
from assessments.actions import rubric_drafts as action
from assessments.actions.rubrics import RubricRefused, load_rubric
from assessments.models import Change, Project, Rubric, RubricDraft, RubricVersion
from assessments.models.rubrics import RubricFile
from assessments.rubric_parts import SECTION, Place, derived, digest, part_at, skeleton
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file
from tests.cast import Q3, Cast, by, closed, make_project, version
from tests.support.queries import CountedQueries
from tests.views.test_rubric_draft_preview import document, item_of, with_item

NOTES = "Adds **one** item to Monitoring."


@pytest.fixture
def draft(cast: Cast) -> RubricDraft:
    return begin(cast, with_item(document(), "monitor", "Watch what it costs"))


def begin(cast: Cast, whole: dict[str, Any]) -> RubricDraft:
    return action.begin_draft(document=whole, base=version(), by=by(cast.lead))


def path_of(draft: RubricDraft) -> str:
    return f"/rubrics/drafts/{draft.pk}/publish/"


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def words(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


def publish(client: Client, draft: RubricDraft, **fields: Any) -> Any:
    data = {"release_notes": NOTES, "revision": draft.revision, **fields}
    return client.post(path_of(draft), data)


def test_the_page_says_what_changes_and_who_uses_the_base(
    cast: Cast, lead: Client, draft: RubricDraft
) -> None:
    page = words(lead.get(path_of(draft)))
    assert "What changes from ML Test Score (2017 paper)" in page
    assert "28 items stay as they are" in page
    assert "New 1 monitor-8 Watch what it costs" in page
    assert "1 project that you can read. It stays where it is until a lead moves it. Churn" in page
    assert "Publish ml-test-score ours" in page


def test_it_is_published_once_and_the_draft_is_gone(
    cast: Cast, lead: Client, draft: RubricDraft
) -> None:
    response = publish(lead, draft)
    assert response.status_code == 302
    assert response["Location"] == "/rubrics/ml-test-score/ours/"
    made = version("ours")
    assert (made.status, made.items.count()) == ("published", 29)
    assert made.content.release_notes == NOTES
    assert made.rubric.default_version == version("2017")
    assert not RubricDraft.objects.exists()
    change = Change.objects.get(action="publish rubric")
    assert change.by == cast.lead and change.new["version"] == "ours"
    page = words(lead.get(response["Location"]))
    assert "is published and never changes from now on" in page
    assert "Watch what it costs" in page
    assert lead.get(path_of(draft)).status_code == 404
    assert publish(lead, draft).status_code == 404
    Project.objects.update(rubric_version=made)
    closed(cast.project, Q3, lead=cast.lead, monitor_8="automated")
    call_command("check_scores")


def test_notes_are_needed_and_what_was_typed_stays(lead: Client, draft: RubricDraft) -> None:
    for notes, reason in (
        ("", "Say what this version changes and why"),
        (" \n", "Say what this version changes and why"),
        ("x" * 4001, "4,001 characters"),
        ("bad \x00 byte", "cannot be stored"),
    ):
        response = publish(lead, draft, release_notes=notes)
        assert response.status_code == 422
        assert reason in words(response)
        if notes.strip():
            assert html.escape(notes)[:50] in response.content.decode()
    assert not RubricVersion.objects.filter(version="ours").exists()


def test_an_unsound_draft_is_not_published(cast: Cast, lead: Client) -> None:
    whole = document()
    whole["bands"][1]["lower"] = "9"
    draft = begin(cast, whole)
    page = lead.get(path_of(draft))
    assert "Before it can be published" in words(page) and "can never be reached" in words(page)
    assert '<button class="button">Publish' not in page.content.decode()
    assert publish(lead, draft).status_code == 422
    assert (
        not RubricVersion.objects.filter(version="ours").exists()
        and RubricDraft.objects.count() == 1
    )


def test_what_was_changed_since_it_was_looked_at_is_looked_at_again(
    cast: Cast, lead: Client, draft: RubricDraft
) -> None:
    place = Place(SECTION, "data")
    part = part_at(draft.document, place)
    action.save_part(
        number=draft.pk,
        place=place,
        value=part | {"counts": False},
        was=digest(part),
        by=by(cast.other_lead),
    )
    response = publish(lead, draft)
    assert response.status_code == 409
    assert "Otherlead changed this draft after you opened this page" in words(response)
    assert "Sections" in words(response) and NOTES in response.content.decode()
    assert not RubricVersion.objects.filter(version="ours").exists()
    for odd in ("", "x", "-1", "9" * 30):
        assert publish(lead, draft, revision=odd).status_code == 409
    assert publish(lead, draft, revision=draft.revision + 1).status_code == 302


def test_a_name_that_is_published_is_refused_with_a_sentence(
    cast: Cast, lead: Client, draft: RubricDraft
) -> None:
    same = begin(cast, draft.document)
    changed = begin(cast, with_item(draft.document, "data"))
    assert publish(lead, draft).status_code == 302
    for second in (same, changed):
        page = words(lead.get(path_of(second)))
        assert "is published under this name and never changes" in page
        response = publish(lead, second)
        assert response.status_code == 422
        assert "ml-test-score ours is published already and never changes" in words(response)
    assert RubricVersion.objects.filter(version="ours").count() == 1
    assert RubricDraft.objects.count() == 2


def test_the_second_of_two_who_press_is_told(
    cast: Cast, lead: Client, draft: RubricDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The draft goes between the second one's look at it and their save."""
    real = action.publish_draft

    def late(**fields: Any) -> RubricVersion:
        real(**fields)
        return real(**fields)

    monkeypatch.setattr("assessments.views.rubric_draft_publish.publish_draft", late)
    response = publish(lead, draft)
    assert response.status_code == 409
    assert "Somebody published it a moment ago" in words(response)
    assert 'href="/rubrics/ml-test-score/ours/"' in response.content.decode()


def test_a_rubric_of_its_own(cast: Cast, lead: Client) -> None:
    draft = begin(cast, document(slug="ours"))
    assert "A new rubric: 28 items in 4 sections" in words(lead.get(path_of(draft)))
    assert publish(lead, draft).status_code == 302
    rubric = Rubric.objects.get(slug="ours")
    assert rubric.default_version == rubric.versions.get()


def test_nobody_makes_a_version_the_default_by_the_way(cast: Cast, lead: Client) -> None:
    draft = begin(cast, document() | {"default": True})
    assert publish(lead, draft).status_code == 302
    assert Rubric.objects.get(slug="ml-test-score").default_version == version("2017")


def test_the_address_of_drafts_is_no_rubric(cast: Cast, lead: Client) -> None:
    draft = begin(cast, document(slug="drafts"))
    assert "the address of drafts" in words(lead.get(path_of(draft)))
    assert publish(lead, draft).status_code == 422


def test_only_leads(cast: Cast, client: Client, draft: RubricDraft) -> None:
    for person, status in ((cast.member, 403), (cast.viewer, 403), (cast.stranger, 403)):
        client.force_login(person)
        assert client.get(path_of(draft)).status_code == status
        assert publish(client, draft).status_code == status
    client.force_login(cast.other_lead)
    page = words(client.get(path_of(draft)))
    assert "None that you can read" in page and "Churn" not in page
    assert publish(client, draft).status_code == 302


def test_statements(cast: Cast, lead: Client, draft: RubricDraft, queries: CountedQueries) -> None:
    lead.get(path_of(draft))
    with queries:
        lead.get(path_of(draft))
    few = len(queries)
    for number in range(25):
        make_project(f"More {number}", cast.team, cast.lead)
    with queries:
        page = lead.get(path_of(draft))
    assert "These are the first 20" in words(page)
    assert few == len(queries) <= 10, queries.statements


def test_the_smallest_rubric_that_is_sound(cast: Cast, lead: Client) -> None:
    whole = skeleton(slug="small", version="1", name="Small")
    draft = action.begin_draft(document=whole, base=None, by=by(cast.lead))
    assert publish(lead, draft).status_code == 302


IMMUTABLE = (
    "UPDATE assessments_rubricversion SET name = 'x' WHERE id = {0}",
    "DELETE FROM assessments_rubricversion WHERE id = {0}",
    "UPDATE assessments_rubricversion SET status = 'draft' WHERE id = {0}",
    "UPDATE assessments_rubricfile SET document = '{{}}' WHERE version_id = {0}",
    "DELETE FROM assessments_rubricfile WHERE version_id = {0}",
    "UPDATE assessments_level SET points = 9 WHERE version_id = {0}",
    "DELETE FROM assessments_level WHERE version_id = {0}",
    "UPDATE assessments_band SET lower = 1 WHERE version_id = {0}",
    "DELETE FROM assessments_band WHERE version_id = {0}",
    "UPDATE assessments_section SET counts = (1 = 0) WHERE version_id = {0}",
    "DELETE FROM assessments_item WHERE version_id = {0} AND key = 'monitor-8'",
    "UPDATE assessments_item SET weight = 2 WHERE version_id = {0} AND key = 'monitor-8'",
    "INSERT INTO assessments_level (version_id, key, position, label, points) "
    "VALUES ({0}, 'x', 9, 'X', 9)",
    "INSERT INTO assessments_band (version_id, key, position, label, meaning, lower, inclusive) "
    "VALUES ({0}, 'x', 9, 'X', '', 9, (1 = 1))",
    "INSERT INTO assessments_section (version_id, key, position, title, counts) "
    "VALUES ({0}, 'x', 9, 'X', (1 = 1))",
)


def test_from_then_on_the_database_lets_nobody_change_a_row_of_it(
    lead: Client, draft: RubricDraft
) -> None:
    publish(lead, draft)
    made = version("ours")
    file = RubricFile.objects.get(version=made).document
    for statement in IMMUTABLE:
        with (
            pytest.raises(DatabaseError, match=triggers.PUBLISHED),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement.format(made.pk))
    assert RubricFile.objects.get(version=made).document == file


def test_a_published_version_refuses_the_same_file_changed(
    lead: Client, draft: RubricDraft, tmp_path: Any
) -> None:
    publish(lead, draft)
    whole = read_rubric_file(SHIPPED / "ml-test-score-2017.yaml")
    again = derived(whole, slug="ml-test-score", version="ours")
    item_of(again, "data-1")["title"] = "Changed"
    with pytest.raises(RubricRefused, match="cannot change"):
        load_rubric(document=again)
