from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.reports.plan import plan_page


@require_safe
def plan(request: Request, slug: str) -> HttpResponse:
    """The plan in force beside what was reached, and the plans before it."""
    project = access.project(request, slug)
    page = plan_page(project, request.user, today=timezone.localdate())
    return render(request, "assessments/plan.html", {"page": page})
