"""Downloads: the same rows as CSV and as XLSX."""

import datetime
import tempfile
from collections.abc import Iterable, Sequence

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.reports.choices import narrowed
from assessments.reports.dashboard_file import dashboard_rows
from assessments.reports.exports import answer_rows, level_rows, score_rows
from assessments.reports.listing import listing_from
from assessments.transfer.tables import CONTENT_TYPES, Cell, csv_lines, write_xlsx

REFUSED = "assessments/exports_refused.html"


@require_safe
def exports_projects(request: Request, kind: str) -> HttpResponseBase:
    """All projects of the dashboard's list, under the filters and in the order of the address.

    400 where the address cannot be followed: a file does not say what was left out of it.
    """
    access.everybody(request)
    today = timezone.localdate()
    given = request.GET.copy()
    given.pop("cursor", None)
    view = narrowed(request.user, listing_from(given))
    if view.listing.faults:
        return render(request, REFUSED, {"listing": view.listing}, status=400)
    rows = dashboard_rows(request.user, view, today=today)
    return _table_file(rows, f"projects-{today}", kind)


@require_safe
def exports_answers(
    request: Request, slug: str, as_of: datetime.date, kind: str
) -> HttpResponseBase:
    """The answers of an assessment; the import page takes the file back."""
    found = access.assessment(request, slug, as_of)
    return _table_file(answer_rows(found), f"{slug}-{as_of}-answers", kind)


@require_safe
def exports_scores(request: Request, slug: str, kind: str) -> HttpResponseBase:
    found = access.project(request, slug)
    return _table_file(score_rows(found), f"{slug}-scores", kind)


@require_safe
def exports_levels(request: Request, slug: str, kind: str) -> HttpResponseBase:
    """Every item's level at each date; the import page takes the file back."""
    found = access.project(request, slug)
    return _table_file(level_rows(found), f"{slug}-levels", kind)


def _table_file(rows: Iterable[Sequence[Cell]], name: str, kind: str) -> HttpResponseBase:
    """A table as a download, in little memory however long it is."""
    if kind == "csv":
        lines = (piece.encode() for piece in csv_lines(rows))
        response: HttpResponseBase = StreamingHttpResponse(lines)
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
        write_xlsx(rows, file, title=name)
        file.seek(0)
        response = FileResponse(file)
    response.headers["Content-Type"] = CONTENT_TYPES[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
