"""The append-only history: who, when, old, new, through which door."""

from datetime import datetime
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models.functions import Cast, Concat, Now

from .assessments import Assessment
from .people import User
from .projects import Project

OWNERS = "owners"
TAKES_BACK = "takes back change "
"""The reason of a change of owners that undoes another one, before the other's number."""


class ChangeQuerySet(models.QuerySet["Change"]):
    def for_history_page(self, assessment: Assessment, *, before: int | None, count: int) -> Self:
        """The newest ``count`` rows of an assessment, those older than row ``before`` if given."""
        rows = self.filter(assessment=assessment)
        if before is not None:
            rows = rows.filter(pk__lt=before)
        return rows.order_by("-pk")[:count]

    def since(self, assessment: Assessment, item_key: str, revision: int) -> Self:
        """Saves of one answer after ``revision``, oldest first."""
        rows = self.filter(assessment=assessment, item_key=item_key, revision__gt=revision)
        return rows.order_by("pk")

    def owners_of(self, project_id: int) -> Self:
        """A project's changes of owners but for those that take one back, the newest first.

        Annotates ``taken_back``: it has been undone.
        """
        number = Cast(models.OuterRef("pk"), models.CharField())
        rows = self.filter(project=project_id, action=OWNERS)
        undone = rows.filter(reason=Concat(models.Value(TAKES_BACK), number))
        rows = rows.annotate(taken_back=models.Exists(undone))
        return rows.exclude(reason__startswith=TAKES_BACK).order_by("-pk")

    def undoable_owners(self, project_id: int, *, since: datetime, done: int | None) -> Self:
        """Those since then that were not taken back; the one just ``done``, if any, first."""
        rows = self.owners_of(project_id).filter(taken_back=False)
        rows = rows.filter(models.Q(at__gt=since) | models.Q(pk=done))
        first = models.Case(models.When(pk=done, then=0), default=1)
        return rows.order_by(first, "-pk")


class Change(models.Model):
    """One row of history; the database refuses to update or delete it. Its id is the sequence.

    ``old`` and ``new`` hold only what changed, by field name. The assessment is kept as a plain
    number, so that a discarded draft leaves its trace.
    """

    class Door(models.TextChoices):
        WEB = "web", "web page"
        API = "api", "API"
        IMPORT = "import", "import"
        COMMAND = "command", "command"

    at = models.DateTimeField(db_default=Now())
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    door = models.CharField(max_length=10, choices=Door.choices)
    action = models.CharField(max_length=20)
    project = models.ForeignKey(
        Project, null=True, on_delete=models.PROTECT, related_name="changes", db_index=False
    )
    assessment = models.ForeignKey(
        Assessment,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="changes",
    )
    item_key = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(null=True)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    reason = models.TextField(blank=True, max_length=4000)
    request_id = models.CharField(max_length=40, blank=True)

    taken_back: bool  # annotated by owners_of()

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (
            models.Index("assessment", "item_key", "id", name="change_of_item"),
            models.Index("project", "id", name="change_of_project"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(door__in=["web", "api", "import", "command"]),
                name="change_door_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.item_key} by {self.by_name}"


class By(NamedTuple):
    """Who acts, and through which door: every action asks for it and every change records it.

    ``user`` is None for the installation itself, e.g. when it loads the shipped rubrics.
    """

    user: User | None
    door: Change.Door
    request_id: str = ""

    @classmethod
    def web(cls, user: User) -> "By":
        return cls(user, Change.Door.WEB)

    @property
    def person(self) -> User:
        """Who it is, where only a person may act. Raises ``ValueError`` for the installation."""
        if self.user is None:
            raise ValueError("this needs a person")
        return self.user

    def change(self, action: str, **fields: Any) -> Change:
        """A history row in this name, not yet saved."""
        name = str(self.user) if self.user else "mlscore"
        return Change(
            by=self.user,
            by_name=name,
            door=self.door,
            request_id=self.request_id,
            action=action,
            **fields,
        )
