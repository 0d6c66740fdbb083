"""The roles of the installation, for administrators."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access
from assessments.actions.assessments import ActionRefused
from assessments.actions.roles import add_role, rename_role, retire_role
from assessments.forms.people import RoleForm
from assessments.http import Request
from assessments.models import Role
from assessments.reports.roles import role_rows

PAGE = "assessments/roles.html"


@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: Request) -> HttpResponse:
    access.administrator(request)
    form = RoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            role = add_role(name=form.cleaned_data["name"], by=access.by(request))
            messages.success(request, f"The role {role} is there.")
            return redirect("roles")
        except ActionRefused as refused:
            form.add_error("name", str(refused))
    return _page(request, form)


@require_POST
def roles_rename(request: Request, number: int) -> HttpResponse:
    access.administrator(request)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(
            request,
            RoleForm(),
            problem=" ".join(str(error) for error in form.errors["name"]),
            renaming=number,
        )
    name = form.cleaned_data["name"]
    return _changed(
        request,
        lambda: rename_role(role_id=number, name=name, by=access.by(request)),
        "Renamed. Closed assessments keep the old name.",
        renaming=number,
    )


@require_POST
def roles_retire(request: Request, number: int) -> HttpResponse:
    access.administrator(request)
    retired = request.POST.get("retired") == "yes"
    text = "Retired. Who and what has the role keeps it." if retired else "In use again."
    return _changed(
        request, lambda: retire_role(role_id=number, retired=retired, by=access.by(request)), text
    )


def _changed(
    request: Request, action: Callable[[], Role], text: str, renaming: int = 0
) -> HttpResponse:
    try:
        action()
    except Role.DoesNotExist:
        raise Http404("There is no such role.") from None
    except ActionRefused as refused:
        return _page(request, RoleForm(), problem=str(refused), renaming=renaming)
    messages.success(request, text)
    return redirect("roles")


def _page(
    request: Request, form: RoleForm, *, problem: str = "", renaming: int = 0
) -> HttpResponse:
    context = {
        "rows": role_rows(),
        "form": form,
        "problem": problem,
        "renaming": renaming,
        "sent": request.POST.get("name", ""),
    }
    return render(request, PAGE, context, status=422 if problem or form.errors else 200)
