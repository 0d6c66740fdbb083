"""The criticalities of the installation with their targets, for administrators."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access
from assessments.actions.assessments import ActionRefused
from assessments.actions.criticalities import (
    CriticalityInput,
    add_criticality,
    change_criticality,
    retire_criticality,
)
from assessments.forms import CriticalityForm
from assessments.http import Request
from assessments.models import Criticality
from assessments.reports.criticalities import criticality_rows

PAGE = "assessments/criticalities.html"


@require_http_methods(["GET", "HEAD", "POST"])
def criticalities(request: Request) -> HttpResponse:
    access.administrator(request)
    form = CriticalityForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_criticality(
                fields=CriticalityInput(**form.cleaned_data), by=access.by(request)
            )
            messages.success(request, f"The criticality {added} is there.")
            return redirect("criticalities")
        except ActionRefused as refused:
            form.add_error("name", str(refused))
    return _page(request, form)


@require_POST
def criticalities_change(request: Request, number: int) -> HttpResponse:
    access.administrator(request)
    form = CriticalityForm(request.POST)
    if not form.is_valid():
        said = [str(error) for errors in form.errors.values() for error in errors]
        return _page(request, problem=" ".join(said), changing=number)
    fields = CriticalityInput(**form.cleaned_data)
    return _changed(
        request,
        lambda: change_criticality(criticality_id=number, fields=fields, by=access.by(request)),
        "Saved. Every project that has it is measured by it from now on.",
        changing=number,
    )


@require_POST
def criticalities_retire(request: Request, number: int) -> HttpResponse:
    access.administrator(request)
    retired = request.POST.get("retired") == "yes"
    return _changed(
        request,
        lambda: retire_criticality(criticality_id=number, retired=retired, by=access.by(request)),
        "Retired. Projects that have it keep it." if retired else "In use again.",
    )


def _changed(
    request: Request, action: Callable[[], Criticality], text: str, changing: int = 0
) -> HttpResponse:
    try:
        action()
    except Criticality.DoesNotExist:
        raise Http404("There is no such criticality.") from None
    except ActionRefused as refused:
        return _page(request, problem=str(refused), changing=changing)
    messages.success(request, text)
    return redirect("criticalities")


def _page(
    request: Request, form: CriticalityForm | None = None, *, problem: str = "", changing: int = 0
) -> HttpResponse:
    context = {
        "rows": criticality_rows(),
        "form": form or CriticalityForm(),
        "problem": problem,
        "changing": changing,
        "sent": {name: request.POST.get(name, "") for name in ("name", "target", "target_of")},
    }
    refused = problem or (form and form.errors)
    return render(request, PAGE, context, status=422 if refused else 200)
