"""Many projects move to one rubric version: ticked, each on its own, and told one by one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.migrate import (
    MigratedMeanwhile,
    MigrationInput,
    MigrationRefused,
    migrate_project,
)
from assessments.http import Request
from assessments.models import Project, RubricVersion
from assessments.reports.rubric_migrate import MOST, Moved, rubric_migrate_page
from assessments.text import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_migrate(request: Request, slug: str, version: str) -> HttpResponse:
    _, to, published = access.rubric_versions(request, slug, version, version)
    if request.method != "POST":
        return _page(request, to, published)
    wanted = list(dict.fromkeys(request.POST.getlist("project")))
    if not wanted:
        return _page(request, to, published, problem="Tick at least one project.", status=422)
    if len(wanted) > MOST:
        problem = f"These are {len(wanted)} projects. Move at most {MOST} at once."
        return _page(request, to, published, problem=problem, status=422)
    led = {row.slug: row for row in access.projects_led(request, wanted)}
    moved = [_move(request, slug, led.get(slug), to, published) for slug in wanted]
    context = {"to": to, "moved": moved, "done": sum(row.state == "moved" for row in moved)}
    return render(request, "assessments/rubric_migrated.html", context)


def _move(
    request: Request,
    slug: str,
    project: Project | None,
    to: RubricVersion,
    published: list[RubricVersion],
) -> Moved:
    """One project in a transaction of its own: another one's refusal does not touch it."""
    if project is None:
        return Moved("", slug[:80], "refused", "There is no such project that you lead.")
    seen = whole_number(request.POST.get(f"seen-{slug}", "")) or 0
    wanted = MigrationInput(to=to, seen=seen, choices={}, published=published)
    try:
        found = migrate_project(project=project, wanted=wanted, by=access.by(request))
    except MigratedMeanwhile:
        text = "Somebody moved it to another version meanwhile. Look at it again."
        return Moved(slug, project.name, "refused", text)
    except MigrationRefused as refused:
        return Moved(slug, project.name, "refused", str(refused))
    if found is None:
        return Moved(slug, project.name, "already", f"It was on {to.name} already.")
    return Moved(slug, project.name, "moved", f"It was on {found.from_version.name}.")


def _page(
    request: Request,
    to: RubricVersion,
    published: list[RubricVersion],
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    page = rubric_migrate_page(to, published, request.user)
    context = {"page": page, "problem": problem, "most": MOST}
    return render(request, "assessments/rubric_migrate.html", context, status=status)
