"""What caps an overall score, in words: the gates that are not passed yet."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from assessments import scoring
from assessments.models import Assessment, SectionScore
from assessments.scoring import Gate, written
from assessments.text import counted


def cap_words(content: scoring.RubricContent, gates: Sequence[Gate]) -> str:
    """*Capped at 2 by “Evaluation set”, which needs …*; '' where nothing caps the score."""
    if not gates:
        return ""
    needs = " and by ".join(f"“{gate.label}”, which needs {_need(content, gate)}" for gate in gates)
    return f"Capped at {written(gates[0].cap)} by {needs}."


def cap_of_score(content: scoring.RubricContent, score: scoring.Score) -> str:
    """The same for a score just computed, with what the sections alone would give."""
    words = cap_words(content, scoring.capping(content.definition, score))
    return f"{words} Without it the score would be {written(score.uncapped)}." if words else ""


def recorded_cap_words(content: scoring.RubricContent, gates: Sequence[Gate]) -> str:
    """From recorded scores alone: where several could be meant, their names with *or*."""
    if len(gates) < 2:
        return cap_words(content, gates)
    return f"Capped at {written(gates[0].cap)} by {either(gates)}."


def either(gates: Sequence[Gate]) -> str:
    """*“Evaluation set” or “Safety”*."""
    return " or ".join(f"“{gate.label}”" for gate in gates)


def caps_recorded(
    content: scoring.RubricContent, overall: Fraction, sections: Mapping[str, Fraction]
) -> tuple[Gate, ...]:
    """The gates at whose cap a recorded score stands; none where the version has no gates."""
    if not content.definition.gates:
        return ()
    return scoring.recorded_capping(content.definition, sections, overall)


def caps_of(assessment: Assessment, stored: Sequence[SectionScore]) -> tuple[Gate, ...]:
    """The gates that cap an assessment's recorded score, from its stored section scores."""
    content = assessment.rubric_version.content
    if not content.definition.gates:
        return ()
    sections = {row.section.key: Fraction(row.score) for row in stored}
    return caps_recorded(content, Fraction(assessment.overall), sections)


def cap_notes(content: scoring.RubricContent, score: scoring.Score) -> list[str]:
    """For the next steps: that nothing else moves the score before the gate is passed."""
    words = cap_words(content, scoring.capping(content.definition, score))
    return [f"{words} No other work can lift the score before that."] if words else []


def idle_sections(rubric: scoring.RubricDefinition, score: scoring.Score) -> list[scoring.Section]:
    """The sections in which no work can lift the score: they do not count, and open no gate."""
    shut = [gate for gate in rubric.gates if gate.key in score.gates]
    return [
        part
        for part in rubric.sections
        if not part.counts
        and not any(
            gate.section == part.key or gate.item in [item.key for item in part.items]
            for gate in shut
        )
    ]


def _need(content: scoring.RubricContent, gate: Gate) -> str:
    if gate.section:
        titles = {part.key: part.title for part in content.definition.sections}
        return f"{counted(written(gate.score), 'point')} in {titles[gate.section]}"
    labels = {level.key: level.label for level in content.definition.levels}
    return f"“{labels[gate.level]}” in {gate.item} {content.items[gate.item].title}"
