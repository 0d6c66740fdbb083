"""Generated projects by the thousand, written in bulk, with everything stored that lists show.

Answers go into drafts, which are then closed, since the database takes none for a closed
assessment. A batch of teams is one transaction. What is there already, by its slug, is left alone:
the same call again adds nothing, and one that was broken off goes on where it ended.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection, models, transaction
from django.db.models import F

from assessments.models import (
    Answer,
    Assessment,
    Change,
    Membership,
    Owner,
    Project,
    SectionScore,
    Team,
    TeamRollup,
    User,
)

from .bulk import insert_rows, refresh_statistics
from .demo_rows import ANSWER, CHANGE, CLOSED, SECTION, STARTED, Batch, DemoRows
from .demo_teams import DemoTeams
from .invented import TEAM_SIZE, Inventor
from .standing import store_rollups, store_unowned_items_of_teams

BATCH = 10
"""Teams in one transaction."""
TABLES = (
    *(User, Team, Membership, Project, Owner, Assessment, Answer, SectionScore, Change),
    TeamRollup,
)


@dataclass(frozen=True, slots=True)
class Added:
    projects: int
    assessments: int
    answers: int


def add_generated(
    *,
    inventor: Inventor,
    projects: int,
    lead: str,
    administrator: str,
    progress: Callable[[int], None],
) -> Added:
    """Add generated projects until there are ``projects`` of this seed; says how many are done.

    ``lead`` and ``administrator`` are addresses of people who may be there or not.
    ``administrator`` leads the first team beside its own people, ``lead`` the second (the first
    where there is one only) and reads the next ones.
    """
    people = {user.email: user for user in User.objects.filter(email__in=(lead, administrator))}
    writer = _Writer(inventor, people.get(lead), people.get(administrator))
    total = Added(0, 0, 0)
    for first in range(0, projects, BATCH * TEAM_SIZE):
        numbers = range(first, min(first + BATCH * TEAM_SIZE, projects))
        with transaction.atomic():
            new = writer.add(numbers, last=projects <= TEAM_SIZE)
        total = Added(
            total.projects + new.projects,
            total.assessments + new.assessments,
            total.answers + new.answers,
        )
        if first == 0:
            # Without statistics PostgreSQL reads whole tables for the counts of each next team.
            refresh_statistics(*TABLES)
        progress(numbers.stop)
    refresh_statistics(*TABLES)
    return total


class _Writer:
    def __init__(self, inventor: Inventor, lead: User | None, administrator: User | None) -> None:
        self.inventor, self.rows = inventor, DemoRows(inventor)
        self.teams = DemoTeams(inventor, lead, administrator)

    def add(self, numbers: range, *, last: bool) -> Added:
        invented = [self.inventor.project(number) for number in numbers]
        there = Project.objects.filter(slug__in=[project.slug for project in invented])
        taken = set(there.values_list("slug", flat=True))
        missing = [project for project in invented if project.slug not in taken]
        if not missing:
            return Added(0, 0, 0)
        teams = self.teams.stored(
            sorted({project.number // TEAM_SIZE for project in missing}), last=last
        )
        batch = self.rows.batch(missing, teams)
        self._write(batch, [team.row.pk for team in teams.values()])
        return Added(len(batch.projects), len(batch.assessments), len(batch.answers))

    def _write(self, batch: Batch, teams: list[int]) -> None:
        _insert(Project, batch.projects)
        insert_rows(
            Owner, ("project_id", "item_key", "role_id", "person_id", "person_name"), batch.owners
        )
        _insert(Assessment, batch.assessments)
        insert_rows(Answer, ANSWER, batch.answers)
        insert_rows(SectionScore, SECTION, batch.sections)
        insert_rows(Change, CHANGE, batch.changes)
        drafts = Assessment.objects.filter(project__in=[project.pk for project in batch.projects])
        drafts.update(
            status=Assessment.Status.CLOSED,
            closed_at=F("started_at") + (CLOSED - STARTED),
            closed_by=F("started_by"),
        )
        store_unowned_items_of_teams(teams)
        for team_id in teams:
            store_rollups(team_id)


def _insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    fields = model._meta.concrete_fields
    insert_rows(
        model,
        [str(column.column) for column in fields],
        (
            [column.get_db_prep_save(getattr(row, column.attname), connection) for column in fields]
            for row in rows
        ),
    )
