"""What the list of projects reads: a statement for what can be chosen, one for a page of it."""

import datetime
from typing import Any, NamedTuple

from django.db import models

from .assessments import Assessment
from .people import ListedTeam, Team, TeamQuerySet, User
from .prepared import Prepared
from .projects import ListedProject, Project
from .rows import Rows, read_rows
from .rubrics import ListedVersion, RubricVersion
from .section_scores import SectionScore, StoredScore
from .waiting import Waiting, waiting_counts

type Found = models.QuerySet[User, tuple[Any, ...]]

MOST_TEAMS = 30
"""With more than these a team is written, not chosen: a list of hundreds is no help."""


class OpenAssessment(NamedTuple):
    """A draft, or one in review, as the list names it; ``as_of`` as YYYY-MM-DD."""

    as_of: str
    status: str
    answered: int


class ListChoices(NamedTuple):
    teams: tuple[ListedTeam, ...]
    versions: tuple[ListedVersion, ...]
    waiting: Waiting | None


def choices_of(user: User, named: str, *, counted_on: datetime.date | None) -> ListChoices:
    """The person's teams, one more than ``MOST_TEAMS`` of an administrator's, and all versions.

    ``named`` is a team's name or slug, which then comes first. What waits for the person is
    counted as of a day, if one is given.
    """
    if named:
        found = _choices(user, named, counted_on).first()
    else:
        found = _own_choices.first(user.pk, user.is_superuser, counted_on)
    teams, versions, *counts = found or ("[]", "[]")
    return ListChoices(
        teams=tuple(ListedTeam(*row) for row in read_rows(teams)),
        versions=tuple(ListedVersion(*row) for row in read_rows(versions)),
        waiting=Waiting(*counts) if counts else None,
    )


def _choices(user: User, named: str, counted_on: datetime.date | None) -> Found:
    teams: TeamQuerySet = Team.objects.for_dashboard(user, named)
    listed = teams.values_list(*ListedTeam._fields)
    return (
        User.objects.filter(pk=user.pk)
        .order_by()
        .values_list(
            Rows(listed[: MOST_TEAMS + 1] if user.is_superuser else listed),
            Rows(
                RubricVersion.objects.for_choice().values_list(
                    *("pk", "version", "name", "content_sha256", "rubric__slug", "is_used")
                )
            ),
            *(waiting_counts(user, counted_on) if counted_on else ()),
        )
    )


_own_choices = Prepared(
    lambda pk, is_superuser, counted_on: _choices(
        User(pk=pk, is_superuser=is_superuser), "", counted_on
    )
)


def with_standing(
    page: "models.QuerySet[Project, Any]", column: str
) -> "models.QuerySet[Project, tuple[Any, ...]]":
    """The rows of a page, which is a slice in its order, with latest section scores and draft.

    What a row shows is looked up for those of the page only: beside the search for them, SQLite
    would look it up for all that match before it sorts them.
    """
    scores = SectionScore.objects.filter(assessment=models.OuterRef("latest"))
    drafts = Assessment.objects.unfinished().filter(project=models.OuterRef("pk"))
    listed = Project.objects.filter(pk__in=page.values("pk")).as_listed(
        column,
        Rows(scores.order_by("section__position").plain()),
        Rows(drafts.order_by("-as_of").values_list(*OpenAssessment._fields)[:1]),
    )
    return listed.order_by(*page.query.order_by)


def scores_of(project: ListedProject) -> tuple[StoredScore, ...]:
    """The section scores of the latest closed assessment, in the order of the rubric."""
    return tuple(StoredScore(*score) for _, *score in read_rows(project.scores))


def draft_of(project: ListedProject) -> OpenAssessment | None:
    """What is open; of several the one with the latest date."""
    rows = read_rows(project.draft)
    return OpenAssessment(*rows[0]) if rows else None
