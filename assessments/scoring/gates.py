"""Gates: an item or a section that keeps the overall score from rising above a cap.

The papers know none. A gate can only lower a score, and lifting an answer can only open one, so
that a score with gates still never falls when work is done.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .rubric import NOT_APPLICABLE, Gate, RubricDefinition


def gates_that_hold(
    rubric: RubricDefinition, scores: Mapping[str, Fraction], answers: Mapping[str, str]
) -> tuple[Gate, ...]:
    """The gates that are not passed yet, in the order of the version.

    ``scores`` are those of the sections by key. An unanswered item holds its gate, one that does
    not apply never does; a gate on what the version does not have holds nothing. Raises
    ``KeyError`` for a level that the version does not have.
    """
    keys = set(rubric.item_keys)
    return tuple(
        gate
        for gate in rubric.gates
        if (gate.item in keys and _item_holds(rubric, gate, answers.get(gate.item, "")))
        or (gate.section in scores and scores[gate.section] < gate.score)
    )


def capped(score: Fraction, gates: Sequence[Gate]) -> Fraction:
    """``score``, or the lowest cap of the gates that hold where that is less."""
    return min([score, *(gate.cap for gate in gates)])


def _item_holds(rubric: RubricDefinition, gate: Gate, level: str) -> bool:
    if level == NOT_APPLICABLE:
        return False
    return not level or rubric.points(level) < rubric.points(gate.level)
