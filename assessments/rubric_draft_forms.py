"""How a rubric draft begins, and the buttons of its outline, as forms."""

import re
from typing import Any

from django import forms

from assessments.forms.fields import PlainTextField, VersionField
from assessments.models import RubricVersion
from assessments.rubric_forms import KEY, LINE_LENGTH
from assessments.text import whole_number

VERSION = "[A-Za-z0-9][A-Za-z0-9._-]{0,39}"


class RubricDraftForm(forms.Form):
    """From a published version, from a file, or from nothing."""

    base = VersionField(
        queryset=RubricVersion.objects.none(),
        required=False,
        label="Begin with",
        empty_label="nothing: one section with one item",
        help_text="Everything of a published version is taken over; you change what is to differ.",
    )
    version = PlainTextField(
        limit=40,
        required=False,
        label="Its version",
        help_text="E.g. 2017-ours. Letters, digits, point, - and _. Fixed once it is published.",
    )
    slug = PlainTextField(
        limit=40,
        required=False,
        label="A rubric of its own",
        help_text="Leave this empty to write a version of the same rubric: projects can then "
        "move with their owners and answers. A short name here, e.g. our-checklist, begins a "
        "new rubric.",
    )
    file = forms.FileField(
        required=False,
        label="Or begin with a file",
        help_text="A rubric file, YAML or JSON; the fields above are not needed then.",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.json"}),
        error_messages={"empty": "The file is empty. Choose another one."},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["base"].queryset = RubricVersion.objects.for_choice()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("file") or self.errors:
            return data
        if not re.fullmatch(VERSION, data["version"]):
            self.add_error("version", "Write letters, digits, point, - and _, at most 40 in all.")
        if data["slug"] and not re.fullmatch(KEY, data["slug"]):
            self.add_error(
                "slug", "Write small letters, digits, - and _, a letter first, at most 40 in all."
            )
        elif not data["slug"] and not data["base"]:
            self.add_error("slug", "Write the short name of the new rubric, e.g. our-checklist.")
        elif data["slug"] and _is_another(data["slug"], data["base"]):
            self.add_error(
                "slug", "There is a rubric of this name. Begin with one of its versions instead."
            )
        return data


def _is_another(slug: str, base: RubricVersion | None) -> bool:
    """Whether a rubric of this name is there that the base is not a version of."""
    if base is not None and base.rubric.slug == slug:
        return False
    return RubricVersion.objects.filter(rubric__slug=slug).exists()


class RubricPartForm(forms.Form):
    """A button of the outline: what it does, to which part, and the title of what is new."""

    do = forms.ChoiceField(
        choices=[
            (f"{verb}-{kind}", "")
            for verb in ("add", "up", "down", "remove")
            for kind in ("section", "item")
        ]
    )
    key = forms.RegexField(f"^{KEY}$", required=False)
    title = PlainTextField(limit=LINE_LENGTH, required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("do", "").startswith("add") and not data.get("title"):
            self.add_error("title", "Write a title first.")
        return data

    def problem(self) -> str:
        """What is wrong, as one sentence."""
        if "title" in self.errors:
            return str(self.errors["title"][0])
        return "This button asks for something that is not there. Load the page anew."


class PublishForm(forms.Form):
    """``revision`` is that of the draft whose differences were looked at; 0 for anything else."""

    revision = forms.CharField(widget=forms.HiddenInput, required=False)
    release_notes = PlainTextField(
        limit=4000,
        label="Release notes",
        help_text="What this version changes, and why. Everybody reads them on its page. Markdown.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say what this version changes and why."},
    )

    def clean_revision(self) -> int:
        return whole_number(self.cleaned_data["revision"]) or 0
