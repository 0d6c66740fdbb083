"""Gates: what holds, what it caps, and what can be said of all of them."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import (
    NOT_APPLICABLE,
    Aggregation,
    Gate,
    NotApplicablePolicy,
    RubricDefinition,
    capping,
    common_ground,
    content_of,
    gate_faults,
    maximum_score,
    score_answers,
)
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file

from .rubrics import small, small_gates

half, one = Fraction(1, 2), Fraction(1)
ITEM = Gate("eval", "Evaluation set", cap=half, item="a-1", level="half")
SECTION = Gate("safe", "Safety", cap=one, section="b", score=Fraction(3, 2))
FULL = dict.fromkeys(small().item_keys, "full")


@pytest.mark.parametrize(
    ("level", "holds"),
    [("", True), ("no", True), ("half", False), ("full", False), (NOT_APPLICABLE, False)],
)
def test_a_gate_on_an_item(level: str, *, holds: bool) -> None:
    rubric = small(gates=(ITEM,), policy=NotApplicablePolicy.RESCALE)
    score = score_answers(rubric, {**FULL, "a-1": level})
    assert score.gates == (("eval",) if holds else ())
    assert score.capped == holds
    assert score.overall == min(score.uncapped, half if holds else 2)


@pytest.mark.parametrize(
    ("level", "overall"), [("", 1), ("no", 1), ("half", Fraction(3, 2)), ("full", 2)]
)
def test_a_gate_on_a_section(level: str, overall: Fraction) -> None:
    score = score_answers(small(gates=(SECTION,)), {**FULL, "b-1": level})
    assert score.overall == overall


def test_the_lowest_cap_counts_and_band_and_names_follow_it() -> None:
    rubric = small(gates=(ITEM, SECTION), overall=Aggregation.SUM)
    score = score_answers(rubric, {**FULL, "a-1": "no", "b-1": "no"})
    assert (score.uncapped, score.overall, score.band.key) == (Fraction(2), half, "low")
    assert score.gates == ("eval", "safe")
    assert [gate.key for gate in capping(rubric, score)] == ["eval"]


def test_a_gate_that_holds_above_the_score_lowers_nothing() -> None:
    rubric = small(gates=(ITEM,))
    score = score_answers(rubric, {"a-2": "half", "b-1": "full"})
    assert (score.gates, score.capped, score.overall) == (("eval",), False, half)
    assert capping(rubric, score) == ()


rubrics = st.builds(
    small,
    overall=st.sampled_from(list(Aggregation)),
    aggregation=st.sampled_from([Aggregation.SUM, Aggregation.MEAN]),
    policy=st.sampled_from(list(NotApplicablePolicy)),
    weights=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    counts=st.sampled_from([(True, True), (True, False), (False, True)]),
    gates=st.lists(small_gates, max_size=4, unique_by=lambda gate: gate.key).map(tuple),
)
levels = st.sampled_from(["", "no", "half", "full", NOT_APPLICABLE])
answers = st.fixed_dictionaries(dict.fromkeys(small().item_keys, levels))
properties = settings(max_examples=100, deadline=None, derandomize=True)


@properties
@given(rubrics, answers)
def test_gates_never_raise_a_score_and_change_nothing_else(
    rubric: RubricDefinition, given_answers: dict[str, str]
) -> None:
    without = score_answers(replace(rubric, gates=()), given_answers)
    score = score_answers(rubric, given_answers)
    assert score.uncapped == without.overall
    assert score.overall <= without.overall
    assert score.sections == without.sections
    holding = [gate.cap for gate in rubric.gates if gate.key in score.gates]
    if score.capped:
        assert score.overall == min(holding)


@properties
@given(rubrics, answers)
def test_with_one_gate_less_a_score_is_never_lower_and_order_is_no_matter(
    rubric: RubricDefinition, given_answers: dict[str, str]
) -> None:
    score = score_answers(rubric, given_answers)
    fewer = score_answers(replace(rubric, gates=rubric.gates[1:]), given_answers)
    turned = score_answers(replace(rubric, gates=rubric.gates[::-1]), given_answers)
    assert fewer.overall >= score.overall == turned.overall
    assert set(turned.gates) == set(score.gates)


@properties
@given(rubrics)
def test_everything_done_reaches_the_maximum_of_a_sound_version(rubric: RubricDefinition) -> None:
    maximum = maximum_score(rubric)
    bad = {number for number, _, _ in gate_faults(rubric, maximum)}
    sound = tuple(gate for number, gate in enumerate(rubric.gates) if number not in bad)
    full = dict.fromkeys(rubric.item_keys, "full")
    score = score_answers(replace(rubric, gates=sound), full)
    assert (score.overall, score.gates) == (maximum, ())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cap": Fraction(2)}, "caps nothing"),
        ({"item": "c-1"}, "no active item"),
        ({"level": "best"}, "not among the levels"),
        ({"level": "no"}, "everybody passes"),
        ({"item": "", "section": "c"}, "not among the sections"),
        ({"item": "", "section": "a", "score": Fraction(3)}, "never be passed"),
        ({"item": "", "section": "a", "score": Fraction(0)}, "everybody passes"),
    ],
)
def test_faults(changes: dict[str, Any], words: str) -> None:
    rubric = small(gates=(ITEM._replace(**changes),))
    (fault,) = gate_faults(rubric, Fraction(2))
    assert fault[0] == 0
    assert words in fault[2]


def test_the_score_on_common_items_leaves_out_gates_on_what_is_not_common() -> None:
    whole = content_of(read_rubric_file(SHIPPED / "ml-test-score-2017.yaml"))
    gates = (
        Gate("first", "First", cap=one, item="data-1", level="manual"),
        Gate("second", "Second", cap=one, item="data-2", level="manual"),
        Gate("data", "Data", cap=one, section="data", score=one),
        Gate("model", "Model", cap=one, section="model", score=one),
    )
    gated = replace(whole, definition=replace(whole.definition, gates=gates))
    fewer = tuple(
        replace(part, items=tuple(item for item in part.items if item.key != "data-1"))
        for part in whole.definition.sections
    )
    items = {key: text for key, text in whole.items.items() if key != "data-1"}
    other = replace(whole, definition=replace(whole.definition, sections=fewer), items=items)
    part = common_ground([gated, other]).parts[0]
    assert [gate.key for gate in part.definition.gates] == ["second", "model"]
    score = part.score(dict.fromkeys(whole.definition.item_keys, "automated"))
    assert score is not None
    assert score.overall == 6
