"""The pages for what went wrong. Each says what happened and what to do next."""

import sys
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assessments import access
from assessments.http import Request
from assessments.models import Project

from .signed_out import kept

RETRY_AFTER_SECONDS = "5"
PROJECT = "projects/<slug:slug>/"


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Whom to ask, and the way back to the project that the person may read."""
    admin = isinstance(exception, access.NeedsAdministrator)
    context = {
        "reason": str(exception or ""),
        "whom": "an administrator" if admin else "the lead of the team",
        "project": _project(request),
    }
    return render(request, "403.html", context, status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was posted to a page that is gone meanwhile is shown again, to be copied."""
    context = {
        "written": _written(request) if request.method == "POST" else [],
        "project": _project(request),
    }
    return render(request, "404.html", context, status=404)


def _project(request: HttpRequest) -> Project | None:
    """Of an address within a project, that project if the person may read it."""
    match = request.resolver_match
    slug = match.kwargs.get("slug") if match and match.route.startswith(PROJECT) else None
    if not slug or not request.user.is_authenticated:
        return None
    return access.readable_project(cast("Request", request), slug)


def _written(request: HttpRequest) -> list[str]:
    """The texts of more than one word: what somebody may have typed."""
    values = [value for _, values in request.POST.lists() for value in values]
    return [value for value in values if " " in value.strip()]


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it is the database that does not answer. Uses no database itself."""
    if isinstance(sys.exception(), OperationalError):
        response = render(None, "503.html", status=503)
        response["Retry-After"] = RETRY_AFTER_SECONDS
        return response
    return render(None, "500.html", status=500)


@login_not_required
def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """413, for more than ``most`` bytes. Uses no database and reads nothing of what was sent."""
    return render(None, "413.html", {"most": most // 1024 // 1024}, status=413)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is stale, mostly since somebody signed in again in another tab.

    What was typed is offered again only if the browser says that the form came from here: a
    forged form of another site must not be one click away from being posted.
    """
    if request.htmx:  # type: ignore[attr-defined]
        text = (
            "Not saved: your sign-in has changed. Reload this page in a new tab, then save again."
        )
        return HttpResponse(text, status=403, content_type="text/plain; charset=utf-8")
    if request.headers.get("Sec-Fetch-Site") == "same-origin":
        return kept(request, status=403)
    return render(request, "403_csrf.html", status=403)
