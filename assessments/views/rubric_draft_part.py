"""One part of a rubric draft as a form: saved only over what its writer was shown."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.assessments import ActionRefused
from assessments.actions.rubric_drafts import DraftGone, PartChanged, save_part
from assessments.http import Request
from assessments.models import RubricDraft
from assessments.reports.rubric_draft import FaultRow, faults_of
from assessments.rubric_forms import part_form
from assessments.rubric_parts import ITEM, SECTION, NoSuchPart, Place, digest, part_at, with_part
from assessments.rubric_rows import table_value, tables
from assessments.transfer.written_rubric import written_part

PAGE = "assessments/rubric_draft_part.html"
TITLES = {
    "identity": "Name, source and notes",
    "scoring": "Levels, bands and gates",
    "roles": "Roles and facts",
}


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_draft_part(request: Request, number: int, part: str) -> HttpResponse:
    return _page(request, access.rubric_draft(request, number), Place(part))


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_draft_part_section(request: Request, number: int, key: str) -> HttpResponse:
    return _page(request, access.rubric_draft(request, number), Place(SECTION, key))


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_draft_part_item(request: Request, number: int, key: str) -> HttpResponse:
    return _page(request, access.rubric_draft(request, number), Place(ITEM, key))


def _page(request: Request, draft: RubricDraft, place: Place) -> HttpResponse:
    try:
        value = part_at(draft.document, place)
    except NoSuchPart:
        raise Http404("The draft has no such part. Somebody may have taken it out.") from None
    data = request.POST if request.method == "POST" else None
    form = part_form(place.part, data, value, draft.document)
    rows = tables(place.part, data, value, draft.document)
    if data is None:
        return _form(request, draft, place, form, rows, was=digest(value))
    if request.htmx:
        return _check(request, draft, place, form, rows, value)
    was = str(data.get("was", ""))
    if not (form.is_valid() and all(table.is_valid() for table in rows)):
        return _form(request, draft, place, form, rows, was=was, status=422)
    return _save(request, draft, place, form, rows, value, was)


def _check(
    request: Request,
    draft: RubricDraft,
    place: Place,
    form: Any,
    rows: list[Any],
    value: dict[str, Any],
) -> HttpResponse:
    """What would have to be repaired if it were saved as it is typed; nothing is saved."""
    if form.is_valid() and all(table.is_valid() for table in rows):
        new = _new_value(form, rows, value)
        changed = with_part(draft.document, place, new)
        faults = faults_of(changed, Place(place.part, new["key"] if place.key else ""))
    else:
        forms = [form, *(row for table in rows for row in table.forms)]
        faults = [
            FaultRow(place.part, place.key, str(one.fields[name].label), " ".join(errors))
            for one in forms
            for name, errors in one.errors.items()
            if name in one.fields
        ]
    return render(request, f"{PAGE}#checks", {"faults": faults, "checked": True})


def _new_value(form: Any, rows: list[Any], value: dict[str, Any]) -> dict[str, Any]:
    new: dict[str, Any] = form.value(value)
    for table in rows:
        found = table_value(table)
        if found or table.name in value:
            new[table.name] = found
    return new


def _save(
    request: Request,
    draft: RubricDraft,
    place: Place,
    form: Any,
    rows: list[Any],
    value: dict[str, Any],
    was: str,
) -> HttpResponse:
    new = _new_value(form, rows, value)
    try:
        save_part(number=draft.pk, place=place, value=new, was=was, by=access.by(request))
    except PartChanged as met:
        context = {"theirs": written_part(met.theirs), "theirs_by": met.by}
        now = digest(met.theirs)
        return _form(request, draft, place, form, rows, was=now, status=409, **context)
    except ActionRefused as refused:
        form.add_error(None, str(refused))
        return _form(request, draft, place, form, rows, was=was, status=422)
    except (DraftGone, NoSuchPart):
        raise Http404("This part was taken out, or the draft published, meanwhile.") from None
    messages.success(request, "Saved.")
    anchor = f"#{new['key']}" if place.key else ""
    return redirect(f"{draft.get_absolute_url()}{anchor}")


def _form(
    request: Request,
    draft: RubricDraft,
    place: Place,
    form: Any,
    rows: list[Any],
    *,
    was: str,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "draft": draft,
        "title": TITLES.get(place.part) or place.key,
        "place": place,
        "form": form,
        "tables": rows,
        "was": was,
        "faults": faults_of(draft.document, place),
        **more,
    }
    return render(request, PAGE, context, status=status)
