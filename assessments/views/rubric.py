"""A rubric version to read: the page, one item of it, its examples, and all on one page."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from assessments import access
from assessments.http import Request
from assessments.reports.rubric import item_page, rubric_page, section_page
from assessments.transfer.examples import examples_of
from assessments.transfer.written_rubric import Kind, written_rubric

NO_SECTION = "This rubric version has no such section."
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
    """All guidance at once; the examples are with their sections, since all would be too much."""
    found = access.rubric_version(request, slug, version)
    page = rubric_page(found, request.user, examples_of(slug))
    return render(request, "assessments/rubric_print.html", {"page": page})


@require_safe
def rubric_section(request: Request, slug: str, version: str, section: str) -> HttpResponse:
    """One section with all its guidance and examples, to read on and to print."""
    found = access.rubric_version(request, slug, version)
    examples = examples_of(slug)
    page = section_page(found, section, examples)
    if page is None:
        raise Http404(NO_SECTION)
    shown = [(line.key, examples[line.key]) for line in page.section.items if line.has_example]
    context = {"page": page, "section": page.section, "examples": shown}
    return render(request, "assessments/rubric_section.html", context)


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
def rubric_file(request: Request, slug: str, version: str, kind: Kind) -> HttpResponse:
    """The version as one file, from which it can be loaded again."""
    found = access.rubric_version(request, slug, version)
    content = written_rubric(found.file.document, kind)
    response = HttpResponse(content, content_type=f"application/{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{version}.{kind}"'
    return response


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
