"""Invitations into a team: bound to an address, with an end, for one use."""

import secrets
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models.functions import Lower

from .people import AccessLevel, Role, Team, User


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> Self:
        """Neither accepted nor withdrawn; some of them may be past their end."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def for_link(self, pk: int, nonce: str) -> "Invitation | None":
        rows = self.select_related("team", "role", "invited_by")
        return rows.filter(pk=pk, nonce=nonce).first()

    def for_page(self, team_id: int) -> Self:
        """Waiting invitations of a team, the newest first, with the state of their last mail."""
        mails = apps.get_model("assessments", "Mail").objects.filter(
            invitation=models.OuterRef("pk")
        )
        last = models.Subquery(mails.order_by("-pk").values("status")[:1])
        rows = self.waiting().filter(team=team_id).annotate(mail_status=last)
        rows = rows.select_related("role", "invited_by")
        return rows.order_by("-pk").fetch_mode(models.FETCH_RAISE)


class Invitation(models.Model):
    """``nonce`` is in the signed link; a new one makes the links sent before worthless."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail")
    access_level = models.CharField(max_length=10, choices=AccessLevel.choices)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=40, default=new_nonce)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    mail_status: str  # annotated by for_page()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("team", "-pk")
        constraints = (
            models.UniqueConstraint(
                "team",
                Lower("email"),
                condition=models.Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_is_one_per_team_and_address",
            ),
            models.CheckConstraint(
                condition=models.Q(access_level__in=["viewer", "member", "lead"]),
                name="invitation_access_level_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_has_time_and_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} into {self.team_id}"
