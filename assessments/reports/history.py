"""Who changed what in an assessment, newest first."""

from datetime import date, datetime
from typing import NamedTuple

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Assessment, Change

from .levels import level_label


class FieldChange(NamedTuple):
    label: str
    old: str
    new: str


class ChangeRow(NamedTuple):
    number: int
    at: datetime
    by: str
    door: str
    what: str
    item_key: str
    item_title: str
    reason: str
    fields: tuple[FieldChange, ...]


class HistoryPage(NamedTuple):
    project_name: str
    project_slug: str
    as_of: date
    period: str
    rows: tuple[ChangeRow, ...]
    older: int | None


PAGE = 100
_ACTIONS = {
    "start": "started the assessment",
    "answer": "changed",
    "confirm": "confirmed",
    "submit": "submitted and closed the assessment",
    "reopen": "reopened the assessment",
    "ask": "submitted the assessment for review",
    "reviewer": "asked somebody else for the review",
    "close": "reviewed and closed the assessment",
    "return": "reviewed the assessment and requested changes",
    "take back": "took the assessment back from review",
    "comment": "commented on",
    "resolve": "settled or opened again the comments on",
    "action": "wrote down or changed an action",
}
_LABELS = {
    "level": "Level",
    "note": "Note",
    "evidence": "Evidence links",
    "outcome": "Last result",
    "status": "Status",
    "overall": "Overall score",
    "band": "Band",
    "carried_from": "Carried over from",
    "not_applicable": "Does not apply",
    "as_of": "As of",
    "reviewer": "Reviewer",
    "comment": "Comment",
    "resolved": "Comments settled",
    "text": "Action",
    "owner": "Owner",
    "due_on": "Due",
    "done": "Done",
    "reviewed_in": "Reviewed in",
}


def history_page(assessment: Assessment, *, before: int | None) -> HistoryPage:
    """A page of at most 100 rows in one query; ``before`` is the number of a row to go on from."""
    content = assessment.rubric_version.content
    found = list(Change.objects.for_history_page(assessment, before=before, count=PAGE + 1))
    return HistoryPage(
        project_name=assessment.project.name,
        project_slug=assessment.project.slug,
        as_of=assessment.as_of,
        period=period_name(assessment.as_of),
        rows=tuple(_row(content, change) for change in found[:PAGE]),
        older=found[PAGE - 1].pk if len(found) > PAGE else None,
    )


def _row(content: scoring.RubricContent, change: Change) -> ChangeRow:
    item = content.items.get(change.item_key)
    return ChangeRow(
        number=change.pk,
        at=change.at,
        by=change.by_name,
        door=change.get_door_display(),
        what=_ACTIONS.get(change.action, change.action),
        item_key=change.item_key,
        item_title=item.title if item else "",
        reason=change.reason,
        fields=tuple(
            FieldChange(
                label=label,
                old=_shown(content, name, change.old.get(name)),
                new=_shown(content, name, change.new.get(name)),
            )
            for name, label in _LABELS.items()
            if name in change.new or name in change.old
        ),
    )


def _shown(content: scoring.RubricContent, name: str, value: object) -> str:
    if name == "level":
        return level_label(content, str(value or ""))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "\n".join(f"{key}: {text}" for key, text in value.items())
    return str(value) if value is not None else ""
