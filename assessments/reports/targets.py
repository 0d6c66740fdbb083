"""The score that a project of its criticality should reach, and how far it is from it."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from assessments.models import Criticality
from assessments.scoring import exact, written

from .figures import REACHED


class Target(NamedTuple):
    """``score`` is on the scale of one rubric version. ``gap`` is '' where it is reached.

    ``text`` says it all: *Target 3, gap 0.5 – Normal*; ``label`` is for the line in a chart.
    """

    name: str
    score: Fraction
    gap: str
    text: str
    label: str


def target_of(
    criticality: Criticality | None, maximum: Fraction, overall: Fraction | Decimal | None
) -> Target | None:
    """The target on the scale of ``maximum``, beside an overall score if there is one."""
    if criticality is None:
        return None
    score = criticality.target_on(maximum)
    label = f"Target {written(score)}"
    missing = Fraction(0) if overall is None else score - Fraction(overall)
    gap = written(missing) if missing > 0 else ""
    reached = f", gap {gap}" if gap else " reached"
    return Target(
        name=criticality.name,
        score=score,
        gap=gap,
        text=f"{label}{'' if overall is None else reached} – {criticality.name}",
        label=f"{label} ({criticality.name})",
    )


def gap_words(target: Fraction, overall: Fraction | Decimal) -> str:
    """How a score stands to its target: *reached*, or what is missing, *1.5 to go*."""
    missing = target - Fraction(overall)
    return f"{written(missing)} to go" if missing > 0 else REACHED


def target_share(criticality: Criticality) -> Fraction:
    """The target as a share of the full score, 0 to 1; the same on every rubric's scale."""
    return exact(criticality.target) / exact(criticality.target_of)
