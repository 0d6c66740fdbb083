"""How answers go along: what holds for every chain of versions, and each choice once."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import NOT_APPLICABLE, RubricContent, content_of
from assessments.scoring.carrying import (
    LEFT,
    Carried,
    Hop,
    Why,
    allowed_choices,
    carry,
    lineups,
    possible_levels,
)

from .editions import EDITS, Edit, edition, items_of, small_document

properties = settings(max_examples=60, deadline=None, derandomize=True)
LEVELS = st.sampled_from(["", "none", "manual", "automated", NOT_APPLICABLE])


def chain(*steps: Sequence[Edit]) -> list[RubricContent]:
    documents = [small_document()]
    for number, edits in enumerate(steps, start=2):
        documents.append(edition(documents[-1], str(number), edits))
    return [content_of(document) for document in documents]


def hops(versions: list[RubricContent]) -> list[Hop]:
    return [Hop(old, new, versions) for old, new in pairwise(versions)]


def one_hop(
    edits: Sequence[Edit], answers: dict[str, str], choices: dict[str, str] | None = None
) -> dict[str, Carried]:
    old, new = chain(edits)
    return carry(answers, [Hop(old, new, (old, new), choices)])


@given(EDITS, EDITS, st.data())
@properties
def test_what_is_carried_was_answered_and_is_possible(
    first: Sequence[Edit], second: Sequence[Edit], data: st.DataObject
) -> None:
    versions = chain(first, second)
    answers = {key: data.draw(LEVELS) for key in versions[0].items}
    carried = carry(answers, hops(versions))
    assert set(carried) <= set(versions[-1].items)
    for one in carried.values():
        assert answers[one.former] in possible_levels(versions[-1])


@given(EDITS, st.data())
@properties
def test_an_edition_without_changes_carries_everything_as_it_is(
    edits: Sequence[Edit], data: st.DataObject
) -> None:
    _, old, same = chain(edits, [])
    answers = {key: data.draw(LEVELS) for key in old.items}
    carried = carry(answers, [Hop(old, same, (old, same))])
    expected = {key for key, level in answers.items() if level in possible_levels(old)}
    split = {row.key for row in lineups(Hop(old, same, (old, same))) if row.why is not Why.NOTHING}
    assert set(carried) == expected
    assert not split
    assert all(one == Carried(key, Why.NOTHING) for key, one in carried.items())


def test_a_reworded_item_carries_and_says_why() -> None:
    carried = one_hop([("reword", 0, 0)], {"data-1": "manual", "data-2": "automated"})
    assert carried == {
        "data-1": Carried("data-1", Why.REWORDED),
        "data-2": Carried("data-2", Why.NOTHING),
    }


def test_a_moved_or_renamed_item_carries_as_it_is() -> None:
    carried = one_hop([("move", 0, 2), ("rename", 0, 0)], {"data-1": "manual", "data-2": "none"})
    assert Carried("data-1", Why.NOTHING) in carried.values()
    assert Carried("data-2", Why.NOTHING) in carried.values()


def test_each_part_of_a_split_item_takes_its_answer_or_is_left() -> None:
    answers = {"data-1": "manual"}
    assert one_hop([("split", 0, 0)], answers) == {
        "data-1": Carried("data-1", Why.SPLIT),
        "item-2-0": Carried("data-1", Why.SPLIT),
    }
    left = one_hop([("split", 0, 0)], answers, {"item-2-0": LEFT})
    assert left == {"data-1": Carried("data-1", Why.SPLIT)}


def test_of_merged_items_the_lowest_is_taken_or_the_one_chosen() -> None:
    answers = {"data-1": "automated", "data-2": "none"}
    edits: list[Edit] = [("merge", 0, 1)]
    assert one_hop(edits, answers)["data-1"] == Carried("data-2", Why.MERGED)
    for chosen, former in (("from:data-1", "data-1"), ("from:data-2", "data-2")):
        assert one_hop(edits, answers, {"data-1": chosen})["data-1"].former == former
    assert one_hop(edits, answers, {"data-1": LEFT}) == {}
    assert one_hop(edits, answers, {"data-1": "from:model-1"})["data-1"].former == "data-2"


def test_what_does_not_apply_is_not_the_lowest_but_where_nothing_applies() -> None:
    edits: list[Edit] = [("merge", 0, 1)]
    some = one_hop(edits, {"data-1": "manual", "data-2": NOT_APPLICABLE})
    assert some["data-1"].former == "data-1"
    none = one_hop(edits, {"data-1": NOT_APPLICABLE, "data-2": NOT_APPLICABLE})
    assert none["data-1"].former == "data-1"


def test_a_level_that_is_gone_carries_nothing() -> None:
    new = edition(small_document(), "2", [])
    new["levels"] = [level for level in new["levels"] if level["key"] != "manual"]
    old = content_of(small_document())
    carried = carry({"data-1": "manual", "data-2": "automated"}, [Hop(old, content_of(new))])
    assert carried == {"data-2": Carried("data-2", Why.NOTHING)}


def test_reworded_there_and_back_is_not_reworded() -> None:
    first = small_document()
    second = edition(first, "2", [("reword", 0, 0)])
    third = edition(second, "3", [])
    items_of(third)[0]["statement"] = items_of(first)[0]["statement"]
    versions = [content_of(document) for document in (first, second, third)]
    assert carry({"data-1": "manual"}, hops(versions)) == {"data-1": Carried("data-1", Why.NOTHING)}


def test_choices_of_each_migration_on_the_way_hold() -> None:
    versions = chain([("merge", 0, 1)], [("reword", 0, 0)])
    first, second = hops(versions)
    chosen = Hop(first.old, first.new, first.line, {"data-1": "from:data-1"})
    answers = {"data-1": "automated", "data-2": "none"}
    assert carry(answers, [chosen, second])["data-1"] == Carried("data-1", Why.MERGED)
    assert carry(answers, [first, second])["data-1"] == Carried("data-2", Why.MERGED)


def test_only_split_and_merged_items_ask() -> None:
    rows = {row.key: row for row in lineups(hops(chain([("split", 0, 0), ("merge", 3, 4)]))[0])}
    assert allowed_choices(rows["data-1"]) == ("from:data-1", LEFT)
    merged = next(row for row in rows.values() if row.why is Why.MERGED)
    assert allowed_choices(merged) == (
        "lowest",
        *(f"from:{key}" for key in merged.formers),
        LEFT,
    )
    assert allowed_choices(rows["infra-1"]) == ()


def test_another_rubric_carries_nothing() -> None:
    other = content_of({**small_document(), "slug": "other"})
    assert carry({"data-1": "manual"}, [Hop(content_of(small_document()), other)]) == {}
