"""Comments and actions of one item: a page of its own, and a panel beside the answers."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments import access
from assessments.actions.actions import promise_action
from assessments.actions.answers import AssessmentClosed
from assessments.actions.assessments import ActionRefused
from assessments.actions.discussions import Commented, add_comment, resolve_thread
from assessments.forms.discussions import ActionForm, CommentForm
from assessments.http import Request
from assessments.models import Assessment, Thread
from assessments.reports.discussion import discussion_page

PAGE = "assessments/discussion.html"


@require_safe
def discussion(request: Request, slug: str, as_of: datetime.date, item: str) -> HttpResponse:
    found = access.assessment(request, slug, as_of)
    return _page(request, found, _known(found, item))


@require_POST
def discussion_comment(
    request: Request, slug: str, as_of: datetime.date, item: str
) -> HttpResponse:
    found = access.assessment(request, slug, as_of)
    key = _known(found, item)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, key, comment=form)
    try:
        said = add_comment(
            assessment=found, item_key=key, text=form.cleaned_data["text"], by=access.by(request)
        )
    except AssessmentClosed:
        return _closed(request, found, key, comment=form)
    return _done(request, found, key, _told(said))


@require_POST
def discussion_resolve(
    request: Request, slug: str, as_of: datetime.date, item: str
) -> HttpResponse:
    """Settle the thread, or open it again, as the button that was pressed says."""
    found = access.assessment(request, slug, as_of)
    key = _known(found, item)
    resolved = request.POST.get("resolved") == "yes"
    try:
        resolve_thread(assessment=found, item_key=key, resolved=resolved, by=access.by(request))
    except AssessmentClosed:
        return _closed(request, found, key)
    except Thread.DoesNotExist:
        return _done(request, found, key, "There are no comments here yet.")
    return _done(request, found, key, "Settled." if resolved else "Open again.")


@require_POST
def discussion_action(request: Request, slug: str, as_of: datetime.date, item: str) -> HttpResponse:
    found = access.assessment(request, slug, as_of)
    key = _known(found, item)
    page = discussion_page(found, key, request.user, today=timezone.localdate())
    form = ActionForm(request.POST, people=page.people)
    if found.is_closed:
        return _closed(request, found, key)
    if not form.is_valid():
        return _page(request, found, key, action=form)
    try:
        promise_action(
            project=found.project,
            assessment=found,
            item_key=key,
            fields=form.action_input(),
            by=access.by(request),
        )
    except ActionRefused as refused:
        form.add_error("owner", str(refused))
        return _page(request, found, key, action=form)
    return _done(request, found, key, "The action is written down.")


def _known(found: Assessment, item: str) -> str:
    if item not in found.rubric_version.content.items:
        raise Http404("There is no such item in this rubric version.")
    return item


def _told(said: Commented) -> str:
    text = "Your comment is there."
    if said.told:
        text += f" {said.told} {'person is' if said.told == 1 else 'people are'} told."
    if said.unknown:
        names = ", ".join(f"@{name}" for name in said.unknown)
        text += f" {names} is the name of nobody, or of more than one person, in the team."
    return text


def _closed(
    request: Request, found: Assessment, key: str, comment: CommentForm | None = None
) -> HttpResponse:
    problem = "The assessment is closed, so nothing was written. A lead can reopen it."
    return _page(request, found, key, comment=comment, problem=problem, status=423)


def _done(request: Request, found: Assessment, key: str, text: str) -> HttpResponse:
    if request.htmx:
        return _page(request, found, key, said=text)
    messages.success(request, text)
    return redirect("discussion", slug=found.project.slug, as_of=found.as_of, item=key)


def _page(
    request: Request,
    found: Assessment,
    key: str,
    *,
    comment: CommentForm | None = None,
    action: ActionForm | None = None,
    said: str = "",
    problem: str = "",
    status: int = 0,
) -> HttpResponse:
    page = discussion_page(found, key, request.user, today=timezone.localdate())
    context = {
        "page": page,
        "comment_form": comment or CommentForm(auto_id="comment-%s"),
        "action_form": action or ActionForm(people=page.people, auto_id="action-%s"),
        "said": said,
        "problem": problem,
    }
    refused = any(form is not None and form.errors for form in (comment, action))
    template = f"{PAGE}#panel" if request.htmx else PAGE
    return render(request, template, context, status=status or (422 if refused else 200))
