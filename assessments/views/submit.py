import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.answers import AssessmentClosed
from assessments.actions.assessments import NotComplete, submit_assessment
from assessments.http import Request
from assessments.reports.submit import submit_page


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    found = access.assessment(request, slug, as_of)
    status = 200
    if request.method == "POST":
        try:
            submit_assessment(assessment=found, by=access.by(request))
            messages.success(
                request, "Submitted. The assessment is closed and its score is frozen."
            )
            return redirect(found)
        except NotComplete:
            status = 422
        except AssessmentClosed:
            messages.info(request, "This assessment is closed already; nothing was changed.")
            return redirect(found)
    page = submit_page(found, request.user)
    context = {"page": page, "refused": status == 422}
    return render(request, "assessments/submit.html", context, status=status)
