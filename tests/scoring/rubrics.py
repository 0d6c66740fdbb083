"""The shipped definitions, and small ones made up for a test."""

from fractions import Fraction
from functools import cache

from assessments.scoring import (
    Aggregation,
    Band,
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
    )
