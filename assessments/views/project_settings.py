from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.projects import change_project
from assessments.forms import ProjectForm, project_initial
from assessments.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
def project_settings(request: Request, slug: str) -> HttpResponse:
    found = access.project(request, slug)
    teams = access.teams_led_by(request)
    form = ProjectForm(
        request.POST if request.method == "POST" else None,
        initial=project_initial(found),
        teams=teams,
        criticality=found.criticality_id,
        version=found.rubric_version,
    )
    if request.method == "POST" and form.is_valid():
        change_project(project=found, fields=form.project_input(), by=access.by(request))
        messages.success(request, "The settings are saved.")
        return redirect(found)
    context = {"form": form, "project": found}
    status = 422 if form.is_bound else 200
    return render(request, "assessments/project_settings.html", context, status=status)
