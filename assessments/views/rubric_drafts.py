from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.reports.rubric_draft import draft_rows


@require_safe
def rubric_drafts(request: Request) -> HttpResponse:
    access.rubric_drafts(request)
    return render(request, "assessments/rubric_drafts.html", {"rows": draft_rows()})
