"""The assessment page, and the saves that it sends."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from assessments import access
from assessments.actions.answers import (
    AnswerResult,
    AssessmentClosed,
    Saved,
    confirm_section,
    save_answers,
)
from assessments.forms.assessments import answer_inputs
from assessments.http import Request
from assessments.models import Assessment
from assessments.reports.assessment import assessment_page
from assessments.reports.assessment_filters import Filters
from assessments.reports.assessment_items import Refusal, saved_item
from assessments.reports.scorecard import scorecard_of

FILTERS = ("show", "role", "section")
PAGE = "assessments/assessment.html"


@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: Request, slug: str, as_of: datetime.date) -> HttpResponse:
    """The page. Without JavaScript its one form posts here, all items at once."""
    found = access.assessment(request, slug, as_of)
    if request.method != "POST":
        return _page(request, found)
    if "confirm_section" in request.POST:
        _confirm(request, found, request.POST["confirm_section"])
    item_keys = found.rubric_version.content.items
    theirs = request.POST.getlist("use_theirs")
    inputs = [
        sent for sent in answer_inputs(request.POST, item_keys) if sent.item_key not in theirs
    ]
    try:
        saved = save_answers(assessment=found, inputs=inputs, by=access.by(request))
    except AssessmentClosed as refused:
        return _closed(request, found, refused)
    if saved.refused or saved.clashed:
        return _page(
            request, found, refusals=_refusals(saved), status=409 if saved.clashed else 422
        )
    count = sum(result.changed for result in saved.results)
    messages.success(request, f"Saved: {count} {'answer' if count == 1 else 'answers'} changed.")
    return redirect(found)


@require_POST
def assessment_answer(request: Request, slug: str, as_of: datetime.date, item: str) -> HttpResponse:
    """Save one item as htmx sends it. The reply never replaces a control, only what is around."""
    found = access.assessment_to_answer(request, slug, as_of)
    if item not in found.rubric_version.content.items:
        raise Http404("There is no such item in this rubric version.")
    try:
        inputs = answer_inputs(request.POST, [item])
        saved = save_answers(assessment=found, inputs=inputs, by=access.by(request))
    except AssessmentClosed as refused:
        return _closed(request, found, refused)
    if not request.htmx:
        if saved.refused or saved.clashed:
            status = 409 if saved.clashed else 422
            return _page(request, found, refusals=_refusals(saved), status=status)
        return redirect(f"{found.get_absolute_url()}#{item}")
    return _reply(request, found, saved)


@require_POST
def assessment_confirm(
    request: Request, slug: str, as_of: datetime.date, section: str
) -> HttpResponse:
    """Confirm every carried-over answer of a section."""
    found = access.assessment_to_answer(request, slug, as_of)
    try:
        saved = _confirm(request, found, section)
    except AssessmentClosed as refused:
        return _closed(request, found, refused)
    if not request.htmx:
        return redirect(f"{found.get_absolute_url()}#section-{section}")
    return _reply(request, found, saved, together=True)


def _confirm(request: Request, found: Assessment, section: str) -> Saved:
    try:
        saved = confirm_section(assessment=found, section_key=section, by=access.by(request))
    except KeyError:
        raise Http404("There is no such section in this rubric version.") from None
    left = saved.left_to_read
    if left and not request.htmx:
        what = "1 answer is" if left == 1 else f"{left} answers are"
        messages.warning(
            request,
            f"{what} left as before: the items were reworded, split or merged. "
            "Read and confirm them one by one.",
        )
    return saved


def _page(
    request: Request,
    found: Assessment,
    *,
    refusals: Mapping[str, Refusal] | None = None,
    status: int = 200,
) -> HttpResponse:
    try:
        page = assessment_page(
            found,
            request.user,
            wanted=Filters(**{name: request.GET.get(name, "") for name in FILTERS}),
            today=timezone.localdate(),
            refusals=refusals,
        )
    except Assessment.DoesNotExist:
        raise Http404("It was discarded a moment ago.") from None
    return render(request, PAGE, {"page": page, "waiting": page.waiting}, status=status)


def _refusals(saved: Saved) -> dict[str, Refusal]:
    return {result.item_key: _refusal(result) for result in saved.results if _is_refused(result)}


def _is_refused(result: AnswerResult) -> bool:
    return bool(result.errors or result.clash)


def _refusal(result: AnswerResult) -> Refusal:
    clash = result.clash
    return Refusal(
        sent={**result.sent, **(clash.mine if clash else {})},
        errors=result.errors,
        fields=clash.fields if clash else (),
        by=clash.by if clash else "",
        at=clash.at if clash else None,
    )


def _reply(
    request: Request, found: Assessment, saved: Saved, *, together: bool = False
) -> HttpResponse:
    """What changed around the controls: status, revision, links, scorecard, or what is wrong."""
    content = found.rubric_version.content
    results = [result for result in saved.results if _is_refused(result)] or saved.results
    rows = [
        saved_item(content, result.answer, _refusal(result) if _is_refused(result) else None)
        for result in results
    ]
    status, partial = 200, "answer-saved"
    if saved.clashed:
        status, partial = 409, "answer-conflict"
    elif saved.refused:
        status, partial = 422, "answer-refused"
    assert saved.score is not None
    context = {
        "items": rows,
        "item": rows[0] if rows else None,
        "scorecard": scorecard_of(content, saved.score, saved.answers),
        "together": together,
        "saved_at": timezone.localtime().strftime("%H:%M"),
        "oob": True,
    }
    response = render(request, f"{PAGE}#{partial}", context, status=status)
    items = [{"key": row.key, "state": row.state, "level": row.level} for row in rows]
    return (
        trigger_client_event(response, "answers-saved", {"items": items})
        if status == 200
        else response
    )


def _closed(request: Request, found: Assessment, refused: AssessmentClosed) -> HttpResponse:
    """423: nothing was written; the page as it is now, with what was sent beside it."""
    context: dict[str, Any] = {"in_review": refused.in_review}
    if request.htmx:
        item = request.resolver_match.kwargs.get("item") if request.resolver_match else None
        return render(request, f"{PAGE}#answer-closed", {**context, "item_key": item}, status=423)
    kept = [
        (name, value)
        for name, value in request.POST.items()
        if value and name != "csrfmiddlewaretoken" and not name.endswith("-revision")
    ]
    context |= {"assessment": found, "kept": kept}
    return render(request, "assessments/closed.html", context, status=423)
