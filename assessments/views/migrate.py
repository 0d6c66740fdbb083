"""A project moves to another rubric version: reviewed item by item, then confirmed or left."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.migrate import (
    MigratedMeanwhile,
    MigrationInput,
    MigrationRefused,
    migrate_project,
)
from assessments.forms.projects import migration_choices
from assessments.http import Request
from assessments.models import Project
from assessments.reports.migrate import find_version, migrate_page
from assessments.text import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
def migrate(request: Request, slug: str) -> HttpResponse:
    found = access.project(request, slug)
    if request.method == "POST":
        return _move(request, found)
    return _page(request, found, request.GET.get("to", ""))


def _move(request: Request, found: Project) -> HttpResponse:
    asked = request.POST.get("to", "")
    versions = access.versions_to_choose(request)
    to = find_version(found, versions, asked)
    if to is None:
        return _page(request, found, asked or "nothing", status=422)
    wanted = MigrationInput(
        to=to,
        seen=whole_number(request.POST.get("seen", "")) or 0,
        choices=migration_choices(request.POST),
        published=versions,
    )
    try:
        moved = migrate_project(project=found, wanted=wanted, by=access.by(request))
    except MigrationRefused as refused:
        return _page(request, found, asked, problem=str(refused), status=422)
    except MigratedMeanwhile:
        messages.error(
            request,
            "Somebody moved this project to another version meanwhile, so nothing was changed. "
            "Read the review again: it starts from the present version now.",
        )
        return _page(request, access.project(request, found.slug), asked, status=409)
    if moved is None:
        messages.info(request, f"The project is on {to.name} already; nothing was changed.")
    else:
        messages.success(
            request, f"The project is on {to.name} now. The next assessment starts from it."
        )
    return redirect(found)


def _page(
    request: Request, found: Project, asked: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    versions = access.versions_to_choose(request)
    to = find_version(found, versions, asked)
    choices = migration_choices(request.POST)
    page = migrate_page(found, versions, to, asked=asked, choices=choices)
    context = {"page": page, "problem": problem}
    return render(request, "assessments/migrate.html", context, status=status)
