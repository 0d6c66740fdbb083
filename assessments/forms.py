"""Is the input well formed? One plain form an action."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import QueryDict

from assessments.actions.actions import ActionInput
from assessments.actions.answers import FIELDS, AnswerInput
from assessments.actions.owners import FIELDS as OWNER_FIELDS
from assessments.actions.owners import OwnerInput
from assessments.actions.projects import ProjectInput
from assessments.dates import FIRST_DAY, LAST_DAY
from assessments.models import (
    AccessLevel,
    Cadence,
    Criticality,
    Kind,
    Project,
    Role,
    RubricVersion,
    Team,
    User,
    Visibility,
)
from assessments.models.actions import ACTION_LENGTH
from assessments.models.discussions import COMMENT_LENGTH
from assessments.models.projects import (
    DESCRIPTION_LENGTH,
    ESCALATE_AFTER_DAYS,
    MOST_ESCALATE_AFTER_DAYS,
)
from assessments.reports.compare_choice import Selection
from assessments.reports.compare_dates import Dates
from assessments.reports.migrate import CHOICE
from assessments.reports.owners import GONE
from assessments.text import TextRefused, clean_text, whole_number

REASON_LENGTH = 2000
SHOWN_LENGTH = 100


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


class OneOf(forms.Select):
    """A select that always has a choice. Asking whether it is required reads the rows again."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class VersionField(ModelChoiceField):
    def label_from_instance(self, obj: RubricVersion) -> str:
        return obj.name


if TYPE_CHECKING:
    CriticalityChoiceField = forms.ModelChoiceField[Criticality]
else:
    CriticalityChoiceField = forms.ModelChoiceField


class CriticalityField(CriticalityChoiceField):
    def label_from_instance(self, obj: Criticality) -> str:
        return f"{obj.name}: target {obj.target_text}"


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
        help_text="Its members see the project and fill it in.",
        empty_label=None,
        widget=OneOf,
        error_messages={"invalid_choice": "You do not lead this team, or no more. Choose another."},
    )
    rubric_version = VersionField(
        RubricVersion.objects.none(),
        label="Rubric version",
        help_text="Holds from the next assessment on.",
        empty_label=None,
        widget=OneOf,
    )
    facts = forms.MultipleChoiceField(
        label="What is true of it",
        help_text="Some rubric versions have tests that apply only to systems of which this is "
        "true. An open draft follows.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "No rubric version asks for this."},
    )
    cadence = forms.ChoiceField(
        label="How often",
        choices=Cadence.choices,
        initial=Cadence.QUARTERLY,
        help_text="How often an assessment is due.",
    )

    criticality = CriticalityField(
        Criticality.objects.none(),
        label="How much depends on it",
        help_text="Says which score the project should reach.",
        empty_label="No target",
        error_messages={
            "invalid_choice": "This one is given no more: it was retired. Choose another."
        },
        required=False,
        initial=Criticality.objects.usual,
    )
    visibility = forms.ChoiceField(
        label="Who may read it",
        choices=Visibility.choices,
        initial=Visibility.TEAM,
        required=False,
        help_text="Only members of the team can change anything.",
    )
    review_required = forms.BooleanField(
        label="A submitted assessment is reviewed by somebody else before it is closed",
        required=False,
    )
    escalate_after_days = forms.IntegerField(
        label="Days overdue until the leads are told again",
        min_value=1,
        max_value=MOST_ESCALATE_AFTER_DAYS,
        initial=ESCALATE_AFTER_DAYS,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        teams: Any,
        criticality: int | None = None,
        version: RubricVersion | None = None,
        **options: Any,
    ) -> None:
        """``criticality`` is the one that the project has already, retired or not; ``version`` too:
        a project moves to another one on a page of its own.
        """
        super().__init__(*args, **options)
        choices = Criticality.objects.for_choice(criticality)
        self.fields["criticality"].queryset = choices  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        versions = RubricVersion.objects.for_choice()
        offered = list(versions.with_facts())
        self.fields["rubric_version"].queryset = versions  # type: ignore[attr-defined]
        names = [(version.pk, version.name) for version in offered]
        self.fields["rubric_version"].choices = names  # type: ignore[attr-defined]
        declared = (options.get("initial") or {}).get("facts", ())
        known = _known_facts(offered, declared, version)
        self.fields["facts"].choices = known  # type: ignore[attr-defined]
        self.facts_in_words = dict(known)
        if not known:
            del self.fields["facts"]
        self.version = version
        if version:
            del self.fields["rubric_version"]

    def clean_facts(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.cleaned_data["facts"])))

    def clean_visibility(self) -> str:
        """A program that does not send it means the closed one."""
        return self.cleaned_data["visibility"] or Visibility.TEAM.value

    def clean_escalate_after_days(self) -> int:
        return self.cleaned_data["escalate_after_days"] or ESCALATE_AFTER_DAYS

    def project_input(self) -> ProjectInput:
        kept: dict[str, Any] = {"rubric_version": self.version} if self.version else {}
        return ProjectInput(**self.cleaned_data, **kept)


def _known_facts(
    versions: Iterable[RubricVersion], declared: Collection[str], only: RubricVersion | None
) -> list[tuple[str, str]]:
    """What the version ``only`` asks and what is declared already; without one, what any asks,
    each once, with the names of those that ask.
    """
    words, askers = dict[str, str](), defaultdict[str, list[RubricVersion]](list)
    for version in sorted(versions, key=lambda version: version != only):  # its words come first
        for fact in version.asked or ():
            words.setdefault(fact["key"], f"{fact['title']}: {fact['question']}")
            askers[fact["key"]].append(version)
    if only:
        words = {k: text for k, text in words.items() if k in declared or only in askers[k]}
    else:
        names = {k: ", ".join(version.name for version in found) for k, found in askers.items()}
        words = {k: f"{text} ({names[k]})" for k, text in words.items()}
    return [*words.items(), *((key, key) for key in declared if key not in words)]


def project_initial(project: Project) -> dict[str, Any]:
    return {
        "name": project.name,
        "description": project.description,
        "team": project.team_id,
        "cadence": project.cadence,
        "criticality": project.criticality_id,
        "visibility": project.visibility,
        "review_required": project.review_required,
        "escalate_after_days": project.escalate_after_days,
        "facts": project.facts,
    }


def owner_inputs(data: QueryDict, item_keys: Iterable[str]) -> list[OwnerInput]:
    """What a form sent for these items: role, person and due date, each only if it was sent."""
    inputs = []
    for key in item_keys:
        sent = {name: f"{key}-{name}" for name in OWNER_FIELDS}
        fields = {name: str(data[field]) for name, field in sent.items() if field in data}
        if fields.get("person") == GONE:
            del fields["person"]
        if fields:
            inputs.append(OwnerInput(key, fields))
    return inputs


def changed_on_page(data: QueryDict, item_keys: Iterable[str]) -> list[str]:
    """The items that somebody changed on the page of all items.

    Each row sends what it showed as stored, so that a page which was opened earlier does not
    take back what others have changed meanwhile.
    """
    return [
        key
        for key in item_keys
        if data.get(f"{key}-stored")
        != "|".join(data.get(f"{key}-{name}", "") for name in OWNER_FIELDS)
    ]


class SettingsForm(forms.Form):
    """What people decide about themselves."""

    name = PlainTextField(
        limit=150,
        label="Name",
        help_text="Shown to your teams. Closed assessments keep the name of their day.",
        error_messages={"required": "Write your name."},
    )
    wanted = forms.MultipleChoiceField(
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "This kind of reminder does not exist."},
    )


if TYPE_CHECKING:
    RoleChoiceField = forms.ModelChoiceField[Role]
else:
    RoleChoiceField = forms.ModelChoiceField


class MemberForm(forms.Form):
    """Access level and role of a member; a retired role only where it is held already."""

    access_level = forms.ChoiceField(label="Access level", choices=AccessLevel.choices)
    role = RoleChoiceField(
        Role.objects.none(),
        label="Role",
        empty_label=None,
        error_messages={"invalid_choice": "This role does not exist or is retired."},
    )

    def __init__(self, *args: Any, held: int | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        roles = Role.objects.active() | Role.objects.filter(pk=held or 0)
        self.fields["role"].queryset = roles  # type: ignore[attr-defined]


class InviteForm(MemberForm):
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "maxlength": None}),
        error_messages={
            "required": "Write the address of whom you invite.",
            "invalid": "This is not an e-mail address.",
        },
    )
    field_order = ("email", "access_level", "role")


class NewAccountForm(forms.Form):
    """Name and password of somebody who accepts an invitation without having an account."""

    name = PlainTextField(
        limit=150,
        label="Your name",
        help_text="As your team knows you.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Write your name."},
    )
    password = forms.CharField(
        label="Password",
        help_text="At least 12 characters.",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "maxlength": None}),
        error_messages={"required": "Choose a password."},
    )
    again = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Write the password a second time."},
    )

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        name = self.cleaned_data.get("name", "")
        validate_password(password, User(email=self.email, name=name))
        return password

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", "The two passwords are not the same.")
        return given


class RoleForm(forms.Form):
    name = PlainTextField(
        limit=80,
        label="Name",
        help_text="E.g. Data steward.",
        error_messages={"required": "Write the name of the role."},
    )


class CriticalityForm(forms.Form):
    name = PlainTextField(
        limit=80,
        label="Name",
        help_text="E.g. Regulated.",
        error_messages={"required": "Write the name of the criticality."},
    )
    target = PointsField(
        label="Target",
        help_text="The overall score that such a project should reach.",
        error_messages={"required": "Write the score to reach, e.g. 3."},
    )
    target_of = PointsField(
        label="Of",
        help_text="The full score on whose scale the target is said: 7 in the 2017 paper.",
        initial=7,
        error_messages={"required": "Write the full score, e.g. 7."},
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("target_of") == 0:
            self.add_error("target_of", "The full score is more than 0.")
        elif {"target", "target_of"} <= given.keys() and given["target"] > given["target_of"]:
            self.add_error("target", "The target is at most the full score.")
        return given


class ReviewForm(forms.Form):
    comment = PlainTextField(
        limit=REASON_LENGTH,
        label="What has to change",
        help_text="It is kept in the history.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what has to change before it can be closed."},
    )


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
    due_on = forms.DateField(
        label="Until",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "invalid": "This is not a date. Write it as year-month-day, e.g. 2026-12-31.",
            "required": "Choose a day until which it is done.",
        },
    )

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].choices = [("", "Choose…"), *people]  # type: ignore[attr-defined]

    def clean_due_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["due_on"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(f"Choose a day from {FIRST_DAY.year} to {LAST_DAY.year}.")
        return day

    def action_input(self) -> ActionInput:
        return ActionInput(**self.cleaned_data)


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
        self.fields["as_of"].choices = list(drafts)  # type: ignore[attr-defined]


class LevelsFileForm(forms.Form):
    file = _file_field("As downloaded: a row for each item, a column for each date.")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "levels_%s", **options})


class RubricFormFileForm(forms.Form):
    """The spreadsheet form of the rubric, for a date that is over."""

    as_of = forms.DateField(
        label="As of",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        error_messages={
            "invalid": "This is not a date. Write it as year-month-day, e.g. 2026-03-31.",
            "required": "Choose the day that the answers are of.",
        },
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
        self.fields["scale"].choices = [("", "as they fit"), *named]  # type: ignore[attr-defined]

    def clean_as_of(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["as_of"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(f"Choose a day from {FIRST_DAY.year} to {LAST_DAY.year}.")
        return day


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


def migration_choices(data: QueryDict) -> dict[str, str]:
    """What was chosen for split and merged items, by item key."""
    chosen = {name: str(value) for name, value in data.items() if name.startswith(CHOICE)}
    return {name.removeprefix(CHOICE): value for name, value in chosen.items()}


def compare_selection(data: QueryDict) -> Selection:
    """What ``/compare/`` is asked for; there is nothing that it could not be asked."""
    parts = (part.strip() for value in data.getlist("projects") for part in value.split(","))
    typed = dict.fromkeys(_shown(part) for part in parts if part)
    return Selection(
        typed=tuple(typed),
        different=data.get("different") == "1",
        choosing="choose" in data,
        q=_shown(data.get("q", "").strip()),
    )


def compare_dates(data: QueryDict) -> Dates:
    """What the comparison of two assessments is asked for."""
    return Dates(
        earlier=_shown(data.get("from", "").strip()),
        later=_shown(data.get("to", "").strip()),
        different=data.get("different") == "1",
    )


def _shown(text: str) -> str:
    """What a query string held, fit to be shown and to be looked up: one short line."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text[:SHOWN_LENGTH])


def _revision(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
