"""Comments on an item of an assessment: a thread an item, and whom each comment is for."""

from typing import Self

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from .assessments import Assessment
from .people import User
from .readers import readable_by

COMMENT_LENGTH = 4000


class Thread(models.Model):
    """What is said about one item in one assessment; settled while ``resolved_at`` is set."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="threads")
    item_key = models.CharField(max_length=40)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("assessment", "item_key")
        constraints = (
            models.UniqueConstraint("assessment", "item_key", name="thread_is_one_per_item"),
            models.CheckConstraint(
                condition=models.Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="thread_resolved_has_time_and_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_key} in {self.assessment_id}"


class CommentQuerySet(models.QuerySet["Comment"]):
    def for_page(self, assessment: Assessment, item_key: str) -> Self:
        """The comments on one item, oldest first, with their authors."""
        rows = self.filter(thread__assessment=assessment, thread__item_key=item_key)
        return rows.select_related("by", "thread__resolved_by").order_by("pk")


class Comment(models.Model):
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=COMMENT_LENGTH)
    at = models.DateTimeField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("thread", "pk")
        constraints = (
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), COMMENT_LENGTH) & ~models.Q(text=""),
                name="comment_text_is_1_to_4000_characters",
            ),
        )

    def __str__(self) -> str:
        return f"{self.by}: {self.text[:40]}"


class MentionQuerySet(models.QuerySet["Mention"]):
    def waiting_for(self, user: User) -> Self:
        """What still waits for the person, in open assessments of projects that they may read."""
        return self.filter(
            readable_by(user, "comment__thread__assessment__project__"),
            person=user,
            seen_at=None,
            comment__thread__resolved_at=None,
        ).exclude(comment__thread__assessment__status=Assessment.Status.CLOSED)

    def all_waiting(self) -> Self:
        """What nobody has seen or settled yet in assessments that are not closed."""
        rows = self.filter(seen_at=None, comment__thread__resolved_at=None)
        rows = rows.exclude(comment__thread__assessment__status=Assessment.Status.CLOSED)
        rows = rows.select_related("comment__by", "comment__thread__assessment")
        return rows.order_by("pk").fetch_mode(models.FETCH_RAISE)

    def for_mine(self, user: User) -> Self:
        """The same with what the page *Mine* names, newest first."""
        return (
            self.waiting_for(user)
            .select_related("comment__by", "comment__thread__assessment__project")
            .order_by("-comment__pk")
            .fetch_mode(models.FETCH_RAISE)
        )


class Mention(models.Model):
    """A comment that is for somebody: they were named, own the item, or wrote in its thread."""

    class Why(models.TextChoices):
        MENTIONED = "mentioned", "mentioned you"
        OWNER = "owner", "commented on your item"
        THREAD = "thread", "replied in a thread of yours"

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mentions")
    why = models.CharField(max_length=10, choices=Why.choices)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ("comment", "person")
        constraints = (
            models.UniqueConstraint("comment", "person", name="mention_is_one_per_person"),
            models.CheckConstraint(
                condition=models.Q(why__in=["mentioned", "owner", "thread"]),
                name="mention_reason_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.why}"
