import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.answers import AssessmentClosed
from assessments.actions.assessments import ActionRefused, NotComplete, submit_assessment
from assessments.http import Request
from assessments.models import Assessment
from assessments.reports.submit import submit_page
from assessments.text import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    found = access.assessment(request, slug, as_of)
    status, problem, reviewer = 200, "", whole_number(request.POST.get("reviewer", ""))
    if request.method == "POST":
        try:
            done = submit_assessment(assessment=found, by=access.by(request), reviewer=reviewer)
            messages.success(request, _done(done))
            return redirect(found)
        except NotComplete:
            status = 422
        except ActionRefused as refused:
            status, problem = 422, str(refused)
        except AssessmentClosed:
            messages.info(request, "This assessment is submitted already; nothing was changed.")
            return redirect(found)
    page = submit_page(found, request.user)
    context = {
        "page": page,
        "refused": status == 422 and not problem,
        "problem": problem,
        "reviewer": reviewer,
    }
    return render(request, "assessments/submit.html", context, status=status)


def _done(assessment: Assessment) -> str:
    if assessment.is_in_review:
        return f"Submitted. It waits for the review of {assessment.reviewer}."
    return "Submitted. The assessment is closed and its score is frozen."
