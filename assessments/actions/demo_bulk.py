"""Generated projects by the thousand, written in bulk, with everything stored that lists show.

A batch of teams is one transaction, whose rows are checked at once before it ends (``bulk_rules``).
Where the role may not switch the rules off, answers go into drafts, which are then closed, since
the database takes none for a closed assessment. What is there already, by its slug, is left alone:
the same call again adds nothing, and one that was broken off goes on where it ended.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

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

from .bulk import insert_rows, refresh_statistics, use_memory
from .bulk_rules import Written, check_bulk, references_unchecked, rules_off
from .demo_rows import (
    ANSWER,
    ASSESSMENT,
    CHANGE,
    CLOSED,
    DRAFT,
    OWNER,
    SECTION,
    STARTED,
    Batch,
    DemoRows,
    Row,
)
from .demo_teams import DemoTeams
from .invented import TEAM_SIZE, Inventor
from .rollups import store_rollups
from .standing import store_unowned_items_of_teams

BATCH = 10
"""Teams in one transaction."""
TABLES = (
    *(User, Team, Membership, Project, Owner, Assessment, Answer, SectionScore, Change),
    TeamRollup,
)


class Added(NamedTuple):
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
    use_memory()
    people = {user.email: user for user in User.objects.filter(email__in=(lead, administrator))}
    writer = _Writer(inventor, people.get(lead), people.get(administrator))
    total = Added(0, 0, 0)
    for batch, first in enumerate(range(0, projects, BATCH * TEAM_SIZE), 1):
        numbers = range(first, min(first + BATCH * TEAM_SIZE, projects))
        with references_unchecked(), transaction.atomic():
            new = writer.add(numbers, last=projects <= TEAM_SIZE)
        total = Added(
            total.projects + new.projects,
            total.assessments + new.assessments,
            total.answers + new.answers,
        )
        if batch.bit_count() == 1:
            # Each time that there are twice as many: with those of few rows, or none, both
            # databases read whole tables for the counts of each next team.
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
        batch = Batch()
        self._write(batch, self.rows.answers(batch, missing, teams))
        team_ids = [team.row.pk for team in teams.values()]
        store_unowned_items_of_teams(team_ids)
        store_rollups(*team_ids)
        return Added(len(batch.projects), len(batch.assessments), batch.answers)

    def _write(self, batch: Batch, answers: Iterable[Row]) -> None:
        with rules_off() as off:
            if off:
                # The database writes answers while the next ones are made; what they refer to
                # comes after them.
                insert_rows(Answer, ANSWER, answers)
                answers = ()
            answers = list(answers)
            closed = batch.assessments
            _insert(Project, batch.projects)
            insert_rows(Owner, OWNER, batch.owners)
            insert_rows(
                Assessment,
                ASSESSMENT,
                closed if off else [(*row[: -len(DRAFT)], *DRAFT) for row in closed],
            )
            insert_rows(Answer, ANSWER, answers)
            insert_rows(SectionScore, SECTION, batch.sections)
            insert_rows(Change, CHANGE, batch.changes)
            ids = [row[0] for row in closed]
            if off:
                check_bulk(Written([row.pk for row in batch.projects], ids, batch.answers))
        if not off:
            _close(ids)


def _close(ids: Sequence[int]) -> None:
    Assessment.objects.filter(pk__in=ids).update(
        status=Assessment.Status.CLOSED,
        closed_at=F("started_at") + datetime.timedelta(days=CLOSED - STARTED),
        closed_by=F("started_by"),
    )


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
