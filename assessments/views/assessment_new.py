from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.assessments import ActionRefused, start_assessment
from assessments.forms.assessments import StartForm
from assessments.http import Request
from assessments.reports.assessment_new import assessment_new_page


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_new(request: Request, slug: str) -> HttpResponse:
    project = access.project(request, slug)
    page = assessment_new_page(project, today=timezone.localdate())
    form = StartForm(
        request.POST if request.method == "POST" else None, initial={"as_of": page.as_of}
    )
    if request.method == "POST" and form.is_valid():
        try:
            as_of = form.cleaned_data["as_of"]
            return redirect(start_assessment(project=project, as_of=as_of, by=access.by(request)))
        except ActionRefused as refused:
            form.add_error("as_of", str(refused))
    status = 422 if form.is_bound else 200
    context = {"form": form, "page": page}
    return render(request, "assessments/assessment_new.html", context, status=status)
