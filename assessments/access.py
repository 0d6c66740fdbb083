"""Who may do what: one table, read by every view and by the tests."""

import datetime
from enum import IntEnum

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from assessments.http import Request
from assessments.models import (
    AccessLevel,
    Assessment,
    By,
    Change,
    Invitation,
    Project,
    RubricDraft,
    RubricVersion,
    Team,
    Upload,
    User,
    allows,
)
from assessments.models.ready import assessment_for, assessment_to_save, project_for


class Need(IntEnum):
    """What a URL asks of whoever calls it, from nothing to most."""

    OPEN = 0
    SIGNED_IN = 1
    READER = 2
    """May read the project: of its team, or the project is open to everybody signed in."""
    VIEWER = 3
    """Is of the team, at whatever access level."""
    MEMBER = 4
    LEAD = 5
    ADMIN = 6


POLICY: dict[str, dict[str, Need]] = {
    "dashboard": {"GET": Need.SIGNED_IN},
    "dashboard-summary": {"GET": Need.SIGNED_IN},
    "dashboard-chart": {"GET": Need.SIGNED_IN},
    "compare": {"GET": Need.SIGNED_IN},
    "compare_dates": {"GET": Need.READER},
    "exports-projects": {"GET": Need.SIGNED_IN},
    "rubric_diff": {"GET": Need.SIGNED_IN},
    "rubric_migrate": {"GET": Need.SIGNED_IN, "POST": Need.SIGNED_IN},
    "rubric_drafts": {"GET": Need.SIGNED_IN},
    "rubric_draft_new": {"GET": Need.SIGNED_IN, "POST": Need.SIGNED_IN},
    "rubric_draft": {"GET": Need.SIGNED_IN},
    "rubric_draft-arrange": {"POST": Need.SIGNED_IN},
    "rubric_draft-delete": {"GET": Need.SIGNED_IN, "POST": Need.SIGNED_IN},
    "rubric_draft_text": {"GET": Need.SIGNED_IN, "POST": Need.SIGNED_IN},
    "rubric_draft_preview": {"GET": Need.SIGNED_IN},
    "rubric_draft_publish": {"GET": Need.SIGNED_IN, "POST": Need.SIGNED_IN},
    "rubric_draft_part": {"GET": Need.SIGNED_IN, "POST": Need.SIGNED_IN},
    "rubric_draft_part-section": {"GET": Need.SIGNED_IN, "POST": Need.SIGNED_IN},
    "rubric_draft_part-item": {"GET": Need.SIGNED_IN, "POST": Need.SIGNED_IN},
    "rubrics": {"GET": Need.SIGNED_IN},
    "rubric": {"GET": Need.SIGNED_IN},
    "rubric-print": {"GET": Need.SIGNED_IN},
    "rubric-section": {"GET": Need.SIGNED_IN},
    "rubric-item": {"GET": Need.SIGNED_IN},
    "rubric-file": {"GET": Need.SIGNED_IN},
    "rubric-example": {"GET": Need.SIGNED_IN},
    "roles": {"GET": Need.ADMIN, "POST": Need.ADMIN},
    "roles-rename": {"POST": Need.ADMIN},
    "roles-retire": {"POST": Need.ADMIN},
    "criticalities": {"GET": Need.ADMIN, "POST": Need.ADMIN},
    "criticalities-change": {"POST": Need.ADMIN},
    "criticalities-retire": {"POST": Need.ADMIN},
    "mine": {"GET": Need.SIGNED_IN},
    "mine-seen": {"POST": Need.SIGNED_IN},
    "mine_settings": {"GET": Need.SIGNED_IN, "POST": Need.SIGNED_IN},
    "theme": {"POST": Need.OPEN},
    "healthz": {"GET": Need.OPEN},
    "project_new": {"GET": Need.SIGNED_IN, "POST": Need.SIGNED_IN},
    "project": {"GET": Need.READER},
    "owners": {"GET": Need.READER, "POST": Need.LEAD},
    "owners-assign": {"POST": Need.LEAD},
    "owners-section": {"POST": Need.LEAD},
    "owners-role": {"POST": Need.LEAD},
    "owners-suggested": {"POST": Need.LEAD},
    "owners-undo": {"POST": Need.LEAD},
    "owners-file": {"GET": Need.VIEWER, "POST": Need.LEAD},
    "matrix": {"GET": Need.READER},
    "members": {"GET": Need.VIEWER},
    "members-invite": {"POST": Need.LEAD},
    "members-change": {"POST": Need.LEAD},
    "members-remove": {"POST": Need.LEAD},
    "members-resend": {"POST": Need.LEAD},
    "members-withdraw": {"POST": Need.LEAD},
    "invitation": {"GET": Need.OPEN, "POST": Need.OPEN},
    "project_settings": {"GET": Need.LEAD, "POST": Need.LEAD},
    "migrate": {"GET": Need.LEAD, "POST": Need.LEAD},
    "assessment_new": {"GET": Need.MEMBER, "POST": Need.MEMBER},
    "assessment": {"GET": Need.READER, "POST": Need.MEMBER},
    "assessment-answer": {"POST": Need.MEMBER},
    "assessment-confirm": {"POST": Need.MEMBER},
    "discussion": {"GET": Need.READER},
    "discussion-comment": {"POST": Need.MEMBER},
    "discussion-resolve": {"POST": Need.MEMBER},
    "discussion-action": {"POST": Need.MEMBER},
    "guidance": {"GET": Need.READER},
    "actions": {"GET": Need.READER, "POST": Need.MEMBER},
    "actions-change": {"POST": Need.MEMBER},
    "actions-finish": {"POST": Need.MEMBER},
    "what_if": {"GET": Need.READER},
    "what_if-steps": {"GET": Need.READER},
    "plan": {"GET": Need.READER},
    "plan_beside": {"GET": Need.READER},
    "plan_new": {"GET": Need.MEMBER, "POST": Need.MEMBER},
    "project_answer": {"GET": Need.READER},
    "history": {"GET": Need.READER},
    "imports": {"GET": Need.MEMBER},
    "imports-answers": {"POST": Need.MEMBER},
    "imports-levels": {"POST": Need.LEAD},
    "imports-form": {"POST": Need.LEAD},
    "imports-preview": {"GET": Need.MEMBER, "POST": Need.MEMBER},
    "exports-answers": {"GET": Need.READER},
    "exports-scores": {"GET": Need.READER},
    "exports-levels": {"GET": Need.READER},
    "report": {"GET": Need.READER},
    "report-file": {"GET": Need.READER},
    "submit": {"GET": Need.READER, "POST": Need.MEMBER},
    "review": {"GET": Need.READER, "POST": Need.MEMBER},
    "review-back": {"POST": Need.MEMBER},
    "review-reviewer": {"POST": Need.MEMBER},
    "reopen": {"GET": Need.LEAD, "POST": Need.LEAD},
    "discard": {"GET": Need.LEAD, "POST": Need.LEAD},
}
"""URL name to method to need. ``project_new`` and drafts of rubrics ask for a team that the
person leads.

Of the members, only its reviewer may decide on a ``review``, and only the submitter or a lead may
take it back or name another reviewer.
"""

_LEVELS = {
    Need.VIEWER: AccessLevel.VIEWER,
    Need.MEMBER: AccessLevel.MEMBER,
    Need.LEAD: AccessLevel.LEAD,
}


class NeedsAdministrator(PermissionDenied):
    """What only administrators may do, whom the lead of a team cannot help out with."""


def project(request: Request, slug: str) -> Project:
    """The project, if the person may do what the URL does.

    Raises ``Http404`` for a stranger, the same as for a project that does not exist, and
    ``PermissionDenied`` for a member whose access level is too low.
    """
    found = project_for(request.user, slug)
    if found is None:
        raise Http404("There is no such project, or it is not one of yours.")
    _check_level(request, found)
    return found


def assessment(request: Request, slug: str, as_of: datetime.date) -> Assessment:
    """The assessment with its project, if the person may do what the URL does; else as above."""
    found = assessment_for(request.user, slug, as_of)
    if found is None:
        raise Http404("There is no such assessment, or it is not one of yours.")
    _check_level(request, found)
    return found


def assessment_to_answer(request: Request, slug: str, as_of: datetime.date) -> Assessment:
    """The same for a save: to htmx, which shows no page, with its rubric version alone."""
    if not request.htmx:
        return assessment(request, slug, as_of)
    found = assessment_to_save(request.user, slug, as_of)
    if found is None:
        raise Http404("There is no such assessment, or it is not one of yours.")
    _check_level(request, found)
    return found


def in_review(request: Request, slug: str, as_of: datetime.date) -> Assessment:
    """The assessment for what only its reviewer may do; an administrator is no reviewer either."""
    found = assessment(request, slug, as_of)
    if found.is_in_review and found.reviewer_id != request.user.pk:
        raise PermissionDenied("Only the reviewer named when it was submitted may do this.")
    return found


def submitted(request: Request, slug: str, as_of: datetime.date) -> Assessment:
    """The assessment for what its submitter and the leads may do while it is in review."""
    found = assessment(request, slug, as_of)
    theirs = found.submitted_by_id == request.user.pk or may(request.user, found, Need.LEAD)
    if found.is_in_review and not theirs:
        raise PermissionDenied("Only whoever submitted it, or a lead, may do this.")
    return found


def rubric_versions(
    request: Request, slug: str, *versions: str
) -> tuple[RubricVersion, RubricVersion, list[RubricVersion]]:
    """Two published versions of a rubric, and all of it in the order of publication."""
    published = list(RubricVersion.objects.for_reading().filter(rubric__slug=slug).order_by("pk"))
    named = {row.version: row for row in published}
    if not all(version in named for version in versions):
        raise Http404("There is no such rubric version.")
    old, new = (named[version] for version in versions)
    return old, new, published


def rubric_drafts(request: Request) -> None:
    """For drafts of rubric versions: whoever leads a team may read and change all of them."""
    if not leads_a_team(request):
        raise PermissionDenied("Only the lead of a team can write rubrics.")


def leads_a_team(request: Request) -> bool:
    return request.user.is_superuser or teams_led_by(request).exists()


def rubric_draft(request: Request, number: int) -> RubricDraft:
    """The draft with what its pages name. Raises ``Http404`` once it is published or deleted."""
    rubric_drafts(request)
    found = RubricDraft.objects.for_page(number)
    if found is None:
        raise Http404("This draft is not there. It may have been published or deleted meanwhile.")
    return found


def rubric_version(request: Request, slug: str, version: str) -> RubricVersion:
    """A published version; everybody signed in may read every one."""
    found = RubricVersion.objects.for_reading().filter(rubric__slug=slug, version=version).first()
    if found is None:
        raise Http404("There is no such rubric version.")
    return found


def projects_led(request: Request, slugs: list[str]) -> list[Project]:
    """Those of these projects that the person leads."""
    return list(Project.objects.led_by(request.user, slugs))


def versions_to_choose(request: Request) -> list[RubricVersion]:
    """The published versions that a project can move to, in the order in which they are offered."""
    return list(RubricVersion.objects.for_choice())


class NoSuchUpload(Http404):
    """There is none, or it is somebody else's: the same words for both."""


def upload(request: Request, slug: str, number: int) -> Upload:
    """A file that the person uploaded in the last day; what makes the past is for leads.

    Raises ``NoSuchUpload``.
    """
    found_project = project(request, slug)
    mine = Upload.objects.of(request.user, timezone.now()).filter(project=found_project)
    found = mine.filter(pk=number).first()
    if found is None:
        raise NoSuchUpload(
            "This file waits no more: it was imported already, or a day has gone by. What was "
            "imported is in the history of the assessment; anything else can be uploaded again."
        )
    if found.kind != Upload.Kind.ANSWERS and not may(request.user, found_project, Need.LEAD):
        raise PermissionDenied("Only a lead can import assessments of the past.")
    found.project = found_project
    return found


def imported_by(request: Request) -> By:
    """Who acts, through a file that they uploaded."""
    return By(request.user, Change.Door.IMPORT, request.request_id)


def invitation(held: tuple[int, str] | None) -> Invitation | None:
    """The invitation of a signed link; whoever holds the link may see it."""
    return Invitation.objects.for_link(*held) if held else None


def still_reads(request: Request, found: Project) -> bool:
    """Whether the person may still open the project, after they changed who may."""
    return Project.objects.visible_to(request.user).filter(pk=found.pk).exists()


def led_teams(request: Request) -> QuerySet[Team]:
    """The teams that the person leads; all for an administrator. Raises if there is none."""
    teams = teams_led_by(request)
    if not teams.exists():
        raise PermissionDenied("Only the lead of a team can create a project.")
    return teams


def readable_project(request: Request, slug: str) -> Project | None:
    """The project, for a way back to it from a page that the person may not see."""
    return Project.objects.visible_to(request.user).filter(slug=slug).first()


def teams_led_by(request: Request) -> QuerySet[Team]:
    return Team.objects.led_by(request.user)


def everybody(request: Request) -> None:
    """For pages that show each person only their own rows, or nothing private at all."""


def by(request: Request) -> By:
    """Who acts, through the door of the web pages."""
    return By(request.user, Change.Door.WEB, request.request_id)


def administrator(request: Request) -> None:
    """For pages of the installation as a whole. Raises ``PermissionDenied``."""
    if not request.user.is_superuser:
        raise NeedsAdministrator("Only an administrator of this installation may do this.")


def may(user: User, found: Project | Assessment, need: Need) -> bool:
    """Whether the person may do what needs ``need`` with a row that ``for_page()`` loaded."""
    if need <= Need.READER:
        return True
    return user.is_superuser or allows(found.access_level, _LEVELS[need])


def _check_level(request: Request, found: Project | Assessment) -> None:
    match = request.resolver_match
    assert match is not None and match.url_name is not None
    method = "GET" if request.method == "HEAD" else request.method
    if not may(request.user, found, POLICY[match.url_name][method or "GET"]):
        raise PermissionDenied(_too_low(found, POLICY[match.url_name][method or "GET"]))


def _too_low(found: Project | Assessment, need: Need) -> str:
    needed = f"This needs the access level {_LEVELS[need].label.lower()} in the project’s team"
    if not found.access_level:
        return f"{needed}, and you are not in it."
    return f"{needed}; yours is {AccessLevel(found.access_level).label.lower()}."
