from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.projects import create_project
from assessments.forms.projects import ProjectForm
from assessments.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
def project_new(request: Request) -> HttpResponse:
    teams = access.led_teams(request)
    form = ProjectForm(request.POST if request.method == "POST" else None, teams=teams)
    if request.method == "POST" and form.is_valid():
        created = create_project(fields=form.project_input(), by=access.by(request))
        return redirect(created)
    status = 422 if form.is_bound else 200
    return render(request, "assessments/project_new.html", {"form": form}, status=status)
