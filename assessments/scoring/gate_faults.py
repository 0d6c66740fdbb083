"""Whether a version's gates are sound: each on something that counts, each able to cap."""

from collections.abc import Iterator
from fractions import Fraction

from .rubric import Gate, RubricDefinition
from .scores import written


def gate_faults(rubric: RubricDefinition, maximum: Fraction) -> Iterator[tuple[int, str, str]]:
    """What is wrong with the gates: the number of the gate from 0, its field and the reason.

    ``maximum`` is the highest overall score.
    """
    for number, gate in enumerate(rubric.gates):
        if gate.cap >= maximum:
            highest = written(maximum)
            yield number, "cap", f"{gate.key!r} caps nothing: the highest score is {highest}"
        faults = _item_faults(rubric, gate) if gate.item else _section_faults(rubric, gate)
        yield from ((number, name, f"{gate.key!r} {reason}") for name, reason in faults)


def _item_faults(rubric: RubricDefinition, gate: Gate) -> Iterator[tuple[str, str]]:
    if gate.item not in rubric.item_keys:
        yield "item", f"names {gate.item!r}, which is no active item"
    levels = [level.key for level in rubric.levels]
    if gate.level not in levels:
        yield "level", f"names {gate.level!r}, which is not among the levels"
    elif gate.level == levels[0]:
        yield "level", f"asks for {gate.level!r}, the lowest level, which everybody passes"


def _section_faults(rubric: RubricDefinition, gate: Gate) -> Iterator[tuple[str, str]]:
    highest = rubric.section_maxima.get(gate.section)
    if highest is None:
        yield "section", f"names {gate.section!r}, which is not among the sections"
    elif gate.score > highest:
        yield "score", f"can never be passed: the section's highest score is {written(highest)}"
    elif not gate.score:
        yield "score", "asks for 0, which everybody passes"
