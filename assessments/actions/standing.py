"""What lists and team counts show, stored when an assessment closes, so that no page adds it up.

Locks are taken in one order everywhere: assessment, team, project. The team's row is the gate for
its counts: two closings in one team come one after the other, and the second sees the first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from assessments.dates import FIRST_DAY, MONTHS_OF_CADENCE, due_after, period_end
from assessments.models import (
    Answer,
    Assessment,
    Item,
    Membership,
    Owner,
    Project,
    SectionScore,
    Team,
)
from assessments.scoring import written

from .rollups import store_rollups

TREND = 20


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A closed assessment as far as lists need it; ``version`` is the id of its rubric version."""

    pk: int
    as_of: date
    overall: Decimal
    version: int


@transaction.atomic
def store_standing(project_id: int) -> None:
    """Store a project's latest scores, its due date and its team's counts anew."""
    team_id = Project.objects.values_list("team", flat=True).get(pk=project_id)
    lock_team(team_id)
    project = Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project_id)
    closed = Assessment.objects.closed().filter(project=project).order_by("-as_of")
    rows = closed.values_list("pk", "as_of", "overall", "rubric_version")
    newest = [ClosedRow(*row) for row in rows[:TREND]]
    set_latest(project, newest, _sum_of_sections(newest[0].pk) if newest else Decimal(-1))
    project.due_on = next_due(project, newest[0].as_of if newest else None)
    project.save(
        update_fields=[
            *("latest", "latest_on", "latest_overall", "latest_sections", "latest_change"),
            *("trend", "due_on"),
        ]
    )
    store_open_items(project_id)
    store_rollups(team_id)


def lock_team(team_id: int) -> None:
    """Wait until nobody else changes what is counted over the team."""
    list(Team.objects.select_for_update(no_key=True).filter(pk=team_id).values_list("pk"))


def next_due(project: Project, last: Any) -> Any:
    """When the next assessment is due: after the last one, before the first from creation on."""
    if last:
        return due_after(last, project.cadence)
    return period_end(project.created_at.date(), MONTHS_OF_CADENCE[project.cadence])


def set_latest(project: Project, closed: Sequence[ClosedRow], sections: Decimal) -> None:
    """Set what is stored of the last ``TREND`` closed assessments, newest first; saves nothing.

    ``sections`` is the sum of the newest one's section scores, -1 without one.
    """
    latest = closed[0] if closed else None
    before = closed[1] if len(closed) > 1 else None
    project.latest_id = latest.pk if latest else None
    project.latest_on = latest.as_of if latest else FIRST_DAY
    project.latest_overall = latest.overall if latest else Decimal(-1)
    project.latest_sections = sections
    project.latest_change = comparable_change(latest, before)
    project.trend = [[row.as_of.isoformat(), written(row.overall)] for row in reversed(closed)]


def comparable_change(latest: ClosedRow | None, before: ClosedRow | None) -> Decimal:
    """The change of the overall score; 0 where there is nothing on the same scale before."""
    if latest is None or before is None:
        return Decimal(0)
    if latest.version != before.version:
        return Decimal(0)
    return latest.overall - before.overall


def _sum_of_sections(latest: int) -> Decimal:
    rows = SectionScore.objects.filter(assessment=latest)
    found: Decimal | None = rows.aggregate(total=models.Sum("score"))["total"]
    return found or Decimal(0)


def store_open_items(project_id: int) -> None:
    """Count what is unanswered or unconfirmed in the project's drafts: one statement."""
    waiting = Answer.objects.filter(
        models.Q(level="") | models.Q(carried_over=True),
        assessment__project=project_id,
        assessment__status=Assessment.Status.DRAFT,
    )
    Project.objects.filter(pk=project_id).update(open_items=_number(waiting))


def store_unowned_items(projects: "models.QuerySet[Project]") -> None:
    """Count the items for which nobody answers: no able person, and nobody there has the role.

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
    projects.update(unowned_items=_number(unowned))


def store_unowned_items_of_teams(team_ids: Iterable[int]) -> None:
    store_unowned_items(Project.objects.filter(team__in=list(team_ids)))


class _Number(models.Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


def _number(rows: models.QuerySet[Any]) -> _Number:
    return _Number(rows.order_by().values("pk"))
