"""Publishing a draft: looked at, then done for good."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.assessments import ActionRefused
from assessments.actions.rubric_drafts import DraftGone, PartChanged, publish_draft
from assessments.http import Request
from assessments.models import RubricDraft
from assessments.reports.rubric_publish import publish_page, published_meanwhile
from assessments.rubric_draft_forms import PublishForm

PAGE = "assessments/rubric_draft_publish.html"


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_draft_publish(request: Request, number: int) -> HttpResponse:
    draft = access.rubric_draft(request, number)
    if request.method == "POST":
        return _publish(request, draft, PublishForm(request.POST))
    notes = draft.document.get("release_notes", "")
    return _page(request, draft, PublishForm(initial={"release_notes": notes}))


def _publish(request: Request, draft: RubricDraft, form: PublishForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, draft, form, status=422)
    try:
        version = publish_draft(number=draft.pk, by=access.by(request), **form.cleaned_data)
    except PartChanged as changed:
        problem = (
            f"{changed.by} changed this draft after you opened this page. Nothing was published. "
            "Look at the differences below once more, then publish."
        )
        newest = access.rubric_draft(request, draft.pk)
        return _page(request, newest, form, status=409, problem=problem)
    except ActionRefused as refused:
        return _page(request, draft, form, status=422, problem=str(refused))
    except DraftGone:
        context = {"draft": draft, "gone": True, "version": published_meanwhile(draft)}
        return render(request, PAGE, context, status=409)
    messages.success(request, f"{version} is published and never changes from now on.")
    return redirect("rubric", version.rubric.slug, version.version)


def _page(
    request: Request, draft: RubricDraft, form: PublishForm, *, status: int = 200, **state: Any
) -> HttpResponse:
    context = {"draft": draft, "page": publish_page(draft, request.user), "form": form, **state}
    return render(request, PAGE, context, status=status)
