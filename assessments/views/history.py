import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.reports.history import history_page
from assessments.text import whole_number


@require_safe
def history(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    found = access.assessment(request, slug, as_of)
    before = whole_number(request.GET.get("before", ""))
    page = history_page(found, before=before)
    return render(request, "assessments/history.html", {"page": page})
