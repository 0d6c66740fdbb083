"""Many projects with stored standings, in bulk: what a list needs, and no answers."""

import datetime
import random

from django.utils import timezone

from assessments.actions.rollups import store_rollups
from assessments.actions.standing import SCORES, count_standing
from assessments.models import (
    Assessment,
    Band,
    Project,
    RubricVersion,
    Section,
    SectionScore,
    Team,
    User,
)

LAST = datetime.date(2026, 9, 30)


def add_projects(
    team: Team, lead: User, count: int, *, seed: int = 1, past: int = 1, name: str = "Project"
) -> list[Project]:
    """``count`` projects of a team with ``past`` closed assessments each; many values are ties."""
    chance = random.Random(seed)
    version = RubricVersion.objects.get(rubric__slug="ml-test-score", version="2017")
    first = Project.objects.count()
    projects = Project.objects.bulk_create(
        Project(
            team=team,
            name=f"{name} {chance.randrange(count)}",
            slug=f"made-{first + number}",
            rubric_version=version,
            due_on=LAST + datetime.timedelta(days=30 * chance.randrange(5)),
            open_items=chance.randrange(3),
            unowned_items=chance.randrange(2),
        )
        for number in range(count)
    )
    _assess(projects, version, lead, past, chance)
    store_rollups(team.pk)
    return projects


def _assess(
    projects: list[Project], version: RubricVersion, lead: User, past: int, chance: random.Random
) -> None:
    band = Band.objects.filter(version=version).order_by("position")[2]
    now = timezone.now()
    rows = Assessment.objects.bulk_create(
        Assessment(
            project=project,
            rubric_version=version,
            as_of=LAST - datetime.timedelta(days=91 * age),
            overall=chance.randrange(5) / 2,
            band=band,
            started_at=now,
            started_by=lead,
        )
        for project in projects
        for age in range(past)
    )
    sections = list(Section.objects.filter(version=version).order_by("position"))
    SectionScore.objects.bulk_create(
        SectionScore(
            assessment=row,
            section=section,
            score=row.overall + place % 2,
            maximum=7,
            weakest=not place % 2,
        )
        for row in rows
        for place, section in enumerate(sections)
    )
    Assessment.objects.filter(pk__in=[row.pk for row in rows]).update(
        status="closed", closed_at=now, closed_by=lead
    )
    count_standing(projects)
    Project.objects.bulk_update(
        projects, [name for name in SCORES if name != "due_on"], batch_size=200
    )
