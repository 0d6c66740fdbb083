"""A what-if saved as a plan."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.plans import PlanOvertaken, PlanRefused, StepInput, save_plan
from assessments.http import Request
from assessments.models import Project
from assessments.reports.plan_new import Sent, plan_new_page
from assessments.reports.what_if import LEVEL
from assessments.text import whole_number


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: Request, slug: str) -> HttpResponse:
    """The form for what the address changes; its POST saves the plan.

    409 with the same form where somebody saved another plan since it was opened.
    """
    project = access.project(request, slug)
    if request.method != "POST":
        return _page(request, project, _sent(request.GET), start=request.GET.get("from", ""))
    sent = _sent(request.POST)
    steps = [StepInput(key, row.level, row.owner, row.due_on) for key, row in sent.items()]
    today = timezone.localdate()
    try:
        save_plan(
            project=project,
            steps=steps,
            today=today,
            by=access.by(request),
            over=_seen(request.POST) or 0,
        )
    except PlanOvertaken:
        return _page(request, project, sent, overtaken=True)
    except PlanRefused as refused:
        errors: dict[str, list[str]] = {}
        for fault in refused.faults:
            errors.setdefault(fault.item_key, []).append(fault.text)
        return _page(request, project, sent, errors)
    messages.success(request, "The plan is saved and in force.")
    return redirect("plan", slug=slug)


def _page(
    request: Request,
    project: Project,
    sent: Mapping[str, Sent],
    errors: Mapping[str, Sequence[str]] | None = None,
    start: str = "",
    *,
    overtaken: bool = False,
) -> HttpResponse:
    today = timezone.localdate()
    page = plan_new_page(project, sent, today=today, start=start, errors=errors)
    shown = {row.key for row in page.rows}
    listed = [
        (key if key in shown else "", text)
        for key, texts in (errors or {"": page.faults}).items()
        for text in texts
    ]
    held = None if overtaken else _seen(request.POST)
    over = page.over if held is None else held
    context = {"page": page, "errors": listed, "overtaken": overtaken, "over": over}
    status = 422 if listed else 409 if overtaken else 200
    return render(request, "assessments/plan_new.html", context, status=status)


def _seen(data: QueryDict) -> int | None:
    """The plan that the form was opened over; what is no number is none that anybody saw.

    None where nothing is said about it.
    """
    text = data.get("over")
    return None if text is None else whole_number(str(text)) or 0


def _sent(data: QueryDict) -> dict[str, Sent]:
    """What was sent for each item, by key."""
    keys = [name.removesuffix(LEVEL) for name in data if name.endswith(LEVEL)]
    return {
        key: Sent(
            str(data[f"{key}{LEVEL}"]), data.get(f"{key}-owner", ""), data.get(f"{key}-due_on", "")
        )
        for key in keys
    }
