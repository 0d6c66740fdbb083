from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.reports.rubrics import rubrics_page


@require_safe
def rubrics(request: Request) -> HttpResponse:
    access.everybody(request)
    context = {
        "rubrics": rubrics_page(request.user),
        "may_write": access.leads_a_team(request),
    }
    return render(request, "assessments/rubrics.html", context)
