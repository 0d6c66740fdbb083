"""What the page of files shows, and the preview of one before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from assessments.access import Need, may
from assessments.dates import period_name
from assessments.models import Assessment, Project, Upload, User
from assessments.scoring import NOT_APPLICABLE, RubricContent

from .rubric_names import RubricName, rubric_name

FATES = {
    "new": "new",
    "changed": "changed",
    "same": "same as now",
    "conflict": "conflict",
    "refused": "refused",
    "waits": "waiting",
}
"""A row waits that could be taken, had another one of its file not been refused."""
MOST_REASONS = 10
_WHOLE = "The whole"
"""The row of what the rows of a spreadsheet form become together; it is not counted."""
_FIELDS = {"level": "Level", "note": "Note", "evidence": "Evidence", "outcome": "Last result"}


class Draft(NamedTuple):
    as_of: date
    period: str


class ImportsPage(NamedTuple):
    project_name: str
    slug: str
    rubric: RubricName
    items: int
    drafts: tuple[Draft, ...]
    can_lead: bool


class Detail(NamedTuple):
    """One field: what is there now and what the file says."""

    label: str
    old: str
    new: str


class PreviewRow(NamedTuple):
    """One row of the file, or one date of it. ``key`` names an item whose conflict can be taken."""

    where: str
    what: str
    title: str
    fate: str
    fate_label: str
    details: tuple[Detail, ...]
    errors: tuple[str, ...]
    key: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class FateCount:
    fate: str
    label: str
    count: int


class PreviewPage(NamedTuple):
    """``can_import`` is false where a row is refused, or nothing would change.

    ``problem`` says what is wrong with the whole, or what to do about refused rows, and ``reasons``
    what is wrong with the first of these.
    """

    project_name: str
    slug: str
    file: str
    target: str
    notes: tuple[str, ...]
    counts: tuple[FateCount, ...]
    rows: tuple[PreviewRow, ...]
    can_import: bool
    refused: bool
    problem: str
    reasons: tuple[str, ...]


def imports_page(project: Project, user: User) -> ImportsPage:
    drafts = Assessment.objects.drafts_of(project)
    return ImportsPage(
        project_name=project.name,
        slug=project.slug,
        rubric=rubric_name(project.rubric_version.content),
        items=len(project.rubric_version.content.items),
        drafts=tuple(Draft(row.as_of, period_name(row.as_of)) for row in drafts),
        can_lead=may(user, project, Need.LEAD),
    )


def preview_page(upload: Upload, project: Project, content: RubricContent) -> PreviewPage:
    """The fate of each row as it was tried out. ``content`` is of the version that it is for."""
    kept: Mapping[str, Any] = upload.content
    rows = _ROWS[upload.kind](kept, content)
    counted = [row for row in rows if row.where != _WHOLE]
    counts = [
        FateCount(fate, label, sum(row.fate == fate for row in counted))
        for fate, label in FATES.items()
    ]
    found = {count.fate for count in counts if count.count}
    return PreviewPage(
        project_name=project.name,
        slug=project.slug,
        file=upload.name,
        target=_target(upload, kept),
        notes=_notes(kept),
        counts=tuple(count for count in counts if count.count),
        rows=tuple(rows),
        can_import="refused" not in found and bool(found - {"same"}),
        refused="refused" in found,
        problem=_problem(upload, rows),
        reasons=_reasons(counted),
    )


def _problem(upload: Upload, rows: list[PreviewRow]) -> str:
    whole = next((" ".join(row.errors) for row in rows if row.where == _WHOLE), "")
    if whole:
        return f"{whole} Nothing of this file is taken."
    what = "columns" if upload.kind == Upload.Kind.HISTORY else "rows"
    needed = upload.kind == Upload.Kind.SPREADSHEET
    return (
        f"Correct the refused {what} in the file{'' if needed else ', or delete them there'}, and "
        "upload it again. It is imported as a whole or not at all."
    )


def _reasons(rows: list[PreviewRow]) -> tuple[str, ...]:
    found = [f"{row.where}, {row.what}: {error}" for row in rows for error in row.errors]
    more = len(found) - MOST_REASONS
    return (*found[:MOST_REASONS], *([f"… and {more} more."] if more > 0 else []))


def _target(upload: Upload, kept: Mapping[str, Any]) -> str:
    if upload.kind == Upload.Kind.ANSWERS:
        return f"the draft of {period_name(date.fromisoformat(kept['as_of']))}"
    days = [period_name(date.fromisoformat(past["as_of"])) for past in kept["past"]]
    return f"closed assessments of {', '.join(days)}" if len(days) > 1 else f"{days[0]}, closed"


def _notes(kept: Mapping[str, Any]) -> tuple[str, ...]:
    notes = []
    if kept.get("sheet"):
        notes.append(f"Read from the sheet “{kept['sheet']}”.")
    if "scale" in kept:
        notes.append(f"Numbers are read as {kept['scale']}.")
    if kept.get("skipped"):
        rows = ", ".join(map(str, kept["skipped"]))
        notes.append(f"Not read, because they name no item: row {rows}.")
    return tuple(notes)


def _answer_rows(kept: Mapping[str, Any], content: RubricContent) -> list[PreviewRow]:
    return [
        PreviewRow(
            where=f"Row {sent['row']}",
            what=fate["item"],
            title=_title(fate["item"], content),
            fate=fate["fate"],
            fate_label=FATES[fate["fate"]],
            details=tuple(
                Detail(_FIELDS[name], _shown(name, old, content), _shown(name, new, content))
                for name, (old, new) in fate.get("fields", {}).items()
            ),
            errors=tuple(fate.get("errors", ())),
            key=fate["item"] if fate["fate"] == "conflict" else "",
            by=fate.get("by", ""),
        )
        for sent, fate in zip(kept["rows"], kept["fates"], strict=True)
    ]


def _date_rows(kept: Mapping[str, Any], content: RubricContent) -> list[PreviewRow]:
    return [
        PreviewRow(
            where=f"Column {fate['date']}",
            what=period_name(date.fromisoformat(fate["date"])),
            title=f"{len(past['levels'])} levels",
            fate=fate["fate"],
            fate_label=FATES[fate["fate"]],
            details=_score(fate),
            errors=(
                *fate.get("errors", ()),
                *(f"{key}: {why}" for key, why in _of_items(fate)),
            ),
        )
        for past, fate in zip(kept["past"], kept["fates"], strict=True)
    ]


def _of_items(fate: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Why an assessment is refused, where that is for single items: each key with a sentence."""
    return [(key, why) for key, whys in fate.get("items", {}).items() for why in whys]


def _form_rows(kept: Mapping[str, Any], content: RubricContent) -> list[PreviewRow]:
    """The date first, since it is taken or refused as a whole, then each item.

    Where single items keep it out, they say why and the others say whom they wait for.
    """
    (past,), (fate,) = kept["past"], kept["fates"]
    (whole,) = _date_rows(kept, content)
    wrong = fate.get("items", {})
    held_up = _waits_for([row for row, key in kept["rows"] if key in wrong]) if wrong else ""
    whole = whole._replace(where=_WHOLE)
    if wrong:
        whole = whole._replace(fate="waits", fate_label=held_up, errors=())
    rows = []
    for row, key in kept["rows"]:
        own = ("refused" if key in wrong else "waits") if wrong else fate["fate"]
        said = (("level", past["levels"][key]), ("note", past["notes"].get(key, "")))
        rows.append(
            PreviewRow(
                where=f"Row {row}",
                what=key,
                title=_title(key, content),
                fate=own,
                fate_label=held_up if own == "waits" else FATES[own],
                details=tuple(
                    Detail(_FIELDS[name], "", _shown(name, value, content))
                    for name, value in said
                    if value
                ),
                errors=tuple(wrong.get(key, ())),
            )
        )
    return [whole, *rows]


def _waits_for(rows: list[int]) -> str:
    if len(rows) > 3:
        return f"waits for {len(rows)} rows"
    return f"waits for row{'' if len(rows) == 1 else 's'} {', '.join(map(str, rows))}"


def _title(key: str, content: RubricContent) -> str:
    """Empty where the project has moved to a rubric version without the item meanwhile."""
    item = content.items.get(key)
    return item.title if item else ""


def _score(fate: Mapping[str, Any]) -> tuple[Detail, ...]:
    if "overall" not in fate:
        return ()
    return (Detail("Overall", "", fate["overall"]), Detail("Band", "", fate["band"]))


def _shown(name: str, value: str, content: RubricContent) -> str:
    if name != "level":
        return value
    if value == NOT_APPLICABLE:
        return "Not applicable"
    labels = {level.key: level.label for level in content.definition.levels}
    return labels.get(value, "")


_ROWS = {
    Upload.Kind.ANSWERS.value: _answer_rows,
    Upload.Kind.HISTORY.value: _date_rows,
    Upload.Kind.SPREADSHEET.value: _form_rows,
}
