"""Actions: promised pieces of work with owner and date, reviewed at the next assessment."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models.functions import Coalesce, Length, NullIf
from django.db.models.lookups import LessThanOrEqual

from assessments.dates import FIRST_DAY, LAST_DAY

from .assessments import Assessment
from .columns import name_of
from .people import User, can_answer
from .projects import Project
from .readers import readable_by
from .rows import moment

ACTION_LENGTH = 1000


class ShownAction(NamedTuple):
    """An action as plain values, with the names of its people as they are now.

    ``promised_on`` is the date of the assessment in which it was promised; ``owner_able`` whether
    the owner can answer items of the project's team today.
    """

    pk: int
    item_key: str
    text: str
    owner_id: int | None
    owner: str
    due_on: datetime.date
    assessment_id: int | None
    promised_on: datetime.date | None
    done_at: datetime.datetime | None
    done_by: str
    reviewed_in_id: int | None
    owner_able: bool

    @classmethod
    def read(cls, row: Sequence[Any]) -> Self:
        """From what JSON has of it."""
        found = cls(*row)
        return found._replace(
            due_on=datetime.date.fromisoformat(row[5]),
            promised_on=datetime.date.fromisoformat(row[7]) if row[7] else None,
            done_at=moment(row[8]) if row[8] else None,
            owner_able=bool(row[11]),
        )

    @property
    def has_left(self) -> bool:
        """Whether it is open and promised by a person who can not answer in the team any more."""
        return self.done_at is None and not self.owner_able


SHOWN = (
    *("pk", "item_key", "text", "owner", "owner_now", "due_on"),
    *("assessment", "assessment__as_of", "done_at", "done_by_now", "reviewed_in"),
    "owner_able",
)
"""The columns of a ``ShownAction``, after ``shown()``."""


class ActionQuerySet(models.QuerySet["Action"]):
    def of_project(self, project_id: int) -> "models.QuerySet[Action, tuple[Any, ...]]":
        """All actions of a project: the open ones first, by date, then the newest done."""
        open_first = models.Case(models.When(done_at=None, then=0), default=1)
        rows = self.filter(project=project_id).order_by(open_first, "-done_at", "due_on", "pk")
        return rows.shown()

    def shown(self) -> "models.QuerySet[Action, tuple[Any, ...]]":
        """The values of a ``ShownAction``."""
        owner = Coalesce(NullIf(name_of("owner"), models.Value("")), "owner_name")
        able = can_answer(team="project__team", person="owner")
        named = self.annotate(owner_now=owner, done_by_now=name_of("done_by"), owner_able=able)
        return named.values_list(*SHOWN)

    def at(self, assessment: Assessment) -> "models.QuerySet[Action, tuple[Any, ...]]":
        """Actions that an assessment looks at: open in its time, or done since the one before."""
        rows = self.of_project(assessment.project_id)
        end = assessment.closed_at
        if end is not None:
            rows = rows.filter(created_at__lte=end)
        return rows.filter(
            models.Q(done_at=None)
            | models.Q(done_at__gte=assessment.started_at)
            | models.Q(assessment=assessment)
            | models.Q(reviewed_in=assessment)
        )

    def waiting_for(self, user: User) -> Self:
        """Open actions that the person has promised, in projects that they may read."""
        return self.filter(
            readable_by(user, "project__"), owner=user, done_at=None, project__archived_at=None
        )

    def for_mine(self, user: User) -> "models.QuerySet[Action, tuple[Any, ...]]":
        """Those with the project's name and slug after the values of a ``ShownAction``."""
        rows = self.waiting_for(user).order_by("due_on", "pk").shown()
        return rows.values_list(*SHOWN, "project__name", "project__slug")


class Action(models.Model):
    """``assessment`` is where it was promised, ``reviewed_in`` where it was last looked at."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="actions")
    assessment = models.ForeignKey(
        Assessment, null=True, on_delete=models.SET_NULL, related_name="actions"
    )
    item_key = models.CharField(max_length=40, blank=True)
    text = models.TextField(max_length=ACTION_LENGTH)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="actions")
    owner_name = models.CharField(max_length=150)
    due_on = models.DateField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_in = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("project", "due_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), ACTION_LENGTH) & ~models.Q(text=""),
                name="action_text_is_1_to_1000_characters",
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__range=(FIRST_DAY, LAST_DAY)),
                name="action_due_date_is_from_2000_to_2100",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, done_by__isnull=True)
                | models.Q(done_at__isnull=False, done_by__isnull=False),
                name="action_done_has_time_and_person",
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]
