"""What the list of projects reads beside its projects: a statement before them, one after."""

import datetime
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import models

from .assessments import Assessment
from .people import ListedTeam, Team, TeamQuerySet, User
from .prepared import Prepared
from .rows import Rows, filled, read_rows
from .rubrics import ListedVersion, RubricVersion
from .section_scores import SectionScore, StoredScore, by_assessment
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


def standing_of(
    user: User, latest: Sequence[int], projects: Sequence[int]
) -> tuple[dict[int, tuple[StoredScore, ...]], dict[int, OpenAssessment]]:
    """The section scores of assessments by their ids, and what is open by the project's id.

    Of several that are open it is the one with the latest date.
    """
    if not projects:
        return {}, {}
    latest, projects = filled(latest), filled(projects)
    found = _standing(len(latest), len(projects)).first(user.pk, *latest, *projects)
    scores, drafts = map(read_rows, found or ("[]", "[]"))
    return by_assessment(map(tuple, scores)), {row[0]: OpenAssessment(*row[1:]) for row in drafts}


@lru_cache
def _standing(latest: int, projects: int) -> Prepared[tuple[Any, ...]]:
    def build(user: int, *ids: int) -> Found:
        drafts = Assessment.objects.for_dashboard(list(ids[latest : latest + projects]))
        return (
            User.objects.filter(pk=user)
            .order_by()
            .values_list(
                Rows(SectionScore.objects.plain(list(ids[:latest]))),
                Rows(drafts.values_list("project", "as_of", "status", "answered")),
            )
        )

    return Prepared(build)
