"""Every rule that the database keeps, broken by raw SQL on the database under test."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import CheckConstraint, UniqueConstraint
from django.utils import timezone

from assessments import triggers
from assessments.models import (
    Action,
    Answer,
    Assessment,
    Band,
    Change,
    Comment,
    Invitation,
    Item,
    Mail,
    Membership,
    Mention,
    MutedKind,
    Notice,
    Plan,
    PlanStep,
    Role,
    RubricVersion,
    Thread,
    Upload,
)
from assessments.models.rubrics import RubricFile
from tests.cast import Q2, Q3, Q4, Cast, closed, draft, version


@dataclass(frozen=True)
class Scene:
    cast: Cast
    draft: Assessment
    closed: Assessment

    @property
    def answer(self) -> Answer:
        return self.draft.answers.get(item__key="data-1")

    @property
    def frozen(self) -> Answer:
        return self.closed.answers.get(item__key="data-1")


@pytest.fixture
def scene(cast: Cast) -> Scene:
    before = closed(cast.project, Q3, lead=cast.lead)
    made = Scene(cast, draft(cast.project, Q4, lead=cast.lead), before)
    say_and_promise(made)
    invite_and_remind(made)
    plan_and_upload(made)
    return made


def say_and_promise(scene: Scene) -> None:
    lead, now = scene.cast.lead, timezone.now()
    threads = [
        Thread.objects.create(assessment=scene.draft, item_key=key) for key in ("data-1", "data-2")
    ]
    comment = Comment.objects.create(thread=threads[0], by=lead, text="Why?", at=now)
    Mention.objects.create(comment=comment, person=scene.cast.member, why="mentioned")
    Action.objects.create(
        project=scene.cast.project,
        assessment=scene.draft,
        text="Do it",
        owner=lead,
        owner_name="Lead",
        due_on=Q4,
        created_at=now,
        created_by=lead,
    )


def invite_and_remind(scene: Scene) -> None:
    cast, now = scene.cast, timezone.now()
    invitation = Invitation.objects.create(
        team=cast.team,
        email="new@example.org",
        access_level="member",
        role=Role.objects.get(key="engineer"),
        invited_by=cast.lead,
        invited_at=now,
        expires_at=now,
    )
    Mail.objects.create(invitation=invitation, queued_at=now)
    mail = Mail.objects.create(person=cast.lead, day=Q4, queued_at=now)
    Notice.objects.create(mail=mail, person=cast.lead, kind="overdue", about="x", period="y")
    MutedKind.objects.create(person=cast.lead, kind="overdue")


def plan_and_upload(scene: Scene) -> None:
    cast, now = scene.cast, timezone.now()
    plan = Plan.objects.create(
        project=cast.project, assessment=scene.closed, created_at=now, created_by=cast.lead
    )
    PlanStep.objects.create(plan=plan, item_key="data-1", level="manual", due_on=Q4)
    Upload.objects.create(
        kind="answers", name="a", content=[], created_at=now, created_by=cast.lead
    )


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


A = "assessments_"
V16 = "(SELECT id FROM assessments_rubricversion WHERE version = '2016')"
V17 = "(SELECT id FROM assessments_rubricversion WHERE version = '2017')"
ITEM16 = f"(SELECT id FROM assessments_item WHERE key = 'data-1' AND version_id = {V16})"
DRAFT_VERSION = (
    "(SELECT id FROM assessments_rubricversion WHERE status = 'draft' ORDER BY id LIMIT 1)"
)
DRAFTS = f" WHERE version_id = {DRAFT_VERSION}"
Statement = Callable[[Scene], str]

CONSTRAINTS: dict[str, Statement] = {
    "criticality_name_is_unique_in_any_case": lambda s: (
        f"UPDATE {A}criticality SET name = 'NORMAL' WHERE key = 'critical'"
    ),
    "criticality_target_is_from_0_to_its_maximum": lambda s: (
        f"UPDATE {A}criticality SET target = 8 WHERE key = 'critical'"
    ),
    "criticality_maximum_is_positive": lambda s: (
        f"UPDATE {A}criticality SET target = 0, target_of = 0 WHERE key = 'critical'"
    ),
    "teamrollup_is_one_per_team_visibility_and_version": lambda s: (
        f"INSERT INTO {A}teamrollup (team_id, visibility, rubric_version_id, projects, scores, "
        "previous, compared, bands, weakest, items) SELECT team_id, visibility, "
        "rubric_version_id, projects, scores, previous, compared, bands, weakest, items "
        f"FROM {A}teamrollup"
    ),
    "planstep_is_one_per_item": lambda s: (
        f"INSERT INTO {A}planstep (plan_id, item_key, level, owner_name, due_on) "
        f"SELECT plan_id, item_key, level, '', due_on FROM {A}planstep"
    ),
    "planstep_date_is_from_2000_to_2100": lambda s: f"UPDATE {A}planstep SET due_on = '2101-01-01'",
    "upload_kind_is_known": lambda s: f"UPDATE {A}upload SET kind = 'poem'",
    "user_email_is_unique_in_any_case": lambda s: (
        f"UPDATE {A}user SET email = 'LEAD@example.org' WHERE id = {s.cast.member.pk}"
    ),
    "membership_is_one_per_team_and_person": lambda s: (
        f"INSERT INTO {A}membership (team_id, user_id, access_level, role_id) SELECT team_id, "
        f"user_id, access_level, role_id FROM {A}membership WHERE user_id = {s.cast.lead.pk}"
    ),
    "membership_access_level_is_known": lambda s: (
        f"UPDATE {A}membership SET access_level = 'boss' WHERE user_id = {s.cast.member.pk}"
    ),
    "project_cadence_is_known": lambda s: f"UPDATE {A}project SET cadence = 'hourly'",
    "project_description_is_at_most_4000_characters": lambda s: (
        f"UPDATE {A}project SET description = '{'x' * 4001}'"
    ),
    "owner_is_one_per_item": lambda s: (
        f"INSERT INTO {A}owner (project_id, item_key, role_id, person_name) SELECT project_id, "
        f"item_key, role_id, '' FROM {A}owner WHERE item_key = 'data-1'"
    ),
    "assessment_is_one_per_date": lambda s: (
        f"UPDATE {A}assessment SET as_of = '2026-09-30' WHERE id = {s.draft.pk}"
    ),
    "assessment_status_is_known": lambda s: (
        f"UPDATE {A}assessment SET status = 'lost' WHERE id = {s.draft.pk}"
    ),
    "assessment_date_is_from_2000_to_2100": lambda s: (
        f"UPDATE {A}assessment SET as_of = '1999-12-31' WHERE id = {s.draft.pk}"
    ),
    "assessment_closed_has_time_person_and_band": lambda s: (
        f"UPDATE {A}assessment SET status = 'closed' WHERE id = {s.draft.pk}"
    ),
    "assessment_open_has_no_closing_time_and_person": lambda s: (
        f"UPDATE {A}assessment SET status = 'draft' WHERE id = {s.closed.pk}"
    ),
    "assessment_overall_is_not_negative": lambda s: (
        f"UPDATE {A}assessment SET overall = -1 WHERE id = {s.draft.pk}"
    ),
    "assessment_in_review_has_submitter_reviewer_and_band": lambda s: (
        f"UPDATE {A}assessment SET status = 'in_review' WHERE id = {s.draft.pk}"
    ),
    "assessment_draft_has_no_submitter_and_reviewer": lambda s: (
        f"UPDATE {A}assessment SET reviewer_id = {s.cast.lead.pk} WHERE id = {s.draft.pk}"
    ),
    "assessment_reviewer_is_not_the_submitter": lambda s: (
        f"UPDATE {A}assessment SET status = 'in_review', submitted_at = started_at, "
        f"submitted_by_id = {s.cast.lead.pk}, reviewer_id = {s.cast.lead.pk} "
        f"WHERE id = {s.draft.pk}"
    ),
    "assessment_reviewed_is_closed_by_its_reviewer": lambda s: (
        f"UPDATE {A}assessment SET status = 'closed', submitted_at = started_at, "
        f"closed_at = started_at, submitted_by_id = {s.cast.lead.pk}, "
        f"reviewer_id = {s.cast.member.pk}, closed_by_id = {s.cast.lead.pk} "
        f"WHERE id = {s.draft.pk}"
    ),
    "role_name_is_unique_in_any_case": lambda s: (
        f"UPDATE {A}role SET name = 'ENGINEER' WHERE key = 'devops'"
    ),
    "project_visibility_is_known": lambda s: f"UPDATE {A}project SET visibility = 'world'",
    "project_escalates_after_1_to_90_days": lambda s: (
        f"UPDATE {A}project SET escalate_after_days = 0"
    ),
    "owner_due_date_is_from_2000_to_2100": lambda s: (
        f"UPDATE {A}owner SET due_on = '2101-01-01' WHERE item_key = 'data-1'"
    ),
    "thread_is_one_per_item": lambda s: (
        f"UPDATE {A}thread SET item_key = 'data-1' WHERE item_key = 'data-2'"
    ),
    "thread_resolved_has_time_and_person": lambda s: (
        f"UPDATE {A}thread SET resolved_at = '2026-01-01'"
    ),
    "comment_text_is_1_to_4000_characters": lambda s: (
        f"UPDATE {A}comment SET text = '{'x' * 4001}'"
    ),
    "mention_is_one_per_person": lambda s: (
        f"INSERT INTO {A}mention (comment_id, person_id, why) "
        f"SELECT comment_id, person_id, why FROM {A}mention"
    ),
    "mention_reason_is_known": lambda s: f"UPDATE {A}mention SET why = 'fun'",
    "action_text_is_1_to_1000_characters": lambda s: f"UPDATE {A}action SET text = ''",
    "action_due_date_is_from_2000_to_2100": lambda s: f"UPDATE {A}action SET due_on = '1999-12-31'",
    "action_done_has_time_and_person": lambda s: f"UPDATE {A}action SET done_at = '2026-01-01'",
    "invitation_is_one_per_team_and_address": lambda s: (
        f"INSERT INTO {A}invitation (team_id, email, access_level, role_id, nonce, "
        "invited_by_id, invited_at, expires_at) SELECT team_id, 'NEW@example.org', access_level, "
        f"role_id, nonce, invited_by_id, invited_at, expires_at FROM {A}invitation"
    ),
    "invitation_access_level_is_known": lambda s: f"UPDATE {A}invitation SET access_level = 'boss'",
    "invitation_accepted_has_time_and_person": lambda s: (
        f"UPDATE {A}invitation SET accepted_at = '2026-01-01'"
    ),
    "mail_is_one_per_person_and_day": lambda s: (
        f"INSERT INTO {A}mail (person_id, day, status, attempts, queued_at, error) "
        f"SELECT person_id, day, status, attempts, queued_at, error FROM {A}mail "
        "WHERE day IS NOT NULL"
    ),
    "mail_is_a_persons_day_or_an_invitation": lambda s: (
        f"UPDATE {A}mail SET person_id = {s.cast.lead.pk} WHERE day IS NULL"
    ),
    "mail_status_is_known": lambda s: f"UPDATE {A}mail SET status = 'lost'",
    "notice_is_given_once": lambda s: (
        f"INSERT INTO {A}notice (mail_id, person_id, kind, about, period) "
        f"SELECT mail_id, person_id, kind, about, period FROM {A}notice"
    ),
    "mutedkind_is_one_per_person_and_kind": lambda s: (
        f"INSERT INTO {A}mutedkind (person_id, kind) SELECT person_id, kind FROM {A}mutedkind"
    ),
    "mutedkind_kind_is_known": lambda s: f"UPDATE {A}mutedkind SET kind = 'jokes'",
    "sectionscore_is_one_per_section": lambda s: (
        f"INSERT INTO {A}sectionscore (assessment_id, section_id, score, maximum, weakest) "
        f"SELECT assessment_id, section_id, score, maximum, weakest FROM {A}sectionscore "
        f"WHERE assessment_id = {s.draft.pk}"
    ),
    "sectionscore_is_not_negative": lambda s: (
        f"UPDATE {A}sectionscore SET score = -1 WHERE assessment_id = {s.draft.pk}"
    ),
    "answer_is_one_per_item": lambda s: (
        f"UPDATE {A}answer SET item_id = {s.answer.item_id} WHERE assessment_id = {s.draft.pk}"
    ),
    "answer_outcome_is_known": lambda s: (
        f"UPDATE {A}answer SET outcome = 'maybe' WHERE id = {s.answer.pk}"
    ),
    "answer_carried_as_is_known": lambda s: (
        f"UPDATE {A}answer SET carried_as = 'maybe' WHERE id = {s.answer.pk}"
    ),
    "migration_is_to_another_version": lambda s: (
        f"INSERT INTO {A}migration (project_id, from_version_id, to_version_id, choices, at, by_id)"
        f" SELECT id, rubric_version_id, rubric_version_id, '{{}}', created_at, {s.cast.lead.pk} "
        f"FROM {A}project WHERE id = {s.cast.project.pk}"
    ),
    "answer_note_is_at_most_10000_characters": lambda s: (
        f"UPDATE {A}answer SET note = '{'x' * 10001}' WHERE id = {s.answer.pk}"
    ),
    "answer_evidence_is_at_most_8000_characters": lambda s: (
        f"UPDATE {A}answer SET evidence = '{'x' * 8001}' WHERE id = {s.answer.pk}"
    ),
    "change_door_is_known": lambda s: (
        f"INSERT INTO {A}change (at, by_name, door, action, item_key, old, new, reason, request_id)"
        " VALUES ('2026-01-01', '', 'window', 'x', '', '{}', '{}', '', '')"
    ),
    "rubricversion_is_unique": lambda s: (
        f"UPDATE {A}rubricversion SET version = '2017' WHERE id = {DRAFT_VERSION}"
    ),
    "rubricversion_status_is_known": lambda s: (
        f"UPDATE {A}rubricversion SET status = 'gone' WHERE id = {DRAFT_VERSION}"
    ),
    "rubricversion_published_has_its_time": lambda s: (
        f"UPDATE {A}rubricversion SET status = 'published' WHERE id = {DRAFT_VERSION}"
    ),
    "level_key_is_unique_in_its_version": lambda s: f"UPDATE {A}level SET key = 'x'" + DRAFTS,
    "level_points_are_not_negative": lambda s: f"UPDATE {A}level SET points = -1" + DRAFTS,
    "section_key_is_unique_in_its_version": lambda s: f"UPDATE {A}section SET key = 'x'" + DRAFTS,
    "item_key_is_unique_in_its_version": lambda s: f"UPDATE {A}item SET key = 'x'" + DRAFTS,
    "item_effort_is_1_to_5": lambda s: f"UPDATE {A}item SET effort = 6" + DRAFTS,
    "item_weight_is_positive": lambda s: f"UPDATE {A}item SET weight = 0" + DRAFTS,
    "band_key_is_unique_in_its_version": lambda s: f"UPDATE {A}band SET key = 'x'" + DRAFTS,
    "band_lower_bound_is_not_negative": lambda s: f"UPDATE {A}band SET lower = -1" + DRAFTS,
}


@pytest.fixture
def unpublished(db: None) -> RubricVersion:
    """A draft version with two of each part, which may still change."""
    made = RubricVersion.objects.create(
        rubric=version().rubric, version="next", name="Next", content_sha256="0"
    )
    for key in ("a", "b"):
        made.levels.create(key=key, position=1, label=key, points=0)
        made.bands.create(key=key, position=1, label=key, lower=0)
        section = made.sections.create(key=key, position=1, title=key)
        role = version().items.get(key="data-1").suggested_role
        made.items.create(key=key, section=section, position=1, title=key, suggested_role=role)
    return made


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_constraints(name: str, scene: Scene, unpublished: RubricVersion) -> None:
    with pytest.raises(IntegrityError) as refused:
        execute(CONSTRAINTS[name](scene))
    if connection.vendor == "postgresql" or "UNIQUE" not in str(refused.value):
        assert name in str(refused.value)
    else:
        assert "UNIQUE constraint failed" in str(refused.value)


def test_every_named_constraint_has_a_test_that_breaks_it() -> None:
    named = {
        constraint.name
        for model in apps.get_app_config("assessments").get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
        and not constraint.name.startswith("unique_")
    }
    assert named == set(CONSTRAINTS)


def in_review(scene: Scene) -> Assessment:
    Assessment.objects.filter(pk=scene.draft.pk).update(
        status="in_review",
        submitted_at=timezone.now(),
        submitted_by=scene.cast.member,
        reviewer=scene.cast.lead,
    )
    return scene.draft


TRIGGERS: dict[str, tuple[str, Statement]] = {
    "an answer of a closed assessment changes": (
        triggers.LOCKED,
        lambda s: f"UPDATE {A}answer SET note = 'late' WHERE id = {s.frozen.pk}",
    ),
    "an answer of a closed assessment goes": (
        triggers.LOCKED,
        lambda s: f"DELETE FROM {A}answer WHERE id = {s.frozen.pk}",
    ),
    "an answer moves into a closed assessment": (
        triggers.LOCKED,
        lambda s: f"UPDATE {A}answer SET assessment_id = {s.closed.pk} WHERE id = {s.answer.pk}",
    ),
    "an answer moves out of a closed assessment": (
        triggers.LOCKED,
        lambda s: f"UPDATE {A}answer SET assessment_id = {s.draft.pk} WHERE id = {s.frozen.pk}",
    ),
    "an answer is added to a closed assessment": (
        triggers.LOCKED,
        lambda s: (
            f"INSERT INTO {A}answer (assessment_id, item_id, level, note, evidence, outcome, "
            f"carried_over, revision, owner, owner_role) SELECT {s.closed.pk}, item_id, level, "
            f"note, evidence, outcome, carried_over, revision, owner, owner_role "
            f"FROM {A}answer WHERE id = {s.answer.pk}"
        ),
    ),
    "a section score of a closed assessment changes": (
        triggers.LOCKED,
        lambda s: f"UPDATE {A}sectionscore SET score = 7 WHERE assessment_id = {s.closed.pk}",
    ),
    "a section score of a closed assessment goes": (
        triggers.LOCKED,
        lambda s: f"DELETE FROM {A}sectionscore WHERE assessment_id = {s.closed.pk}",
    ),
    "an item of another version is answered": (
        triggers.FOREIGN_ITEM,
        lambda s: f"UPDATE {A}answer SET item_id = {ITEM16} WHERE id = {s.answer.pk}",
    ),
    "a level that does not exist is chosen": (
        triggers.FOREIGN_LEVEL,
        lambda s: f"UPDATE {A}answer SET level = 'perfect' WHERE id = {s.answer.pk}",
    ),
    "a revision goes back": (
        triggers.BACKWARDS,
        lambda s: f"UPDATE {A}answer SET revision = 0 WHERE id = {s.answer.pk}",
    ),
    "a frozen score changes": (
        triggers.FROZEN,
        lambda s: f"UPDATE {A}assessment SET overall = 7 WHERE id = {s.closed.pk}",
    ),
    "a frozen date changes": (
        triggers.FROZEN,
        lambda s: f"UPDATE {A}assessment SET as_of = '2026-01-01' WHERE id = {s.closed.pk}",
    ),
    "a closed assessment goes": (
        triggers.KEPT,
        lambda s: f"DELETE FROM {A}assessment WHERE id = {s.closed.pk}",
    ),
    "an assessment moves to another rubric version": (
        triggers.FIXED,
        lambda s: f"UPDATE {A}assessment SET rubric_version_id = {V16} WHERE id = {s.draft.pk}",
    ),
    "an assessment begins against an unpublished version": (
        triggers.UNPUBLISHED,
        lambda s: (
            f"INSERT INTO {A}assessment (project_id, rubric_version_id, as_of, status, overall, "
            f"answered, unconfirmed, started_at, started_by_id, inputs_sha256) SELECT project_id, "
            f"{DRAFT_VERSION}, '2020-01-01', 'draft', 0, 0, 0, started_at, started_by_id, '' "
            f"FROM {A}assessment WHERE id = {s.draft.pk}"
        ),
    ),
    "a project takes an unpublished version": (
        triggers.UNPUBLISHED,
        lambda s: f"UPDATE {A}project SET rubric_version_id = {DRAFT_VERSION}",
    ),
    "the last lead of a team with projects goes": (
        triggers.LAST_LEAD,
        lambda s: f"DELETE FROM {A}membership WHERE user_id = {s.cast.lead.pk}",
    ),
    "the last lead becomes a member": (
        triggers.LAST_LEAD,
        lambda s: (
            f"UPDATE {A}membership SET access_level = 'member' WHERE user_id = {s.cast.lead.pk}"
        ),
    ),
    "the score changes during the review": (
        triggers.IN_REVIEW,
        lambda s: (
            f"UPDATE {A}assessment SET overall = 7, status = 'in_review' "
            f"WHERE id = {in_review(s).pk}"
        ),
    ),
    "an answer changes during the review": (
        triggers.LOCKED,
        lambda s: f"UPDATE {A}answer SET note = 'late' WHERE assessment_id = {in_review(s).pk}",
    ),
    "history is rewritten": (triggers.APPEND_ONLY, lambda s: f"UPDATE {A}change SET reason = 'x'"),
    "history is deleted": (triggers.APPEND_ONLY, lambda s: f"DELETE FROM {A}change"),
    "a published version changes": (
        triggers.PUBLISHED,
        lambda s: f"UPDATE {A}rubricversion SET name = 'x' WHERE version = '2017'",
    ),
    "a published version is taken back": (
        triggers.PUBLISHED,
        lambda s: (
            f"UPDATE {A}rubricversion SET status = 'draft', published_at = NULL "
            "WHERE version = '2016'"
        ),
    ),
    "a published version goes": (
        triggers.PUBLISHED,
        lambda s: f"DELETE FROM {A}rubricversion WHERE version = '2019'",
    ),
    "an item belongs to a section of another version": (
        triggers.FOREIGN_SECTION,
        lambda s: (
            f"UPDATE {A}item SET section_id = (SELECT id FROM {A}section WHERE key = 'data' "
            f"AND version_id = {V17}) WHERE version_id = {DRAFT_VERSION}"
        ),
    ),
}


PARTS = {
    "changes": "UPDATE {table} SET id = id WHERE version_id = {published}",
    "goes": "DELETE FROM {table} WHERE version_id = {published}",
    "moves in": "UPDATE {table} SET version_id = {published} WHERE version_id = {draft}",
}


@pytest.mark.parametrize("what", PARTS)
@pytest.mark.parametrize("table", triggers.PARTS_OF_A_VERSION)
def test_parts_of_a_published_version(table: str, what: str, unpublished: RubricVersion) -> None:
    if table == RubricFile._meta.db_table:
        RubricFile.objects.create(version=unpublished, document={})
    statement = PARTS[what].format(table=table, published=V17, draft=DRAFT_VERSION)
    with pytest.raises(IntegrityError):
        execute(statement)


@pytest.mark.parametrize("name", TRIGGERS)
def test_triggers(name: str, scene: Scene, unpublished: RubricVersion) -> None:
    if name == "a revision goes back":
        Answer.objects.filter(pk=scene.answer.pk).update(revision=5)
    message, statement = TRIGGERS[name]
    with pytest.raises(IntegrityError, match=message.replace("''", "'")):
        execute(statement(scene))


@pytest.mark.parametrize(
    "column",
    [
        "answer.note",
        "answer.evidence",
        "project.name",
        "change.reason",
        "comment.text",
        "action.text",
        "role.name",
        "user.name",
    ],
)
def test_nul_is_never_stored(column: str, scene: Scene) -> None:
    table, name = column.split(".")
    nul = "'a' || char(0)" if connection.vendor == "sqlite" else "'a' || chr(0)"
    with pytest.raises(DatabaseError):
        execute(f"UPDATE {A}{table} SET {name} = {nul}")


def test_not_applicable_only_where_the_version_allows_it(
    scene: Scene, unpublished: RubricVersion
) -> None:
    execute(f"UPDATE {A}answer SET level = 'not_applicable' WHERE id = {scene.answer.pk}")
    assert scene.answer.level == "not_applicable"


def test_what_is_allowed_still_works(scene: Scene) -> None:
    execute(
        f"UPDATE {A}assessment SET status = 'draft', closed_at = NULL, closed_by_id = NULL "
        f"WHERE id = {scene.closed.pk}"
    )
    execute(f"UPDATE {A}answer SET note = 'again' WHERE id = {scene.frozen.pk}")
    for table in ("mention", "comment", "thread", "action"):
        execute(f"DELETE FROM {A}{table}")
    execute(f"DELETE FROM {A}sectionscore WHERE assessment_id = {scene.draft.pk}")
    execute(f"DELETE FROM {A}answer WHERE assessment_id = {scene.draft.pk}")
    execute(f"DELETE FROM {A}assessment WHERE id = {scene.draft.pk}")
    assert not Assessment.objects.filter(pk=scene.draft.pk).exists()
    assert Change.objects.filter(assessment=scene.draft.pk).exists()


def test_an_assessment_keeps_its_people_and_rubric(scene: Scene) -> None:
    with pytest.raises(DatabaseError):
        scene.cast.lead.delete()
    with pytest.raises(DatabaseError):
        Band.objects.filter(version=version()).delete()
    assert Item.objects.filter(version=version()).count() == 28


def test_a_lead_who_is_not_the_last_may_go(scene: Scene) -> None:
    Membership.objects.filter(user=scene.cast.member).update(access_level="lead")
    execute(f"DELETE FROM {A}membership WHERE user_id = {scene.cast.lead.pk}")
    assert not Membership.objects.filter(user=scene.cast.lead).exists()


def installed() -> set[str]:
    sql = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}


def test_all_triggers_are_installed_after_migrate(cast: Cast) -> None:
    statements = triggers.statements_for(connection.vendor)
    wanted = {part.split()[2] for part in statements if part.startswith("CREATE TRIGGER")}
    assert installed() == wanted
    assert len(wanted) >= 10


def test_a_second_closed_assessment_stays_apart(cast: Cast) -> None:
    closed(cast.project, Q2, lead=cast.lead)
    assert Assessment.objects.closed().count() == 1
