"""The database's own rules for rows in bulk: off for one transaction, then checked all at once.

A trigger and a foreign key look at the same few rows again for each of millions; one question to
each table finds the same faults. On PostgreSQL ``session_replication_role`` switches both off for
this transaction alone: no table is locked, and everybody else's rules hold on. A superuser may set
it, or a role that was granted to. On SQLite, where nobody else writes meanwhile, the triggers of
two tables are taken away and put back in the same transaction; a rollback brings them back too.
Foreign keys are switched off around it.
Types, NOT NULL, CHECK and UNIQUE hold at any time.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, models
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from assessments import triggers
from assessments.models import (
    Answer,
    Assessment,
    Change,
    Item,
    Level,
    Owner,
    Project,
    RubricVersion,
    SectionScore,
)
from assessments.scoring import NOT_APPLICABLE

TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)"
MAY = "SELECT has_parameter_privilege('session_replication_role', 'SET')"
OF_PROJECTS = (Owner, Change, Assessment)
OF_ASSESSMENTS = (Answer, SectionScore)
NEW = (Project, Assessment)
"""Nobody else sees these rows yet, so that nobody can take them away."""
Ids = Mapping[type[models.Model], set[int]]


@contextmanager
def references_unchecked() -> Iterator[None]:
    """Around a transaction: SQLite looks up no foreign key. It cannot be told so within one."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.constraint_checks_disabled():
        yield


@contextmanager
def rules_off() -> Iterator[bool]:
    """Inside a transaction: triggers and foreign keys of what is written in bulk do not hold.

    Gives False where the role may not do that; then all of them hold as ever. Else call
    ``check_bulk`` before it ends.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(TRIGGERS, [triggers.ANSWER, triggers.SECTION_SCORE])
            found = cursor.fetchall()
            for name, _ in found:
                cursor.execute(f"DROP TRIGGER {name}")
            yield True
            for _, statement in found:
                cursor.execute(statement)
            return
        cursor.execute(MAY)
        allowed = bool(cursor.fetchone()[0])
        if allowed:
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield allowed
        if allowed:
            cursor.execute("SET LOCAL session_replication_role = origin")


class Written(NamedTuple):
    """The ids of new projects and of their new assessments, and how many answers these have."""

    projects: Sequence[int]
    assessments: Sequence[int]
    answers: int


def check_bulk(written: Written) -> None:
    """Ask for whatever the rules would have refused. Raises ``IntegrityError``, naming it.

    That an assessment was a draft when its answers came is not asked: nobody has seen it before.
    Rows that are referred to and were there before are locked, as a foreign key locks them.
    """
    referred = _referred(written)
    for parent, ids in referred.items():
        _refuse(len(ids) - _there(parent, ids), f"refers to no {parent._meta.verbose_name}")
    _refuse(
        RubricVersion.objects.filter(pk__in=referred[RubricVersion])
        .exclude(status=RubricVersion.Status.PUBLISHED)
        .count(),
        triggers.UNPUBLISHED,
    )


def _refuse(number: int, fault: str) -> None:
    if number:
        raise IntegrityError(f"rows in bulk, {number} times: {fault}")


def _referred(written: Written) -> Ids:
    """The ids that the rows' foreign keys name, by the table that they lead to."""
    ids: dict[type[models.Model], set[int]] = defaultdict(set)
    ids[Project].update(written.projects)
    ids[Assessment].update(written.assessments)
    ids[Item], people = _of_answers(written)
    ids[Answer._meta.get_field("updated_by").related_model] |= people
    for model in (Project, *OF_PROJECTS, SectionScore):
        columns = [column for column in _foreign_keys(model) if column.name not in _scope(model)]
        for row in _rows(model, written).values_list(*[c.attname for c in columns]).distinct():
            for column, pk in zip(columns, row, strict=True):
                if pk is not None:
                    ids[column.related_model].add(pk)
    return ids


def _of_answers(written: Written) -> tuple[set[int], set[int]]:
    """The items and the people of the answers, read once; raises for what no version has."""
    kinds = list(
        _rows(Answer, written)
        .values_list("assessment__rubric_version", "item", "level", "updated_by")
        .annotate(number=models.Count("pk"), nul=_with_nul())
    )
    _refuse(abs(written.answers - sum(kind[4] for kind in kinds)), "no answer of an assessment")
    _refuse(sum(kind[5] for kind in kinds), "NUL in a text")
    versions = {version for version, *_ in kinds}
    of_item = dict(Item.objects.filter(version__in=versions).values_list("pk", "version"))
    levels = set(Level.objects.filter(version__in=versions).values_list("version", "key"))
    levels |= {(version, "") for version in versions}
    optional = RubricVersion.objects.filter(pk__in=versions, not_applicable_allowed=True)
    levels |= {(version.pk, NOT_APPLICABLE) for version in optional}
    for version, item, level, _, number, _ in kinds:
        _refuse(number * (of_item.get(item) != version), triggers.FOREIGN_ITEM)
        _refuse(number * ((version, level) not in levels), triggers.FOREIGN_LEVEL)
    return {kind[1] for kind in kinds}, {kind[3] for kind in kinds if kind[3] is not None}


def _with_nul() -> models.Expression:
    """How many answers have a NUL in a text. PostgreSQL takes none; SQLite's LIKE ends at it."""
    if connection.vendor != "sqlite":
        return models.Value(0)
    places = [StrIndex(name, models.Value("\0")) for name in ("note", "evidence")]
    return models.Count("pk", filter=models.Q(GreaterThan(places[0] + places[1], 0)))


def _foreign_keys(model: type[models.Model]) -> "list[models.ForeignKey[Any, Any]]":
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, models.ForeignKey) and column.remote_field
        if getattr(column, "db_constraint", True)
    ]


def _scope(model: type[models.Model]) -> str:
    """The column by which the rows of new projects are found."""
    if model is Project:
        return "id"
    return "assessment" if model in OF_ASSESSMENTS else "project"


def _rows(model: type[models.Model], written: Written) -> "models.QuerySet[Any]":
    ids = written.assessments if model in OF_ASSESSMENTS else written.projects
    return model._default_manager.filter(**{f"{_scope(model)}__in": list(ids)}).order_by()


def _there(parent: type[models.Model], ids: set[int]) -> int:
    """How many of the rows exist; on PostgreSQL none of them can go before the transaction ends."""
    if connection.vendor == "sqlite" or parent in NEW:
        return parent._default_manager.filter(pk__in=ids).count()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM {parent._meta.db_table} WHERE id = ANY(%s) "  # noqa: S608
            "ORDER BY id FOR KEY SHARE",
            [list(ids)],
        )
        return len(cursor.fetchall())
