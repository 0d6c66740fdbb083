"""Files that are uploaded."""

from collections.abc import Iterable
from typing import Any

from django import forms

from .fields import DayField, offer


class OwnersFileForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        help_text="Columns: item, role, person (e-mail address), due_on. What it leaves out stays.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": "Choose a file first.",
            "empty": "The file is empty. Nothing was changed.",
        },
    )


def _file_field(help_text: str) -> forms.FileField:
    return forms.FileField(
        label="CSV or XLSX file",
        help_text=help_text,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "required": "Choose a file first.",
            "empty": "The file is empty. Nothing was changed.",
        },
        max_length=200,
    )


class AnswersFileForm(forms.Form):
    """Answers of a draft. ``drafts`` are dates and names of the open ones."""

    as_of = forms.ChoiceField(
        label="Into the draft",
        error_messages={
            "required": "Choose a draft.",
            "invalid_choice": "There is no such open draft. Choose one of those shown.",
        },
    )
    file = _file_field("As downloaded from the assessment: item, level, note, evidence, revision.")

    def __init__(self, *args: Any, drafts: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "answers_%s", **options})
        offer(self, "as_of", drafts)


class LevelsFileForm(forms.Form):
    file = _file_field("As downloaded: a row for each item, a column for each date.")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "levels_%s", **options})


class RubricFormFileForm(forms.Form):
    """The spreadsheet form of the rubric, for a date that is over."""

    as_of = DayField(
        label="As of",
        error_messages={"required": "Choose the day that the answers are of."},
    )
    scale = forms.ChoiceField(
        label="Numbers are",
        required=False,
        help_text="Needed only where a file could be read in two ways: 1 may be half way or all.",
    )
    sheet = forms.CharField(
        label="Sheet",
        required=False,
        max_length=100,
        help_text="Needed only where several sheets of a workbook could be meant.",
        error_messages={"max_length": "No sheet has so long a name."},
    )
    file = _file_field("A row for each item with a number (0, 0.5, 1 or 0, 1, 2) and a note.")

    def __init__(self, *args: Any, scales: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "form_%s", **options})
        named = [(scale, scale) for scale in scales]
        offer(self, "scale", [("", "as they fit"), *named])
