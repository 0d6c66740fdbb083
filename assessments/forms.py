"""Is the input well formed? One plain form an action."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from assessments.actions.answers import FIELDS, AnswerInput
from assessments.actions.owners import FIELDS as OWNER_FIELDS
from assessments.actions.owners import OwnerInput
from assessments.actions.projects import ProjectInput
from assessments.models import Cadence, Project, RubricVersion, Team
from assessments.models.projects import DESCRIPTION_LENGTH
from assessments.text import TextRefused, clean_text

REASON_LENGTH = 2000


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


class StartForm(forms.Form):
    as_of = forms.DateField(
        label="As of",
        help_text="The last day of the period that is assessed. One assessment per date.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "invalid": "This is not a date. Write it as year-month-day, e.g. 2026-12-31.",
            "required": "Choose the day that the assessment is for.",
        },
    )


class ReasonForm(forms.Form):
    reason = PlainTextField(
        limit=REASON_LENGTH,
        label="Reason",
        help_text="Everybody in the team can read it in the history.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why it is reopened; the reason stays on record."},
    )


if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[RubricVersion]
else:  # Django's own class takes no type arguments when it runs
    ModelChoiceField = forms.ModelChoiceField


class VersionField(ModelChoiceField):
    def label_from_instance(self, obj: RubricVersion) -> str:
        return obj.name


class ProjectForm(forms.Form):
    """A project's settings. The choices are those that the person may take."""

    name = PlainTextField(
        limit=120, label="Name", help_text="The ML system, as your team calls it."
    )
    description = PlainTextField(
        limit=DESCRIPTION_LENGTH,
        label="Description",
        required=False,
        help_text="What it predicts, who uses it, how it runs.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="Team",
        help_text="Its members see the project.",
        empty_label=None,
    )
    rubric_version = VersionField(
        RubricVersion.objects.none(),
        label="Rubric version",
        help_text="Holds from the next assessment on.",
        empty_label=None,
    )
    cadence = forms.ChoiceField(
        label="How often",
        choices=Cadence.choices,
        initial=Cadence.QUARTERLY,
        help_text="How often an assessment is due.",
    )

    def __init__(self, *args: Any, teams: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        versions = RubricVersion.objects.for_choice()
        self.fields["rubric_version"].queryset = versions  # type: ignore[attr-defined]

    def project_input(self) -> ProjectInput:
        return ProjectInput(**self.cleaned_data)


def project_initial(project: Project) -> dict[str, Any]:
    return {
        "name": project.name,
        "description": project.description,
        "team": project.team_id,
        "rubric_version": project.rubric_version_id,
        "cadence": project.cadence,
    }


def owner_inputs(data: QueryDict, item_keys: Iterable[str]) -> list[OwnerInput]:
    """What a form sent for these items: role, person and due date, each only if it was sent."""
    inputs = []
    for key in item_keys:
        sent = {name: f"{key}-{name}" for name in OWNER_FIELDS}
        fields = {name: str(data[field]) for name, field in sent.items() if field in data}
        if fields:
            inputs.append(OwnerInput(key, fields))
    return inputs


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
