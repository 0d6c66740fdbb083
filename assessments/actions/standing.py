"""What lists and team counts show, stored when an assessment closes, so that no page adds it up.

Locks are taken in one order everywhere: assessment, team, project. A new assessment is an
exception, since nobody else can see it: whoever makes one locks team and project, or the project
alone, before. All locks are ``FOR NO KEY UPDATE``. PostgreSQL checks foreign keys when a
transaction commits, and asks then for a lock on each row that they name; a full lock would stand in
its way, out of order. The team's row is the gate for its counts: two closings in one team come one
after the other, and the second sees the first.

What is counted over other rows is counted in a statement of its own, after the project's row is
locked. An update that counts and then waits for that row would store what it counted before.
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models, transaction

from assessments.dates import FIRST_DAY, MONTHS_OF_CADENCE, due_after, period_end
from assessments.models import (
    Answer,
    Assessment,
    Item,
    Membership,
    Owner,
    Project,
    RubricVersion,
    SectionScore,
    Team,
)
from assessments.models.projects import NO_CHANGE
from assessments.models.rubrics import highest_score
from assessments.scoring import written
from assessments.scoring.portfolio import mean_share, on_scale, share

from .rollups import store_rollups

TREND = 20
UNKNOWN = Decimal(-1)
"""A share before the first assessment."""


SCORES = (
    *("latest", "latest_on", "latest_overall", "latest_band", "latest_share"),
    *("latest_section_share", "latest_change", "change_ascending", "change_descending"),
    *("trend", "due_on"),
)
"""What follows from the closed assessments."""


class ClosedRow(NamedTuple):
    """A closed assessment as far as lists need it, with the ids of rubric version and band.

    ``maximum`` is the highest overall score by its version.
    """

    pk: int
    as_of: date
    overall: Decimal
    version: int
    band: int
    maximum: Decimal


Sections = Sequence[tuple[Decimal, Decimal]]
"""The section scores of an assessment with their maxima."""


@transaction.atomic
def store_standing(project_id: int) -> None:
    """Store a project's latest scores, its due date and its team's counts anew."""
    project = lock_standing(project_id)
    count_standing([project])
    project.save(update_fields=SCORES)
    store_open_items(project_id)
    store_rollups(project.team_id)


def lock_standing(project_id: int) -> Project:
    """Lock the project's team, then the project, until the transaction ends."""
    team_id = Project.objects.values_list("team", flat=True).get(pk=project_id)
    lock_teams(team_id)
    return Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project_id)


def count_standing(projects: Sequence[Project]) -> None:
    """Set what follows from the closed assessments of each; saves nothing.

    Three statements, however many projects they are.
    """
    closed: dict[int, list[ClosedRow]] = {project.pk: [] for project in projects}
    found = Assessment.objects.closed().filter(project__in=list(closed))
    columns = ("pk", "as_of", "overall", "rubric_version", "band")
    rows = list(found.order_by("project", "-as_of").values_list("project", *columns))
    maxima = _maxima({version for *_, version, _ in rows})
    for owner, pk, as_of, overall, version, band in rows:
        closed[owner].append(ClosedRow(pk, as_of, overall, version, band, maxima[version]))
    sections = _sections([own[0].pk for own in closed.values() if own])
    for project in projects:
        own = closed[project.pk]
        set_latest(project, own[:TREND], sections[own[0].pk] if own else ())
        project.due_on = next_due(project, own[0].as_of if own else None)


def _maxima(versions: Collection[int]) -> dict[int, Decimal]:
    """The highest overall score by each of these rubric versions."""
    rows = RubricVersion.objects.filter(pk__in=versions)
    return {version.pk: highest_score(version) for version in rows}


def _sections(assessments: Sequence[int]) -> dict[int, list[tuple[Decimal, Decimal]]]:
    """The section scores of these assessments by their ids."""
    sections: dict[int, list[tuple[Decimal, Decimal]]] = {pk: [] for pk in assessments}
    stored = SectionScore.objects.filter(assessment__in=assessments).order_by()
    for pk, score, maximum in stored.values_list("assessment", "score", "maximum"):
        sections[pk].append((score, maximum))
    return sections


def lock_teams(*team_ids: int) -> None:
    """Wait until nobody else changes what is counted over the teams."""
    _lock(Team.objects.filter(pk__in=team_ids))


def _lock(rows: "models.QuerySet[Any]") -> None:
    """Lock them in the order of their ids until the transaction ends."""
    list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def next_due(project: Project, last: Any) -> Any:
    """When the next assessment is due: after the last one, before the first from creation on."""
    if last:
        return due_after(last, project.cadence)
    return period_end(project.created_at.date(), MONTHS_OF_CADENCE[project.cadence])


def set_latest(project: Project, closed: Sequence[ClosedRow], sections: Sections) -> None:
    """Set what is stored of the last ``TREND`` closed assessments, newest first; saves nothing.

    ``sections`` are those of the newest one.
    """
    latest = closed[0] if closed else None
    project.latest_id = latest.pk if latest else None
    project.latest_on = latest.as_of if latest else FIRST_DAY
    project.latest_overall = latest.overall if latest else Decimal(-1)
    project.latest_band_id = latest.band if latest else None
    project.latest_share = share(latest.overall, latest.maximum) if latest else UNKNOWN
    project.latest_section_share = mean_share(sections) if latest else UNKNOWN
    project.latest_change = comparable_change(closed)
    project.change_ascending, project.change_descending = NO_CHANGE, -NO_CHANGE
    if project.latest_change is not None and latest:
        project.change_ascending = share(project.latest_change, latest.maximum)
        project.change_descending = project.change_ascending
    project.trend = _trend(closed)


def _trend(closed: Sequence[ClosedRow]) -> list[list[str]]:
    """Dates and scores, oldest first, all as shares of the newest one's full score."""
    return [
        [row.as_of.isoformat(), written(on_scale(row.overall, row.maximum, closed[0].maximum))]
        for row in reversed(closed)
    ]


def comparable_change(closed: Sequence[ClosedRow]) -> Decimal | None:
    """The change of the overall score; None where there is nothing on the same scale before."""
    if len(closed) < 2 or closed[0].version != closed[1].version:
        return None
    return closed[0].overall - closed[1].overall


def store_open_items(project_id: int) -> None:
    """Lock the project and count what is unanswered or unconfirmed in its drafts."""
    project = Project.objects.filter(pk=project_id)
    _lock(project)
    project.update(open_items=open_items())


def open_items() -> models.Subquery:
    """How many answers of the project's drafts are missing or not confirmed."""
    return _number(
        Answer.objects.filter(
            models.Q(level="") | models.Q(carried_over=True),
            assessment__project=models.OuterRef("pk"),
            assessment__status=Assessment.Status.DRAFT,
        )
    )


def store_unowned_items(projects: "models.QuerySet[Project]") -> None:
    """Count anew for locked projects what ``unowned_items`` counts."""
    projects.update(unowned_items=unowned_items())


def store_unowned_items_of_teams(team_ids: Collection[int]) -> None:
    """Lock the teams with their projects, and count for each of them.

    The teams too: a project that comes to one meanwhile waits there, and sees who is in it then.
    """
    lock_teams(*team_ids)
    projects = Project.objects.filter(team__in=team_ids)
    _lock(projects)
    store_unowned_items(projects)


def unowned_items() -> models.Subquery:
    """How many items of a project nobody answers for: no able person, and nobody has the role.

    Rows of items that the project's rubric version does not have are left from an earlier one.
    """
    able = Membership.objects.able().filter(team=models.OuterRef("project__team"))
    items = Item.objects.filter(version=models.OuterRef("project__rubric_version"))
    unowned = Owner.objects.filter(
        models.Exists(items.filter(key=models.OuterRef("item_key"))),
        ~models.Exists(able.filter(user=models.OuterRef("person"))),
        ~models.Exists(able.filter(role=models.OuterRef("role"))),
        project=models.OuterRef("pk"),
    )
    return _number(unowned)


class _Number(models.Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


def _number(rows: models.QuerySet[Any]) -> _Number:
    return _Number(rows.order_by().values("pk"))
