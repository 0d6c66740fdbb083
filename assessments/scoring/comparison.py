"""What the charts of a comparison are drawn from. Plain values on one axis.

Where the scales of what is compared differ, every value is the share of its own maximum, in per
cent (``percent``), else it is in points. ``text`` says the score as it was recorded, e.g. *3 of 7*.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

POINTS_NOTE = "Scores are in points."
PERCENT_NOTE = (
    "The rubric versions differ in scale, so each score is drawn as a share of its maximum, in "
    "per cent."
)


class Dot(NamedTuple):
    """A section's score; ``counts`` is false where it is shown without counting."""

    section: str
    value: Decimal
    text: str
    weakest: bool
    counts: bool


class DotRow(NamedTuple):
    """One assessment: its sections, its overall score, and the target if there is one.

    ``period`` is '' where ``name`` says it.
    """

    name: str
    period: str
    band: str
    overall: Decimal
    overall_text: str
    target: Decimal | None
    target_text: str
    dots: tuple[Dot, ...]


class DotPlot(NamedTuple):
    """``sections`` is key to title; a row need not have all. ``top`` ends the axis."""

    rows: tuple[DotRow, ...]
    sections: dict[str, str]
    top: Decimal
    percent: bool

    @property
    def note(self) -> str:
        scale = PERCENT_NOTE if self.percent else POINTS_NOTE
        return f"The thick bar is the overall score, a ring marks each lowest section. {scale}"


class LinePoint(NamedTuple):
    """``facts`` is what is said of it: the recorded score, its band, the lowest section."""

    on: date
    value: Decimal
    facts: tuple[str, ...]


class ScoreLine(NamedTuple):
    """A project's overall scores at their true dates, oldest first."""

    name: str
    points: tuple[LinePoint, ...]


class TargetLine(NamedTuple):
    value: Decimal
    text: str


class ScoreLines(NamedTuple):
    lines: tuple[ScoreLine, ...]
    targets: tuple[TargetLine, ...]
    top: Decimal
    percent: bool

    @property
    def note(self) -> str:
        return PERCENT_NOTE if self.percent else POINTS_NOTE
