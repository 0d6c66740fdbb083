"""The arithmetic of the papers, and what can be said of every input."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import (
    NOT_APPLICABLE,
    Aggregation,
    NotApplicablePolicy,
    RubricDefinition,
    band_for,
    maximum_score,
    rounded,
    score_answers,
    written,
    written_change,
)

from .rubrics import shipped, small, small_gates

properties = settings(max_examples=100, deadline=None, derandomize=True)
AGGREGATIONS = list(Aggregation)
POLICIES = list(NotApplicablePolicy)

VECTORS = [
    ("2017", (0, 7, 7, 7), "0", "research"),
    ("2017", (0.5, 7, 7, 7), "0.5", "gaps"),
    ("2017", (1, 1, 1, 1), "1", "gaps"),
    ("2017", (4, 3, 5, 1.5), "1.5", "first_pass"),
    ("2017", (2, 3, 5, 6), "2", "first_pass"),
    ("2017", (2.5, 3, 5, 6), "2.5", "reasonable"),
    ("2017", (3, 3, 5, 6), "3", "reasonable"),
    ("2017", (3.5, 4, 5, 6), "3.5", "strong"),
    ("2017", (5, 5, 5, 6), "5", "strong"),
    ("2017", (5.5, 6, 7, 7), "5.5", "exceptional"),
    ("2016", (10, 12, 13, 14), "10", "strong"),
    ("2016", (11, 12, 13, 14), "11", "exceptional"),  # the gap in the published table
    ("2016", (2, 12, 13, 14), "2", "gaps"),
    ("2019", (7, 9, 8, 0), "7", "very_strong"),  # monitoring does not count
]


def answers_for(rubric: RubricDefinition, sums: tuple[float, ...]) -> dict[str, str]:
    """Levels that give each section its sum."""
    answers = {}
    for section, wanted in zip(rubric.sections, sums, strict=True):
        left = Fraction(str(wanted))
        for item in section.items:
            level = max(
                (level for level in rubric.levels if level.points <= left), key=lambda x: x.points
            )
            answers[item.key] = level.key
            left -= level.points
        assert left == 0
    return answers


@pytest.mark.parametrize(("version", "sums", "overall", "band"), VECTORS)
def test_vectors(version: str, sums: tuple[float, ...], overall: str, band: str) -> None:
    rubric = shipped(version)
    score = score_answers(rubric, answers_for(rubric, sums))
    assert [section.score for section in score.sections] == [Fraction(str(s)) for s in sums]
    assert written(score.overall) == overall
    assert score.band.key == band


def test_all_28_items_of_each_version_are_there() -> None:
    for version, top in (("2016", 14), ("2017", 7), ("2019", 14)):
        rubric = shipped(version)
        assert [len(section.items) for section in rubric.sections] == [7, 7, 7, 7]
        assert maximum_score(rubric) == top


def test_unanswered_scores_nothing_and_is_counted() -> None:
    score = score_answers(shipped("2017"), {"data-1": "automated", "data-2": ""})
    assert score.overall == 0
    assert (score.answered, score.total) == (1, 28)
    assert not score.is_complete


def test_several_sections_may_be_the_weakest() -> None:
    rubric = shipped("2017")
    assert score_answers(rubric, answers_for(rubric, (3, 4, 3, 5))).weakest == ("data", "infra")


def test_a_full_score_has_no_weakest_section() -> None:
    rubric = shipped("2017")
    assert score_answers(rubric, answers_for(rubric, (7, 7, 7, 7))).weakest == ()


def test_a_section_that_does_not_count_never_holds_the_score_down() -> None:
    rubric = shipped("2019")
    score = score_answers(rubric, answers_for(rubric, (8, 9, 8, 0)))
    assert score.weakest == ("data", "infra")
    assert score.overall == 8


def test_an_unknown_level_is_an_error() -> None:
    with pytest.raises(KeyError):
        score_answers(shipped("2017"), {"data-1": "perfect"})


FULL_AND_NOT_APPLICABLE = {"a-1": "full", "a-2": NOT_APPLICABLE, "b-1": "full", "b-2": "full"}


@pytest.mark.parametrize(
    ("aggregation", "policy", "expected"),
    [
        (Aggregation.SUM, NotApplicablePolicy.ZERO, 1),
        (Aggregation.SUM, NotApplicablePolicy.EXCLUDE, 1),
        (Aggregation.SUM, NotApplicablePolicy.RESCALE, 2),
        (Aggregation.MEAN, NotApplicablePolicy.ZERO, Fraction(1, 2)),
        (Aggregation.MEAN, NotApplicablePolicy.EXCLUDE, 1),
        (Aggregation.MEAN, NotApplicablePolicy.RESCALE, 1),
    ],
)
def test_not_applicable_policies(
    aggregation: Aggregation, policy: NotApplicablePolicy, expected: Fraction
) -> None:
    score = score_answers(small(aggregation=aggregation, policy=policy), FULL_AND_NOT_APPLICABLE)
    assert score.sections[0].score == expected
    assert score.not_applicable == 1


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("aggregation", [Aggregation.SUM, Aggregation.MEAN])
def test_a_section_in_which_nothing_applies_scores_0(
    aggregation: Aggregation, policy: NotApplicablePolicy
) -> None:
    answers = dict.fromkeys(("a-1", "a-2"), NOT_APPLICABLE)
    rubric = small(aggregation=aggregation, policy=policy)
    assert score_answers(rubric, answers).sections[0].score == 0


def test_overall_aggregations() -> None:
    answers = {"a-1": "full", "a-2": "full", "b-1": "full", "b-2": "no"}
    results = {
        overall: score_answers(small(overall=overall), answers).overall for overall in AGGREGATIONS
    }
    assert results == {
        Aggregation.MIN: 1,
        Aggregation.SUM: 3,
        Aggregation.MEAN: Fraction(3, 2),
    }


def test_weights() -> None:
    rubric = small(weights=(3, 1), aggregation=Aggregation.MEAN)
    score = score_answers(rubric, {"a-1": "full", "a-2": "no"})
    assert score.sections[0].score == Fraction(3, 4)


levels = st.sampled_from(["", "none", "manual", "automated", NOT_APPLICABLE])
all_answers = st.fixed_dictionaries(dict.fromkeys(shipped("2017").item_keys, levels))
small_levels = st.sampled_from(["", "no", "half", "full", NOT_APPLICABLE])
small_answers = st.fixed_dictionaries(dict.fromkeys(small().item_keys, small_levels))
rubrics = st.builds(
    small,
    overall=st.sampled_from(AGGREGATIONS),
    aggregation=st.sampled_from([Aggregation.SUM, Aggregation.MEAN]),
    policy=st.sampled_from(POLICIES),
    weights=st.tuples(st.integers(1, 5), st.integers(1, 5)),
    counts=st.sampled_from([(True, True), (True, False), (False, True)]),
    gates=st.lists(small_gates, max_size=3, unique_by=lambda gate: gate.key).map(tuple),
)


@properties
@given(rubrics, small_answers)
def test_a_score_lies_between_0_and_the_maximum(
    rubric: RubricDefinition, answers: dict[str, str]
) -> None:
    score = score_answers(rubric, answers)
    assert 0 <= score.overall <= score.maximum
    for section in score.sections:
        assert 0 <= section.score <= section.maximum
    assert score.overall <= score.uncapped
    assert score.capped == (score.overall < score.uncapped)


@properties
@given(rubrics, small_answers, st.integers())
def test_the_order_of_answers_does_not_matter(
    rubric: RubricDefinition, answers: dict[str, str], seed: int
) -> None:
    shuffled = list(answers.items())
    random.Random(seed).shuffle(shuffled)
    assert score_answers(rubric, dict(shuffled)) == score_answers(rubric, answers)


RAISED = {"": "half", "no": "half", "half": "full", "full": "full"}


@properties
@given(rubrics, small_answers, st.sampled_from(small().item_keys))
def test_raising_one_level_never_lowers_a_score(
    rubric: RubricDefinition, answers: dict[str, str], key: str
) -> None:
    if answers[key] == NOT_APPLICABLE:
        answers = {**answers, key: "no"}
    before = score_answers(rubric, answers)
    after = score_answers(rubric, {**answers, key: RAISED[answers[key]]})
    assert after.overall >= before.overall
    for old, new in zip(before.sections, after.sections, strict=True):
        assert new.score >= old.score


@properties
@given(all_answers)
def test_2016_scores_exactly_twice_as_much_as_2017(answers: dict[str, str]) -> None:
    old, new = score_answers(shipped("2016"), answers), score_answers(shipped("2017"), answers)
    assert old.overall == 2 * new.overall
    assert [s.score for s in old.sections] == [2 * s.score for s in new.sections]
    assert (old.weakest, old.band.key) == (new.weakest, new.band.key)


@pytest.mark.parametrize("version", ["2016", "2017", "2019"])
def test_every_reachable_score_has_exactly_one_band(version: str) -> None:
    rubric = shipped(version)
    step = Fraction(1, 2) if version == "2017" else Fraction(1)
    for count in range(int(maximum_score(rubric) / step) + 1):
        score = count * step
        starts = [band for band in rubric.bands if band.starts_at_or_below(score)]
        assert band_for(rubric.bands, score) == starts[-1]
        assert starts == list(rubric.bands[: len(starts)])


@pytest.mark.parametrize(
    ("score", "expected"),
    [("1/3", "0.33"), ("2/3", "0.67"), ("0.125", "0.12"), ("0.135", "0.14"), ("7", "7.00")],
)
def test_rounding_is_half_to_even(score: str, expected: str) -> None:
    assert rounded(Fraction(score)) == Decimal(expected)


@pytest.mark.parametrize(
    ("score", "text"), [("3", "3"), ("7/2", "3.5"), ("10", "10"), ("100", "100"), ("0", "0")]
)
def test_a_score_is_written_without_trailing_zeros(score: str, text: str) -> None:
    assert written(Fraction(score)) == text


@pytest.mark.parametrize(("change", "text"), [("1/2", "+0.5"), ("-1", "−1"), ("0", "0")])
def test_a_change_is_written_with_its_sign(change: str, text: str) -> None:
    assert written_change(Fraction(change)) == text
