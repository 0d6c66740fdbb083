"""The difference between two published versions of a rubric."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.reports.rubric_diff import rubric_diff as report


@require_safe
def rubric_diff(request: Request, slug: str, version: str, other: str) -> HttpResponse:
    old, new, published = access.rubric_versions(request, slug, version, other)
    page = report(old, new, published)
    return render(request, "assessments/rubric_diff.html", {"page": page})
