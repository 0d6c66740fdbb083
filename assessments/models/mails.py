"""The outbox, what has been told to whom, and what people do not want to be told."""

from collections.abc import Sequence

from django.db import models

from .invitations import Invitation
from .people import User


class Kind(models.TextChoices):
    """What a reminder may be about; people can switch each off for themselves."""

    QUARTER_STARTS = "quarter_starts", "An assessment of a project that I lead can be started"
    DUE_SOON = "due_soon", "My items and actions that are due soon"
    OVERDUE = "overdue", "My items and actions that are overdue"
    ESCALATION = "escalation", "Assessments of projects that I lead that are long overdue"
    COMMENT = "comment", "Comments that are for me"
    REVIEW = "review", "Assessments that wait for my review"


class MutedKind(models.Model):
    """A kind of reminder that somebody has switched off."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="muted_kinds")
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint("person", "kind", name="mutedkind_is_one_per_person_and_kind"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "quarter_starts",
                        "due_soon",
                        "overdue",
                        "escalation",
                        "comment",
                        "review",
                    ]
                ),
                name="mutedkind_kind_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} without {self.kind}"


class MailQuerySet(models.QuerySet["Mail"]):
    def to_send(self, pks: Sequence[int] | None) -> list["Mail"]:
        """What is queued, or of that only ``pks``, with what the letters name; the oldest first."""
        rows = self.filter(status=Mail.Status.QUEUED).order_by("pk")
        if pks is not None:
            rows = rows.filter(pk__in=pks)
        related = ("person", "invitation__team", "invitation__role", "invitation__invited_by")
        return list(rows.select_related(*related).prefetch_related("notices"))


class Mail(models.Model):
    """One mail in the outbox: a day's reminders of a person, or an invitation.

    It is claimed (``sending``) and that is committed before the mail server is spoken to. A mail
    whose fate is not known afterwards stays ``unknown`` and is never sent again.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Refused by the mail server"
        UNKNOWN = "unknown", "Not known whether it was sent"

    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="mails"
    )
    day = models.DateField(null=True, blank=True)
    invitation = models.ForeignKey(
        Invitation, null=True, blank=True, on_delete=models.CASCADE, related_name="mails"
    )
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index("status", "id", name="mail_by_status"),)
        constraints = (
            models.UniqueConstraint("person", "day", name="mail_is_one_per_person_and_day"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, day__isnull=False, invitation__isnull=True)
                | models.Q(person__isnull=True, day__isnull=True, invitation__isnull=False),
                name="mail_is_a_persons_day_or_an_invitation",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["queued", "sending", "sent", "failed", "unknown"]),
                name="mail_status_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"mail {self.pk}, {self.status}"


class Notice(models.Model):
    """Something that somebody has been told once: kind, about what, for which period."""

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    about = models.CharField(max_length=120)
    period = models.CharField(max_length=40)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                "person", "kind", "about", "period", name="notice_is_given_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.about} {self.period}"
