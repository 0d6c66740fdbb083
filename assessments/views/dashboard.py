from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.reports.dashboard import dashboard as dashboard_report


@require_safe
def dashboard(request: Request) -> HttpResponse:
    access.everybody(request)
    can_create = access.teams_led_by(request).exists()
    page = dashboard_report(request.user, today=timezone.localdate(), can_create=can_create)
    return render(request, "assessments/dashboard.html", {"page": page})
