"""The site map, grouped by page."""

import datetime

from django.urls import path, register_converter

from assessments.views import (
    assessment,
    assessment_new,
    dashboard,
    discard,
    healthz,
    history,
    matrix,
    owners,
    project,
    project_new,
    project_settings,
    reopen,
    submit,
    theme,
)


class DateConverter:
    """``2026-12-31`` in a path; anything that is no date of the calendar is no such page."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)

    def to_url(self, value: datetime.date) -> str:
        return value.isoformat()


register_converter(DateConverter, "date")

PROJECT = "projects/<slug:slug>/"
ASSESSMENT = PROJECT + "assessments/<date:as_of>/"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("projects/new/", project_new.project_new, name="project_new"),
    path(PROJECT, project.project, name="project"),
    path(PROJECT + "owners/", owners.owners, name="owners"),
    path(PROJECT + "owners/items/<slug:item>/", owners.owners_assign, name="owners-assign"),
    path(PROJECT + "owners/section/", owners.owners_section, name="owners-section"),
    path(PROJECT + "owners/role/", owners.owners_role, name="owners-role"),
    path(PROJECT + "owners/suggested/", owners.owners_suggested, name="owners-suggested"),
    path(PROJECT + "owners/undo/", owners.owners_undo, name="owners-undo"),
    path(PROJECT + "owners/owners.csv", owners.owners_file, name="owners-file"),
    path(PROJECT + "owners/matrix/", matrix.matrix, name="matrix"),
    path(PROJECT + "settings/", project_settings.project_settings, name="project_settings"),
    path(PROJECT + "assessments/new/", assessment_new.assessment_new, name="assessment_new"),
    path(ASSESSMENT, assessment.assessment, name="assessment"),
    path(
        ASSESSMENT + "answers/<slug:item>/", assessment.assessment_answer, name="assessment-answer"
    ),
    path(
        ASSESSMENT + "confirm/<slug:section>/",
        assessment.assessment_confirm,
        name="assessment-confirm",
    ),
    path(ASSESSMENT + "history/", history.history, name="history"),
    path(ASSESSMENT + "submit/", submit.submit, name="submit"),
    path(ASSESSMENT + "reopen/", reopen.reopen, name="reopen"),
    path(ASSESSMENT + "discard/", discard.discard, name="discard"),
    path("theme/", theme.theme, name="theme"),
    path("healthz/", healthz.healthz, name="healthz"),
]
