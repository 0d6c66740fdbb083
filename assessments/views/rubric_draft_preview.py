"""What the score of a real project would be under a draft."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.reports.rubric_preview import preview_page

SEARCH_LENGTH = 100


@require_safe
def rubric_draft_preview(request: Request, number: int) -> HttpResponse:
    draft = access.rubric_draft(request, number)
    slug = request.GET.get("project", "")
    project = access.project(request, slug) if slug else None
    q = request.GET.get("q", "").replace("\x00", "").strip()[:SEARCH_LENGTH]
    page = preview_page(draft, request.user, project=project, q=q)
    context = {"draft": draft, "page": page}
    return render(request, "assessments/rubric_draft_preview.html", context)
