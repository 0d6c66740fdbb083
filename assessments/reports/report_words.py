"""The sentences that explain a report to somebody who has never heard of the rubric."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from assessments import scoring
from assessments.scoring import Aggregation, NotApplicablePolicy, written
from assessments.text import listed

from .scorecard import Scorecard, SectionBar
from .targets import Target


class BandLine(NamedTuple):
    """A band in the key: ``points`` says which scores it holds, e.g. *above 1, to 2*."""

    label: str
    meaning: str
    points: str
    rank: int
    current: bool


class LevelLine(NamedTuple):
    label: str
    points: str
    meaning: str


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_OVERALL = {
    Aggregation.MIN: (
        "The overall score is the score of the lowest section: a system is only as ready as the "
        "part of it that is tested least."
    ),
    Aggregation.SUM: "The overall score is the sum of the sections.",
    Aggregation.MEAN: "The overall score is the average of the sections.",
}
_NOT_APPLICABLE = {
    NotApplicablePolicy.ZERO: "The test makes no sense for this system; it scores nothing.",
    NotApplicablePolicy.EXCLUDE: "The test makes no sense for this system; it is left out.",
    NotApplicablePolicy.RESCALE: (
        "The test makes no sense for this system; it is left out, and its section is scaled up to "
        "its full size."
    ),
}


def rubric_words(name: str, definition: scoring.RubricDefinition) -> str:
    """The rubric in three sentences: what it asks, what earns points, what the score is."""
    titles = listed([part.title for part in definition.sections])
    sections = len(definition.sections)
    number = _NUMBERS[sections] if sections < len(_NUMBERS) else str(sections)
    levels = ", ".join(
        f"{written(level.points)} for “{level.label.lower()}”" for level in definition.levels
    )
    outside = [part.title for part in definition.sections if not part.counts]
    beside = f", shown beside it: {listed(outside)}" if outside else ""
    return (
        f"{name} is a checklist of {len(definition.item_keys)} tests that a system built upon "
        f"machine learning should go through before people rely on it, in {number} "
        f"{'section' if sections == 1 else 'sections'}: {titles}{beside}. "
        f"Each test earns points for how it is carried out, not for whether it passed: {levels}. "
        f"{_OVERALL[definition.overall]}{_gates(definition)}"
    )


def _gates(definition: scoring.RubricDefinition) -> str:
    if not definition.gates:
        return ""
    caps = listed([f"{written(gate.cap)} without “{gate.label}”" for gate in definition.gates])
    return f" Whatever the sections give, it is at most {caps}."


def held_words(card: Scorecard, definition: scoring.RubricDefinition) -> str:
    """What makes the score what it is, and what that means for work elsewhere."""
    if card.capped:
        return f"{card.capped} No other work can lift the score before that."
    weakest = [bar for bar in card.sections if bar.weakest]
    if not weakest:
        return "Every section that counts has its full score."
    titles = listed([bar.title for bar in weakest])
    if definition.overall is not Aggregation.MIN:
        lowest = weakest[0]
        verb = "has" if len(weakest) == 1 else "have"
        return f"{titles} {verb} the smallest share: {lowest.score} of {lowest.maximum} points."
    if len(weakest) == 1:
        return (
            f"{titles} holds the score at {card.overall}: it is the lowest section, and no work "
            f"elsewhere can lift the score while it stays there.{_above(card, weakest)}"
        )
    return (
        f"{titles} hold the score at {card.overall} together: it rises only when each of them "
        f"does.{_above(card, weakest)}"
    )


def _above(card: Scorecard, weakest: Sequence[SectionBar]) -> str:
    """The points of other sections that the lowest one keeps from counting."""
    bars = [bar for bar in card.sections if bar.counts and bar not in weakest]
    if not bars:
        return ""
    return " What the other sections have above that does not count yet."


def target_words(target: Target, *, at_least: bool) -> str:
    """*Target for “Critical”: 5, 2 missing.* A draft may miss less than it says now."""
    missing = f"{target.gap} {'or less ' if at_least else ''}missing" if target.gap else "reached"
    return f"Target for “{target.name}”: {written(target.score)}, {missing}"


def band_lines(definition: scoring.RubricDefinition, current: int) -> tuple[BandLine, ...]:
    """Every band with the scores that it holds; ``current`` is the rank of the report's own."""
    maximum = scoring.maximum_score(definition)
    return tuple(
        BandLine(
            label=band.label,
            meaning=band.meaning,
            points=band_points(definition.bands, rank, maximum),
            rank=rank,
            current=rank == current,
        )
        for rank, band in enumerate(definition.bands)
    )


def band_points(bands: Sequence[scoring.Band], rank: int, maximum: Fraction) -> str:
    """The scores of a band in words: *0*; *from 1, below 3*; *above 1, to 2*; *12 or more*."""
    band = bands[rank]
    lower = written(band.lower)
    if rank + 1 == len(bands):
        if band.lower == maximum:
            return lower
        return f"{lower} to {written(maximum)}" if band.inclusive else f"above {lower}"
    after = bands[rank + 1]
    if band.inclusive and not after.inclusive and band.lower == after.lower:
        return lower
    start = f"from {lower}" if band.inclusive else f"above {lower}"
    return f"{start}, {'below' if after.inclusive else 'to'} {written(after.lower)}"


def level_lines(content: scoring.RubricContent) -> tuple[LevelLine, ...]:
    """What an answer can be, and what each earns."""
    definition = content.definition
    lines = [
        LevelLine(level.label, written(level.points), content.level_meanings[level.key])
        for level in definition.levels
    ]
    if definition.not_applicable_allowed:
        policy = definition.not_applicable_policy
        lines.append(LevelLine("Not applicable", "–", _NOT_APPLICABLE[policy]))
    return tuple(lines)
