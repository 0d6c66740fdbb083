"""What somebody may send for an item: the fields of an answer, each checked and normalised."""

from collections.abc import Callable, Mapping

from assessments import scoring
from assessments.models import Answer
from assessments.models.answers import EVIDENCE_LENGTH, NOTE_LENGTH
from assessments.text import TextRefused, clean_links, clean_text

FIELDS = ("level", "note", "evidence", "outcome")


def cleaned(
    definition: scoring.RubricDefinition, sent: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """What was sent, normalised, and the sentences that say what cannot be taken."""
    fields, errors = {}, []
    levels = {"", *(level.key for level in definition.levels)}
    if definition.not_applicable_allowed:
        levels.add(scoring.NOT_APPLICABLE)
    for name, value in sent.items():
        try:
            if name == "level" and value not in levels:
                raise TextRefused(
                    "This level does not exist in the rubric. Choose one of those shown."
                )
            if name == "outcome" and value not in Answer.Outcome.values:
                raise TextRefused("This last result is unknown. Choose one of those shown.")
            fields[name] = _CLEAN[name](value)
        except TextRefused as refused:
            errors.append(f"{_LABELS[name]}: {refused}")
    return fields, tuple(errors)


_LABELS = {
    "level": "Level",
    "note": "Note",
    "evidence": "Evidence",
    "outcome": "Last result",
}
_CLEAN: dict[str, Callable[[str], str]] = {
    "level": str,
    "note": lambda value: clean_text(value, limit=NOTE_LENGTH),
    "evidence": lambda value: clean_links(value, limit=EVIDENCE_LENGTH),
    "outcome": str,
}
