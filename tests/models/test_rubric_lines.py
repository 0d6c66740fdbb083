"""Lineage runs through the version that one was made from, whatever others published meanwhile."""

from typing import Any

from assessments.actions.rubrics import load_rubric
from assessments.models import RubricVersion
from assessments.models.rubric_lines import between, line_between, line_to_draft, parent_of
from assessments.reports.draft_line import as_if_published
from assessments.rubric_parts import derived
from assessments.scoring import content_of
from assessments.scoring.version_changes import Fate, version_changes
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file
from tests.cast import version


def published(document: dict[str, Any]) -> RubricVersion:
    load_rubric(document=document)
    found = RubricVersion.objects.of(document["slug"], document["version"])
    assert found is not None
    return found


def from_2017(number: str) -> dict[str, Any]:
    whole = read_rubric_file(SHIPPED / "ml-test-score-2017.yaml")
    return derived(whole, slug="ml-test-score", version=number)


def merged(number: str) -> dict[str, Any]:
    document = from_2017(number)
    document["sections"][1]["items"][2]["replaces"] = ["model-3", "model-4"]
    return document


def names(line: tuple[Any, ...]) -> list[str]:
    return [content.definition.version for content in line]


def test_what_others_published_meanwhile_has_no_say(db: None) -> None:
    theirs, ours = published(merged("theirs")), published(from_2017("ours"))
    assert names(line_between(version(), ours)) == ["2017", "ours"]
    assert names(line_between(ours, version())) == ["2017", "ours"]
    changes = version_changes(version().content, ours.content, line_between(version(), ours))
    assert {row.fate for row in changes.items} == {Fate.SAME}
    rows = list(RubricVersion.objects.of_rubrics([ours.rubric_id]))
    assert parent_of(ours, rows) == parent_of(theirs, rows) == version()


def test_a_line_runs_through_every_version_that_it_was_made_from(db: None) -> None:
    theirs = published(merged("theirs"))
    published(from_2017("other"))
    document = derived(merged("theirs"), slug="ml-test-score", version="next")
    after = published(document)
    assert names(line_between(version(), after)) == ["2017", "theirs", "next"]
    changes = version_changes(version().content, after.content, line_between(version(), after))
    assert Fate.REGROUPED in {row.fate for row in changes.items}
    rows = list(RubricVersion.objects.of_rubrics([after.rubric_id]))
    assert parent_of(after, rows) == theirs


def test_a_draft_runs_the_same_line_before_it_is_published(db: None) -> None:
    theirs = published(merged("theirs"))
    rows = list(RubricVersion.objects.of_rubrics([theirs.rubric_id]))
    ours = content_of(from_2017("ours"))
    assert names(line_to_draft(version(), ours, rows)) == ["2017", "ours"]
    new, line = as_if_published(version(), ours)
    changes = version_changes(version().content, new, line)
    assert {row.fate for row in changes.items} == {Fate.SAME}
    after = content_of(derived(merged("theirs"), slug="ml-test-score", version="next"))
    assert names(line_to_draft(version(), after, rows)) == ["2017", "theirs", "next"]
    assert names(line_to_draft(theirs, ours, rows)) == ["theirs", "ours"]


def test_two_that_were_made_from_one_meet_by_their_keys(db: None) -> None:
    one, other = published(from_2017("one")), published(from_2017("two"))
    assert names(line_between(one, other)) == ["one", "two"]
    changes = version_changes(one.content, other.content, line_between(one, other))
    assert {row.fate for row in changes.items} == {Fate.SAME}


def test_without_a_word_of_what_it_follows_it_comes_from_the_one_before(db: None) -> None:
    document = {k: v for k, v in from_2017("plain").items() if k != "follows"}
    plain = published(document)
    rows = list(RubricVersion.objects.of_rubrics([plain.rubric_id]))
    parent = parent_of(plain, rows)
    assert parent is not None and parent.pk == max(row.pk for row in rows if row.pk < plain.pk)
    assert names(between(version("2016"), version("2016"), rows)) == ["2016"]
