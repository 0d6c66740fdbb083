"""Fields that several forms have: text through the one gate, points, days, rubric versions."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from assessments.dates import FIRST_DAY, LAST_DAY
from assessments.models import RubricVersion
from assessments.text import TextRefused, clean_text


def offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, str]]) -> None:
    """What a field of this form may be chosen from, as values and words."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def offer_rows(form: forms.Form, name: str, rows: models.QuerySet[Any]) -> None:
    """The same, as rows of the database."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class PlainTextField(forms.CharField):
    """Text through the one gate: normalised, no control characters, never cut.

    The control has no ``maxlength``: a browser would cut a pasted text without a word.
    """

    def __init__(self, *, limit: int, **options: Any) -> None:
        super().__init__(**options)
        self.limit = limit

    def clean(self, value: Any) -> str:
        try:
            value = clean_text(value or "", limit=self.limit)
        except TextRefused as refused:
            raise forms.ValidationError(str(refused)) from None
        if "\n" in value and not isinstance(self.widget, forms.Textarea):
            raise forms.ValidationError("Write this on one line.")
        return str(super().clean(value))


class PointsField(forms.DecimalField):
    """A score as people write it: from 0, with at most two decimals."""

    default_error_messages = {
        "invalid": "Write a number such as 3 or 3.5.",
        "min_value": "Write a number from 0 on.",
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(min_value=0, max_digits=10, decimal_places=2, widget=widget, **options)


class DayField(forms.DateField):
    """A day as browsers send it, within the years that are taken everywhere."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {
        "invalid": "This is not a date. Write it as year-month-day, e.g. 2026-12-31."
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def clean(self, value: Any) -> datetime.date:
        day: datetime.date = super().clean(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(f"Choose a day from {FIRST_DAY.year} to {LAST_DAY.year}.")
        return day


class OneOf(forms.Select):
    """A select that always has a choice. Asking whether it is required reads the rows again."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[RubricVersion]
else:  # Django's own class takes no type arguments when it runs
    ModelChoiceField = forms.ModelChoiceField


class VersionField(ModelChoiceField):
    def label_from_instance(self, obj: RubricVersion) -> str:
        return obj.name
