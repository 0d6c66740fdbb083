from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.projects import SettingsChanged, change_project, settings_of
from assessments.forms.projects import ProjectForm, project_initial
from assessments.http import Request
from assessments.models import Project
from assessments.reports.settings import setting_in_words
from assessments.seen import marks_as_text, marks_in, marks_of


@require_http_methods(["GET", "HEAD", "POST"])
def project_settings(request: Request, slug: str) -> HttpResponse:
    """The form; what somebody else saved since it was opened is kept, or asked about with 409."""
    found = access.project(request, slug)
    if request.method != "POST":
        return _page(request, found, _form(request, found), marks_of(settings_of(found)))
    form = _form(request, found, data=request.POST)
    seen = marks_in(request.POST.get("seen", ""))
    if not form.is_valid():
        return _page(request, found, form, seen, status=422)
    try:
        change_project(project=found, fields=form.project_input(), by=access.by(request), seen=seen)
    except SettingsChanged as changed:
        now = access.project(request, slug)
        _say_changed(form, now, changed)
        stored = marks_of(settings_of(now))
        shown = seen | {name: stored[name] for name in changed.names}
        return _page(request, now, form, shown, status=409)
    messages.success(request, "The settings are saved.")
    return redirect(found)


def _form(request: Request, project: Project, data: Any = None) -> ProjectForm:
    return ProjectForm(
        data,
        initial=project_initial(project),
        teams=access.teams_led_by(request),
        criticality=project.criticality_id,
        version=project.rubric_version,
    )


def _say_changed(form: ProjectForm, project: Project, changed: SettingsChanged) -> None:
    for name in changed.names:
        form.add_error(
            name if name in form.fields else None,
            f"{changed.by} has changed this to "
            f"“{setting_in_words(project, name, form.facts_in_words)}” since you opened the page. "
            "What you chose is kept here: save again to put it in its place.",
        )


def _page(
    request: Request,
    project: Project,
    form: ProjectForm,
    seen: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    heading = "Nothing was saved yet: somebody changed the same" if status == 409 else ""
    context = {
        "form": form,
        "project": project,
        "seen": marks_as_text(seen),
        "heading": heading,
    }
    return render(request, "assessments/project_settings.html", context, status=status)
