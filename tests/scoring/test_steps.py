"""The least work to a target: equal to trying everything, and in the order that helps soonest."""

import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import (
    NOT_APPLICABLE,
    Aggregation,
    Blocked,
    Gate,
    Level,
    NotApplicablePolicy,
    RubricDefinition,
    Target,
    cheapest_steps,
    maximum_score,
    score_answers,
)

from .rubrics import shipped, small, small_gates

LEVELS = ("", "no", "half", "full", NOT_APPLICABLE)
KEYS = ("a-1", "a-2", "a-3", "b-1", "b-2", "b-3")
half, two = Fraction(1, 2), Fraction(2)


def ways(rubric: RubricDefinition, answers: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Every way to leave each item as it is or to lift it."""
    options = []
    for key in KEYS:
        old = answers[key]
        points = rubric.points(old) if old and old != NOT_APPLICABLE else Fraction(0)
        higher = [level.key for level in rubric.levels if level.points > points]
        options.append([old, *(higher if old != NOT_APPLICABLE else [])])
    for levels in product(*options):
        yield dict(zip(KEYS, levels, strict=True))


def effort(
    rubric: RubricDefinition,
    before: Mapping[str, str],
    after: Mapping[str, str],
    efforts: Mapping[str, int],
) -> Fraction:
    total = Fraction(0)
    for key in KEYS:
        if before[key] != after[key]:
            start = rubric.points(before[key]) if before[key] else Fraction(0)
            total += efforts[key] * (rubric.points(after[key]) - start) / rubric.top_points
    return total


rubrics = st.builds(
    small,
    overall=st.sampled_from(list(Aggregation)),
    aggregation=st.sampled_from([Aggregation.SUM, Aggregation.MEAN]),
    policy=st.sampled_from(list(NotApplicablePolicy)),
    weights=st.sampled_from([(1, 1, 1), (1, 2, 3)]),
    counts=st.sampled_from([(True, True), (True, False), (False, False)]),
    gates=st.lists(small_gates, max_size=3, unique_by=lambda gate: gate.key).map(tuple),
)
every_answer = st.fixed_dictionaries({key: st.sampled_from(LEVELS) for key in KEYS})
every_effort = st.fixed_dictionaries({key: st.integers(1, 5) for key in KEYS})
targets = st.builds(Target, st.integers(0, 26).map(lambda n: Fraction(n, 4)), st.booleans())


@settings(max_examples=150, deadline=None, derandomize=True)
@given(rubrics, every_answer, every_effort, targets)
def test_it_costs_the_same_as_the_best_of_all_ways(
    rubric: RubricDefinition, answers: dict[str, str], efforts: dict[str, int], target: Target
) -> None:
    route = cheapest_steps(rubric, answers, efforts, target)
    costs = [
        effort(rubric, answers, way, efforts)
        for way in ways(rubric, answers)
        if target.met_by(score_answers(rubric, way).overall)
    ]
    assert route.reachable == bool(costs)
    assert route.met == target.met_by(score_answers(rubric, answers).overall)
    lifted = dict(answers)
    for step in route.steps:
        lifted[step.item] = step.new
        assert score_answers(rubric, lifted).overall == step.overall
    if costs:
        assert route.effort == min(costs)
        assert target.met_by(score_answers(rubric, lifted).overall)
    else:
        assert not route.steps
        assert not target.met_by(route.highest)


def efforts_of(rubric: RubricDefinition) -> dict[str, int]:
    return {key: 1 + index % 4 for index, key in enumerate(rubric.item_keys)}


def test_the_lowest_section_comes_first_and_higher_ones_wait() -> None:
    rubric = small(weights=(1, 1, 1))
    answers = {"a-1": "full", "a-2": "no", "a-3": "no", "b-1": "half", "b-2": "no", "b-3": "no"}
    route = cheapest_steps(rubric, answers, dict.fromkeys(KEYS, 2), Target(Fraction(3, 2)))
    assert [step.section for step in route.steps] == ["b", "a"]
    assert [step.overall for step in route.steps] == [Fraction(1), Fraction(3, 2)]
    (blocked,) = route.blocked
    assert (blocked.sections, blocked.by) == (("a",), ("b",))
    assert blocked.score == 1


def test_a_dear_item_is_left_for_a_cheap_one() -> None:
    rubric = small()
    answers = {"a-1": "no", "a-2": "no", "b-1": "full", "b-2": "full"}
    efforts = {"a-1": 5, "a-2": 1, "b-1": 1, "b-2": 1}
    (step,) = cheapest_steps(rubric, answers, efforts, Target(half)).steps
    assert (step.item, step.new, step.effort) == ("a-2", "half", half)


def test_of_equal_effort_the_fewest_items_are_taken() -> None:
    rubric = small()
    answers = dict.fromkeys(("a-1", "a-2"), "no") | dict.fromkeys(("b-1", "b-2"), "full")
    steps = cheapest_steps(rubric, answers, dict.fromkeys(KEYS, 3), Target(Fraction(1))).steps
    assert [(step.item, step.new) for step in steps] in ([("a-1", "full")], [("a-2", "full")])


def test_reached_already_and_out_of_reach() -> None:
    rubric = small()
    full = dict.fromkeys(("a-1", "a-2", "b-1", "b-2"), "full")
    efforts = dict.fromkeys(KEYS, 1)
    reached = cheapest_steps(rubric, full, efforts, Target(two))
    assert reached.met
    assert not reached.steps
    assert not reached.blocked
    beyond = cheapest_steps(rubric, full, efforts, Target(two, above=True))
    assert not beyond.met
    assert not beyond.reachable
    assert beyond.highest == 2
    without = full | {"a-1": NOT_APPLICABLE, "a-2": "no"}
    stuck = cheapest_steps(rubric, without, efforts, Target(two))
    assert not stuck.reachable
    assert stuck.highest == 1
    assert stuck.steps == ()


def test_work_that_can_never_lift_the_score_waits_for_nothing() -> None:
    rubric = small(weights=(1, 1, 1))
    out = {"a-1": NOT_APPLICABLE, "a-2": NOT_APPLICABLE, "a-3": NOT_APPLICABLE}
    answers = out | {"b-1": "half", "b-2": "no", "b-3": "no"}
    (blocked,) = cheapest_steps(rubric, answers, dict.fromkeys(KEYS, 1), Target(two)).blocked
    assert blocked == Blocked(("b",), ("a",), Fraction(0), never=True)


@pytest.mark.parametrize("version", ["2016", "2017", "2019"])
def test_all_28_items_from_nothing_to_everything(version: str) -> None:
    rubric = shipped(version)
    efforts = efforts_of(rubric)
    route = cheapest_steps(rubric, {}, efforts, Target(maximum_score(rubric)))
    counting = [item.key for part in rubric.sections if part.counts for item in part.items]
    assert sorted(step.item for step in route.steps) == sorted(counting)
    assert route.effort == sum(efforts[key] for key in counting)
    assert route.steps[-1].overall == maximum_score(rubric)


def test_more_than_a_score_is_the_next_half_point() -> None:
    rubric = shipped("2017")
    answers = dict.fromkeys(rubric.item_keys, "manual")
    efforts = efforts_of(rubric)
    at_least = cheapest_steps(rubric, answers, efforts, Target(Fraction(4)))
    above = cheapest_steps(rubric, answers, efforts, Target(Fraction(7, 2), above=True))
    assert [step.item for step in at_least.steps] == [step.item for step in above.steps]
    assert above.steps[-1].overall == 4


ITEM_GATE = Gate("need", "Need a-1", cap=Fraction(1), item="a-1", level="full")


def test_a_gate_below_the_target_is_opened_first_and_one_above_may_hold() -> None:
    rubric = small(overall=Aggregation.SUM, gates=(ITEM_GATE,))
    answers = {"a-1": "no", "a-2": "no", "b-1": "full", "b-2": "no"}
    efforts = {"a-1": 5, "a-2": 1, "b-1": 1, "b-2": 1}
    route = cheapest_steps(rubric, answers, efforts, Target(two))
    assert [step.item for step in route.steps] == ["a-1"]
    assert route.steps[0].overall == 2
    under = cheapest_steps(rubric, {**answers, "b-1": "no"}, efforts, Target(Fraction(1)))
    assert [step.item for step in under.steps] in (["a-2"], ["b-1"], ["b-2"])
    assert under.steps[-1].overall == 1


def test_what_only_a_gate_asks_for_is_work_in_a_section_that_does_not_count() -> None:
    gate = Gate("shown", "Section b", cap=half, section="b", score=Fraction(1))
    rubric = small(counts=(True, False), gates=(gate,))
    answers = {"a-1": "full", "a-2": "full"}
    efforts = {"a-1": 1, "a-2": 1, "b-1": 3, "b-2": 1}
    route = cheapest_steps(rubric, answers, efforts, Target(two))
    assert (route.overall, route.highest) == (half, two)
    assert [(step.item, step.new, step.overall) for step in route.steps] == [("b-2", "full", two)]


def test_a_gate_on_what_cannot_be_reached_puts_the_target_out_of_reach() -> None:
    gate = Gate("all", "Section b", cap=half, section="b", score=two)
    rubric = small(gates=(gate,))
    answers = {"a-1": "full", "a-2": "full", "b-1": NOT_APPLICABLE, "b-2": "no"}
    route = cheapest_steps(rubric, answers, dict.fromkeys(KEYS, 1), Target(Fraction(1)))
    assert not route.reachable
    assert route.highest == half


def test_many_items_are_no_matter() -> None:
    rubric = small(weights=tuple([1] * 100), overall=Aggregation.SUM)
    efforts = dict.fromkeys(rubric.item_keys, 2)
    route = cheapest_steps(rubric, {}, efforts, Target(Fraction(199)))
    assert len(route.steps) == 199
    assert route.effort == 2 * 199


@pytest.mark.parametrize("overall", [Aggregation.MEAN, Aggregation.MIN])
def test_odd_weights_and_many_levels_end_soon_and_reach_the_target(overall: Aggregation) -> None:
    chance = random.Random(1)
    levels = tuple(
        Level(f"l{n}", "", Fraction(1000 * n + chance.randrange(900), 10_000)) for n in range(10)
    )
    weights = tuple(chance.randrange(1, 99_999) for _ in range(60))
    gate = Gate("g", "G", cap=Fraction(0), section="a", score=half)
    base = small(overall=overall, aggregation=Aggregation.MEAN, weights=weights, gates=(gate,))
    rubric = replace(base, levels=(levels[0]._replace(points=Fraction(0)), *levels[1:]))
    efforts = {key: 1 + n % 5 for n, key in enumerate(rubric.item_keys)}
    began = time.process_time()
    route = cheapest_steps(rubric, {}, efforts, Target(Fraction(6, 10)))
    assert time.process_time() - began < 10
    assert route.steps[-1].overall >= Fraction(6, 10)
