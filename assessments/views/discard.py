import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.answers import AssessmentClosed
from assessments.actions.assessments import AssessmentNeeded, discard_assessment
from assessments.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    found = access.assessment(request, slug, as_of)
    if not found.is_draft:
        messages.info(request, "Only a draft can be discarded; this assessment is not one.")
        return redirect(found)
    if request.method == "POST":
        try:
            discard_assessment(assessment=found, by=access.by(request))
        except AssessmentClosed:
            messages.info(request, "It was submitted meanwhile, so it was not discarded.")
            return redirect(found)
        except AssessmentNeeded as needed:
            messages.info(request, f"{needed}, so it stays: submit it again.")
            return redirect(found)
        messages.success(request, "The draft is discarded.")
        return redirect(found.project)
    return render(request, "assessments/discard.html", {"assessment": found})
