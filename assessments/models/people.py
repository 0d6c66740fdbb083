"""People, roles, teams, and who belongs where."""

from typing import Any, ClassVar, NamedTuple, Self

from django.apps import apps
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from .search import same_as


class AccessLevel(models.TextChoices):
    """What a member may do. Each level includes those before it."""

    VIEWER = "viewer", "Viewer"
    MEMBER = "member", "Member"
    LEAD = "lead", "Lead"


CAN_ANSWER = (AccessLevel.MEMBER.value, AccessLevel.LEAD.value)
"""The access levels that may answer items, and so may own them."""


class RoleQuerySet(models.QuerySet["Role"]):
    def active(self) -> Self:
        """Roles that may be given to somebody or something."""
        return self.filter(retired_at=None)

    def for_page(self) -> Self:
        """All roles with ``members`` and ``items``: how many people have and items go to each."""
        return self.annotate(
            members=models.Count("memberships", distinct=True),
            items=models.Count("owned_items", distinct=True),
        )

    def with_able_people(self, team_id: int) -> "models.QuerySet[Role, tuple[Any, ...]]":
        """All roles, each with the members of a team who have it and can answer, by name.

        A row is the role's id, key, name, position and ``retired_at``, then the membership's id
        and the person's id, name, e-mail address and whether they are active: None without one.
        """
        able = models.FilteredRelation(
            "memberships",
            condition=models.Q(memberships__team=team_id, memberships__access_level__in=CAN_ANSWER),
        )
        person = "able__user"
        rows = self.annotate(able=able).order_by(f"{person}__name", f"{person}__email", "able__pk")
        return rows.values_list(
            *("pk", "key", "name", "position", "retired_at", "able"),
            *(person, f"{person}__name", f"{person}__email", f"{person}__is_active"),
        )


class Role(models.Model):
    """What somebody does for an ML system; not to be mixed up with the access level.

    The key is for good: rubric files and owners name it. The name may change; a closed assessment
    keeps the one of its day. A retired role stays where it is, and is not given anew.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    members: int  # annotated by for_page()
    items: int

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ("position", "key")
        constraints = (
            models.UniqueConstraint(Lower("name"), name="role_name_is_unique_in_any_case"),
        )

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create somebody who can log in. Raises ``ValueError`` without an e-mail address."""
        if not email:
            raise ValueError("a person needs an e-mail address")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person. The e-mail address, compared without regard to case, is the login."""

    username = None  # type: ignore[assignment]  # the e-mail address takes its place
    first_name = None  # type: ignore[assignment]  # one name field fits more of the world
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=150)
    email = models.EmailField("e-mail", unique=True)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta(AbstractUser.Meta):
        ordering = ("name", "email")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="user_email_is_unique_in_any_case"),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class ListedTeam(NamedTuple):
    """A team as ``TeamQuerySet.for_dashboard`` annotates it, as plain values."""

    pk: int
    slug: str
    name: str
    is_named: bool
    leads: bool
    is_mine: bool


class TeamQuerySet(models.QuerySet["Team"]):
    def led_by(self, user: User) -> Self:
        """Teams that the person leads; every team for an administrator."""
        if user.is_superuser:
            return self
        return self.filter(memberships__user=user, memberships__access_level=AccessLevel.LEAD)

    def for_dashboard(self, user: User, named: str = "") -> Self:
        """The person's teams; all for an administrator. The one ``named`` by slug or name first.

        A named team need not be theirs, if one of its projects is open to everybody. Annotates
        ``is_named`` and ``leads``, and ``is_mine`` for a team of the person.
        """
        projects = apps.get_model("assessments", "Project").objects
        mine = Membership.objects.filter(team=models.OuterRef("pk"), user=user)
        opened = projects.filter(
            team=models.OuterRef("pk"), visibility="everybody", archived_at=None
        )
        called = models.Q(slug=named) | same_as("name", named)
        rows = self.annotate(
            is_mine=models.Exists(mine),
            is_named=models.Case(models.When(called, 1), default=0),
            leads=models.Value(True)
            if user.is_superuser
            else models.Exists(mine.filter(access_level=AccessLevel.LEAD)),
        )
        if not user.is_superuser:
            rows = rows.filter(models.Exists(mine) | (called & models.Exists(opened)))
        # By no more than differs: the first teams of an administrator come from an index then.
        named_first = ("-is_named",) if named else ()
        own_first = () if user.is_superuser else ("-leads",)
        rows = rows.order_by(*named_first, *own_first, "name__lower", "pk")
        return rows.fetch_mode(models.FETCH_RAISE)


class Team(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)

    is_mine: bool  # annotated by for_dashboard()
    is_named: bool
    leads: bool

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        indexes = (models.Index(Lower("name"), "id", name="team_by_name"),)

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def able(self) -> Self:
        """Those who can answer items: no viewers, nobody who is deactivated."""
        return self.filter(access_level__in=CAN_ANSWER, user__is_active=True)

    def for_page(self, team_id: int) -> Self:
        """The members of a team by name, with their roles."""
        rows = self.filter(team=team_id).select_related("user", "role")
        return rows.order_by("user__name", "user__email", "pk").fetch_mode(models.FETCH_RAISE)


def can_answer(*, team: str | models.OuterRef, person: str) -> models.Exists:
    """Whether the person of a row can answer items of its team.

    ``team`` and ``person`` are where the query around this one has them.
    """
    able = Membership.objects.able()
    return models.Exists(able.filter(team=models.OuterRef(team), user=models.OuterRef(person)))


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    access_level = models.CharField(
        max_length=10, choices=AccessLevel.choices, default=AccessLevel.MEMBER
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="memberships")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("team", "user")
        constraints = (
            models.UniqueConstraint("team", "user", name="membership_is_one_per_team_and_person"),
            models.CheckConstraint(
                condition=models.Q(access_level__in=["viewer", "member", "lead"]),
                name="membership_access_level_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"
