"""The answers of a report, section by section, and what changed since the last time."""

from collections.abc import Mapping
from typing import NamedTuple

from assessments import scoring
from assessments.models import Answer, Assessment, Owner
from assessments.scoring import written
from assessments.text import listed

from .levels import level_label
from .scorecard import Scorecard, SectionBar
from .submit import Difference, level_differences


class AnswerLine(NamedTuple):
    """One test with its answer. ``sign`` is how full the level is, from *none* to *full*.

    ``evidence`` holds complete addresses. ``remark`` says what a reader has to know about the
    answer, such as that nobody has confirmed it.
    """

    key: str
    title: str
    statement: str
    level: str
    points: str
    sign: str
    note: str
    evidence: tuple[str, ...]
    outcome: str
    person: str
    role: str
    remark: str


class AnswerSection(NamedTuple):
    bar: SectionBar
    lines: tuple[AnswerLine, ...]


class Changes(NamedTuple):
    """``up`` and ``down`` are levels that earn more or less than last time.

    ``other`` are levels that changed for the same points; ``rest`` is a sentence on all others.
    """

    up: tuple[Difference, ...]
    down: tuple[Difference, ...]
    other: tuple[Difference, ...]
    rest: str


Answers = Mapping[str, Answer]


def answer_sections(
    assessment: Assessment, content: scoring.RubricContent, card: Scorecard, answers: Answers
) -> tuple[AnswerSection, ...]:
    """All answers in the order of the rubric, with their owners: one query, for a draft only."""
    owners = _owners(assessment, answers)
    bars = {bar.key: bar for bar in card.sections}
    return tuple(
        AnswerSection(
            bar=bars[section.key],
            lines=tuple(
                _line(content, item, answers[item.key], owners.get(item.key, ("", "")))
                for item in section.items
            ),
        )
        for section in content.definition.sections
    )


def _owners(assessment: Assessment, answers: Answers) -> dict[str, tuple[str, str]]:
    """Person and role of each item: today's for a draft, else those frozen at submission."""
    if not assessment.is_draft:
        return {key: (answer.owner, answer.owner_role) for key, answer in answers.items()}
    owners = Owner.objects.for_page(assessment.project_id)
    return {
        owner.item_key: (str(owner.person) if owner.able else "", owner.role.name)
        for owner in owners
    }


def _line(
    content: scoring.RubricContent, item: scoring.Item, answer: Answer, owner: tuple[str, str]
) -> AnswerLine:
    text = content.items[item.key]
    person, role = owner
    return AnswerLine(
        key=item.key,
        title=text.title,
        statement=text.statement,
        level=level_label(content, answer.level),
        points=_points(content.definition, item, answer.level),
        sign=_sign(content.definition, answer.level),
        note=answer.note,
        evidence=tuple(answer.evidence.split("\n")) if answer.evidence else (),
        outcome=answer.get_outcome_display() if answer.outcome else "",
        person=person,
        role=role,
        remark="carried over, not confirmed" if answer.level and answer.carried_over else "",
    )


def _points(definition: scoring.RubricDefinition, item: scoring.Item, level: str) -> str:
    if not level or level == scoring.NOT_APPLICABLE:
        return ""
    section = next(part for part in definition.sections if item in part.items)
    if section.aggregation is scoring.Aggregation.MEAN:  # there are no points to add up
        return written(definition.points(level))
    return written(definition.points(level) * item.weight)


def _sign(definition: scoring.RubricDefinition, level: str) -> str:
    if not level or level == scoring.NOT_APPLICABLE:
        return "none"
    points = definition.points(level)
    if not points:
        return "empty"
    return "full" if points == definition.top_points else "half"


def changes_since(content: scoring.RubricContent, last: Answers, answers: Answers) -> Changes:
    """What is not as it was; an item that was not in the rubric then is not compared."""
    rows = [row for row in level_differences(content, last, answers) if answers[row.key].level]
    changed = {row.key for row in rows}
    same = [key for key in content.items if key in last and key not in changed]
    return Changes(
        up=tuple(row for row in rows if row.direction == "up"),
        down=tuple(row for row in rows if row.direction == "down"),
        other=tuple(row for row in rows if row.direction == "same"),
        rest=_rest(content, last, answers, same),
    )


def _rest(content: scoring.RubricContent, last: Answers, answers: Answers, same: list[str]) -> str:
    """The tests whose level is as it was, in one sentence."""
    unanswered = [key for key in same if not answers[key].level]
    texts = [
        key
        for key in same
        if (answers[key].note, answers[key].evidence) != (last[key].note, last[key].evidence)
    ]
    new = [key for key in content.items if key not in last]
    parts = []
    if kept := len(same) - len(unanswered):
        touched = f", {len(texts)} of them with another note or evidence" if texts else ""
        parts.append(f"{_tests(kept)} kept {'its' if kept == 1 else 'their'} level{touched}")
    if unanswered:
        parts.append(f"{_tests(len(unanswered))} not answered yet")
    if new:
        parts.append(f"{_tests(len(new))} not in the rubric then")
    return f"{listed(parts)}." if parts else ""


def _tests(count: int) -> str:
    return "1 test" if count == 1 else f"{count} tests"
