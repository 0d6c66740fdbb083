"""The shipped definitions, and small ones made up for a test."""

from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

from assessments.scoring import (
    Aggregation,
    Band,
    Gate,
    Item,
    Level,
    NotApplicablePolicy,
    RubricDefinition,
    Section,
    content_of,
)
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file


@cache
def shipped(version: str) -> RubricDefinition:
    return content_of(read_rubric_file(SHIPPED / f"ml-test-score-{version}.yaml")).definition


def small(
    *,
    overall: Aggregation = Aggregation.MIN,
    aggregation: Aggregation = Aggregation.SUM,
    policy: NotApplicablePolicy = NotApplicablePolicy.ZERO,
    weights: tuple[int, ...] = (1, 1),
    counts: tuple[bool, bool] = (True, True),
    gates: tuple[Gate, ...] = (),
) -> RubricDefinition:
    """Two sections, ``a`` and ``b``, with an item a weight; levels no 0, half 1/2, full 1."""
    sections = tuple(
        Section(
            key,
            key.upper(),
            tuple(Item(f"{key}-{n}", "", Fraction(w)) for n, w in enumerate(weights, start=1)),
            aggregation,
            counts=counting,
        )
        for key, counting in zip("ab", counts, strict=True)
    )
    return RubricDefinition(
        slug="small",
        version="1",
        levels=(
            Level("no", "No", Fraction(0)),
            Level("half", "Half", Fraction(1, 2)),
            Level("full", "Full", Fraction(1)),
        ),
        sections=sections,
        bands=(Band("low", "Low", "", Fraction(0)), Band("high", "High", "", Fraction(1))),
        overall=overall,
        not_applicable_allowed=True,
        not_applicable_policy=policy,
        gates=gates,
    )


caps = st.integers(0, 12).map(lambda n: Fraction(n, 4))
small_gates = st.one_of(
    st.builds(
        Gate,
        key=st.sampled_from("xyz"),
        label=st.just("Gate"),
        cap=caps,
        item=st.sampled_from(small().item_keys),
        level=st.sampled_from(["no", "half", "full"]),
    ),
    st.builds(
        Gate,
        key=st.sampled_from("xyz"),
        label=st.just("Gate"),
        cap=caps,
        section=st.sampled_from("ab"),
        score=st.integers(0, 10).map(lambda n: Fraction(n, 4)),
    ),
)
"""Gates of ``small()``, sound or not: also with caps above the maximum."""
