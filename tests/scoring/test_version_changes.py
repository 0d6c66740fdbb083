"""What differs between versions: the shipped pair, what holds for all, and each fate once."""

from collections.abc import Sequence
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import RubricContent, content_of
from assessments.scoring.lineage import formers, links_between, successors
from assessments.scoring.version_changes import (
    Fate,
    VersionChanges,
    every_item,
    version_changes,
)
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file

from .editions import EDITS, Edit, edition, items_of, small_document

properties = settings(max_examples=80, deadline=None, derandomize=True)
SWAPPED = {
    Fate.NEW: Fate.GONE,
    Fate.GONE: Fate.NEW,
    Fate.SPLIT: Fate.MERGED,
    Fate.MERGED: Fate.SPLIT,
}
# An item that only one side counts has another word in each direction; its test is below.
ONE_WAY = (Fate.ANNOUNCED, Fate.RETIRED, Fate.COUNTS)


@cache
def shipped(version: str) -> RubricContent:
    return content_of(read_rubric_file(SHIPPED / f"ml-test-score-{version}.yaml"))


def versions(*steps: Sequence[Edit]) -> list[RubricContent]:
    documents = [small_document()]
    for number, edits in enumerate(steps, start=2):
        documents.append(edition(documents[-1], str(number), edits))
    return [content_of(document) for document in documents]


def between(edits: Sequence[Edit]) -> VersionChanges:
    old, new = versions(edits)
    return version_changes(old, new)


def test_of_2016_and_2017_all_28_map_one_to_one_and_points_halve() -> None:
    changes = version_changes(shipped("2016"), shipped("2017"))
    assert len(changes.items) == 28
    assert {(row.formers, row.successors) for row in changes.items} == {
        ((key,), (key,)) for key in shipped("2016").items
    }
    assert not changes.of(Fate.NEW, Fate.GONE, Fate.SPLIT, Fate.MERGED, Fate.MOVED)
    old, new = shipped("2016").definition, shipped("2017").definition
    assert [level.key for level in old.levels] == [level.key for level in new.levels]
    for before, after in zip(old.levels, new.levels, strict=True):
        assert before.points == 2 * after.points
    assert [change.name for change in changes.levels] == ["manual", "automated"]
    assert changes.bands
    assert not changes.is_nothing


@given(EDITS)
@properties
def test_a_version_against_itself_is_all_the_same(edits: Sequence[Edit]) -> None:
    for content in versions(edits):
        changes = version_changes(content, content)
        assert changes.is_nothing
        assert {row.fate for row in changes.items} == {Fate.SAME}


@given(EDITS, EDITS)
@properties
def test_each_item_of_both_appears_exactly_once(
    first: Sequence[Edit], second: Sequence[Edit]
) -> None:
    published = versions(first, second)
    for old in published:
        for new in published:
            rows = version_changes(old, new, published).items
            ours = [key for row in rows for key in row.formers]
            theirs = [key for row in rows for key in row.successors]
            assert sorted(ours) == sorted(every_item(old))
            assert sorted(theirs) == sorted(every_item(new))


@given(EDITS, EDITS)
@properties
def test_swapping_the_two_swaps_new_and_gone_split_and_merged(
    first: Sequence[Edit], second: Sequence[Edit]
) -> None:
    published = versions(first, second)
    old, new = published[0], published[-1]
    there = version_changes(old, new, published).items
    back = version_changes(new, old, published).items
    one_way = {row.formers for row in there if row.fate in ONE_WAY}
    one_way |= {row.successors for row in back if row.fate in ONE_WAY}
    assert {
        (SWAPPED.get(row.fate, row.fate), row.successors, row.formers)
        for row in there
        if row.formers not in one_way
    } == {(row.fate, row.formers, row.successors) for row in back if row.successors not in one_way}


@given(EDITS, EDITS)
@properties
def test_lineage_runs_through_the_versions_between(
    first: Sequence[Edit], second: Sequence[Edit]
) -> None:
    """What two steps tie together is tied together at once, and nothing else is lost."""
    published = versions(first, second)
    old, middle, new = published
    one, two = links_between(old, middle, published), links_between(middle, new, published)
    both = {(a, d) for a, b in one for c, d in two if b == c}
    assert both <= links_between(old, new, published)


def test_two_rubrics_have_nothing_in_common() -> None:
    other = content_of({**small_document(), "slug": "other"})
    changes = version_changes(content_of(small_document()), other)
    assert {row.fate for row in changes.items} == {Fate.NEW, Fate.GONE}


def test_a_version_on_its_own_says_only_what_it_continues() -> None:
    """What the middle version split is no split between the middle and the last."""
    published = versions([("split", 0, 0)], [])
    changes = version_changes(published[1], published[2], published)
    assert {row.fate for row in changes.items} == {Fate.SAME}
    whole = version_changes(published[0], published[2], published)
    assert [row.fate for row in whole.of(Fate.SPLIT)] == [Fate.SPLIT]


@given(st.sampled_from(["reword", "move", "drop", "add", "split", "merge"]))
def test_each_edit_is_its_fate(kind: str) -> None:
    fate = {
        "reword": Fate.REWORDED,
        "move": Fate.MOVED,
        "drop": Fate.GONE,
        "add": Fate.NEW,
        "split": Fate.SPLIT,
        "merge": Fate.MERGED,
    }[kind]
    changes = between([(kind, 0, 1)])
    assert {row.fate for row in changes.items} == {Fate.SAME, fate}


def test_items_that_go_crosswise_are_regrouped() -> None:
    new = edition(small_document(), "2", [])
    first, second = items_of(new)[:2]
    first["key"], second["key"] = "one", "two"
    first["replaces"] = second["replaces"] = ["data-1", "data-2"]
    changes = version_changes(content_of(small_document()), content_of(new))
    (row,) = changes.of(Fate.REGROUPED)
    assert (row.formers, row.successors) == (("data-1", "data-2"), ("one", "two"))
    links = links_between(content_of(small_document()), content_of(new))
    assert formers(links, content_of(small_document()))["two"] == ("data-1", "data-2")
    assert successors(links, content_of(new))["data-1"] == ("one", "two")


def test_a_renamed_item_is_the_same_and_spaces_are_no_difference() -> None:
    new = edition(small_document(), "2", [("rename", 0, 0)])
    items_of(new)[1]["statement"] = items_of(new)[1]["statement"].replace(" ", "\n  ")
    changes = version_changes(content_of(small_document()), content_of(new))
    assert {row.fate for row in changes.items} == {Fate.SAME}
    assert changes.items[0].formers == ("data-1",)
    assert changes.items[0].successors == ("item-2-0",)


def test_what_is_said_of_numbers() -> None:
    changes = between([("double", 0, 0), ("weigh", 0, 1), ("policy", 0, 0)])
    assert [row.name for row in changes.levels] == ["manual", "automated"]
    assert "1 point." in changes.levels[0].new
    assert [(row.name, row.old, row.new) for row in changes.items[0].details] == [
        ("Weight", "1", "2")
    ]
    assert ("Not applicable", "allowed, zero", "not allowed") in [
        (row.name, row.old, row.new) for row in changes.rules
    ]
    assert not changes.is_nothing


def test_announced_retired_and_counting_items() -> None:
    old = edition(small_document(), "2", [])
    first, second, third = items_of(old)[:3]
    second["status"] = "announced"
    new = edition(old, "3", [])
    first, second, third = items_of(new)[:3]
    first["status"], third["status"] = "retired", "announced"
    first["status_note"] = "Others ask for it now."
    second["status"] = "active"
    there = version_changes(content_of(old), content_of(new))
    fates = {row.successors[0]: row.fate for row in there.items}
    assert fates[first["key"]] is Fate.RETIRED
    assert fates[second["key"]] is Fate.COUNTS
    assert fates[third["key"]] is Fate.ANNOUNCED
    assert not there.is_nothing
    back = version_changes(content_of(new), content_of(old), [content_of(old), content_of(new)])
    fates = {row.successors[0]: row.fate for row in back.items}
    assert fates[first["key"]] is fates[third["key"]] is Fate.COUNTS
    assert fates[second["key"]] is Fate.ANNOUNCED


def test_gates_and_facts_that_changed_are_named() -> None:
    new = edition(small_document(), "2", [])
    new["facts"] = [{"key": "batch", "title": "Batch", "question": "Does it run in batches?"}]
    new["gates"] = [
        {"key": "g", "label": "Data first", "item": "data-1", "level": "manual", "cap": "1"}
    ]
    changes = version_changes(content_of(small_document()), content_of(new))
    (gate,), (fact,) = changes.gates, changes.facts
    assert gate.new == "Data first: at most 1 without data-1 at “Done by hand”."
    assert (gate.old, fact.name) == ("", "batch")
