"""The report on an assessment, to read, to print and to download."""

import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.models import Assessment
from assessments.reports.report import report_page
from assessments.transfer.report_pdf import PdfRefused, pdf_available, write_pdf

NO_PDF = (
    "This installation does not make PDF files. Print the report with your browser instead, which "
    "can save it as a PDF."
)


@require_safe
def report(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    found = access.assessment(request, slug, as_of)
    return _page(request, found)


@require_safe
def report_file(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    """The same as a PDF; what can not be made in time is offered for printing instead."""
    found = access.assessment(request, slug, as_of)
    if not pdf_available():
        return render(request, "404.html", {"reason": NO_PDF}, status=404)
    page = report_page(found, today=timezone.localdate())
    try:
        content = write_pdf(render_to_string("assessments/report_file.html", {"page": page}))
    except PdfRefused as refused:
        return _page(request, found, problem=str(refused))
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{found.project.slug}-{found.as_of.isoformat()}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(request: Request, found: Assessment, *, problem: str = "") -> HttpResponse:
    page = report_page(found, today=timezone.localdate())
    context = {"page": page, "pdf": pdf_available(), "problem": problem}
    return render(request, "assessments/report.html", context, status=503 if problem else 200)
