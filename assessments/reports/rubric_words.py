"""The sentences that say how a rubric version computes its score, from its own rules."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from assessments import scoring
from assessments.scoring import Aggregation, NotApplicablePolicy, written
from assessments.text import listed


class Rule(NamedTuple):
    """One step of the arithmetic: what it is about, and a sentence or two."""

    title: str
    text: str


_OVERALL = {
    Aggregation.MIN: "is the score of the lowest section",
    Aggregation.SUM: "is the sum of the sections",
    Aggregation.MEAN: "is the average of the sections",
}
_NOT_APPLICABLE = {
    NotApplicablePolicy.ZERO: (
        "An item that does not apply scores nothing and keeps its place: the section’s maximum "
        "stays the same."
    ),
    NotApplicablePolicy.EXCLUDE: (
        "An item that does not apply is left out: an average is taken of the others. In a section "
        "that is a sum it scores nothing."
    ),
    NotApplicablePolicy.RESCALE: (
        "An item that does not apply is left out, and its section is scaled up from the items that "
        "do apply to its full size."
    ),
}


def in_full(number: Fraction) -> str:
    """Points or a weight with all their decimals, of which a rubric file allows four."""
    text = f"{Decimal(number.numerator) / Decimal(number.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class GateLine(NamedTuple):
    """``text`` says when the gate holds and what it does; ``item`` is a key, or ''."""

    label: str
    text: str
    meaning: str
    item: str


def gate_lines(content: scoring.RubricContent) -> tuple[GateLine, ...]:
    definition = content.definition
    return tuple(
        GateLine(gate.label, _gate_words(definition, gate), gate.meaning, gate.item)
        for gate in definition.gates
    )


def _gate_words(definition: scoring.RubricDefinition, gate: scoring.Gate) -> str:
    if gate.item:
        level = next(level.label for level in definition.levels if level.key == gate.level)
        holds = f"While {gate.item} is below “{level.lower()}”"
    else:
        title = next(part.title for part in definition.sections if part.key == gate.section)
        holds = f"While “{title}” scores below {in_full(gate.score)}"
    return f"{holds}, the overall score is at most {in_full(gate.cap)}."


def rules(content: scoring.RubricContent) -> tuple[Rule, ...]:
    """The arithmetic from one item to the band, in the order in which it is done."""
    definition = content.definition
    steps = [
        Rule("Each item", _item_words(definition)),
        Rule("Each section", _section_words(definition)),
        Rule("Overall", _overall_words(definition)),
    ]
    if definition.gates:
        steps.append(Rule("Gates", _GATES))
    if definition.not_applicable_allowed:
        policy = _NOT_APPLICABLE[definition.not_applicable_policy]
        steps.append(Rule("Not applicable", f"{policy} It always needs a reason."))
    else:
        steps.append(Rule("Not applicable", "No item can be left out as not applicable."))
    steps.append(Rule("Band", _BAND))
    return tuple(steps)


_GATES = (
    "Some things no strength elsewhere makes up for. While a gate holds, the overall score is at "
    "most its cap; an item that is not answered holds its gate, one that does not apply never does."
)
_BAND = (
    "The overall score, exact and not rounded, falls into one of the bands. Scores are shown with "
    "at most two decimals. While items are unanswered they score nothing, and the score is shown "
    "as “at least”."
)


def _item_words(definition: scoring.RubricDefinition) -> str:
    points = listed(
        [f"{in_full(level.points)} for “{level.label.lower()}”" for level in definition.levels]
    )
    weights = sorted({item.weight for part in definition.sections for item in part.items})
    if len(weights) > 1:
        span = f"{in_full(weights[0])} to {in_full(weights[-1])}"
        weighed = f"They are multiplied by the item’s weight, {span}."
    elif weights != [1]:
        weighed = f"They are multiplied by {in_full(weights[0])}, the weight of every item."
    else:
        weighed = "Every item has the same weight."
    return (
        f"An item earns the points of its level: {points}. {weighed} Points are for what is done, "
        "whatever its latest result was."
    )


_WAYS = {
    Aggregation.SUM: "the sum of its items’ points",
    Aggregation.MEAN: "the average of its items’ points",
}


def _section_words(definition: scoring.RubricDefinition) -> str:
    ways = {part.aggregation for part in definition.sections}
    weighted = any(item.weight != 1 for part in definition.sections for item in part.items)
    weigh = ", each counted by its weight" if weighted and Aggregation.MEAN in ways else ""
    if len(ways) == 1:
        return f"A section’s score is {_WAYS[ways.pop()]}{weigh}."
    words = [
        f"in {listed(_titles(definition, way))} it is {_WAYS[way]}"
        for way in (Aggregation.SUM, Aggregation.MEAN)
    ]
    return f"A section’s score: {'; '.join(words)}{weigh}."


def _titles(definition: scoring.RubricDefinition, way: Aggregation) -> Sequence[str]:
    return [f"“{part.title}”" for part in definition.sections if part.aggregation is way]


def _overall_words(definition: scoring.RubricDefinition) -> str:
    outside = [f"“{part.title}”" for part in definition.sections if not part.counts]
    way = _OVERALL[definition.overall]
    of = " that count" if outside else ""
    if definition.overall is Aggregation.MIN and outside:
        way = "is the score of the lowest section that counts"
        of = ""
    maximum = written(scoring.maximum_score(definition))
    words = f"The overall score {way}{of}, so {maximum} at most."
    if definition.overall is Aggregation.MIN:
        words += " Work in any other section does not move it."
    if outside:
        verb = "is" if len(outside) == 1 else "are"
        words += f" {listed(outside)} {verb} shown beside it and {_does(outside)} not count."
    return words


def _does(titles: Sequence[str]) -> str:
    return "does" if len(titles) == 1 else "do"
