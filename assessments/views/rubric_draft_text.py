"""The whole draft as text, for those who would rather write YAML than fill in forms."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access, scoring
from assessments.actions.assessments import ActionRefused
from assessments.actions.rubric_drafts import DraftGone, PartChanged, save_whole
from assessments.http import Request
from assessments.models import RubricDraft
from assessments.rubric_parts import digest
from assessments.transfer.draft_text import DraftText, LineFault, draft_as_text, read_draft_text

PAGE = "assessments/rubric_draft_text.html"
PLACES_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_draft_text(request: Request, number: int) -> HttpResponse:
    draft = access.rubric_draft(request, number)
    if request.method == "POST":
        return _save(request, draft)
    text = draft_as_text(draft.document)
    return _page(request, draft, text, read_draft_text(text), was=digest(draft.document))


def _save(request: Request, draft: RubricDraft) -> HttpResponse:
    """Whatever is refused, the text that was sent comes back as it is."""
    text = request.POST.get("text", "").replace("\r\n", "\n")
    was = request.POST.get("was", "")
    read = read_draft_text(text)
    if read.document is None:
        return _page(request, draft, text, read, was=was, status=422, unsaved="unreadable")
    try:
        save_whole(number=draft.pk, document=read.document, was=was, by=access.by(request))
    except PartChanged as changed:
        return _conflict(request, draft, text, read, changed)
    except ActionRefused as refused:
        read = DraftText(None, (LineFault(0, str(refused)),))
        return _page(request, draft, text, read, was=was, status=422, unsaved="unreadable")
    except DraftGone:
        return _page(request, draft, text, read, was=was, status=409, unsaved="gone")
    messages.success(request, "Saved.")
    return redirect("rubric_draft_text", draft.pk)


def _conflict(
    request: Request, draft: RubricDraft, text: str, read: DraftText, changed: PartChanged
) -> HttpResponse:
    """Both texts. Saving again keeps mine, since it names what stands there now."""
    places = scoring.differences(changed.theirs, read.document)
    conflict = {
        "by": changed.by,
        "theirs": draft_as_text(changed.theirs),
        "places": places[:PLACES_SHOWN],
        "more": max(len(places) - PLACES_SHOWN, 0),
    }
    was = digest(changed.theirs)
    return _page(
        request, draft, text, read, was=was, status=409, unsaved="conflict", conflict=conflict
    )


def _page(
    request: Request,
    draft: RubricDraft,
    text: str,
    read: DraftText,
    *,
    was: str,
    status: int = 200,
    **state: Any,
) -> HttpResponse:
    context = {"draft": draft, "text": text, "faults": read.faults, "was": was, **state}
    return render(request, PAGE, context, status=status)
