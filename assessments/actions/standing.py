"""What lists and team counts show, stored when an assessment closes, so that no page adds it up.

Locks are taken in one order everywhere: assessment, team, project. The team's row is the gate for
its counts: two closings in one team come one after the other, and the second sees the first.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import Max

from assessments.dates import FIRST_DAY, MONTHS_OF_CADENCE, due_after, period_end
from assessments.models import (
    Answer,
    Assessment,
    Item,
    Level,
    Membership,
    Owner,
    Project,
    Section,
    SectionScore,
    Team,
    TeamRollup,
)
from assessments.scoring import NOT_APPLICABLE, written

TREND = 20


@transaction.atomic
def store_standing(project_id: int) -> None:
    """Store a project's latest scores, its due date and its team's counts anew."""
    team_id = Project.objects.values_list("team", flat=True).get(pk=project_id)
    lock_team(team_id)
    project = Project.objects.select_for_update(of=("self",), no_key=True).get(pk=project_id)
    closed = Assessment.objects.closed().filter(project=project).order_by("-as_of")
    newest = list(closed[:TREND])
    set_latest(project, newest, _sum_of_sections(newest[0]) if newest else Decimal(-1))
    project.due_on = next_due(project, closed.aggregate(last=Max("as_of"))["last"])
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


def set_latest(project: Project, closed: list[Assessment], sections: Decimal) -> None:
    """Set what is stored of the last ``TREND`` closed assessments, newest first; saves nothing.

    ``sections`` is the sum of the newest one's section scores, -1 without one.
    """
    latest = closed[0] if closed else None
    before = closed[1] if len(closed) > 1 else None
    project.latest = latest
    project.latest_on = latest.as_of if latest else FIRST_DAY
    project.latest_overall = latest.overall if latest else Decimal(-1)
    project.latest_sections = sections
    project.latest_change = comparable_change(latest, before)
    project.trend = [[row.as_of.isoformat(), written(row.overall)] for row in reversed(closed)]


def comparable_change(latest: Assessment | None, before: Assessment | None) -> Decimal:
    """The change of the overall score; 0 where there is nothing on the same scale before."""
    if latest is None or before is None:
        return Decimal(0)
    if latest.rubric_version_id != before.rubric_version_id:
        return Decimal(0)
    return latest.overall - before.overall


def _sum_of_sections(latest: Assessment) -> Decimal:
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


def store_rollups(team_id: int) -> None:
    """Count a team's latest assessments anew. Call it with the team locked (``lock_team``)."""
    latest = Project.objects.filter(team=team_id, archived_at=None).exclude(latest=None)
    rows = latest.select_related("latest__band").order_by("pk")
    groups: dict[tuple[str, int], list[Project]] = {}
    for project in rows:
        assert project.latest is not None
        key = (project.visibility, project.latest.rubric_version_id)
        groups.setdefault(key, []).append(project)
    TeamRollup.objects.filter(team=team_id).delete()
    TeamRollup.objects.bulk_create(
        _rollup(team_id, visibility, version, projects)
        for (visibility, version), projects in groups.items()
    )


def _rollup(team_id: int, visibility: str, version: int, projects: list[Project]) -> TeamRollup:
    latest = [project.latest for project in projects if project.latest]
    weakest = SectionScore.objects.filter(assessment__in=latest, weakest=True).order_by()
    # Joined to its section, PostgreSQL scans all scores once a section until it has statistics.
    sections = dict(Section.objects.filter(version=version).values_list("pk", "key"))
    return TeamRollup(
        team_id=team_id,
        visibility=visibility,
        rubric_version_id=version,
        projects=len(latest),
        scores=Counter(written(row.overall) for row in latest),
        previous=_previous(projects, version),
        bands=Counter(row.band.key for row in latest if row.band),
        weakest=Counter(sections[pk] for pk in weakest.values_list("section", flat=True)),
        items=_items(latest, version),
    )


def _previous(projects: list[Project], version: int) -> dict[str, int]:
    """The scores of the assessments before the latest, where they are of the same version."""
    before = Assessment.objects.closed().filter(
        project=models.OuterRef("pk"), as_of__lt=models.OuterRef("latest_on")
    )
    newest = before.order_by("-as_of")
    found = Project.objects.filter(pk__in=[project.pk for project in projects]).annotate(
        before=models.Subquery(newest.values("overall")[:1]),
        before_version=models.Subquery(newest.values("rubric_version")[:1]),
    )
    rows = found.filter(before_version=version).values_list("before", flat=True)
    return Counter(written(score) for score in rows)


def _items(latest: list[Assessment], version: int) -> dict[str, list[int]]:
    points = dict(Level.objects.filter(version=version).values_list("key", "points"))
    top = max(points.values())
    weak = SectionScore.objects.filter(
        assessment=models.OuterRef("assessment"),
        section=models.OuterRef("item__section"),
        weakest=True,
    )
    counted = (
        Answer.objects.filter(assessment__in=latest)
        .annotate(holds=models.Exists(weak))
        .order_by()
        .values_list("item__key", "level", "holds")
        .annotate(number=models.Count("pk"))
    )
    items: dict[str, list[int]] = {}
    for key, level, holds, number in counted:
        below = items.setdefault(key, [0, 0, 0])
        if level == NOT_APPLICABLE or points.get(level) == top:
            continue
        below[0] += number
        below[1] += number if not points.get(level) else 0
        below[2] += number if holds else 0
    return items
