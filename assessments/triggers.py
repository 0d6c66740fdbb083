"""Rules that only the database can keep, as triggers, the same on SQLite and PostgreSQL.

They are installed after every ``migrate``, not by a migration, and on SQLite taken away before it:
a migration that rebuilds a table there drops the table's triggers without a word.

The PostgreSQL triggers that look at another row lock it ``FOR SHARE``. Without the lock a save
that began before a submit could still be written after it.
"""

from typing import Any

from django.db import connections, transaction

CHANGE = "assessments_change"
ANSWER = "assessments_answer"
SECTION_SCORE = "assessments_sectionscore"
ASSESSMENT = "assessments_assessment"
PROJECT = "assessments_project"
VERSION = "assessments_rubricversion"
ITEM = "assessments_item"
LEVEL = "assessments_level"
TEAM = "assessments_team"
MEMBERSHIP = "assessments_membership"
SECTION = "assessments_section"
PARTS_OF_A_VERSION = (LEVEL, SECTION, ITEM, "assessments_band", "assessments_rubricfile")
PLANNED_ONCE = "SET plan_cache_mode = force_generic_plan"
"""What a function asks is planned once in a connection. Left to itself, PostgreSQL planned anew for
each answer whether its level exists: 0.18 ms, a third of the whole update.
"""
NO_NUL = {
    ANSWER: ("note", "evidence", "level"),
    PROJECT: ("name", "description"),
    CHANGE: ("reason", "by_name"),
    "assessments_comment": ("text",),
    "assessments_action": ("text", "owner_name"),
    "assessments_role": ("name",),
    "assessments_criticality": ("name",),
    "assessments_planstep": ("owner_name",),
    "assessments_user": ("name", "email"),
}

APPEND_ONLY = "history is append-only"
LOCKED = "assessment is locked"
FROZEN = "a closed assessment is frozen"
KEPT = "only a draft can be deleted"
FIXED = "project and rubric version of an assessment are fixed"
PUBLISHED = "a published rubric version never changes"
UNPUBLISHED = "the rubric version is not published"
FOREIGN_ITEM = "the item is not of the assessment''s rubric version"
FOREIGN_LEVEL = "the level is not of the assessment''s rubric version"
FOREIGN_SECTION = "the section is not of the same rubric version"
IN_REVIEW = "an assessment in review keeps its date and score"
LAST_LEAD = "a team with projects keeps a lead"
BACKWARDS = "a revision never goes back"


def install_after_migrate(*, using: str, **_: Any) -> None:
    """Install the triggers of the database ``using``, replacing older ones."""
    connection = connections[using]
    if CHANGE not in connection.introspection.table_names():
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for statement in statements_for(connection.vendor):
            cursor.execute(statement)


def remove_before_migrate(*, using: str, **_: Any) -> None:
    """On SQLite take the triggers away for the time of a migration.

    A migration there rebuilds whole tables, which the triggers on their rows would refuse, or
    which would leave triggers that name a table that is gone. PostgreSQL alters tables in place,
    and its triggers stay, since the app may be running meanwhile.
    """
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name, *_rest in _sqlite_rules():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def statements_for(vendor: str) -> list[str]:
    """What installs the triggers on ``postgresql`` or ``sqlite``."""
    return _postgresql() if vendor == "postgresql" else _sqlite()


def _sqlite_rules() -> list["Rule"]:
    return [
        *_sqlite_history(),
        *_sqlite_draft_only(ANSWER),
        *_sqlite_draft_only(SECTION_SCORE),
        *_sqlite_answer(),
        *_sqlite_assessment(),
        *_sqlite_membership(),
        *_sqlite_versions(),
        *_sqlite_no_nul(),
    ]


def _sqlite() -> list[str]:
    statements = []
    for name, when, condition, message in _sqlite_rules():
        statements.append(f"DROP TRIGGER IF EXISTS {name}")
        guard = f"WHEN {condition} " if condition else ""
        statements.append(
            f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW {guard}"
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
    return statements


Rule = tuple[str, str, str, str]
"""Name, event with table, condition under which it is refused, message."""


def _sqlite_history() -> list[Rule]:
    return [
        ("change_no_update", f"UPDATE ON {CHANGE}", "", APPEND_ONLY),
        ("change_no_delete", f"DELETE ON {CHANGE}", "", APPEND_ONLY),
    ]


def _sqlite_draft_only(table: str) -> list[Rule]:
    def status(row: str) -> str:
        return f"(SELECT status FROM {ASSESSMENT} WHERE id = {row}.assessment_id) <> 'draft'"

    return [
        (f"{table}_insert_locked", f"INSERT ON {table}", status("NEW"), LOCKED),
        (f"{table}_delete_locked", f"DELETE ON {table}", status("OLD"), LOCKED),
        (
            f"{table}_update_locked",
            f"UPDATE ON {table}",
            f"{status('OLD')} OR {status('NEW')}",
            LOCKED,
        ),
    ]


def _wrong_item() -> str:
    return (
        f"(SELECT version_id FROM {ITEM} WHERE id = NEW.item_id) <> "
        f"(SELECT rubric_version_id FROM {ASSESSMENT} WHERE id = NEW.assessment_id)"
    )


def _wrong_level() -> str:
    version = f"(SELECT rubric_version_id FROM {ASSESSMENT} WHERE id = NEW.assessment_id)"
    return (
        "NEW.level <> '' AND NOT EXISTS "
        f"(SELECT 1 FROM {LEVEL} l WHERE l.version_id = {version} AND l.key = NEW.level) "
        f"AND NOT (NEW.level = 'not_applicable' AND "
        f"(SELECT not_applicable_allowed FROM {VERSION} WHERE id = {version}))"
    )


def _sqlite_answer() -> list[Rule]:
    rules = []
    for event in ("INSERT", "UPDATE"):
        name = event.lower()
        rules += [
            (f"answer_{name}_item", f"{event} ON {ANSWER}", _wrong_item(), FOREIGN_ITEM),
            (f"answer_{name}_level", f"{event} ON {ANSWER}", _wrong_level(), FOREIGN_LEVEL),
        ]
    back = "NEW.revision < OLD.revision"
    return [*rules, ("answer_revision", f"UPDATE ON {ANSWER}", back, BACKWARDS)]


def _moved() -> str:
    return "NEW.project_id <> OLD.project_id OR NEW.rubric_version_id <> OLD.rubric_version_id"


def _changed_in_review() -> str:
    return (
        "OLD.status = 'in_review' AND NEW.status <> 'draft' "
        "AND (NEW.overall <> OLD.overall OR NEW.as_of <> OLD.as_of)"
    )


def _last_lead() -> str:
    """Whether the old row is the only lead of a team that has projects."""
    return (
        "OLD.access_level = 'lead' AND NOT EXISTS "
        f"(SELECT 1 FROM {MEMBERSHIP} m WHERE m.team_id = OLD.team_id "
        "AND m.access_level = 'lead' AND m.id <> OLD.id) "
        f"AND EXISTS (SELECT 1 FROM {PROJECT} p WHERE p.team_id = OLD.team_id)"
    )


_LEAVES = "(NEW.access_level <> 'lead' OR NEW.team_id <> OLD.team_id)"


def _not_published(column: str) -> str:
    return f"(SELECT status FROM {VERSION} WHERE id = NEW.{column}) <> 'published'"


def _sqlite_assessment() -> list[Rule]:
    frozen = "OLD.status = 'closed' AND NEW.status <> 'draft'"
    version = _not_published("rubric_version_id")
    return [
        ("assessment_frozen", f"UPDATE ON {ASSESSMENT}", frozen, FROZEN),
        ("assessment_in_review", f"UPDATE ON {ASSESSMENT}", _changed_in_review(), IN_REVIEW),
        ("assessment_fixed", f"UPDATE ON {ASSESSMENT}", _moved(), FIXED),
        ("assessment_kept", f"DELETE ON {ASSESSMENT}", "OLD.status <> 'draft'", KEPT),
        ("assessment_insert_published", f"INSERT ON {ASSESSMENT}", version, UNPUBLISHED),
        ("project_insert_published", f"INSERT ON {PROJECT}", version, UNPUBLISHED),
        ("project_update_published", f"UPDATE ON {PROJECT}", version, UNPUBLISHED),
    ]


def _sqlite_membership() -> list[Rule]:
    update = f"{_LEAVES} AND {_last_lead()}"
    return [
        ("membership_delete_lead", f"DELETE ON {MEMBERSHIP}", _last_lead(), LAST_LEAD),
        ("membership_update_lead", f"UPDATE ON {MEMBERSHIP}", update, LAST_LEAD),
    ]


def _sqlite_versions() -> list[Rule]:
    def published(row: str) -> str:
        return f"(SELECT status FROM {VERSION} WHERE id = {row}.version_id) = 'published'"

    fixed = "OLD.status = 'published'"
    rules = [
        ("version_no_update", f"UPDATE ON {VERSION}", fixed, PUBLISHED),
        ("version_no_delete", f"DELETE ON {VERSION}", fixed, PUBLISHED),
    ]
    for table in PARTS_OF_A_VERSION:
        both = f"{published('OLD')} OR {published('NEW')}"
        rules += [
            (f"{table}_no_insert", f"INSERT ON {table}", published("NEW"), PUBLISHED),
            (f"{table}_no_update", f"UPDATE ON {table}", both, PUBLISHED),
            (f"{table}_no_delete", f"DELETE ON {table}", published("OLD"), PUBLISHED),
        ]
    section = f"(SELECT version_id FROM {SECTION} WHERE id = NEW.section_id) <> NEW.version_id"
    rules += [
        (f"item_{event.lower()}_section", f"{event} ON {ITEM}", section, FOREIGN_SECTION)
        for event in ("INSERT", "UPDATE")
    ]
    return rules


def _sqlite_no_nul() -> list[Rule]:
    """PostgreSQL refuses NUL by itself; SQLite would store it and could never move to there."""
    rules = []
    for table, columns in NO_NUL.items():
        found = " OR ".join(f"instr(NEW.{column}, char(0)) > 0" for column in columns)
        rules += [
            (f"{table}_{event.lower()}_nul", f"{event} ON {table}", found, "NUL in a text")
            for event in ("INSERT", "UPDATE")
        ]
    return rules


def _postgresql() -> list[str]:
    """One function a table; ``TG_OP`` tells the events apart."""
    statements = []
    for table, body in _postgresql_bodies().items():
        name = f"{table}_rules"
        statements += [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {PLANNED_ONCE} "
            f"AS $$ {body} $$",
            f"DROP TRIGGER IF EXISTS {name} ON {table}",
            f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return statements


def _postgresql_bodies() -> dict[str, str]:
    bodies = {
        CHANGE: _body(_refuse_if("TG_OP <> 'INSERT'", APPEND_ONLY)),
        ANSWER: _body(
            _pg_draft_only(),
            "IF TG_OP <> 'DELETE' THEN "
            + _refuse_if(_wrong_item(), FOREIGN_ITEM)
            + _refuse_if(_wrong_level(), FOREIGN_LEVEL)
            + "END IF;",
            "IF TG_OP = 'UPDATE' THEN "
            + _refuse_if("NEW.revision < OLD.revision", BACKWARDS)
            + "END IF;",
            declare="s text;",
        ),
        SECTION_SCORE: _body(_pg_draft_only(), declare="s text;"),
        ASSESSMENT: _body(
            "IF TG_OP = 'INSERT' THEN " + _pg_version_published() + "END IF;",
            "IF TG_OP = 'UPDATE' THEN "
            + _refuse_if("OLD.status = 'closed' AND NEW.status <> 'draft'", FROZEN)
            + _refuse_if(_changed_in_review(), IN_REVIEW)
            + _refuse_if(_moved(), FIXED)
            + "END IF;",
            "IF TG_OP = 'DELETE' THEN " + _refuse_if("OLD.status <> 'draft'", KEPT) + "END IF;",
            declare="s text;",
        ),
        PROJECT: _body(
            "IF TG_OP <> 'DELETE' THEN " + _pg_version_published() + "END IF;", declare="s text;"
        ),
        MEMBERSHIP: _body(
            _pg_team_locked(),
            "IF TG_OP = 'DELETE' THEN " + _refuse_if(_last_lead(), LAST_LEAD) + "END IF;",
            "IF TG_OP = 'UPDATE' THEN "
            + _refuse_if(f"{_LEAVES} AND {_last_lead()}", LAST_LEAD)
            + "END IF;",
        ),
        VERSION: _body(
            "IF TG_OP <> 'INSERT' THEN "
            + _refuse_if("OLD.status = 'published'", PUBLISHED)
            + "END IF;"
        ),
    }
    for table in PARTS_OF_A_VERSION:
        bodies[table] = _body(
            _pg_part("OLD", "INSERT"),
            _pg_part("NEW", "DELETE"),
            _pg_item_section() if table == ITEM else "",
            declare="s text;",
        )
    return bodies


def _body(*parts: str, declare: str = "") -> str:
    last = "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
    head = f"DECLARE {declare} " if declare else ""
    return f"{head}BEGIN {' '.join(parts)} {last} END;"


def _refuse_if(condition: str, message: str) -> str:
    return (
        f"IF {condition} THEN RAISE EXCEPTION '{message}' "
        "USING ERRCODE = 'check_violation'; END IF; "
    )


def _pg_draft_only() -> str:
    def locked(row: str) -> str:
        return (
            f"SELECT status INTO s FROM {ASSESSMENT} WHERE id = {row}.assessment_id FOR SHARE; "
            + _refuse_if("s <> 'draft'", LOCKED)
        )

    return (
        f"IF TG_OP <> 'INSERT' THEN {locked('OLD')} END IF; "
        f"IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.assessment_id <> OLD.assessment_id) "
        f"THEN {locked('NEW')} END IF;"
    )


def _pg_version_published() -> str:
    return (
        f"SELECT status INTO s FROM {VERSION} WHERE id = NEW.rubric_version_id FOR SHARE; "
        + _refuse_if("s <> 'published'", UNPUBLISHED)
    )


def _pg_team_locked() -> str:
    """Two leads who remove each other come one after the other."""
    return (
        "IF TG_OP <> 'INSERT' AND OLD.access_level = 'lead' THEN "
        f"PERFORM 1 FROM {TEAM} WHERE id = OLD.team_id FOR NO KEY UPDATE; END IF;"
    )


def _pg_part(row: str, absent_in: str) -> str:
    return (
        f"IF TG_OP <> '{absent_in}' THEN "
        f"SELECT status INTO s FROM {VERSION} WHERE id = {row}.version_id FOR SHARE; "
        + _refuse_if("s = 'published'", PUBLISHED)
        + "END IF;"
    )


def _pg_item_section() -> str:
    wrong = f"(SELECT version_id FROM {SECTION} WHERE id = NEW.section_id) <> NEW.version_id"
    return "IF TG_OP <> 'DELETE' THEN " + _refuse_if(wrong, FOREIGN_SECTION) + "END IF;"
