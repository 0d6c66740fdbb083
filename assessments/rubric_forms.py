"""The parts of a rubric's document as forms. A draft may be unsound, so little is demanded here:
texts that can be stored, and the right types. What else is wrong is shown as a fault, and saved.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from assessments.forms.fields import PlainTextField
from assessments.rubric_parts import FIELDS, IDENTITY, ROLES, SCORING, TEXTS, Document
from assessments.scoring import Aggregation, NotApplicablePolicy

TEXT_LENGTH = 4000
LINE_LENGTH = 200
KEY = "[a-z][a-z0-9_-]{0,39}"
Choices = Iterable[tuple[str, str]]


def line(label: str, hint: str = "", **options: Any) -> PlainTextField:
    limit = options.pop("limit", LINE_LENGTH)
    return PlainTextField(limit=limit, label=label, help_text=hint, required=False, **options)


def text(label: str, hint: str = "", rows: int = 4) -> PlainTextField:
    widget = forms.Textarea(attrs={"rows": rows})
    return PlainTextField(
        limit=TEXT_LENGTH, label=label, help_text=hint, required=False, widget=widget
    )


def number(label: str, hint: str = "") -> PlainTextField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6})
    return line(label, hint, limit=20, widget=widget)


def choice(label: str, choices: Choices, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), help_text=hint, required=False)


def _kept(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """``old`` with the values of ``new``; an empty one adds no field that was not there."""
    empty: tuple[Any, ...] = ("", [], None)
    return {**old, **{name: v for name, v in new.items() if v not in empty or name in old}}


SOURCE = ("title", "authors", "year", "venue", "url", "note")


class IdentityForm(forms.Form):
    """What the version is and where it comes from."""

    name = line("Name", "E.g. “ML Test Score, our edition 2027”.")
    slug = line(
        "Rubric",
        "The short name of the family of versions, as in addresses. Answers and owners are carried "
        "only between versions of one rubric.",
        limit=40,
    )
    version = line("Version", "E.g. 2017-ours. Each version of a rubric has its own.", limit=40)
    family = line("Name of the rubric", "Used when this is its first version.")
    summary = text("Summary", "One or two sentences for whoever chooses a rubric.", rows=3)
    release_notes = text("Release notes", "What this version changes, and why. Markdown.", rows=6)
    licence = text("Licence", rows=2)
    source_title = line("Source: title")
    source_authors = line("Source: authors")
    source_year = forms.IntegerField(
        label="Source: year", required=False, min_value=1900, max_value=2100
    )
    source_venue = line("Source: where it appeared")
    source_url = line("Source: link", "Begins with https:// or http://.", limit=2000)
    source_note = text("Source: note", rows=2)

    @staticmethod
    def initial_of(part: Mapping[str, Any]) -> dict[str, Any]:
        source = part.get("source", {})
        return {**part, **{f"source_{name}": source.get(name, "") for name in SOURCE}}

    def value(self, part: Mapping[str, Any]) -> dict[str, Any]:
        data = self.cleaned_data
        plain = [name for name in FIELDS[IDENTITY] if name in data]
        found = _kept(part, {name: data[name] for name in plain})
        named = {name: data[f"source_{name}"] for name in SOURCE}
        source = {
            name: value
            for name, value in _kept(part.get("source", {}), named).items()
            if value not in ("", None)
        }
        found.pop("source", None)
        return {**found, **({"source": source} if source else {})}


class ScoringForm(forms.Form):
    """How points become a score; levels, bands and gates are rows beside it."""

    aggregation = choice(
        "The overall score is",
        [
            (Aggregation.MIN, "the lowest of the sections"),
            (Aggregation.SUM, "the sum of the sections"),
            (Aggregation.MEAN, "the mean of the sections"),
        ],
    )
    allowed = forms.BooleanField(label="An item may be left out as not applicable", required=False)
    policy = choice(
        "An item that does not apply",
        [
            (NotApplicablePolicy.ZERO, "scores nothing and keeps its place"),
            (NotApplicablePolicy.EXCLUDE, "is left out of a mean"),
            (NotApplicablePolicy.RESCALE, "lets the rest of its section stand for the whole"),
        ],
    )
    note = text("Note on what does not apply", rows=2)
    bands_source = text("Where the bands come from", rows=2)

    @staticmethod
    def initial_of(part: Mapping[str, Any]) -> dict[str, Any]:
        rule = part.get("not_applicable", {})
        return {
            "aggregation": part.get("overall", {}).get("aggregation", ""),
            "bands_source": part.get("bands_source", ""),
            **{name: rule.get(name, "") for name in ("allowed", "policy", "note")},
        }

    def value(self, part: Mapping[str, Any]) -> dict[str, Any]:
        data = self.cleaned_data
        rule = {"allowed": data["allowed"], "policy": data["policy"]}
        rule = _kept({**part.get("not_applicable", {}), **rule}, {"note": data["note"]})
        found = _kept(part, {"bands_source": data["bands_source"]})
        overall = {"aggregation": data["aggregation"]}
        return {**found, "overall": overall, "not_applicable": rule}


class RolesForm(forms.Form):
    """Roles and facts are rows only."""

    @staticmethod
    def initial_of(part: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def value(self, part: Mapping[str, Any]) -> dict[str, Any]:
        return dict(part)


class KeyedForm(forms.Form):
    """A section or an item, which its key leads to: the key has to be one, and its own."""

    def __init__(self, *args: Any, document: Document, **options: Any) -> None:
        super().__init__(*args, **options)
        self.document = document

    def keys(self) -> list[str]:
        """The keys that there are of this kind."""
        raise NotImplementedError

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"])
        if not re.fullmatch(KEY, key):
            raise forms.ValidationError(
                "Write small letters, digits, - and _, a letter first, at most 40 in all."
            )
        if key != self.initial.get("key") and key in self.keys():
            raise forms.ValidationError("Another one has this key already. Choose another key.")
        return key


class SectionForm(KeyedForm):
    title = line("Title")
    key = line("Key", "Small letters, digits, - and _. Scores are kept under it.", limit=40)
    aggregation = choice(
        "The section’s score is",
        [(Aggregation.SUM, "the sum of its items"), (Aggregation.MEAN, "the mean of its items")],
    )
    counts = forms.BooleanField(label="Counts toward the overall score", required=False)
    note = text("Note", "What the section is about.", rows=3)

    def keys(self) -> list[str]:
        return [section["key"] for section in self.document.get("sections", ())]

    @staticmethod
    def initial_of(part: Mapping[str, Any]) -> dict[str, Any]:
        return {"counts": True, **part}

    def value(self, part: Mapping[str, Any]) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        counts = {} if data["counts"] and "counts" not in part else {"counts": data["counts"]}
        named = {name: data[name] for name in ("title", "key", "aggregation")}
        return {**_kept(part, {"note": data["note"]}), **named, **counts}


EFFORTS = (
    (1, "1 – an hour"),
    (2, "2 – a day"),
    (3, "3 – a week"),
    (4, "4 – a month"),
    (5, "5 – a quarter"),
)


class ItemForm(KeyedForm):
    title = line("Title")
    key = line("Key", "The thread through versions: answers and owners hang on it.", limit=40)
    section = choice("Section", ())
    status = choice(
        "Status",
        [
            ("active", "active: it is answered and counts"),
            ("announced", "announced: to be read, does not count yet"),
            ("retired", "retired: to be read, does not count any more"),
        ],
    )
    status_note = text("Note on the status", "From when it will count, or why no more.", rows=2)
    statement = text("Statement", "What is true when the test is done. Markdown, as all below.")
    why = text("Why it matters")
    how_to_check = text("How to check")
    manual = text("What counts as done by hand")
    automated = text("What counts as automated")
    not_enough = text("What is not enough", rows=3)
    applicability = text("When it seems not to apply", rows=3)
    official_name = line("Name in the source")
    suggested_role = choice("Suggested role", ())
    supporting_roles = forms.MultipleChoiceField(
        label="Supporting roles", required=False, widget=forms.CheckboxSelectMultiple
    )
    effort = forms.TypedChoiceField(label="Effort", coerce=int, choices=EFFORTS, required=False)
    weight = number("Weight", "1 for an ordinary item; its points are multiplied by it.")
    applies_if = forms.MultipleChoiceField(
        label="Applies only to projects that declare all of",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    replaces = line(
        "Continues",
        "Keys of items of the version before, separated by spaces. Two keys merge two items; two "
        "items that continue one split it.",
        limit=900,
    )
    references = PlainTextField(
        limit=50_000,
        label="References",
        help_text="One a line: the title, then its address.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    provenance = text("Where it comes from", rows=2)

    def __init__(self, *args: Any, document: Document, **options: Any) -> None:
        super().__init__(*args, document=document, **options)
        part = self.initial
        roles = _named(document.get("roles", ()), "name")
        facts = _named(document.get("facts", ()), "title")
        sections = _named(document.get("sections", ()), "title")
        self._offer("section", sections, [part.get("section")])
        self._offer("suggested_role", roles, [part.get("suggested_role")])
        self._offer("supporting_roles", roles, part.get("supporting_roles", ()))
        self._offer("applies_if", facts, part.get("applies_if", ()))
        if not self.fields["applies_if"].choices:  # type: ignore[attr-defined]
            del self.fields["applies_if"]

    def _offer(self, name: str, rows: dict[str, str], held: Iterable[Any]) -> None:
        """What there is, and what the item names though it is not there (any more)."""
        gone = {key: f"{key} (not there)" for key in held if key and key not in rows}
        self.fields[name].choices = list({**rows, **gone}.items())  # type: ignore[attr-defined]

    def keys(self) -> list[str]:
        return [i["key"] for section in self.document.get("sections", ()) for i in section["items"]]

    @staticmethod
    def initial_of(part: Mapping[str, Any]) -> dict[str, Any]:
        links = (
            f"{ref.get('title', '')} {ref.get('url', '')}" for ref in part.get("references", ())
        )
        return {
            "status": "active",
            "weight": "1",
            **part,
            "replaces": " ".join(part.get("replaces", ())),
            "references": "\n".join(links),
        }

    def clean_references(self) -> list[dict[str, str]]:
        rows = []
        for row in self.cleaned_data["references"].split("\n"):
            title, _, url = row.strip().rpartition(" ")
            if url:
                rows.append({"title": title.strip() or url, "url": url})
        return rows

    def clean_replaces(self) -> list[str]:
        return list(dict.fromkeys(self.cleaned_data["replaces"].replace(",", " ").split()))

    def value(self, part: Mapping[str, Any]) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        always = ("title", "key", "section", "suggested_role", "effort", *TEXTS)
        found = {name: data.pop(name) for name in always}
        if found["effort"] == "":
            found["effort"] = part.get("effort", 3)
        for name, usual in (("status", "active"), ("weight", "1")):
            if data[name] in ("", usual) and name not in part:
                data.pop(name)
        return _kept({**part, **found}, data)


def _named(rows: Iterable[Mapping[str, Any]], label: str) -> dict[str, str]:
    return {row["key"]: str(row.get(label) or row["key"]) for row in rows if row.get("key")}


FORMS: Mapping[str, type[Any]] = {
    IDENTITY: IdentityForm,
    SCORING: ScoringForm,
    ROLES: RolesForm,
    "section": SectionForm,
    "item": ItemForm,
}


def part_form(part: str, data: Any, value: Mapping[str, Any], document: Document) -> Any:
    """The form of a part, with what it says now; ``data`` is what was sent, None if nothing."""
    form = FORMS[part]
    more = {"document": document} if issubclass(form, KeyedForm) else {}
    return form(data, initial=form.initial_of(value), **more)
