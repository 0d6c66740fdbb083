"""What the rubric says of an item: a page of its own, and a part that opens beside the answer."""

import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from assessments import access
from assessments.http import Request
from assessments.reports.guidance import guidance_page
from assessments.transfer.examples import examples_of

PAGE = "assessments/guidance.html"


@require_safe
@vary_on_headers("HX-Request")
def guidance(request: Request, slug: str, as_of: datetime.date, item: str) -> HttpResponse:
    found = access.assessment(request, slug, as_of)
    if item not in found.rubric_version.content.items:
        raise Http404("There is no such item in this rubric version.")
    template = f"{PAGE}#texts" if request.htmx else PAGE
    page = guidance_page(found, item)
    has_example = item in examples_of(page.rubric.slug)
    return render(request, template, {"page": page, "has_example": has_example})
