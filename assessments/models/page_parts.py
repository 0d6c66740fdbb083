"""What a page reads beside what it is about, in one statement, with what waits for the person."""

import datetime
import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone

from assessments.dates import DueDates

from .answers import Answer
from .assessments import Assessment
from .changes import Change
from .owners import Owner, ShownOwner
from .people import Role, User
from .prepared import Prepared
from .projects import Project
from .rows import Rows, filled, moment, read_rows
from .rubrics import ListedVersion, RubricVersion
from .section_scores import SectionScore, StoredScore, by_assessment
from .waiting import Waiting, waiting_counts

type Found = models.QuerySet[User, tuple[Any, ...]]
type Scores = dict[int, tuple[StoredScore, ...]]


class ProjectParts(NamedTuple):
    """``levels``: date, item key and level of every answer of the project, oldest first."""

    levels: list[tuple[datetime.date, str, str]]
    owners: list[ShownOwner]
    waiting: Waiting


def project_parts(project: Project, user: User, today: datetime.date) -> ProjectParts:
    found = _project.first(user.pk, user.is_superuser, today, project.pk)
    levels, owners, *counts = _present(found)
    return ProjectParts(
        levels=[
            (datetime.date.fromisoformat(on), key, level) for on, key, level in read_rows(levels)
        ],
        owners=[ShownOwner(*row) for row in read_rows(owners)],
        waiting=Waiting(*counts),
    )


_project = Prepared(
    lambda pk, is_superuser, today, project_id: _beside(
        User(pk=pk, is_superuser=is_superuser),
        today,
        Answer.objects.levels_over_time(Project(pk=project_id), with_open=True),
        Owner.objects.shown(project_id),
    )
)


class UndoableChange(NamedTuple):
    """A change of owners by its number: how many items, by whom and when."""

    change: int
    items: int
    by: str
    at: datetime.datetime


class OwnersParts(NamedTuple):
    """``roles`` are rows of ``Role.objects.with_able_people``. ``undoable`` is the change just
    made, else the newest since then that was not taken back.
    """

    roles: list[list[Any]]
    due: DueDates
    undoable: UndoableChange | None
    waiting: Waiting


def owners_parts(
    project: Project,
    user: User,
    *,
    now: datetime.datetime,
    since: datetime.datetime,
    done: int | None,
) -> OwnersParts:
    found = _owners.first(
        *(user.pk, user.is_superuser, timezone.localdate(now)),
        *(project.pk, project.team_id, project.rubric_version_id, since, done),
    )
    roles, newest, changes, *counts = _present(found)
    undoable = [
        UndoableChange(pk, len(json.loads(new)), by, moment(at))
        for pk, new, by, at in read_rows(changes)
    ]
    return OwnersParts(
        roles=[
            [*row[:4], moment(row[4]) if row[4] else None, *row[5:]] for row in read_rows(roles)
        ],
        due=_due_dates(project, read_rows(newest)),
        undoable=undoable[0] if undoable else None,
        waiting=Waiting(*counts),
    )


def _due_dates(project: Project, newest: list[list[Any]]) -> DueDates:
    """When its items are due, as ``due_dates`` of its newest assessment says."""
    for status, as_of, last in newest:
        if status != Assessment.Status.CLOSED:
            before = datetime.date.fromisoformat(last) if last else None
            return DueDates(before, datetime.date.fromisoformat(as_of))
    return project.due_dates


_owners = Prepared(
    lambda pk, is_superuser, today, project_id, team_id, version_id, since, done: _beside(
        User(pk=pk, is_superuser=is_superuser),
        today,
        Role.objects.with_able_people(team_id),
        Assessment.objects.newest_first(
            Project(pk=project_id, rubric_version_id=version_id)
        ).values_list("status", "as_of", "carried_from__as_of")[:1],
        Change.objects.undoable_owners(project_id, since=since, done=done)
        .annotate(items=Cast("new", models.TextField()))
        .values_list("pk", "items", "by_name", "at")[:1],
    )
)


class ComparedParts(NamedTuple):
    """``levels`` by assessment and item key; ``published`` all versions of the rubrics."""

    scores: Scores
    levels: dict[int, dict[str, str]]
    published: list[ListedVersion]
    waiting: Waiting


def compared_parts(
    user: User,
    today: datetime.date,
    *,
    history: Sequence[int],
    latest: Sequence[int],
    rubrics: Collection[int],
) -> ComparedParts:
    """Section scores of the assessments ``history``, levels of ``latest``, by their ids."""
    ids = [filled(part) for part in (history, latest, sorted(rubrics))]
    build = _compared(*map(len, ids))
    found = build.first(user.pk, user.is_superuser, today, *(pk for part in ids for pk in part))
    scores, levels, published, *counts = _present(found)
    by_item: dict[int, dict[str, str]] = {pk: {} for pk in latest}
    for pk, key, level in read_rows(levels):
        by_item[pk][key] = level
    return ComparedParts(
        scores=by_assessment(map(tuple, read_rows(scores))),
        levels=by_item,
        published=[ListedVersion(*row) for row in read_rows(published)],
        waiting=Waiting(*counts),
    )


@lru_cache
def _compared(history: int, latest: int, rubrics: int) -> Prepared[tuple[Any, ...]]:
    def build(*given: Any) -> Found:
        pk, is_superuser, today, *ids = given
        versions = RubricVersion.objects.of_rubrics(ids[-rubrics:])
        return _beside(
            User(pk=pk, is_superuser=is_superuser),
            today,
            SectionScore.objects.of(list(ids[:history])).plain(),
            Answer.objects.filter(assessment__in=ids[history : history + latest])
            .order_by()
            .values_list("assessment", "item__key", "level"),
            versions.values_list("pk", "version", "name", "content_sha256", "rubric__slug"),
        )

    return Prepared(build)


class ComparedAnswer(NamedTuple):
    level: str
    note: str
    evidence: str
    outcome: str


class DatesParts(NamedTuple):
    """Section scores and answers by assessment, the answers by item key."""

    scores: Scores
    answers: dict[int, dict[str, ComparedAnswer]]
    waiting: Waiting


def dates_parts(user: User, today: datetime.date, earlier: int, later: int) -> DatesParts:
    found = _dates.first(user.pk, user.is_superuser, today, earlier, later)
    scores, rows, *counts = _present(found)
    answers: dict[int, dict[str, ComparedAnswer]] = {earlier: {}, later: {}}
    for pk, key, *answer in read_rows(rows):
        answers[pk][key] = ComparedAnswer(*answer)
    return DatesParts(by_assessment(map(tuple, read_rows(scores))), answers, Waiting(*counts))


_dates = Prepared(
    lambda pk, is_superuser, today, earlier, later: _beside(
        User(pk=pk, is_superuser=is_superuser),
        today,
        SectionScore.objects.of([earlier, later]).plain(),
        Answer.objects.filter(assessment__in=[earlier, later])
        .order_by()
        .values_list("assessment", "item__key", "level", "note", "evidence", "outcome"),
    )
)


def _beside(user: User, today: datetime.date, *parts: models.QuerySet[Any, Any]) -> Found:
    """The rows of each part, then the counts of a ``Waiting``, as one row."""
    rows = User.objects.filter(pk=user.pk).order_by()
    return rows.values_list(*map(Rows, parts), *waiting_counts(user, today))


def _present(found: tuple[Any, ...] | None) -> tuple[Any, ...]:
    """Raises ``User.DoesNotExist`` for a person who was deleted a moment ago."""
    if found is None:
        raise User.DoesNotExist
    return found
