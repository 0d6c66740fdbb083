"""What begins, ends and reviews an assessment, and what is sent of its answers."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from assessments.actions.answer_fields import FIELDS
from assessments.actions.answers import AnswerInput

from .fields import DayField, PlainTextField

REASON_LENGTH = 2000


class StartForm(forms.Form):
    as_of = DayField(
        label="As of",
        help_text="The last day of the period that is assessed. One assessment per date.",
        error_messages={"required": "Choose the day that the assessment is for."},
    )


class ReasonForm(forms.Form):
    reason = PlainTextField(
        limit=REASON_LENGTH,
        label="Reason",
        help_text="Everybody in the team can read it in the history.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is reopened; the reason stays on record."},
    )


class ReviewForm(forms.Form):
    comment = PlainTextField(
        limit=REASON_LENGTH,
        label="What has to change",
        help_text="It is kept in the history.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what has to change before it can be closed."},
    )


def answer_inputs(data: QueryDict, item_keys: Iterable[str]) -> list[AnswerInput]:
    """What a form sent for these items. An item of which nothing was sent is left out.

    A revision that is no plain number is taken as 0, the oldest: what somebody else saved
    meanwhile then shows up as a conflict and is never overwritten.
    """
    confirmed = set(data.getlist("confirm"))
    inputs = []
    for key in item_keys:
        names = {name: f"{key}-{name}" for name in FIELDS}
        fields = {name: str(data[sent]) for name, sent in names.items() if sent in data}
        if fields or key in confirmed:
            revision = _revision(data.get(f"{key}-revision", ""))
            inputs.append(AnswerInput(key, revision, fields, confirm=key in confirmed))
    return inputs


def _revision(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
