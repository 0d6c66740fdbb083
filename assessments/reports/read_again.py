"""Why a carried answer has to be read again before it is confirmed."""

from assessments import scoring
from assessments.models.answers import ShownAnswer, StoredAnswer
from assessments.scoring.carrying import Why
from assessments.text import listed


def read_again(content: scoring.RubricContent, answer: ShownAnswer | StoredAnswer) -> str:
    """A sentence, '' where the answer may be confirmed unread or is confirmed already."""
    if not (answer.carried_over and answer.carried_as):
        return ""
    version, key = content.definition.version, answer.item_key
    taken = answer.carried_key or key
    text = content.items.get(key)
    formers = list(dict.fromkeys([*(text.replaces if text else ()), taken]))
    why = {
        Why.REWORDED: f"Reworded in {version}",
        Why.SPLIT: f"Part of {taken}, which was split in {version}",
        Why.MERGED: f"Merged in {version} of {listed(formers)}; this is the answer of {taken}",
        Why.REGROUPED: f"Made anew in {version} of {listed(formers)}; this is that of {taken}",
    }[Why(answer.carried_as)]
    return f"{why}: read it again."
