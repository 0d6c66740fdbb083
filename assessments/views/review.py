"""The review of a submitted assessment."""

import datetime
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access
from assessments.actions.assessments import ActionRefused
from assessments.actions.reviews import (
    change_reviewer,
    close_reviewed,
    request_changes,
    take_back,
)
from assessments.forms.assessments import ReviewForm
from assessments.http import Request
from assessments.models import Assessment
from assessments.reports.submit import submit_page
from assessments.text import whole_number

PAGE = "assessments/review.html"


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    """The page; its reviewer closes the assessment or requests changes with a comment."""
    if request.method != "POST":
        return _page(request, access.assessment(request, slug, as_of), ReviewForm())
    found = access.in_review(request, slug, as_of)
    by = access.by(request)
    if request.POST.get("decision") == "close":
        return _done(
            request, found, lambda: close_reviewed(assessment=found, by=by), "Closed as submitted."
        )
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    comment = form.cleaned_data["comment"]
    return _done(
        request,
        found,
        lambda: request_changes(assessment=found, comment=comment, by=by),
        "Changes are requested; the assessment is a draft again.",
    )


@require_POST
def review_back(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    found = access.submitted(request, slug, as_of)
    by = access.by(request)
    text = "Taken back; the assessment is a draft again."
    return _done(request, found, lambda: take_back(assessment=found, by=by), text)


@require_POST
def review_reviewer(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    found = access.submitted(request, slug, as_of)
    person = whole_number(request.POST.get("reviewer", ""))
    by = access.by(request)
    return _done(
        request,
        found,
        lambda: change_reviewer(assessment=found, reviewer=person, by=by),
        "Somebody else is asked for the review.",
    )


def _done(
    request: Request, found: Assessment, action: Callable[[], None], text: str
) -> HttpResponse:
    try:
        action()
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("review", slug=found.project.slug, as_of=found.as_of)
    messages.success(request, text)
    return redirect(found)


def _page(request: Request, found: Assessment, form: ReviewForm) -> HttpResponse:
    page = submit_page(found, request.user)
    status = 422 if form.is_bound else 200
    return render(request, PAGE, {"page": page, "form": form}, status=status)
