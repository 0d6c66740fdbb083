from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import access
from assessments.http import Request
from assessments.models import Plan
from assessments.reports.plan import plan_page


@require_safe
def plan(request: Request, slug: str) -> HttpResponse:
    """The plan in force, or an older one, beside what was reached, and the other plans."""
    project = access.project(request, slug)
    number = request.GET.get("saved", "")
    try:
        page = plan_page(project, request.user, today=timezone.localdate(), number=number)
    except Plan.DoesNotExist:
        raise Http404("The project has no such plan.") from None
    return render(request, "assessments/plan.html", {"page": page})
