"""Files that were read and checked, and wait for somebody to say yes."""

import datetime
from typing import Self

from django.db import models

from .people import User
from .projects import Project

KEPT_HOURS = 24


class UploadQuerySet(models.QuerySet["Upload"]):
    def of(self, user: User, now: datetime.datetime) -> Self:
        """What the person uploaded in the last 24 hours and has not taken over yet."""
        since = now - datetime.timedelta(hours=KEPT_HOURS)
        rows = self.filter(created_by=user, created_at__gte=since)
        return rows.select_related("project").fetch_mode(models.FETCH_RAISE)

    def stale(self, now: datetime.datetime) -> Self:
        return self.filter(created_at__lt=now - datetime.timedelta(hours=KEPT_HOURS))


class Upload(models.Model):
    """The checked content of a file between preview and import; only its uploader may use it.

    ``project`` is None where the file makes a new one. ``content`` is plain values, as read.
    """

    class Kind(models.TextChoices):
        ANSWERS = "answers", "Answers"
        HISTORY = "history", "History"
        SPREADSHEET = "spreadsheet", "Spreadsheet of the rubric"
        PROJECT = "project", "Whole project"

    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.CASCADE, related_name="uploads"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=200)
    content = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=["answers", "history", "spreadsheet", "project"]),
                name="upload_kind_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"
