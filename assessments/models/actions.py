"""Actions: promised pieces of work with owner and date, reviewed at the next assessment."""

from typing import Self

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from assessments.dates import FIRST_DAY, LAST_DAY

from .assessments import Assessment
from .columns import NAMED, all_but
from .people import User
from .projects import Project, readable_by

ACTION_LENGTH = 1000


class ActionQuerySet(models.QuerySet["Action"]):
    def of_project(self, project_id: int) -> Self:
        """All actions of a project: the open ones first, by date, then the newest done."""
        open_first = models.Case(models.When(done_at=None, then=0), default=1)
        rows = self.filter(project=project_id).select_related(
            "owner", "done_by", "created_by", "assessment", "reviewed_in"
        )
        for path in ("owner", "done_by", "created_by"):
            rows = rows.defer(*all_but(path, User, *NAMED))
        for path in ("assessment", "reviewed_in"):
            rows = rows.defer(*all_but(path, Assessment, "as_of"))
        return rows.order_by(open_first, "-done_at", "due_on", "pk").fetch_mode(models.FETCH_RAISE)

    def at(self, assessment: Assessment) -> Self:
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

    def for_mine(self, user: User) -> Self:
        rows = self.waiting_for(user).select_related(
            "project", "assessment", "owner", "done_by", "reviewed_in"
        )
        return rows.order_by("due_on", "pk").fetch_mode(models.FETCH_RAISE)


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
