"""Target and gap, in words."""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessments.models import Criticality
from assessments.reports.targets import target_of

NORMAL = Criticality(key="normal", name="Normal", target=Decimal(3), target_of=Decimal(7))


@pytest.mark.parametrize(
    ("maximum", "overall", "text"),
    [
        (7, "2.5", "Target 3, gap 0.5 – Normal"),
        (7, "3", "Target 3 reached – Normal"),
        (7, "6", "Target 3 reached – Normal"),
        (14, "5", "Target 6, gap 1 – Normal"),
        (7, None, "Target 3 – Normal"),
    ],
)
def test_target_and_gap(maximum: int, overall: str | None, text: str) -> None:
    target = target_of(NORMAL, Fraction(maximum), Decimal(overall) if overall else None)
    assert target is not None
    assert target.text == text


def test_a_project_without_criticality_has_none() -> None:
    assert target_of(None, Fraction(7), Decimal(3)) is None
