"""Rubric versions in the making: saved part by part over what was shown, published once."""

from typing import Any

import pytest

from assessments.actions import rubric_drafts as action
from assessments.actions.assessments import ActionRefused
from assessments.models import Change, Project, Rubric, RubricDraft, RubricVersion
from assessments.rubric_parts import ITEM, NoSuchPart, Place, add_item, derived, digest, part_at
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file
from tests.cast import Cast, by, version

DATA_1 = Place(ITEM, "data-1")


def document(number: str = "2017-ours") -> dict[str, Any]:
    whole = read_rubric_file(SHIPPED / "ml-test-score-2017.yaml")
    return derived(whole, slug="ml-test-score", version=number)


@pytest.fixture
def draft(cast: Cast) -> RubricDraft:
    return action.begin_draft(document=document(), base=version(), by=by(cast.lead))


def save(draft: RubricDraft, cast: Cast, was: str, place: Place = DATA_1, **new: Any) -> None:
    value = {**part_at(draft.document, place), **new}
    action.save_part(number=draft.pk, place=place, value=value, was=was, by=by(cast.lead))


def test_a_draft_says_what_its_document_says(draft: RubricDraft, cast: Cast) -> None:
    assert (draft.slug, draft.version, draft.revision) == ("ml-test-score", "2017-ours", 1)
    assert Change.objects.get(action="rubric draft").new["version"] == "2017-ours"


def test_two_who_change_different_parts_never_meet(draft: RubricDraft, cast: Cast) -> None:
    first, second = (digest(part_at(draft.document, Place(ITEM, k))) for k in ("data-1", "data-2"))
    save(draft, cast, first, title="One")
    save(draft, cast, second, Place(ITEM, "data-2"), title="Two")
    draft.refresh_from_db()
    titles = [item["title"] for item in draft.document["sections"][0]["items"][:2]]
    assert titles == ["One", "Two"] and draft.revision == 3


def test_the_second_who_changes_a_part_sees_what_the_first_wrote(
    draft: RubricDraft, cast: Cast
) -> None:
    was = digest(part_at(draft.document, DATA_1))
    save(draft, cast, was, title="Theirs")
    with pytest.raises(action.PartChanged) as met:
        save(draft, cast, was, title="Mine")
    assert met.value.theirs["title"] == "Theirs" and met.value.by == str(cast.lead)
    save(draft, cast, was, title="Theirs")  # both wrote the same
    draft.refresh_from_db()
    assert draft.document["sections"][0]["items"][0]["title"] == "Theirs"


def test_a_part_that_was_taken_out_is_no_place_to_save(draft: RubricDraft, cast: Cast) -> None:
    gone = Place(ITEM, "nosuch")
    with pytest.raises(NoSuchPart):
        action.save_part(number=draft.pk, place=gone, value={}, was="", by=by(cast.lead))
    action.delete_draft(number=draft.pk, by=by(cast.lead))
    with pytest.raises(action.DraftGone):
        save(draft, cast, "", title="x")
    assert Change.objects.filter(action="rubric draft").latest("pk").old["document"]


def test_nobody_has_more_than_twenty_drafts(draft: RubricDraft, cast: Cast) -> None:
    for number in range(action.MOST_DRAFTS - 1):
        action.begin_draft(document=document(f"v{number}"), base=None, by=by(cast.lead))
    with pytest.raises(ActionRefused, match="20 drafts"):
        action.begin_draft(document=document("more"), base=None, by=by(cast.lead))
    action.begin_draft(document=document("more"), base=None, by=by(cast.admin))


def test_a_draft_that_would_not_fit_into_a_file_is_refused(draft: RubricDraft, cast: Cast) -> None:
    was = digest(draft.document)
    huge = draft.document | {"sections": draft.document["sections"] * 20}
    with pytest.raises(ActionRefused, match="Shorten"):
        action.save_whole(number=draft.pk, document=huge, was=was, by=by(cast.lead))
    draft.refresh_from_db()
    assert draft.revision == 1


def publish(draft: RubricDraft, cast: Cast, revision: int = 1) -> RubricVersion:
    return action.publish_draft(
        number=draft.pk, revision=revision, release_notes="One item more.", by=by(cast.lead)
    )


def test_publishing_makes_a_version_and_takes_the_draft(draft: RubricDraft, cast: Cast) -> None:
    action.arrange(
        number=draft.pk,
        change=lambda whole: add_item(whole, whole["sections"][3]["key"], "Costs are watched")[0],
        by=by(cast.lead),
    )
    made = publish(draft, cast, revision=2)
    assert made.status == "published" and made.items.count() == 29
    assert made.content.items["monitor-8"].title == "Costs are watched"
    assert not RubricDraft.objects.exists()
    assert Rubric.objects.get(slug="ml-test-score").default_version == version()
    assert Project.objects.get().rubric_version == version()
    assert Change.objects.latest("pk").action == "publish rubric"


def test_what_was_changed_since_it_was_looked_at_is_not_published(
    draft: RubricDraft, cast: Cast
) -> None:
    save(draft, cast, digest(part_at(draft.document, DATA_1)), title="Other")
    with pytest.raises(action.PartChanged):
        publish(draft, cast, revision=1)
    assert RubricVersion.objects.of("ml-test-score", "2017-ours") is None


def test_an_unsound_draft_is_not_published(draft: RubricDraft, cast: Cast) -> None:
    save(draft, cast, digest(part_at(draft.document, DATA_1)), title="")
    with pytest.raises(ActionRefused, match="repaired"):
        publish(draft, cast, revision=2)
    assert RubricDraft.objects.exists()


def test_a_version_is_published_once(draft: RubricDraft, cast: Cast) -> None:
    other = action.begin_draft(document=document(), base=version(), by=by(cast.lead))
    publish(draft, cast)
    with pytest.raises(ActionRefused, match="published already"):
        publish(other, cast)
    with pytest.raises(action.DraftGone):
        publish(draft, cast)
