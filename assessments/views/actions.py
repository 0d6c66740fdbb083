"""The actions of a project: all of them, and what becomes of each."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access
from assessments.actions.actions import change_action, finish_action, promise_action
from assessments.actions.answers import AssessmentClosed
from assessments.actions.assessments import ActionRefused
from assessments.forms.discussions import ActionForm
from assessments.http import Request
from assessments.models import Action, Project
from assessments.reports.actions import actions_page

PAGE = "assessments/actions.html"


@require_http_methods(["GET", "HEAD", "POST"])
def actions(request: Request, slug: str) -> HttpResponse:
    """The page; a POST writes down an action that belongs to no item."""
    project = access.project(request, slug)
    page = actions_page(project, request.user, today=timezone.localdate())
    form = ActionForm(request.POST if request.method == "POST" else None, people=page.people)
    if request.method == "POST" and form.is_valid():
        try:
            promise_action(project=project, fields=form.action_input(), by=access.by(request))
            messages.success(request, "The action is written down.")
            return redirect("actions", slug=slug)
        except ActionRefused as refused:
            form.add_error("owner", str(refused))
    status = 422 if form.is_bound else 200
    return render(request, PAGE, {"page": page, "form": form}, status=status)


@require_POST
def actions_change(request: Request, slug: str, number: int) -> HttpResponse:
    """Change what was promised, by whom or until when."""
    project = access.project(request, slug)
    page = actions_page(project, request.user, today=timezone.localdate())
    row = next((row for row in (*page.open, *page.done) if row.id == number), None)
    if row is None:
        raise Http404("There is no such action in this project.")
    people = dict(page.people) | ({row.owner_id: row.owner} if row.owner_id else {})
    form = ActionForm(request.POST, people=people.items())
    problem = ""
    if form.is_valid():
        try:
            change_action(
                project=project,
                action_id=number,
                fields=form.action_input(),
                by=access.by(request),
            )
            messages.success(request, "The action is changed.")
            return redirect("actions", slug=slug)
        except ActionRefused as refused:
            problem = str(refused)
    wrong = [str(error) for errors in form.errors.values() for error in errors]
    context = {
        "page": page,
        "form": ActionForm(people=page.people),
        "changing": number,
        "sent": form.data,
        "problems": [problem] if problem else wrong,
    }
    return render(request, PAGE, context, status=422)


@require_POST
def actions_finish(request: Request, slug: str, number: int) -> HttpResponse:
    """Done, or still open; from an assessment's page it counts as reviewed there."""
    project = access.project(request, slug)
    done = request.POST.get("done") == "yes"
    assessment = None
    if "assessment" in request.POST:
        as_of = _date(request.POST["assessment"])
        assessment = access.assessment(request, slug, as_of)
    try:
        finish_action(
            project=project,
            action_id=number,
            done=done,
            by=access.by(request),
            reviewed_in=assessment,
        )
    except Action.DoesNotExist:
        raise Http404("There is no such action in this project.") from None
    except AssessmentClosed:
        messages.info(request, "The assessment is closed meanwhile, so nothing was changed there.")
    return _back(request, project)


def _back(request: Request, project: Project) -> HttpResponse:
    """To where the button was: an assessment, an item's page, or the list."""
    if "assessment" not in request.POST:
        return redirect("actions", slug=project.slug)
    as_of = _date(request.POST["assessment"])
    item = request.POST.get("item", "")
    if item in project.rubric_version.content.items:
        return redirect("discussion", slug=project.slug, as_of=as_of, item=item)
    response = redirect("assessment", slug=project.slug, as_of=as_of)
    response["Location"] += "#actions"
    return response


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise Http404("There is no such assessment.") from None
