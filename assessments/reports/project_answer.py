"""One answer of a closed assessment beside the one before: what the map's cells open."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Answer, Assessment
from assessments.scoring.comparability import common_ground

from .levels import level_label
from .rubric_names import RubricName, rubric_name

NAMES = ("Level", "Note", "Evidence links", "Last result")


class Line(NamedTuple):
    """A field now and before; ``before`` is '' where there was none."""

    name: str
    now: str
    before: str
    changed: bool


class AnswerPage(NamedTuple):
    """``before`` names the period of the assessment before; '' where none has the item."""

    project_name: str
    project_slug: str
    key: str
    title: str
    statement: str
    section: str
    as_of: date
    period: str
    status: str
    rubric: RubricName
    owner: str
    lines: tuple[Line, ...]
    before: str
    before_as_of: date | None
    before_key: str
    summary: str


def answer_page(assessment: Assessment, key: str) -> AnswerPage:
    """Raises ``KeyError`` for an item that the assessment's rubric version does not have."""
    content = assessment.rubric_version.content
    item = content.items[key]
    answer = Answer.objects.of_item(assessment, key)
    now = _fields(content, answer)
    earlier = Assessment.objects.before(assessment).select_related("rubric_version__rubric").first()
    before_key = _former(content, key, earlier) if earlier else ""
    before: Mapping[str, str] = {}
    if earlier and before_key:
        former = Answer.objects.of_item(earlier, before_key)
        before = _fields(earlier.rubric_version.content, former)
    else:
        earlier = None
    lines = tuple(_line(name, now[name], before) for name in NAMES)
    period = period_name(earlier.as_of) if earlier else ""
    return AnswerPage(
        project_name=assessment.project.name,
        project_slug=assessment.project.slug,
        key=key,
        title=item.title,
        statement=item.statement,
        section=next(p.title for p in content.definition.sections if p.key == item.section),
        as_of=assessment.as_of,
        period=period_name(assessment.as_of),
        status=assessment.get_status_display(),
        rubric=rubric_name(content),
        owner=", ".join(part for part in (answer.owner, answer.owner_role) if part),
        lines=lines,
        before=period,
        before_as_of=earlier.as_of if earlier else None,
        before_key=before_key,
        summary=_summary(lines, period),
    )


def _fields(content: scoring.RubricContent, answer: Answer) -> dict[str, str]:
    values = (
        level_label(content, answer.level),
        answer.note,
        answer.evidence,
        answer.get_outcome_display(),
    )
    return dict(zip(NAMES, values, strict=True))


def _former(content: scoring.RubricContent, key: str, earlier: Assessment) -> str:
    """The key of the item that this one continues, '' where the version before had none."""
    ground = common_ground([content, earlier.rubric_version.content])
    return next((row[1] for row in ground.rows if row[0] == key), "")


def _line(name: str, now: str, before: Mapping[str, str]) -> Line:
    old = before.get(name, "")
    return Line(name, now, old, changed=bool(before) and old != now)


def _summary(lines: tuple[Line, ...], period: str) -> str:
    if not period:
        return "No assessment before this one has this item, so there is nothing to compare with."
    changed = [line.name.lower() for line in lines if line.changed]
    if not changed:
        return f"Nothing changed since {period}."
    words = changed[0] if len(changed) == 1 else f"{', '.join(changed[:-1])} and {changed[-1]}"
    return f"Changed since {period}: {words}."
