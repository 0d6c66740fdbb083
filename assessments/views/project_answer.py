"""One answer of the past beside the one before it."""

import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from assessments import access
from assessments.http import Request
from assessments.reports.project_answer import answer_page

PAGE = "assessments/project_answer.html"


@require_safe
@vary_on_headers("HX-Request")
def project_answer(request: Request, slug: str, item: str, as_of: datetime.date) -> HttpResponse:
    """The page; for the panel over the map its content only."""
    found = access.assessment(request, slug, as_of)
    if item not in found.rubric_version.content.items:
        raise Http404("There is no such item in this rubric version.")
    page = answer_page(found, item)
    template = f"{PAGE}#panel" if request.htmx else PAGE
    return render(request, template, {"page": page, "panel": bool(request.htmx)})
