"""A new rubric draft: from nothing, from a published version, from a file."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.actions.assessments import ActionRefused
from assessments.actions.rubric_drafts import begin_draft
from assessments.http import Request
from assessments.rubric_draft_forms import RubricDraftForm
from assessments.rubric_parts import Document, derived, skeleton
from assessments.transfer.rubric_files import FileRefused, read_draft


@require_http_methods(["GET", "HEAD", "POST"])
def rubric_draft_new(request: Request) -> HttpResponse:
    access.rubric_drafts(request)
    bound = request.method == "POST"
    form = RubricDraftForm(
        request.POST if bound else None,
        request.FILES if bound else None,
        initial={"base": _asked_base(request)},
    )
    if bound and form.is_valid():
        try:
            base = form.cleaned_data["base"]
            draft = begin_draft(document=_document(form), base=base, by=access.by(request))
            return redirect(draft)
        except FileRefused as refused:
            form.add_error("file", str(refused).split("\n"))
        except ActionRefused as refused:
            form.add_error(None, str(refused))
    context = {"form": form}
    status = 422 if bound else 200
    return render(request, "assessments/rubric_draft_new.html", context, status=status)


def _asked_base(request: Request) -> int | None:
    """The version that the link names to begin with."""
    slug, version = request.GET.get("rubric", ""), request.GET.get("version", "")
    return access.rubric_version(request, slug, version).pk if slug else None


def _document(form: RubricDraftForm) -> Document:
    data = form.cleaned_data
    if data["file"]:
        return read_draft(data["file"].read(), name=data["file"].name)
    if data["base"]:
        base = data["base"]
        slug = data["slug"] or base.rubric.slug
        return derived(base.file.document, slug=slug, version=data["version"])
    name = data["slug"].replace("-", " ").replace("_", " ").capitalize()
    return skeleton(slug=data["slug"], version=data["version"], name=name)
