import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from assessments import access
from assessments.http import Request
from assessments.reports.plan_beside import plan_beside_page

PAGE = "assessments/plan_beside.html"


@require_safe
@vary_on_headers("HX-Request")
def plan_beside(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    """The plan beside what this assessment says; for htmx the block of the assessment's page."""
    found = access.assessment(request, slug, as_of)
    page = plan_beside_page(found, today=timezone.localdate())
    template = f"{PAGE}#block" if request.htmx else PAGE
    return render(request, template, {"page": page})
