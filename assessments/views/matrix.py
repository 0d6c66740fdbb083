from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.reports.matrix import matrix_page


@require_safe
def matrix(request: Request, slug: str) -> HttpResponse:
    project = access.project(request, slug)
    page = matrix_page(project, today=timezone.localdate())
    return render(request, "assessments/matrix.html", {"page": page})
