from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access
from assessments.compare_charts import dots_figure
from assessments.forms.compare import compare_dates as dates_asked_for
from assessments.http import Request
from assessments.reports.compare_dates import compare_dates_page


@require_safe
def compare_dates(request: Request, slug: str) -> HttpResponse:
    """Two assessments of a project; 422 for dates that there is nothing to compare of."""
    project = access.project(request, slug)
    asked = dates_asked_for(request.GET)
    page = compare_dates_page(project, request.user, asked, today=timezone.localdate())
    figure = dots_figure(page.comparison.dots) if page.comparison else None
    status = 422 if page.problem and (asked.earlier or asked.later) else 200
    context: dict[str, Any] = {"page": page, "figure": figure}
    if page.waiting:
        context["waiting"] = page.waiting
    return render(request, "assessments/compare_dates.html", context, status=status)
