"""A rubric version to read: the page, one item of it, its examples, and all on one page."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from assessments import access
from assessments.http import Request
from assessments.reports.rubric import item_page, rubric_page
from assessments.transfer.examples import examples_of

NO_ITEM = "This rubric version has no such item."
NO_EXAMPLE = "There is no runnable example for this item."


@require_safe
def rubric(request: Request, slug: str, version: str) -> HttpResponse:
    found = access.rubric_version(request, slug, version)
    page = rubric_page(found, request.user, examples_of(slug))
    context = {"page": page, "may_write": access.leads_a_team(request)}
    return render(request, "assessments/rubric.html", context)


@require_safe
def rubric_print(request: Request, slug: str, version: str) -> HttpResponse:
    """Everything at once, examples included: the one page that may be large."""
    found = access.rubric_version(request, slug, version)
    examples = examples_of(slug)
    page = rubric_page(found, request.user, examples)
    shown = [(key, examples[key]) for key in found.content.items if key in examples]
    return render(request, "assessments/rubric_print.html", {"page": page, "examples": shown})


@require_safe
@vary_on_headers("HX-Request")
def rubric_item(request: Request, slug: str, version: str, item: str) -> HttpResponse:
    """One item on its own; htmx is given what is opened in place on the version's page."""
    found = access.rubric_version(request, slug, version)
    examples = examples_of(slug)
    page = item_page(found, item, examples)
    if page is None:
        raise Http404(NO_ITEM)
    template = "assessments/rubric_item.html" + ("#opened" if request.htmx else "")
    return render(request, template, {"page": page, "example": examples.get(item)})


@require_safe
def rubric_example(request: Request, slug: str, version: str, item: str) -> HttpResponse:
    """The example as a file to run."""
    found = access.rubric_version(request, slug, version)
    example = examples_of(slug).get(item) if item in found.content.items else None
    if example is None:
        raise Http404(NO_EXAMPLE)
    response = HttpResponse(example.code, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{example.name}"'
    return response
