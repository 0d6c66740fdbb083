"""The sandbox. It stores nothing: its state is the address."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from assessments import access
from assessments.http import Request
from assessments.reports.plan import plan_line
from assessments.reports.what_if import LEVEL, Wanted, what_if_page

PAGE = "assessments/what_if.html"


@require_safe
@vary_on_headers("HX-Request")
def what_if(request: Request, slug: str) -> HttpResponse:
    """The page, or for htmx what follows from the levels chosen.

    The form sends every item; the address keeps only what was changed. Each change is a step of
    the browser's history, so that going back takes it back.
    """
    project = access.project(request, slug)
    page = what_if_page(project, request.user, wanted=_wanted_of(request.GET))
    query = page.sandbox.query if page.sandbox else ""
    address = reverse("what_if", args=[slug]) + query
    if page.faults:
        return render(request, PAGE, {"page": page}, status=422)
    if request.htmx:
        return push_url(render(request, f"{PAGE}#outcome", {"page": page, "oob": True}), address)
    if _said(request.GET) != _said(QueryDict(query.removeprefix("?"))):
        return redirect(address)
    return render(request, PAGE, {"page": page})


@require_safe
@vary_on_headers("HX-Request")
def what_if_steps(request: Request, slug: str) -> HttpResponse:
    """The next steps for the project's page, loaded after it; without htmx the sandbox itself."""
    project = access.project(request, slug)
    target = Wanted(target=request.GET.get("target", ""))
    page = what_if_page(project, request.user, wanted=target)
    status = 422 if page.faults else 200
    if not request.htmx:
        return render(request, PAGE, {"page": page}, status=status)
    context = {"page": page, "plan": plan_line(project)}
    return render(request, f"{PAGE}#project-steps", context, status=status)


def _wanted_of(data: QueryDict) -> Wanted:
    levels = {name.removesuffix(LEVEL): str(data[name]) for name in data if name.endswith(LEVEL)}
    return Wanted(start=data.get("from", ""), target=data.get("target", ""), levels=levels)


def _said(data: QueryDict) -> dict[str, str]:
    return {name: str(data[name]) for name in data}
