"""What somebody sees who follows the link of an invitation."""

from datetime import datetime
from typing import NamedTuple

from assessments.models import Invitation, User


class InvitationPage(NamedTuple):
    """``case`` is join, other, sign_in or new: who looks, and whether the address has an account.

    Nothing is told of the team but its name, and nothing of whom the address belongs to.
    """

    team: str
    invited_by: str
    access_label: str
    role: str
    email: str
    expires_at: datetime
    case: str


def invitation_page(invitation: Invitation, user: User | None) -> InvitationPage:
    return InvitationPage(
        team=invitation.team.name,
        invited_by=str(invitation.invited_by),
        access_label=invitation.get_access_level_display(),
        role=invitation.role.name,
        email=invitation.email,
        expires_at=invitation.expires_at,
        case=_case(invitation, user),
    )


def _case(invitation: Invitation, user: User | None) -> str:
    if user:
        return "join" if user.email.lower() == invitation.email.lower() else "other"
    known = User.objects.filter(email__iexact=invitation.email).exists()
    return "sign_in" if known else "new"
