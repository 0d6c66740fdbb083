"""Levels, bands, gates, roles and facts of a rubric's document as rows of small forms."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from assessments.forms.fields import PlainTextField
from assessments.rubric_forms import choice, line, number, text
from assessments.rubric_parts import ROLES, SCORING, Document, free_key

EXTRA = 1
MOST_ROWS = 60


class RowForm(forms.Form):
    """A row of a table. ``LABEL`` names what it is called by; a key is made of that where none is.

    ``document`` is the whole, for rows that point at another part of it.
    """

    LABEL = "label"

    def __init__(self, *args: Any, document: Document, **options: Any) -> None:
        super().__init__(*args, **options)
        self.document = document

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        return dict(row)

    def is_filled(self) -> bool:
        """Whether the row says anything and is not to be removed."""
        data = {name: v for name, v in self.cleaned_data.items() if name != "inclusive"}
        return not data.pop("DELETE", False) and any(data.values())

    def value(self) -> dict[str, Any]:
        """The row as the document holds it; what was empty and not there before stays away."""
        data = {name: v for name, v in self.cleaned_data.items() if name != "DELETE"}
        before = {name for name in self.initial if name in data}
        return {name: value for name, value in data.items() if value != "" or name in before}


class LevelRow(RowForm):
    label = line("Label")
    key = line("Key", limit=40)
    points = number("Points")
    meaning = text("Meaning", rows=2)
    evidence = text("Evidence it asks for", rows=2)


class BandRow(RowForm):
    label = line("Label")
    key = line("Key", limit=40)
    lower = number("From")
    inclusive = forms.TypedChoiceField(
        label="The bound itself",
        choices=[("yes", "belongs to it"), ("no", "belongs to the band below")],
        coerce=lambda value: value == "yes",
        required=False,
    )
    meaning = text("Meaning", rows=2)

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, "inclusive": "yes" if row.get("inclusive", True) else "no"}

    def value(self) -> dict[str, Any]:
        return {**super().value(), "inclusive": self.cleaned_data["inclusive"] is not False}


class GateRow(RowForm):
    label = line("Label")
    key = line("Key", limit=40)
    on = choice("Holds while", ())
    below = choice("is below", (), "For an item: its level.")
    score = number("or below the score", "For a section.")
    cap = number("Then the overall score is at most")
    meaning = text("Meaning", rows=2)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        sections = self.document.get("sections", ())
        parts = [(f"section {s['key']}", f"section {s.get('title', s['key'])}") for s in sections]
        parts += [
            (f"item {i['key']}", f"{i['key']} {i.get('title', '')}")
            for s in sections
            for i in s["items"]
        ]
        levels = [
            (level["key"], str(level.get("label", level["key"])))
            for level in self.document.get("levels", ())
            if level.get("key")
        ]
        self._offer("on", parts)
        self._offer("below", levels)

    def _offer(self, name: str, rows: list[tuple[str, str]]) -> None:
        held = self.initial.get(name, "")
        gone = [(held, f"{held} (not there)")] if held and held not in dict(rows) else []
        self.fields[name].choices = [("", "choose"), *rows, *gone]  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        on = next((f"{kind} {row[kind]}" for kind in ("item", "section") if kind in row), "")
        return {**row, "on": on, "below": row.get("level", "")}

    def value(self) -> dict[str, Any]:
        found = super().value()
        kind, _, key = found.pop("on", "").partition(" ")
        level, score = found.pop("below", ""), found.pop("score", "")
        found.pop("item", None), found.pop("section", None)
        if kind == "item":
            return {**found, "item": key, "level": level}
        return {**found, "section": key, "score": score} if kind else found


class RoleRow(RowForm):
    LABEL = "name"
    name = PlainTextField(limit=80, label="Name", required=False)
    key = line("Key", limit=40)


class FactRow(RowForm):
    LABEL = "title"
    title = PlainTextField(limit=80, label="What a project can be", required=False)
    key = line("Key", limit=40)
    question = line("Question", "E.g. “Does it handle personal data?”")


TABLES: Mapping[str, Mapping[str, tuple[str, str, type[RowForm]]]] = {
    SCORING: {
        "levels": (
            "Levels",
            "The possible answers; they are put in the order of their points.",
            LevelRow,
        ),
        "bands": ("Bands", "Named ranges of the overall score, each up to the next.", BandRow),
        "gates": (
            "Gates",
            "What keeps the overall score down, whatever the rest says.",
            GateRow,
        ),
    },
    ROLES: {
        "roles": ("Roles", "Who items are suggested to.", RoleRow),
        "facts": (
            "Facts",
            "What a project can declare about itself, so that items apply to some projects only.",
            FactRow,
        ),
    },
}
"""The tables of each part: field of the document to title, what it is for, form of a row."""


class Table(forms.BaseFormSet):  # type: ignore[type-arg]
    """One table with what it is called and what it is for."""

    title = hint = name = ""


def tables(part: str, data: Any, value: Mapping[str, Any], document: Document) -> list[Any]:
    """The tables of a part, each a formset with one empty row more."""
    return [
        _table(name, *spec, data, value, document) for name, spec in TABLES.get(part, {}).items()
    ]


def _table(
    name: str,
    title: str,
    hint: str,
    row: type[RowForm],
    data: Any,
    value: Mapping[str, Any],
    document: Document,
) -> Any:
    made = forms.formset_factory(
        row, formset=Table, extra=EXTRA, can_delete=True, absolute_max=MOST_ROWS, max_num=MOST_ROWS
    )
    initial = [row.initial_of(one) for one in value.get(name, ())]
    found: Any = made(data, initial=initial, prefix=name, form_kwargs={"document": document})
    found.title, found.hint, found.name = title, hint, name
    return found


def table_value(table: Any) -> list[dict[str, Any]]:
    """The rows as the document holds them: without the empty and the removed ones, sorted."""
    forms_left = [form for form in table.forms if form.is_filled()]
    rows: list[dict[str, Any]] = [form.value() for form in forms_left]
    for row, form in zip(rows, forms_left, strict=True):
        if not row.get("key"):
            taken = [str(other.get("key", "")) for other in rows]
            row["key"] = free_key(str(row.get(form.LABEL, "")), taken, otherwise=form.LABEL)
    order = {"levels": "points", "bands": "lower"}.get(table.name)
    return sorted(rows, key=lambda row: _size(row, order)) if order else rows


def _size(row: Mapping[str, Any], name: str) -> tuple[Decimal, bool]:
    """What is no number comes last. A band with its bound goes before one without."""
    try:
        size = Decimal(str(row.get(name, "")))
    except InvalidOperation:
        size = Decimal("Infinity")
    return (size if size.is_finite() else Decimal("Infinity"), not row.get("inclusive", True))
