import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.reports.history import history_page


@require_safe
def history(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    found = access.assessment(request, slug, as_of)
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    page = history_page(found, before=number)
    return render(request, "assessments/history.html", {"page": page})
