"""The list of projects; below it, loaded after the table, counts and a chart."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from assessments import access
from assessments.dots_chart import dots_figure
from assessments.http import Request, wants_part
from assessments.reports.dashboard import dashboard as dashboard_report
from assessments.reports.dots import dots
from assessments.reports.listing import listing_from
from assessments.reports.portfolio import portfolio
from assessments.text import whole_number

PAGE = "assessments/dashboard.html"
SUMMARY = "assessments/dashboard_summary.html"
CHART = "assessments/dashboard_chart.html"


@require_safe
@vary_on_headers("HX-Request")
def dashboard(request: Request) -> HttpResponse:
    """The page; to htmx the table only, which then says what the address bar shows."""
    access.everybody(request)
    whole = not wants_part(request)
    page = dashboard_report(
        request.user,
        listing_from(request.GET),
        today=timezone.localdate(),
        with_waiting=whole,
    )
    if whole:
        return render(request, PAGE, {"page": page, "waiting": page.waiting})
    query = f"?{page.query}" if page.query else ""
    return push_url(
        render(request, f"{PAGE}#listing", {"page": page}), reverse("dashboard") + query
    )


@require_safe
@vary_on_headers("HX-Request")
def dashboard_summary(request: Request) -> HttpResponse:
    access.everybody(request)
    number = whole_number(request.GET.get("teams", "")) or 1
    listing = listing_from(request.GET)
    page = portfolio(request.user, listing, page=number, today=timezone.localdate())
    return _part_or_page(request, SUMMARY, {"page": page})


@require_safe
@vary_on_headers("HX-Request")
def dashboard_chart(request: Request) -> HttpResponse:
    access.everybody(request)
    page = dots(request.user, listing_from(request.GET), today=timezone.localdate())
    figure = dots_figure(page.lines, unit=page.unit, top=page.top) if page.lines else None
    return _part_or_page(request, CHART, {"page": page, "figure": figure})


def _part_or_page(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    part = wants_part(request)
    return render(request, f"{template}#part" if part else template, {**context, "part": part})
