from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.reports.rubrics import rubrics_page


@require_safe
def rubrics(request: Request) -> HttpResponse:
    access.everybody(request)
    return render(request, "assessments/rubrics.html", {"rubrics": rubrics_page(request.user)})
