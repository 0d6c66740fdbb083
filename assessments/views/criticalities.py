"""The criticalities of the installation with their targets, for administrators."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access
from assessments.actions.assessments import ActionRefused
from assessments.actions.criticalities import (
    CriticalityChanged,
    CriticalityInput,
    add_criticality,
    change_criticality,
    retire_criticality,
)
from assessments.forms.projects import CriticalityForm
from assessments.http import Request
from assessments.models import Criticality
from assessments.reports.criticalities import criticality_rows
from assessments.seen import marks_in

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
    seen = marks_in(request.POST.get("seen", ""))
    return _changed(
        request,
        lambda: change_criticality(
            criticality_id=number, fields=fields, by=access.by(request), seen=seen
        ),
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
    except CriticalityChanged as changed:
        problem = (
            f"{changed.by} has changed this criticality to “{changed.name}” with the target "
            f"{changed.target} since you opened the page. What you wrote is kept: save again to "
            "put it in its place."
        )
        return _page(request, problem=problem, changing=changing, status=409)
    messages.success(request, text)
    return redirect("criticalities")


def _page(
    request: Request,
    form: CriticalityForm | None = None,
    *,
    problem: str = "",
    changing: int = 0,
    status: int = 422,
) -> HttpResponse:
    """``status`` is that of a refusal; after a clash the row is marked as it is stored now."""
    kept = ("name", "target", "target_of", *(("seen",) if status == 422 else ()))
    context = {
        "rows": criticality_rows(),
        "form": form or CriticalityForm(),
        "problem": problem,
        "changing": changing,
        "sent": {name: request.POST.get(name, "") for name in kept},
    }
    refused = problem or (form and form.errors)
    return render(request, PAGE, context, status=status if refused else 200)
