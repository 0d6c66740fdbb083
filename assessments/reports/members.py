"""Who is in the team of a project, and who is invited."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from assessments.access import Need, may
from assessments.models import AccessLevel, Invitation, Mail, Membership, Owner, Project, Role, User

from .owners import Choice


class MemberRow(NamedTuple):
    """``items`` is how many items of this project name the person."""

    id: int
    name: str
    email: str
    access_level: str
    access_label: str
    role_id: int
    role: str
    role_retired: bool
    items: int
    active: bool
    me: bool


class InvitationRow(NamedTuple):
    """``mail`` says what became of its last mail, in words."""

    id: int
    email: str
    access_label: str
    role: str
    invited_by: str
    expires_at: datetime
    expired: bool
    mail: str
    failed: bool


class MembersPage(NamedTuple):
    project_name: str
    project_slug: str
    team: str
    projects: tuple[str, ...]
    members: tuple[MemberRow, ...]
    invitations: tuple[InvitationRow, ...]
    roles: tuple[Choice, ...]
    access_levels: tuple[Choice, ...]
    can_lead: bool


_MAILS = {
    Mail.Status.QUEUED: "its mail waits to be sent",
    Mail.Status.SENDING: "its mail is being sent",
    Mail.Status.SENT: "its mail was sent",
    Mail.Status.FAILED: "its mail was refused",
    Mail.Status.UNKNOWN: "it is not known whether its mail was sent",
}


def members_page(project: Project, user: User, *, now: datetime) -> MembersPage:
    """The page in five queries."""
    can_lead = may(user, project, Need.LEAD)
    owned = Counter(
        Owner.objects.filter(project=project, person__isnull=False).values_list("person", flat=True)
    )
    invitations = Invitation.objects.for_page(project.team_id) if can_lead else ()
    roles = Role.objects.active() if can_lead else ()
    return MembersPage(
        project_name=project.name,
        project_slug=project.slug,
        team=project.team.name,
        projects=tuple(Project.objects.names_of(project.team_id)),
        members=tuple(
            _member(row, owned, user) for row in Membership.objects.for_page(project.team_id)
        ),
        invitations=tuple(_invitation(row, now) for row in invitations),
        roles=tuple(Choice(str(role.pk), role.name) for role in roles),
        access_levels=tuple(Choice(value, str(label)) for value, label in AccessLevel.choices),
        can_lead=can_lead,
    )


def _member(row: Membership, owned: Counter[int], user: User) -> MemberRow:
    return MemberRow(
        id=row.pk,
        name=str(row.user),
        email=row.user.email,
        access_level=row.access_level,
        access_label=row.get_access_level_display(),
        role_id=row.role_id,
        role=row.role.name,
        role_retired=row.role.retired_at is not None,
        items=owned[row.user_id],
        active=row.user.is_active,
        me=row.user_id == user.pk,
    )


def _invitation(row: Invitation, now: datetime) -> InvitationRow:
    status = Mail.Status(row.mail_status) if row.mail_status else Mail.Status.QUEUED
    return InvitationRow(
        id=row.pk,
        email=row.email,
        access_label=row.get_access_level_display(),
        role=row.role.name,
        invited_by=str(row.invited_by),
        expires_at=row.expires_at,
        expired=row.expires_at <= now,
        mail=_MAILS[status],
        failed=status in (Mail.Status.FAILED, Mail.Status.UNKNOWN),
    )
