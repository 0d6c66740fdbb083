from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access
from assessments.compare_charts import dots_figure, lines_figure
from assessments.forms.compare import compare_selection
from assessments.http import Request
from assessments.reports.compare import compare_page

_STATUS = {"": 200, "number": 422, "unknown": 404}


@require_safe
def compare(request: Request) -> HttpResponse:
    """Two to eight projects; what the person may not read is as good as not there.

    422 for too few or too many, 404 if too few are left of those asked for.
    """
    access.everybody(request)
    page = compare_page(request.user, compare_selection(request.GET), today=timezone.localdate())
    shown = page.comparison
    context: dict[str, Any] = {
        "page": page,
        "dots": dots_figure(shown.dots) if shown else None,
        "lines": lines_figure(shown.lines) if shown else None,
    }
    if page.waiting:
        context["waiting"] = page.waiting
    return render(request, "assessments/compare.html", context, status=_STATUS[page.refused])
