"""Who belongs to a team: invited, changed, removed. The last lead stays."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.models import (
    AccessLevel,
    By,
    Invitation,
    Mail,
    Membership,
    Project,
    Role,
    User,
)
from assessments.models.invitations import new_nonce

from .assessments import ActionRefused
from .standing import lock_teams, store_unowned_items_of_teams

VALID_FOR = datetime.timedelta(days=7)
MOST_A_DAY = 50
LAST_LEAD = "The last lead cannot be removed. Make somebody else a lead first."
GONE = "This invitation is not valid any more."


@transaction.atomic
def invite(*, project: Project, email: str, access_level: str, role: Role, by: By) -> Mail:
    """Invite an address into the project's team; the mail is queued. Raises ``ActionRefused``."""
    email = _address(email)
    lock_teams(project.team_id)
    now = timezone.now()
    if Membership.objects.filter(team=project.team_id, user__email__iexact=email).exists():
        raise ActionRefused("Somebody with this address is in the team already.")
    if role.retired_at is not None:
        raise ActionRefused("This role is retired. Choose one of those offered.")
    waiting = Invitation.objects.waiting().filter(team=project.team_id, email__iexact=email)
    waiting.filter(expires_at__lte=now).update(withdrawn_at=now)
    if waiting.filter(expires_at__gt=now).exists():
        raise ActionRefused("This address is invited already. Send its invitation again instead.")
    day = now - datetime.timedelta(days=1)
    if Invitation.objects.filter(team=project.team_id, invited_at__gt=day).count() >= MOST_A_DAY:
        raise ActionRefused(
            f"A team can invite {MOST_A_DAY} people a day at most. Go on with the others tomorrow."
        )
    invitation = Invitation.objects.create(
        team_id=project.team_id,
        email=email,
        access_level=access_level,
        role=role,
        invited_by=by.person,
        invited_at=now,
        expires_at=now + VALID_FOR,
    )
    _record(project, by, "invite", {}, _invited(invitation))
    return Mail.objects.create(invitation=invitation, queued_at=now)


@transaction.atomic
def resend(*, project: Project, invitation_id: int, by: By) -> Mail:
    """Send a new link; the ones sent before are worthless. Raises ``Invitation.DoesNotExist``."""
    invitation = _waiting(project, invitation_id)
    now = timezone.now()
    invitation.nonce, invitation.expires_at = new_nonce(), now + VALID_FOR
    invitation.invited_by = by.person
    invitation.save(update_fields=["nonce", "expires_at", "invited_by"])
    _record(project, by, "invite", {}, _invited(invitation))
    return Mail.objects.create(invitation=invitation, queued_at=now)


@transaction.atomic
def withdraw(*, project: Project, invitation_id: int, by: By) -> None:
    """Make an invitation worthless. Raises ``Invitation.DoesNotExist``."""
    invitation = _waiting(project, invitation_id)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    _record(project, by, "invite", _invited(invitation), {"withdrawn": True})


@transaction.atomic
def change_member(
    *, project: Project, member_id: int, access_level: str, role: Role, by: By
) -> Membership:
    """Change access level and role. Raises ``Membership.DoesNotExist`` and ``ActionRefused``."""
    member = _member(project, member_id)
    if role.retired_at is not None and role != member.role:
        raise ActionRefused("This role is retired. Choose one of those offered.")
    if access_level != AccessLevel.LEAD:
        _another_lead(member)
    old = _as_is(member)
    member.access_level, member.role = access_level, role
    new = _as_is(member)
    if new != old:
        member.save(update_fields=["access_level", "role"])
        _record(project, by, "member", old, new)
        store_unowned_items_of_teams([member.team_id])
    return member


@transaction.atomic
def remove_member(*, project: Project, member_id: int, by: By) -> User:
    """Remove somebody from the team; what they answered and own stays in their name.

    Raises ``Membership.DoesNotExist`` and ``ActionRefused``.
    """
    member = _member(project, member_id)
    _another_lead(member)
    now = timezone.now()
    waiting = Invitation.objects.waiting().filter(team=project.team_id)
    waiting.filter(email__iexact=member.user.email).update(withdrawn_at=now)
    _record(project, by, "member", _as_is(member), {"removed": True})
    member.delete()
    store_unowned_items_of_teams([project.team_id])
    return member.user


def valid_invitation(invitation: Invitation, *, now: datetime.datetime) -> bool:
    """Whether it can still be accepted; whoever sent it has to lead the team still."""
    sender = invitation.invited_by
    if not sender.is_active:
        return False
    leads = Membership.objects.filter(
        team=invitation.team_id, user=sender, access_level=AccessLevel.LEAD
    )
    return (
        invitation.accepted_at is None
        and invitation.withdrawn_at is None
        and invitation.expires_at > now
        and (sender.is_superuser or leads.exists())
    )


@transaction.atomic
def accept(*, invitation_id: int, nonce: str, user: User, by: By) -> Membership:
    """Join the team, once. Raises ``ActionRefused`` if the link is worth nothing for ``user``."""
    sent = Invitation.objects.filter(pk=invitation_id, nonce=nonce)
    lock_teams(*sent.values_list("team", flat=True))
    rows = sent.select_for_update(of=("self",), no_key=True)
    invitation = rows.select_related("invited_by", "role").first()
    now = timezone.now()
    if invitation is None or not valid_invitation(invitation, now=now) or not user.is_active:
        raise ActionRefused(GONE)
    if user.email.lower() != invitation.email.lower():
        raise ActionRefused(f"This invitation is for {invitation.email}.")
    try:
        with transaction.atomic():
            member = Membership.objects.create(
                team_id=invitation.team_id,
                user=user,
                access_level=invitation.access_level,
                role=invitation.role,
            )
    except IntegrityError:
        raise ActionRefused("You are in this team already.") from None
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    by.change("member", new={**_as_is(member), "invited_by": invitation.invited_by_id}).save()
    store_unowned_items_of_teams([member.team_id])
    return member


@transaction.atomic
def accept_as_new(*, invitation_id: int, nonce: str, name: str, password: str) -> User:
    """Make the account that an invitation is for, and join the team. Raises ``ActionRefused``."""
    invitation = Invitation.objects.filter(pk=invitation_id, nonce=nonce).first()
    if invitation is None:
        raise ActionRefused(GONE)
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=name)
    except IntegrityError:
        raise ActionRefused("There is an account with this address now. Sign in first.") from None
    accept(invitation_id=invitation_id, nonce=nonce, user=user, by=By.web(user))
    return user


def _address(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise ActionRefused("This is not an e-mail address.") from None
    return email


def _member(project: Project, member_id: int) -> Membership:
    lock_teams(project.team_id)
    rows = Membership.objects.select_related("user", "role")
    return rows.get(pk=member_id, team=project.team_id)


def _waiting(project: Project, invitation_id: int) -> Invitation:
    lock_teams(project.team_id)
    rows = Invitation.objects.waiting().select_related("role")
    return rows.get(pk=invitation_id, team=project.team_id)


def _another_lead(member: Membership) -> None:
    if member.access_level != AccessLevel.LEAD:
        return
    others = Membership.objects.filter(
        team=member.team_id, access_level=AccessLevel.LEAD, user__is_active=True
    )
    if not others.exclude(pk=member.pk).exists():
        raise ActionRefused(LAST_LEAD)


def _as_is(member: Membership) -> dict[str, Any]:
    return {
        "person": member.user_id,
        "name": str(member.user),
        "access_level": member.access_level,
        "role": member.role.key,
        "team": member.team_id,
    }


def _invited(invitation: Invitation) -> dict[str, Any]:
    return {
        "email": invitation.email,
        "access_level": invitation.access_level,
        "role": invitation.role.key,
        "team": invitation.team_id,
    }


def _record(
    project: Project, by: By, action: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> None:
    by.change(action, project=project, old=dict(old), new=dict(new)).save()
