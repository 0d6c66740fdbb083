"""People, what they decide about themselves, and their roles."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from assessments.models import (
    AccessLevel,
    Kind,
    Role,
    User,
)

from .fields import PlainTextField, offer_rows


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
        offer_rows(self, "role", roles)


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
