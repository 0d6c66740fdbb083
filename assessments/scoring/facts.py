"""Which items do not apply to a project, by the facts that it declares."""

from collections.abc import Collection

from .content import Fact, RubricContent
from .rubric import NOT_APPLICABLE

_BEGINS = "Applies only to projects that declare: "


def missing_facts(content: RubricContent, declared: Collection[str]) -> dict[str, tuple[Fact, ...]]:
    """For each item that does not apply, by key, the facts that the project does not declare."""
    missing = {
        key: tuple(content.facts[fact] for fact in item.applies_if if fact not in declared)
        for key, item in content.items.items()
        if item.applies_if
    }
    return {key: facts for key, facts in missing.items() if facts}


def reason_of(missing: Collection[Fact]) -> str:
    """The note of an answer that says *not applicable* by itself."""
    return f"{_BEGINS}{', '.join(fact.title for fact in missing)}."


def by_facts(level: str, note: str, missing: Collection[Fact]) -> tuple[str, str] | None:
    """The level and note that an answer has to have; None where it stays as it is.

    An item that does not apply says so; one that applies again and only said so by itself is
    unanswered.
    """
    if missing:
        wanted = (NOT_APPLICABLE, reason_of(missing))
        return None if (level, note) == wanted else wanted
    by_itself = level == NOT_APPLICABLE and note.startswith(_BEGINS)
    return ("", "") if by_itself else None
