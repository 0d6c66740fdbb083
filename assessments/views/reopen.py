import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.assessments import NOT_CLOSED, ActionRefused, reopen_assessment
from assessments.forms.assessments import ReasonForm
from assessments.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    found = access.assessment(request, slug, as_of)
    if request.method != "POST" and not found.is_closed:
        messages.info(request, NOT_CLOSED)
        return redirect(found)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            reopen_assessment(assessment=found, reason=reason, by=access.by(request))
            messages.success(request, "Reopened. Its answers can be changed again.")
        except ActionRefused as refused:
            messages.info(request, str(refused))
        return redirect(found)
    context = {"form": form, "assessment": found}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/reopen.html", context, status=status)
