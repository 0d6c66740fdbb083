from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access
from assessments.charts import history_figure
from assessments.http import Request
from assessments.reports.project import project_page


@require_safe
def project(request: Request, slug: str) -> HttpResponse:
    found = access.project(request, slug)
    page = project_page(found, request.user, today=timezone.localdate())
    figure = history_figure(page.history.series) if page.history else None
    return render(request, "assessments/project.html", {"page": page, "figure": figure})
