"""A project's settings, and what they can be chosen from."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from assessments.actions.projects import ProjectInput
from assessments.models import (
    Cadence,
    Criticality,
    Project,
    RubricVersion,
    Team,
    Visibility,
)
from assessments.models.projects import (
    DESCRIPTION_LENGTH,
    ESCALATE_AFTER_DAYS,
    MOST_ESCALATE_AFTER_DAYS,
)
from assessments.reports.migrate import CHOICE

from .fields import OneOf, PlainTextField, PointsField, VersionField, offer, offer_rows

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
        offer_rows(self, "criticality", Criticality.objects.for_choice(criticality))
        offer_rows(self, "team", teams)
        versions = RubricVersion.objects.for_choice()
        offered = list(versions.with_facts())
        offer_rows(self, "rubric_version", versions)
        offer(self, "rubric_version", [(version.pk, version.name) for version in offered])
        declared = (options.get("initial") or {}).get("facts", ())
        known = _known_facts(offered, declared, version)
        offer(self, "facts", known)
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


def migration_choices(data: QueryDict) -> dict[str, str]:
    """What was chosen for split and merged items, by item key."""
    chosen = {name: str(value) for name, value in data.items() if name.startswith(CHOICE)}
    return {name.removeprefix(CHOICE): value for name, value in chosen.items()}
