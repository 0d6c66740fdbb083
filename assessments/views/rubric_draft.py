"""A rubric version in the making: its outline, what is wrong, and the order of its parts."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access
from assessments.actions.assessments import ActionRefused
from assessments.actions.rubric_drafts import DraftGone, arrange, delete_draft
from assessments.http import Request
from assessments.models import RubricDraft
from assessments.reports.rubric_draft import outline
from assessments.rubric_draft_forms import RubricPartForm
from assessments.rubric_parts import (
    ITEM,
    SECTION,
    Document,
    NoSuchPart,
    Place,
    add_item,
    add_section,
    moved,
    removed,
)

PAGE = "assessments/rubric_draft.html"


@require_safe
def rubric_draft(request: Request, number: int) -> HttpResponse:
    draft = access.rubric_draft(request, number)
    return _page(request, draft)


@require_POST
def rubric_draft_arrange(request: Request, number: int) -> HttpResponse:
    draft = access.rubric_draft(request, number)
    form = RubricPartForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, form.problem())
    sent = form.cleaned_data
    place = Place(SECTION if sent["do"].endswith("section") else ITEM, sent["key"])
    added: list[str] = []
    try:
        change = _change(sent["do"], place, sent["title"], added)
        arrange(number=number, change=change, by=access.by(request))
    except NoSuchPart:
        return _page(request, draft, "Somebody took this part out meanwhile. Nothing was changed.")
    except ActionRefused as refused:
        return _page(request, draft, str(refused))
    except DraftGone:
        raise Http404("This draft was published or deleted meanwhile.") from None
    if added:
        return redirect(f"rubric_draft_part-{place.part}", number, added[0])
    anchor = "" if sent["do"].startswith("remove") else f"#{sent['key']}"
    return redirect(f"{draft.get_absolute_url()}{anchor}")


def _change(do: str, place: Place, title: str, added: list[str]) -> Callable[[Document], Document]:
    """What the button does to the document; ``added`` takes the key of what is new."""

    def add(document: Document) -> Document:
        if place.part == SECTION:
            changed, key = add_section(document, title)
        else:
            changed, key = add_item(document, place.key, title)
        added.append(key)
        return changed

    if do.startswith("add"):
        return add
    if do.startswith("remove"):
        return lambda document: removed(document, place)
    return lambda document: moved(document, place, up=do.startswith("up"))


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_draft_delete(request: Request, number: int) -> HttpResponse:
    draft = access.rubric_draft(request, number)
    if request.method != "POST":
        return render(request, "assessments/rubric_draft_delete.html", {"draft": draft})
    try:
        delete_draft(number=number, by=access.by(request))
    except DraftGone:
        raise Http404("This draft was published or deleted meanwhile.") from None
    messages.success(request, f"The draft {draft} is deleted.")
    return redirect("rubric_drafts")


def _page(request: Request, draft: RubricDraft, problem: str = "") -> HttpResponse:
    context = {"page": outline(draft), "draft": draft, "problem": problem}
    return render(request, PAGE, context, status=422 if problem else 200)
