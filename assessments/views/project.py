from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access
from assessments.charts import history_figure
from assessments.http import Request
from assessments.reports.project import project_page
from assessments.text import whole_number


@require_safe
def project(request: Request, slug: str) -> HttpResponse:
    found = access.project(request, slug)
    number = whole_number(request.GET.get("map", "")) or 1
    page = project_page(found, request.user, today=timezone.localdate(), map_page=number)
    figure = history_figure(page.history.series) if page.history else None
    context = {"page": page, "figure": figure, "waiting": page.waiting}
    return render(request, "assessments/project.html", context)
