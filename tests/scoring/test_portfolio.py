import statistics
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import exact
from assessments.scoring.portfolio import (
    ItemCount,
    least_done,
    mean_share,
    median,
    merged,
    most_often,
    share,
)

scores = st.integers(0, 28).map(lambda halves: str(Decimal(halves) / 2))
histograms = st.dictionaries(scores, st.integers(0, 9), max_size=8)


@settings(max_examples=100)
@given(st.lists(histograms, max_size=5))
def test_the_median_of_merged_counts_is_that_of_all_scores(parts: list[dict[str, int]]) -> None:
    every = [exact(score) for part in parts for score, n in part.items() for _ in range(n)]
    found = median(merged(parts))
    assert found == (statistics.median(every) if every else None)


def test_the_median_is_exact() -> None:
    assert median({"0.33": 1, "0.34": 1}) == Fraction(67, 200)
    assert median({"10": 1, "9": 1, "2.5": 1}) == 9
    assert median({"3": 0}) is None


def test_counts_are_summed_key_by_key() -> None:
    assert merged([{"a": 1, "b": 2}, {"b": 3}]) == {"a": 1, "b": 5}


def test_most_often_names_all_that_lead() -> None:
    assert most_often({"data": 2, "model": 3, "monitor": 3}) == ("model", "monitor")
    assert most_often({"data": 0}) == ()
    assert most_often({}) == ()


def test_the_least_done_item_comes_first_and_what_all_have_is_left_out() -> None:
    parts = [
        {"data-1": [2, 1, 0], "data-2": [0, 0, 0], "model-1": [1, 1, 1]},
        {"data-1": [1, 0, 1], "model-1": [2, 0, 2], "infra-1": [1, 1, 1]},
    ]
    assert least_done(parts) == (
        ItemCount("model-1", 3, 1, 3),
        ItemCount("data-1", 3, 1, 1),
        ItemCount("infra-1", 1, 1, 1),
    )


def test_a_share_is_the_same_on_every_scale() -> None:
    assert share(Decimal("3.5"), Decimal(7)) == share(Decimal(7), Decimal(14)) == Decimal("0.5")
    assert share(Decimal(6), Decimal(14)) == Decimal("0.42857143")
    assert share(Decimal("-0.5"), Decimal(7)) == Decimal("-0.07142857")
    assert share(Decimal(3), Decimal(0)) == 0


def test_the_mean_share_weighs_sections_alike() -> None:
    assert mean_share([(Decimal(1), Decimal(2)), (Decimal(7), Decimal(7))]) == Decimal("0.75")
    assert mean_share([]) == 0
