"""Every rule that the database keeps, broken by raw SQL on the database under test."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from assessments import triggers
from assessments.models import Answer, Assessment, Band, Change, Item, RubricVersion
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
    return Scene(cast, draft(cast.project, Q4, lead=cast.lead), before)


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
    "user_email_is_unique_in_any_case": lambda s: (
        f"UPDATE {A}user SET email = 'LEAD@example.org' WHERE id = {s.cast.member.pk}"
    ),
    "membership_is_one_per_team_and_person": lambda s: (
        f"INSERT INTO {A}membership (team_id, user_id, access_level, role_id) SELECT team_id, "
        f"user_id, access_level, role_id FROM {A}membership WHERE user_id = {s.cast.lead.pk}"
    ),
    "membership_access_level_is_known": lambda s: (
        f"UPDATE {A}membership SET access_level = 'boss' WHERE user_id = {s.cast.lead.pk}"
    ),
    "project_cadence_is_known": lambda s: f"UPDATE {A}project SET cadence = 'hourly'",
    "project_description_is_at_most_4000_characters": lambda s: (
        f"UPDATE {A}project SET description = '{'x' * 4001}'"
    ),
    "owner_is_one_per_item": lambda s: (
        f"INSERT INTO {A}owner (project_id, item_key, role_id) SELECT project_id, item_key, "
        f"role_id FROM {A}owner WHERE item_key = 'data-1'"
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
    "column", ["answer.note", "answer.evidence", "project.name", "change.reason"]
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
