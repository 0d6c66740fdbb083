"""The link of an invitation: signed, so that nobody can make one up, and bound to its row."""

from django.core import signing
from django.urls import reverse

from assessments.models import Invitation

_SIGNER = signing.Signer(salt="mlscore.invitation")


def invitation_path(invitation: Invitation) -> str:
    return reverse("invitation", args=[invitation_token(invitation)])


def invitation_token(invitation: Invitation) -> str:
    return _SIGNER.sign_object({"id": invitation.pk, "nonce": invitation.nonce})


def read_invitation_token(token: str) -> tuple[int, str] | None:
    """Row and nonce of a token; None for anything that was not signed here."""
    try:
        held = _SIGNER.unsign_object(token)
        return int(held["id"]), str(held["nonce"])
    except (signing.BadSignature, ValueError, TypeError, KeyError):
        return None
