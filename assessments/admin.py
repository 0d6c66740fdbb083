"""The administrators' pages: people, teams, roles. Answers and history are read only here."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from assessments.actions.rollups import store_rollups
from assessments.actions.standing import store_unowned_items_of_teams
from assessments.models import (
    AccessLevel,
    Assessment,
    Change,
    Membership,
    Owner,
    Project,
    Rubric,
    RubricVersion,
    Team,
    User,
)

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
    BaseUserAdmin = UserAdmin[User]
else:  # Django's own classes take no type arguments when they run
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
    BaseUserAdmin = UserAdmin


class ReadOnly(ModelAdmin):
    """What only actions may write: looking is all that these pages do."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # takes none when it runs
    """Refuses what would leave a team with projects without a lead; the database does too."""

    def clean(self) -> None:
        super().clean()
        mine = [form.instance.pk for form in self.forms if form.instance.pk]
        active = Membership.objects.filter(access_level=AccessLevel.LEAD, user__is_active=True)
        was_active = set(active.filter(pk__in=mine).values_list("pk", flat=True))
        gone, leads = set(), set()
        for form in self.forms:
            held = form.initial.get("team") or (form.instance.pk and form.instance.team_id)
            values = getattr(form, "cleaned_data", {})
            led, user = self._led(values), values.get("user")
            if held and form.initial.get("access_level") == AccessLevel.LEAD:
                switched_off = form.instance.pk in was_active and not (user and user.is_active)
                if led != held or switched_off:
                    gone.add(held)
            if led and user and user.is_active:
                leads.add(led)
        for team in gone - leads:
            others = active.filter(team=team)
            with_projects = Project.objects.filter(team=team).exists()
            if with_projects and not others.exclude(pk__in=mine).exists():
                raise ValidationError(
                    "A team with projects keeps a lead. Make somebody else a lead first."
                )

    def _led(self, values: dict[str, Any]) -> int | None:
        """The id of the team that the row makes its person a lead of, None if it does not."""
        team = values.get("team")
        if values.get("DELETE") or values.get("access_level") != AccessLevel.LEAD or not team:
            return None
        return int(team.pk)


class MembershipInline(TabularInline):
    model = Membership
    formset = MembershipFormSet
    extra = 1
    autocomplete_fields = ("user", "team")


class PersonForm(UserChangeForm):  # type: ignore[type-arg]  # takes none when it runs
    """Refuses to switch off the last administrator."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        stays = given.get("is_superuser") and given.get("is_active") and given.get("is_staff")
        others = User.objects.filter(is_superuser=True, is_active=True, is_staff=True)
        last = self.instance.is_superuser and not others.exclude(pk=self.instance.pk).exists()
        if last and not stays:
            raise ValidationError(
                "This is the last administrator. Make somebody else an administrator first."
            )
        return given


@admin.register(User)
class PersonAdmin(BaseUserAdmin):
    form = PersonForm
    ordering = ("name",)
    list_display = ("name", "email", "is_active", "is_staff")
    search_fields = ("name", "email")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "name", "password1", "password2")}),
    )
    list_filter = ("is_active", "is_staff")
    filter_horizontal = ()
    inlines = (MembershipInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        teams = set(Membership.objects.filter(user=form.instance).values_list("team", flat=True))
        super().save_related(request, form, formsets, change)
        teams |= set(Membership.objects.filter(user=form.instance).values_list("team", flat=True))
        store_unowned_items_of_teams(teams)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People are deactivated: their names stay beside what they answered."""
        return False


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    list_display = ("name", "slug")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MembershipInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        store_unowned_items_of_teams([form.instance.pk])
        # What is counted is remembered with the team's name.
        store_rollups(form.instance.pk)


@admin.register(Project)
class ProjectAdmin(ReadOnly):
    list_display = ("name", "team", "cadence", "archived_at")
    search_fields = ("name",)
    list_select_related = ("team",)


@admin.register(Owner)
class OwnerAdmin(ReadOnly):
    list_display = ("project", "item_key", "role", "person")
    list_select_related = ("project", "role", "person")
    list_filter = ("role",)
    search_fields = ("project__name", "item_key")


@admin.register(Assessment)
class AssessmentAdmin(ReadOnly):
    list_display = ("project", "as_of", "status", "overall", "band")
    list_select_related = ("project", "band")
    date_hierarchy = "as_of"
    list_filter = ("status",)


@admin.register(Rubric)
class RubricAdmin(ReadOnly):
    list_display = ("name", "slug")


@admin.register(RubricVersion)
class RubricVersionAdmin(ReadOnly):
    list_display = ("name", "version", "status")


@admin.register(Change)
class ChangeAdmin(ReadOnly):
    list_display = ("id", "at", "by_name", "door", "action", "item_key", "project")
    list_select_related = ("project",)
    list_filter = ("action", "door")
