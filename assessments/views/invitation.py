"""The link of an invitation. Looking at it changes nothing, so that mail scanners may."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.assessments import ActionRefused
from assessments.actions.members import accept, accept_as_new, valid_invitation
from assessments.forms.people import NewAccountForm
from assessments.http import Request
from assessments.invitation_tokens import read_invitation_token
from assessments.models import By, Invitation, User
from assessments.reports.invitation import invitation_page

PAGE = "assessments/invitation.html"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Request, token: str) -> HttpResponse:
    found = access.invitation(read_invitation_token(token))
    user = request.user if isinstance(request.user, User) else None
    if found is None or not valid_invitation(found, now=timezone.now()):
        return _gone(request, "")
    page = invitation_page(found, user)
    form = NewAccountForm(request.POST if request.method == "POST" else None, email=found.email)
    status = 200
    if request.method == "POST" and page.case in ("join", "new"):
        if page.case == "join" or form.is_valid():
            return _accept(request, found, user, form)
        status = 422
    return render(request, PAGE, {"page": page, "form": form}, status=status)


def _accept(
    request: Request, found: Invitation, user: User | None, form: NewAccountForm
) -> HttpResponse:
    try:
        if user:
            accept(invitation_id=found.pk, nonce=found.nonce, user=user, by=By.web(user))
        else:
            user = accept_as_new(
                invitation_id=found.pk,
                nonce=found.nonce,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
            login(request, user, backend=BACKEND)
    except ActionRefused as refused:
        return _gone(request, str(refused))
    messages.success(request, f"Welcome to the team {found.team}.")
    return redirect("dashboard")


def _gone(request: Request, why: str) -> HttpResponse:
    """One page for whatever is forged, used, withdrawn, replaced or too old: 410."""
    return render(request, PAGE, {"page": None, "why": why}, status=410)
