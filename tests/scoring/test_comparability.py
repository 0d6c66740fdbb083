"""What versions have in common: the facts of the shipped ones, and what holds for all."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import (
    NOT_APPLICABLE,
    RubricContent,
    RubricDefinition,
    Section,
    common_ground,
    content_of,
    same_scale,
    score_answers,
    share,
)
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file

properties = settings(max_examples=60, deadline=None, derandomize=True)
VERSIONS = ("2016", "2017", "2019")


@cache
def content(version: str) -> RubricContent:
    return content_of(read_rubric_file(SHIPPED / f"ml-test-score-{version}.yaml"))


KEYS = content("2017").definition.item_keys
LEVELS = ("", "none", "manual", "automated")
ANSWERS = st.fixed_dictionaries({key: st.sampled_from((*LEVELS, NOT_APPLICABLE)) for key in KEYS})


def edition(version: str, former: RubricContent, *, renamed: dict[str, str]) -> RubricContent:
    """A new version whose items are renamed; a new name of '' leaves the item out."""
    names = {key: renamed.get(key, key) for key in former.items}

    def section(part: Section) -> Section:
        items = (item._replace(key=names[item.key]) for item in part.items)
        return replace(part, items=tuple(item for item in items if item.key))

    parts = (section(part) for part in former.definition.sections)
    return replace(
        former,
        definition=replace(
            former.definition,
            version=version,
            sections=tuple(part for part in parts if part.items),
        ),
        items={
            names[key]: text._replace(key=names[key], replaces=(key,))
            for key, text in former.items.items()
            if names[key]
        },
    )


@given(ANSWERS)
@properties
def test_the_same_answers_score_twice_as_much_in_2016(answers: dict[str, str]) -> None:
    ground = common_ground([content("2016"), content("2017")])
    assert ground.rows == tuple((key, key) for key in KEYS)
    assert ground.is_whole
    first, second = (part.score(answers) for part in ground.parts)
    assert first is not None
    assert second is not None
    assert first.overall == 2 * second.overall
    assert share(first.overall, first.maximum) == share(second.overall, second.maximum)
    for part in ground.parts:
        assert (part.items, part.total) == (28, 28)
        assert part.items_share == part.points_share == 1


@given(ANSWERS)
@properties
def test_2017_and_2019_share_the_three_sections_that_both_count(answers: dict[str, str]) -> None:
    ground = common_ground([content("2017"), content("2019")])
    ours, theirs = ground.parts
    monitoring = tuple(key for key in KEYS if key.startswith("monitor-"))
    assert (ours.items, theirs.items, ours.alone, theirs.alone) == (28, 28, (), ())
    assert ours.uncounted == theirs.uncounted == monitoring
    assert (str(ours.points), str(ours.points_total)) == ("21", "28")
    assert (str(theirs.points), str(theirs.points_total)) == ("42", "42")
    assert (ours.points_share, theirs.points_share) == (Fraction(3, 4), Fraction(1))
    assert not ground.is_whole
    first, second = ours.score(answers), theirs.score(answers)
    assert first is not None
    assert second is not None
    assert second.overall == 2 * first.overall
    assert first.overall == min(
        part.score
        for part in score_answers(content("2017").definition, answers).sections
        if part.key != "monitor"
    )


def test_scales_are_told_apart() -> None:
    assert same_scale([content("2017").definition])
    assert same_scale([content("2016").definition, content("2019").definition])
    assert not same_scale([content("2016").definition, content("2017").definition])


@given(st.sampled_from(VERSIONS), ANSWERS)
@properties
def test_a_version_is_wholly_common_with_itself(version: str, answers: dict[str, str]) -> None:
    ground = common_ground([content(version)] * 2)
    assert ground.is_whole
    native = score_answers(content(version).definition, answers).overall
    for part in ground.parts:
        common = part.score(answers)
        assert common is not None
        assert common.overall == native


RENAMED = st.dictionaries(st.sampled_from(KEYS), st.just(""), max_size=28)


@given(RENAMED, st.sets(st.sampled_from(KEYS)), ANSWERS)
@properties
def test_what_is_left_out_stands_alone_and_what_is_renamed_is_found(
    gone: dict[str, str], moved: set[str], answers: dict[str, str]
) -> None:
    old = content("2017")
    new = edition("next", old, renamed={key: f"new-{key}" for key in moved} | gone)
    ground = common_ground([old, new])
    ours, theirs = ground.parts
    assert ours.alone == tuple(key for key in KEYS if key in gone)
    assert theirs.alone == ()
    assert ours.items == theirs.items == 28 - len(gone)
    assert ours.items_share == ours.points_share == Fraction(28 - len(gone), 28)
    carried = {new: answers[old] for old, new in ground.rows if new}
    first, second = ours.score(answers), theirs.score(carried)
    if len(gone) == 28:
        assert first is second is None
    else:
        assert first is not None
        assert second is not None
        assert first.overall == second.overall


@given(RENAMED, ANSWERS)
@properties
def test_the_order_of_the_versions_does_not_matter(
    gone: dict[str, str], answers: dict[str, str]
) -> None:
    old, new = content("2016"), edition("next", content("2017"), renamed=gone)
    there, back = common_ground([old, new]), common_ground([new, old])
    assert there.parts == (back.parts[1], back.parts[0])
    assert {(a, b) for a, b in there.rows} == {(a, b) for b, a in back.rows}


@given(st.lists(st.sampled_from(VERSIONS), min_size=1, max_size=8), RENAMED)
@properties
def test_every_item_has_exactly_one_place_and_shares_are_parts(
    names: list[str], gone: dict[str, str]
) -> None:
    versions = [edition(name, content(name), renamed=gone) for name in names]
    versions.append(content("2017"))
    ground = common_ground(versions)
    for number, version in enumerate(versions):
        placed = [row[number] for row in ground.rows if row[number]]
        assert sorted(placed) == sorted(version.definition.item_keys)
        part = ground.parts[number]
        assert len(part.alone) + part.items == part.total
        assert 0 <= part.points_share <= 1
        assert 0 <= part.items_share <= 1
    assert len({part.items for part in ground.parts}) == 1


def renamed_alone(version: str, former: RubricContent, old: str, new: str) -> RubricContent:
    return edition(version, former, renamed={old: new})


def test_lineage_runs_through_a_version_between() -> None:
    first = content("2017")
    second = renamed_alone("2", first, "data-1", "schema")
    third = renamed_alone("3", second, "schema", "expectations")
    assert common_ground([first, third], between=[second]).is_whole
    without = common_ground([first, third])
    assert without.parts[0].alone == ("data-1",)
    assert without.parts[1].alone == ("expectations",)


def with_replaces(found: RubricContent, replaces: dict[str, tuple[str, ...]]) -> RubricContent:
    items = {
        key: text._replace(replaces=replaces.get(key, text.replaces))
        for key, text in found.items.items()
    }
    return replace(found, items=items)


def test_what_was_merged_or_split_has_no_single_counterpart() -> None:
    old = content("2017")
    merged = edition("next", old, renamed={"data-1": "both", "data-2": ""})
    merged = with_replaces(merged, {"both": ("data-1", "data-2")})
    ground = common_ground([old, merged])
    assert ground.parts[0].alone == ("data-1", "data-2")
    assert ground.parts[1].alone == ("both",)
    back = common_ground([merged, old])
    assert back.parts == (ground.parts[1], ground.parts[0])


def test_a_key_that_was_kept_is_the_same_item_whatever_it_takes_in() -> None:
    old = content("2017")
    kept = edition("next", old, renamed={"data-2": ""})
    kept = with_replaces(kept, {"data-1": ("data-1", "data-2")})
    ground = common_ground([old, kept])
    assert ground.rows[:2] == (("data-1", "data-1"), ("data-2", ""))


@pytest.mark.parametrize("slug", ["another", "ml-test-score-of-ours"])
def test_the_same_key_of_another_rubric_is_chance(slug: str) -> None:
    ours = content("2017")
    theirs = replace(ours, definition=replace(ours.definition, slug=slug))
    ground = common_ground([ours, theirs])
    assert len(ground.rows) == 56
    for part in ground.parts:
        assert part.items == part.points_share == 0
        assert part.score({}) is None


def test_a_share_of_nothing_is_nothing() -> None:
    assert share(Fraction(0), Fraction(0)) == 0


def test_the_restricted_version_keeps_its_rules() -> None:
    part = common_ground([content("2017"), content("2019")]).parts[0]
    assert isinstance(part.definition, RubricDefinition)
    assert [section.key for section in part.definition.sections] == ["data", "model", "infra"]
    assert part.definition.overall == content("2017").definition.overall
