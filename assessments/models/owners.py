"""Who is responsible for an item in a project."""

from typing import Any, NamedTuple, Self

from django.db import models

from assessments.dates import FIRST_DAY, LAST_DAY

from .columns import NAMED, all_but, name_of
from .people import Role, User, can_answer
from .projects import Project


class ShownOwner(NamedTuple):
    """An owner as plain values; ``person`` is the name, '' where nobody is named."""

    item_key: str
    role_key: str
    role: str
    person_id: int | None
    person: str
    email: str | None
    able: bool
    person_name: str

    @property
    def has_left(self) -> bool:
        return _has_left(self)


class OwnerQuerySet(models.QuerySet["Owner"]):
    def with_able(self) -> Self:
        """Annotates ``able``: the person is there and may answer items of the project."""
        return self.annotate(able=can_answer(team="project__team", person="person"))

    def for_page(self, project_id: int) -> Self:
        rows = self.filter(project=project_id).with_able().select_related("role", "person")
        rows = rows.defer(*all_but("person", User, *NAMED))
        return rows.fetch_mode(models.FETCH_RAISE)

    def shown(self, project_id: int) -> "models.QuerySet[Owner, tuple[Any, ...]]":
        """The values of a ``ShownOwner`` each."""
        rows = self.filter(project=project_id).with_able().annotate(person_now=name_of("person"))
        return rows.order_by().values_list(
            *("item_key", "role__key", "role__name", "person", "person_now", "person__email"),
            *("able", "person_name"),
        )

    def of_drafts(self) -> Self:
        """The owners of every project that has an open draft."""
        drafts = self.filter(project__assessments__status="draft")
        return drafts.distinct().order_by("pk")

    def effective_for(self, user: User, *, team: models.OuterRef, role: models.OuterRef) -> Self:
        """What a person of the team, with this role there and able to answer, answers for.

        They are named, or it is by their role where nobody able is named. ``team`` and ``role`` say
        where the query around this one has them.
        """
        able = can_answer(team=team, person="person")
        return self.filter(models.Q(person=user) | models.Q(~able, role=role))


class Owner(models.Model):
    """A role and optionally a person, for one item key; the key lives on across versions.

    Effective owner: the person while they can answer, else everybody of the team with that role
    who can. ``person_name`` is kept for when the person's account is gone.
    """

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="owners", db_index=False
    )
    item_key = models.CharField(max_length=40)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="owned_items")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="owned_items"
    )
    person_name = models.CharField(max_length=150, blank=True)
    due_on = models.DateField(null=True, blank=True)

    able: bool  # annotated by with_able()

    objects = OwnerQuerySet.as_manager()

    class Meta:
        ordering = ("project", "item_key")
        constraints = (
            models.UniqueConstraint("project", "item_key", name="owner_is_one_per_item"),
            models.CheckConstraint(
                condition=models.Q(due_on__isnull=True)
                | models.Q(due_on__range=(FIRST_DAY, LAST_DAY)),
                name="owner_due_date_is_from_2000_to_2100",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_key}: {self.person or self.role}"

    @property
    def has_left(self) -> bool:
        """Whether a person is named who can not answer: left, deactivated, deleted or a viewer."""
        return _has_left(self)


def _has_left(owner: Owner | ShownOwner) -> bool:
    return bool(owner.person_id or owner.person_name) and not owner.able
