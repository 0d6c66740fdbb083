"""Files in: read, tried out, shown, and written only after a yes."""

import datetime
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access
from assessments.actions.answers import AnswerInput, AssessmentClosed
from assessments.actions.imports import (
    ImportChanged,
    ImportRefused,
    UploadUsed,
    import_answers,
    keep_upload,
    show_again,
    try_answers,
)
from assessments.actions.past_imports import PastAssessment, TooManyDates, import_past, try_past
from assessments.forms.files import AnswersFileForm, LevelsFileForm, RubricFormFileForm
from assessments.http import Request
from assessments.models import Assessment, Project, Upload
from assessments.reports.imports import imports_page, preview_page
from assessments.transfer.answer_files import names_items, read_answers
from assessments.transfer.past_files import read_levels
from assessments.transfer.spreadsheet import looks_like_form, read_form, scales_of
from assessments.transfer.tables import Sheets, Table, TableRefused, read_upload

PAGE = "assessments/imports.html"
PREVIEW = "assessments/imports_preview.html"


@require_safe
def imports(request: Request, slug: str) -> HttpResponse:
    project = access.project(request, slug)
    return _page(request, project)


@require_POST
def imports_answers(request: Request, slug: str) -> HttpResponse:
    """The answers of an open draft, as they were exported."""
    project = access.project(request, slug)
    form = AnswersFileForm(request.POST, request.FILES, drafts=_drafts(request, project))

    def read(sheets: Sheets) -> Mapping[str, Any]:
        as_of = datetime.date.fromisoformat(form.cleaned_data["as_of"])
        draft = access.assessment(request, slug, as_of)
        with _one(sheets, names_items, wanted=None) as table:
            sent = read_answers(table, draft.rubric_version.content)
        rows = [row._asdict() for row in sent]
        content = {"as_of": as_of.isoformat(), "rows": rows, "sheet": table.sheet}
        fates = try_answers(
            assessment=draft, inputs=_inputs(content), by=access.imported_by(request)
        )
        return {**content, "fates": fates}

    return _upload(request, project, form, Upload.Kind.ANSWERS, read)


@require_POST
def imports_levels(request: Request, slug: str) -> HttpResponse:
    """Closed assessments of the past: every item's level at each date."""
    project = access.project(request, slug)
    form = LevelsFileForm(request.POST, request.FILES)

    def read(sheets: Sheets) -> Mapping[str, Any]:
        with _one(sheets, names_items, wanted=None) as table:
            file = read_levels(table, project.rubric_version.content)
        tried = _tried(request, project, [(day, now, {}) for day, now in file.levels.items()])
        return {**tried, "sheet": table.sheet}

    return _upload(request, project, form, Upload.Kind.HISTORY, read)


@require_POST
def imports_form(request: Request, slug: str) -> HttpResponse:
    """One closed assessment of the past, from the spreadsheet form of the rubric."""
    project = access.project(request, slug)
    scales = scales_of(project.rubric_version.content)
    form = RubricFormFileForm(request.POST, request.FILES, scales=scales)

    def read(sheets: Sheets) -> Mapping[str, Any]:
        content, said = project.rubric_version.content, form.cleaned_data
        looks = partial(looks_like_form, content=content)
        with _one(sheets, looks, wanted=said["sheet"]) as table:
            sheet = read_form(table, content, said["scale"])
        levels = {row.item_key: row.level for row in sheet.rows}
        notes = {row.item_key: row.note for row in sheet.rows}
        return {
            **_tried(request, project, [(form.cleaned_data["as_of"], levels, notes)]),
            "sheet": table.sheet,
            "scale": sheet.scale,
            "skipped": sheet.skipped,
            "rows": [[row.row, row.item_key] for row in sheet.rows],
        }

    return _upload(request, project, form, Upload.Kind.SPREADSHEET, read)


@require_http_methods(["GET", "HEAD", "POST"])
def imports_preview(request: Request, slug: str, number: int) -> HttpResponse:
    """What the file would do, row by row, and the yes to it.

    Where something is refused the yes answers 422; 409 where it would do other than was shown.
    """
    try:
        upload = access.upload(request, slug, number)
    except access.NoSuchUpload as gone:
        return _page(request, access.project(request, slug), problems=[str(gone)], status=404)
    try:
        return _import(request, upload) if request.method == "POST" else _preview(request, upload)
    except AssessmentClosed:
        problem = "The draft was submitted or discarded since the file was read."
        return _page(request, access.project(request, slug), problems=[problem], status=423)
    except UploadUsed:
        problem = (
            "This file has just been imported, by another click or in another window. "
            "It was not imported a second time."
        )
        return _page(request, access.project(request, slug), problems=[problem], status=409)


def _import(request: Request, upload: Upload) -> HttpResponse:
    try:
        if upload.kind == Upload.Kind.ANSWERS:
            return _import_answers(request, upload)
        return _import_past(request, upload)
    except ImportRefused:
        return _preview(request, upload, status=422)
    except ImportChanged as changed:
        show_again(upload=upload, fates=changed.fates)
        return _preview(request, upload, status=409)


def _import_answers(request: Request, upload: Upload) -> HttpResponse:
    draft = _draft(request, upload)
    count = import_answers(
        upload=upload,
        assessment=draft,
        inputs=_inputs(upload.content),
        take=request.POST.getlist("take"),
        by=access.imported_by(request),
    )
    messages.success(request, f"Imported: {count} {'answer' if count == 1 else 'answers'} changed.")
    return redirect(draft)


def _import_past(request: Request, upload: Upload) -> HttpResponse:
    assert upload.project is not None
    count = import_past(
        upload=upload,
        project=upload.project,
        past=_past(upload.content),
        today=timezone.localdate(),
        by=access.imported_by(request),
    )
    assessments = "assessment" if count == 1 else "assessments"
    messages.success(request, f"Imported: {count} closed {assessments}.")
    return redirect(upload.project)


def _upload(
    request: Request,
    project: Project,
    form: forms.Form,
    kind: Upload.Kind,
    read: Callable[[Sheets], Mapping[str, Any]],
) -> HttpResponse:
    """Read the file and try it out; what can not be read names its rows, and nothing is kept."""
    if not form.is_valid():
        return _page(request, project, form=form, status=422)
    file = form.cleaned_data["file"]
    try:
        content = read(read_upload(file))
    except TableRefused as refused:
        return _page(request, project, form=form, problems=refused.lines, status=422)
    except TooManyDates as refused:
        return _page(request, project, form=form, problems=[str(refused)], status=422)
    except AssessmentClosed:
        problem = "This assessment is not a draft any more. Nothing was changed."
        return _page(request, project, problems=[problem], status=423)
    name = "".join(char for char in file.name if char.isprintable())
    by = access.imported_by(request)
    upload = keep_upload(project=project, kind=kind, name=name, content=content, by=by)
    return redirect("imports-preview", slug=project.slug, number=upload.pk)


@contextmanager
def _one(sheets: Sheets, looks: Callable[[Table], bool], *, wanted: str | None) -> Generator[Table]:
    """The table that is meant; where a workbook has several, its faults say which one it is."""
    table = sheets.one(looks, wanted=wanted)
    try:
        yield table
    except TableRefused as refused:
        about = [f"The sheet “{table.sheet}” was read."] if table.sheet else []
        raise TableRefused(*about, *refused.lines) from None


def _tried(
    request: Request,
    project: Project,
    past: Iterable[tuple[datetime.date, Mapping[str, str], Mapping[str, str]]],
) -> dict[str, Any]:
    content = {
        "past": [
            {"as_of": day.isoformat(), "levels": levels, "notes": notes}
            for day, levels, notes in past
        ]
    }
    fates = try_past(
        project=project,
        past=_past(content),
        today=timezone.localdate(),
        by=access.imported_by(request),
    )
    return {**content, "fates": fates}


def _inputs(content: Mapping[str, Any]) -> list[AnswerInput]:
    return [AnswerInput(row["item_key"], row["revision"], row["fields"]) for row in content["rows"]]


def _past(content: Mapping[str, Any]) -> list[PastAssessment]:
    return [
        PastAssessment(datetime.date.fromisoformat(one["as_of"]), one["levels"], one["notes"])
        for one in content["past"]
    ]


def _draft(request: Request, upload: Upload) -> Assessment:
    """Raises ``AssessmentClosed`` also where it was discarded."""
    assert upload.project is not None
    as_of = datetime.date.fromisoformat(upload.content["as_of"])
    try:
        return access.assessment(request, upload.project.slug, as_of)
    except Http404:
        raise AssessmentClosed from None


def _drafts(request: Request, project: Project) -> list[tuple[str, str]]:
    page = imports_page(project, request.user)
    return [(draft.as_of.isoformat(), draft.period) for draft in page.drafts]


def _page(
    request: Request,
    project: Project,
    *,
    form: forms.Form | None = None,
    problems: Iterable[str] = (),
    status: int = 200,
) -> HttpResponse:
    page = imports_page(project, request.user)
    drafts = [(draft.as_of.isoformat(), draft.period) for draft in page.drafts]
    made: dict[str, forms.Form] = {
        "answers_form": AnswersFileForm(drafts=drafts),
        "levels_form": LevelsFileForm(),
        "form_form": RubricFormFileForm(scales=scales_of(project.rubric_version.content)),
    }
    made = {name: form if form and type(form) is type(own) else own for name, own in made.items()}
    settled = status in (404, 409)  # an earlier click may well have changed something
    context = {"page": page, "problems": list(problems), "settled": settled, **made}
    return render(request, PAGE, context, status=status)


def _preview(request: Request, upload: Upload, status: int = 200) -> HttpResponse:
    assert upload.project is not None
    content = upload.project.rubric_version.content
    if upload.kind == Upload.Kind.ANSWERS:
        content = _draft(request, upload).rubric_version.content
    page = preview_page(upload, upload.project, content)
    context = {"page": page, "changed": status == 409, "said_yes": status == 422}
    return render(request, PREVIEW, context, status=status)
