"""The ruler's part and the team's part add up, whatever the versions and answers."""

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import NOT_APPLICABLE
from assessments.scoring.carrying import Hop
from assessments.scoring.explained import carried_answers, common_scores, explained

from .editions import EDITS, Edit
from .test_carrying import chain, hops
from .test_version_changes import shipped

properties = settings(max_examples=60, deadline=None, derandomize=True)
LEVELS = st.sampled_from(["", "none", "manual", "automated", NOT_APPLICABLE])
ANSWERS = st.fixed_dictionaries(dict.fromkeys(shipped("2017").items, LEVELS))


def drawn(data: st.DataObject, keys: Sequence[str]) -> dict[str, str]:
    return {key: data.draw(LEVELS) for key in keys}


@given(EDITS, EDITS, st.data())
@properties
def test_the_parts_add_up_exactly(
    first: Sequence[Edit], second: Sequence[Edit], data: st.DataObject
) -> None:
    versions = chain(first, second)
    old, new = versions[0], versions[-1]
    levels = {level.key for level in new.definition.levels}
    after = {
        key: level if level in levels else "" for key, level in drawn(data, list(new.items)).items()
    }
    found = explained(old, new, hops(versions), drawn(data, list(old.items)), after)
    assert found.ruler + found.team == found.change == found.new - found.old


@given(EDITS, st.data())
@properties
def test_where_nobody_did_anything_the_team_changed_by_nothing(
    edits: Sequence[Edit], data: st.DataObject
) -> None:
    old, new = chain(edits)
    way = [Hop(old, new, (old, new))]
    before = drawn(data, list(old.items))
    found = explained(old, new, way, before, carried_answers(before, way))
    assert found.team == 0


@given(st.data())
@properties
def test_an_edition_without_changes_leaves_the_ruler_as_it_is(data: st.DataObject) -> None:
    old, new = chain([])
    before, after = drawn(data, list(old.items)), drawn(data, list(new.items))
    found = explained(old, new, [Hop(old, new, (old, new))], before, after)
    assert found.ruler == 0
    assert found.team == found.change


@given(ANSWERS, ANSWERS)
@properties
def test_from_2016_to_2017_the_ruler_halves(before: dict[str, str], after: dict[str, str]) -> None:
    old, new = shipped("2016"), shipped("2017")
    way = [Hop(old, new, (old, new))]
    unchanged = explained(old, new, way, before, before)
    assert unchanged.same * 2 == unchanged.old
    assert unchanged.team == 0
    assert len(set(unchanged.shares)) == 1
    changed = explained(old, new, way, before, after)
    common = common_scores(old, new, (old, new), before, after)
    assert (common.old, common.new) == (changed.old, changed.new)
    assert common.old_part.items_share == common.new_part.items_share == Fraction(1)
