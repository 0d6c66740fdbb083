"""Who is responsible: the page, and everything that changes it."""

from collections.abc import Callable, Iterable, Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments import access
from assessments.actions.owners import (
    Assigned,
    OwnerFault,
    OwnerInput,
    OwnersRefused,
    TakenBackAlready,
    assign_owners,
    assign_role,
    assign_section,
    assign_suggested,
    undo_owners,
)
from assessments.forms.files import OwnersFileForm
from assessments.forms.owners import changed_on_page, owner_inputs
from assessments.http import Request
from assessments.models import Change, Project
from assessments.reports.owners import owners_file_rows, owners_page, owners_sent
from assessments.text import whole_number
from assessments.transfer.owners_csv import (
    LARGEST_FILE,
    FileRefused,
    read_owners,
    write_owners,
)

PAGE = "assessments/owners.html"
MOST_FAULTS = 20


@require_http_methods(["GET", "HEAD", "POST"])
def owners(request: Request, slug: str) -> HttpResponse:
    """The page. Without JavaScript its one form posts here, all items at once."""
    project = access.project(request, slug)
    if request.method != "POST":
        return _page(request, project, done=whole_number(request.GET.get("done", "")))
    keys = changed_on_page(request.POST, project.rubric_version.content.items)
    inputs = owner_inputs(request.POST, keys)
    try:
        done = assign_owners(project=project, inputs=inputs, by=access.by(request))
    except OwnersRefused as refused:
        return _page(request, project, refused=refused, inputs=inputs)
    return _done(request, project, done)


@require_POST
def owners_assign(request: Request, slug: str, item: str) -> HttpResponse:
    """Change one item in place."""
    project = access.project(request, slug)
    if item not in project.rubric_version.content.items:
        raise Http404("There is no such item in this rubric version.")
    inputs = owner_inputs(request.POST, [item])
    try:
        done = assign_owners(project=project, inputs=inputs, by=access.by(request))
    except OwnersRefused as refused:
        if request.htmx:
            return _row(request, project, item, refused=refused, inputs=inputs)
        return _page(request, project, refused=refused, inputs=inputs)
    if request.htmx:
        return _row(request, project, item)
    return _done(request, project, done)


@require_POST
def owners_section(request: Request, slug: str) -> HttpResponse:
    project = access.project(request, slug)
    section, role = request.POST.get("section", ""), request.POST.get("role", "")
    return _bulk(
        request,
        project,
        lambda: assign_section(
            project=project, section_key=section, role_key=role, by=access.by(request)
        ),
    )


@require_POST
def owners_role(request: Request, slug: str) -> HttpResponse:
    project = access.project(request, slug)
    return _bulk(
        request,
        project,
        lambda: assign_role(
            project=project,
            role_key=request.POST.get("role", ""),
            person=request.POST.get("person", ""),
            only_open="only_open" in request.POST,
            by=access.by(request),
        ),
    )


@require_POST
def owners_suggested(request: Request, slug: str) -> HttpResponse:
    """Items whose suggested role is retired keep their role, and the page says which."""
    project = access.project(request, slug)
    done = assign_suggested(project=project, by=access.by(request))
    if done.kept:
        keeps = "keeps its role" if len(done.kept) == 1 else "keep their roles"
        why = "the role that the rubric suggests is retired"
        messages.warning(request, f"{', '.join(done.kept)} {keeps}: {why}.")
    return _done(request, project, done)


@require_POST
def owners_undo(request: Request, slug: str) -> HttpResponse:
    project = access.project(request, slug)
    number = whole_number(request.POST.get("change", ""))
    try:
        done = undo_owners(project=project, change_id=number or 0, by=access.by(request))
    except Change.DoesNotExist:
        raise Http404("There is no such change in this project.") from None
    except TakenBackAlready:
        messages.info(request, "That was taken back already.")
        return redirect("owners", slug=slug)
    if done.kept and not done.keys:
        messages.warning(
            request, "Nothing was taken back: all of it has changed again since, so it stays."
        )
    elif done.kept:
        messages.warning(
            request,
            f"Taken back, but for {', '.join(done.kept)}: changed again since, so left as it is.",
        )
    else:
        messages.success(request, f"Taken back: {_count(done.keys)} as before.")
    return redirect("owners", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def owners_file(request: Request, slug: str) -> HttpResponse:
    """The owners as a CSV file, and back from one: all of its rows or none."""
    project = access.project(request, slug)
    if request.method != "POST":
        text = write_owners(owners_file_rows(project))
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="owners-{project.slug}.csv"'
        return response
    form = OwnersFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, project, problems=[str(error) for error in form.errors["file"]])
    try:
        inputs = _inputs_of_file(project, form.cleaned_data["file"].read(LARGEST_FILE + 1))
        done = assign_owners(project=project, inputs=inputs, by=access.by(request))
    except FileRefused as refused:
        return _page(request, project, problems=refused.lines)
    except OwnersRefused as refused:
        return _page(request, project, problems=_most(refused.faults))
    return _done(request, project, done)


def _most(faults: list[OwnerFault]) -> list[str]:
    """The first of what is wrong with a file, and how much more there is."""
    more = len(faults) - MOST_FAULTS
    lines = [fault.text for fault in faults[:MOST_FAULTS]]
    return [*lines, f"and {more} more."] if more > 0 else lines


def _inputs_of_file(project: Project, raw: bytes) -> list[OwnerInput]:
    lines = read_owners(raw)
    sent = owners_sent(project, [(line.item_key, line.fields) for line in lines])
    return [
        OwnerInput(key, fields, f"Row {line.number}", line.wrong)
        for line, (key, fields) in zip(lines, sent, strict=True)
    ]


def _bulk(request: Request, project: Project, assign: Callable[[], Assigned]) -> HttpResponse:
    try:
        return _done(request, project, assign())
    except OwnersRefused as refused:
        return _page(request, project, problems=[fault.text for fault in _brief(refused.faults)])


def _brief(faults: list[OwnerFault]) -> list[OwnerFault]:
    """One fault stands for all where a whole section or role is refused for the same reason."""
    return faults[:1]


def _done(request: Request, project: Project, done: Assigned) -> HttpResponse:
    if done.change is None:
        messages.info(request, "Nothing to change: all of that is so already.")
        return redirect("owners", slug=project.slug)
    return redirect(f"{reverse('owners', args=[project.slug])}?done={done.change}")


def _page(
    request: Request,
    project: Project,
    *,
    done: int | None = None,
    refused: OwnersRefused | None = None,
    inputs: Iterable[OwnerInput] = (),
    problems: Iterable[str] = (),
) -> HttpResponse:
    faults = _faults(refused)
    page = owners_page(
        project,
        request.user,
        now=timezone.now(),
        done=done,
        faults=faults,
        sent=_sent(inputs) if refused else {},
    )
    problems = [*problems, *(line for lines in faults.values() for line in lines)]
    context = {"page": page, "problems": problems, "file_form": OwnersFileForm()}
    context["waiting"] = page.waiting
    return render(request, PAGE, context, status=422 if problems else 200)


def _row(
    request: Request,
    project: Project,
    item: str,
    *,
    refused: OwnersRefused | None = None,
    inputs: Iterable[OwnerInput] = (),
) -> HttpResponse:
    """The row as it is now, and the tallies with it."""
    page = owners_page(
        project,
        request.user,
        now=timezone.now(),
        faults=_faults(refused),
        sent=_sent(inputs) if refused else {},
    )
    row = next(row for row in page.rows if row.key == item)
    context = {"page": page, "row": row, "saved": refused is None, "oob": True}
    return render(request, f"{PAGE}#owner-assigned", context, status=422 if refused else 200)


def _faults(refused: OwnersRefused | None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in refused.faults if refused else ():
        found.setdefault(fault.item_key, []).append(fault.text)
    return found


def _sent(inputs: Iterable[OwnerInput]) -> dict[str, Mapping[str, str]]:
    return {sent.item_key: sent.fields for sent in inputs}


def _count(keys: tuple[str, ...]) -> str:
    return f"{len(keys)} {'item' if len(keys) == 1 else 'items'}"
