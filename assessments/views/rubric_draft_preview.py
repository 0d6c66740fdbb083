"""What the score of a real project would be under a draft."""

import re

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.reports.rubric_preview import preview_page

SEARCH_LENGTH = 100
SLUG = re.compile("[-a-zA-Z0-9_]{1,80}")


@require_safe
def rubric_draft_preview(request: Request, number: int) -> HttpResponse:
    draft = access.rubric_draft(request, number)
    slug = request.GET.get("project", "")
    project = access.project(request, _plain(slug)) if slug else None
    q = request.GET.get("q", "").replace("\x00", "").strip()[:SEARCH_LENGTH]
    page = preview_page(draft, request.user, project=project, q=q)
    context = {"draft": draft, "page": page}
    return render(request, "assessments/rubric_draft_preview.html", context)


def _plain(slug: str) -> str:
    """As a project's own address would take it: nothing else is asked of the database."""
    if not SLUG.fullmatch(slug):
        raise Http404("There is no such project, or it is not one of yours.")
    return slug
