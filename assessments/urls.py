"""The site map, grouped by page."""

import datetime

from django.urls import path, register_converter

from assessments.views import (
    actions,
    assessment,
    assessment_new,
    compare,
    compare_dates,
    criticalities,
    dashboard,
    discard,
    discussion,
    exports,
    guidance,
    healthz,
    history,
    imports,
    invitation,
    matrix,
    members,
    migrate,
    mine,
    mine_settings,
    owners,
    plan,
    plan_beside,
    plan_new,
    project,
    project_answer,
    project_new,
    project_settings,
    reopen,
    report,
    review,
    roles,
    rubric,
    rubric_diff,
    rubric_draft,
    rubric_draft_new,
    rubric_draft_part,
    rubric_draft_preview,
    rubric_draft_publish,
    rubric_draft_text,
    rubric_drafts,
    rubric_migrate,
    rubrics,
    submit,
    theme,
    what_if,
)


class DateConverter:
    """``2026-12-31`` in a path; anything that is no date of the calendar is no such page."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)

    def to_url(self, value: datetime.date) -> str:
        return value.isoformat()


class TableConverter:
    """How a table's name ends: the format that it is downloaded in."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class VersionConverter:
    """The name of a rubric version, as the schema of rubric files allows it: ``2017``, ``1.0``."""

    regex = "[A-Za-z0-9][A-Za-z0-9._-]{0,39}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class RubricFileConverter(TableConverter):
    """How a rubric file's name ends."""

    regex = "yaml|json"


class PartConverter:
    """A part of a rubric's document that is one page of its draft."""

    regex = "identity|scoring|roles"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PartConverter, "part")
register_converter(DateConverter, "date")
register_converter(RubricFileConverter, "rubric")
register_converter(TableConverter, "table")
register_converter(VersionConverter, "version")

PROJECT = "projects/<slug:slug>/"
ASSESSMENT = PROJECT + "assessments/<date:as_of>/"
DRAFT = "rubrics/drafts/<int:number>/"
RUBRIC = "rubrics/<slug:slug>/<version:version>/"

urlpatterns = [
    # Tried in this order: a save, the most frequent request, first.
    path(
        ASSESSMENT + "answers/<slug:item>/", assessment.assessment_answer, name="assessment-answer"
    ),
    path("", dashboard.dashboard, name="dashboard"),
    path("summary/", dashboard.dashboard_summary, name="dashboard-summary"),
    path("chart/", dashboard.dashboard_chart, name="dashboard-chart"),
    path("compare/", compare.compare, name="compare"),
    path("projects.<table:kind>", exports.exports_projects, name="exports-projects"),
    path("mine/", mine.mine, name="mine"),
    path("mine/settings/", mine_settings.mine_settings, name="mine_settings"),
    path("mine/comments/<int:number>/", mine.mine_seen, name="mine-seen"),
    path("projects/new/", project_new.project_new, name="project_new"),
    path(PROJECT, project.project, name="project"),
    path(PROJECT + "compare/", compare_dates.compare_dates, name="compare_dates"),
    path(
        PROJECT + "items/<slug:item>/<date:as_of>/",
        project_answer.project_answer,
        name="project_answer",
    ),
    path(PROJECT + "owners/", owners.owners, name="owners"),
    path(PROJECT + "owners/items/<slug:item>/", owners.owners_assign, name="owners-assign"),
    path(PROJECT + "owners/section/", owners.owners_section, name="owners-section"),
    path(PROJECT + "owners/role/", owners.owners_role, name="owners-role"),
    path(PROJECT + "owners/suggested/", owners.owners_suggested, name="owners-suggested"),
    path(PROJECT + "owners/undo/", owners.owners_undo, name="owners-undo"),
    path(PROJECT + "owners/owners.csv", owners.owners_file, name="owners-file"),
    path(PROJECT + "owners/matrix/", matrix.matrix, name="matrix"),
    path(PROJECT + "actions/", actions.actions, name="actions"),
    path(PROJECT + "actions/<int:number>/", actions.actions_change, name="actions-change"),
    path(PROJECT + "actions/<int:number>/done/", actions.actions_finish, name="actions-finish"),
    path(PROJECT + "what-if/", what_if.what_if, name="what_if"),
    path(PROJECT + "what-if/steps/", what_if.what_if_steps, name="what_if-steps"),
    path(PROJECT + "plan/", plan.plan, name="plan"),
    path(PROJECT + "plan/new/", plan_new.plan_new, name="plan_new"),
    path(PROJECT + "members/", members.members, name="members"),
    path(PROJECT + "members/invite/", members.members_invite, name="members-invite"),
    path(PROJECT + "members/<int:number>/", members.members_change, name="members-change"),
    path(PROJECT + "members/<int:number>/remove/", members.members_remove, name="members-remove"),
    path(
        PROJECT + "members/invitations/<int:number>/resend/",
        members.members_resend,
        name="members-resend",
    ),
    path(
        PROJECT + "members/invitations/<int:number>/withdraw/",
        members.members_withdraw,
        name="members-withdraw",
    ),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
    path(PROJECT + "settings/", project_settings.project_settings, name="project_settings"),
    path(PROJECT + "migrate/", migrate.migrate, name="migrate"),
    path(PROJECT + "assessments/new/", assessment_new.assessment_new, name="assessment_new"),
    path(ASSESSMENT, assessment.assessment, name="assessment"),
    path(
        ASSESSMENT + "confirm/<slug:section>/",
        assessment.assessment_confirm,
        name="assessment-confirm",
    ),
    path(ASSESSMENT + "items/<slug:item>/", discussion.discussion, name="discussion"),
    path(ASSESSMENT + "items/<slug:item>/guidance/", guidance.guidance, name="guidance"),
    path(
        ASSESSMENT + "items/<slug:item>/comment/",
        discussion.discussion_comment,
        name="discussion-comment",
    ),
    path(
        ASSESSMENT + "items/<slug:item>/resolve/",
        discussion.discussion_resolve,
        name="discussion-resolve",
    ),
    path(
        ASSESSMENT + "items/<slug:item>/action/",
        discussion.discussion_action,
        name="discussion-action",
    ),
    path(PROJECT + "import/", imports.imports, name="imports"),
    path(PROJECT + "import/answers/", imports.imports_answers, name="imports-answers"),
    path(PROJECT + "import/levels/", imports.imports_levels, name="imports-levels"),
    path(PROJECT + "import/form/", imports.imports_form, name="imports-form"),
    path(PROJECT + "import/<int:number>/", imports.imports_preview, name="imports-preview"),
    path(ASSESSMENT + "answers.<table:kind>", exports.exports_answers, name="exports-answers"),
    path(PROJECT + "scores.<table:kind>", exports.exports_scores, name="exports-scores"),
    path(PROJECT + "levels.<table:kind>", exports.exports_levels, name="exports-levels"),
    path(ASSESSMENT + "history/", history.history, name="history"),
    path(ASSESSMENT + "report/", report.report, name="report"),
    path(ASSESSMENT + "report.pdf", report.report_file, name="report-file"),
    path(ASSESSMENT + "submit/", submit.submit, name="submit"),
    path(ASSESSMENT + "review/", review.review, name="review"),
    path(ASSESSMENT + "review/back/", review.review_back, name="review-back"),
    path(ASSESSMENT + "review/reviewer/", review.review_reviewer, name="review-reviewer"),
    path(ASSESSMENT + "reopen/", reopen.reopen, name="reopen"),
    path(ASSESSMENT + "plan/", plan_beside.plan_beside, name="plan_beside"),
    path(ASSESSMENT + "discard/", discard.discard, name="discard"),
    path("rubrics/drafts/", rubric_drafts.rubric_drafts, name="rubric_drafts"),
    path("rubrics/drafts/new/", rubric_draft_new.rubric_draft_new, name="rubric_draft_new"),
    path(DRAFT, rubric_draft.rubric_draft, name="rubric_draft"),
    path(DRAFT + "arrange/", rubric_draft.rubric_draft_arrange, name="rubric_draft-arrange"),
    path(DRAFT + "text/", rubric_draft_text.rubric_draft_text, name="rubric_draft_text"),
    path(
        DRAFT + "preview/", rubric_draft_preview.rubric_draft_preview, name="rubric_draft_preview"
    ),
    path(
        DRAFT + "publish/", rubric_draft_publish.rubric_draft_publish, name="rubric_draft_publish"
    ),
    path(DRAFT + "delete/", rubric_draft.rubric_draft_delete, name="rubric_draft-delete"),
    path(
        DRAFT + "sections/<slug:key>/",
        rubric_draft_part.rubric_draft_part_section,
        name="rubric_draft_part-section",
    ),
    path(
        DRAFT + "items/<slug:key>/",
        rubric_draft_part.rubric_draft_part_item,
        name="rubric_draft_part-item",
    ),
    path(DRAFT + "<part:part>/", rubric_draft_part.rubric_draft_part, name="rubric_draft_part"),
    path(RUBRIC + "migrate/", rubric_migrate.rubric_migrate, name="rubric_migrate"),
    path(RUBRIC + "diff/<version:other>/", rubric_diff.rubric_diff, name="rubric_diff"),
    path("rubrics/", rubrics.rubrics, name="rubrics"),
    path(RUBRIC, rubric.rubric, name="rubric"),
    path(RUBRIC.rstrip("/") + ".<rubric:kind>", rubric.rubric_file, name="rubric-file"),
    path(RUBRIC + "print/", rubric.rubric_print, name="rubric-print"),
    path(RUBRIC + "print/<slug:section>/", rubric.rubric_section, name="rubric-section"),
    path(RUBRIC + "items/<slug:item>/", rubric.rubric_item, name="rubric-item"),
    path(RUBRIC + "examples/<slug:item>.py", rubric.rubric_example, name="rubric-example"),
    path("roles/", roles.roles, name="roles"),
    path("roles/<int:number>/", roles.roles_rename, name="roles-rename"),
    path("roles/<int:number>/retire/", roles.roles_retire, name="roles-retire"),
    path("criticalities/", criticalities.criticalities, name="criticalities"),
    path(
        "criticalities/<int:number>/",
        criticalities.criticalities_change,
        name="criticalities-change",
    ),
    path(
        "criticalities/<int:number>/retire/",
        criticalities.criticalities_retire,
        name="criticalities-retire",
    ),
    path("theme/", theme.theme, name="theme"),
    path("healthz/", healthz.healthz, name="healthz"),
]
