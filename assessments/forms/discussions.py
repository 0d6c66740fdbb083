"""What is said about an answer, and what is to be done."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assessments.actions.actions import ActionInput
from assessments.models.actions import ACTION_LENGTH
from assessments.models.discussions import COMMENT_LENGTH

from .fields import DayField, PlainTextField, offer


class CommentForm(forms.Form):
    text = PlainTextField(
        limit=COMMENT_LENGTH,
        label="Comment",
        help_text="@ and a name tells that member of the team.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write something first."},
    )


class ActionForm(forms.Form):
    """An action. ``people`` are the members who can answer, as id and name."""

    text = PlainTextField(
        limit=ACTION_LENGTH,
        label="What",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what is to be done."},
    )
    owner = forms.TypedChoiceField(
        label="Who",
        coerce=int,
        error_messages={
            "required": "Choose who does it.",
            "invalid_choice": "This person is no member of the team who can answer items.",
        },
    )
    due_on = DayField(
        label="Until",
        error_messages={"required": "Choose a day until which it is done."},
    )

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "owner", [("", "Choose…"), *people])

    def action_input(self) -> ActionInput:
        return ActionInput(**self.cleaned_data)
