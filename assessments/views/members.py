"""The team of a project: its members, and who is invited."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments import access
from assessments.actions.assessments import ActionRefused
from assessments.actions.members import change_member, invite, remove_member, resend, withdraw
from assessments.forms.people import InviteForm, MemberForm
from assessments.http import Request
from assessments.models import Invitation, Mail, Membership, Project
from assessments.reports.members import members_page
from assessments.transfer.mails import deliver

PAGE = "assessments/members.html"
NO_MEMBER = "There is no such member in this team."


@require_safe
def members(request: Request, slug: str) -> HttpResponse:
    project = access.project(request, slug)
    return _page(request, project)


@require_POST
def members_invite(request: Request, slug: str) -> HttpResponse:
    project = access.project(request, slug)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, project, form=form)
    try:
        mail = invite(project=project, **form.cleaned_data, by=access.by(request))
    except ActionRefused as refused:
        form.add_error("email", str(refused))
        return _page(request, project, form=form)
    return _sent(request, project, mail, form.cleaned_data["email"])


@require_POST
def members_change(request: Request, slug: str, number: int) -> HttpResponse:
    project = access.project(request, slug)
    page = members_page(project, request.user, now=timezone.now())
    row = next((row for row in page.members if row.id == number), None)
    if row is None:
        raise Http404(NO_MEMBER)
    form = MemberForm(request.POST, held=row.role_id)
    if not form.is_valid():
        wrong = [str(error) for errors in form.errors.values() for error in errors]
        return _page(request, project, problem=f"{row.name}: {' '.join(wrong)}")
    return _changed(
        request,
        project,
        lambda: change_member(
            project=project, member_id=number, **form.cleaned_data, by=access.by(request)
        ),
        f"{row.name}: saved. It holds from {'your' if row.me else 'their'} next click on.",
    )


@require_POST
def members_remove(request: Request, slug: str, number: int) -> HttpResponse:
    project = access.project(request, slug)
    return _changed(
        request,
        project,
        lambda: remove_member(project=project, member_id=number, by=access.by(request)),
        "Removed from the team. What they answered stays; give their items to somebody else.",
    )


@require_POST
def members_resend(request: Request, slug: str, number: int) -> HttpResponse:
    project = access.project(request, slug)
    try:
        mail = resend(project=project, invitation_id=number, by=access.by(request))
    except Invitation.DoesNotExist:
        raise Http404("There is no such invitation in this team.") from None
    return _sent(request, project, mail, "")


@require_POST
def members_withdraw(request: Request, slug: str, number: int) -> HttpResponse:
    project = access.project(request, slug)
    return _changed(
        request,
        project,
        lambda: withdraw(project=project, invitation_id=number, by=access.by(request)),
        "Withdrawn. Its link is worth nothing now.",
    )


def _sent(request: Request, project: Project, mail: Mail, email: str) -> HttpResponse:
    """The mail goes out at once; if it can not, the next run of ``remind`` tries again."""
    if deliver(pks=[mail.pk]).sent:
        messages.success(request, f"Invited{f': {email}' if email else ' again'}.")
    else:
        messages.warning(
            request,
            "The invitation is saved; its mail could not be sent yet and will be tried again.",
        )
    return redirect("members", slug=project.slug)


def _changed(
    request: Request, project: Project, action: Callable[[], Any], text: str
) -> HttpResponse:
    try:
        action()
    except (Membership.DoesNotExist, Invitation.DoesNotExist):
        raise Http404(NO_MEMBER) from None
    except ActionRefused as refused:
        return _page(request, project, problem=str(refused))
    messages.success(request, text)
    if not access.still_reads(request, project):
        return redirect("dashboard")
    return redirect("members", slug=project.slug)


def _page(
    request: Request, project: Project, *, form: InviteForm | None = None, problem: str = ""
) -> HttpResponse:
    page = members_page(project, request.user, now=timezone.now())
    initial = {"access_level": "member"}
    context = {"page": page, "form": form or InviteForm(initial=initial), "problem": problem}
    return render(request, PAGE, context, status=422 if problem or form else 200)
