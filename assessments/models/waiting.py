"""How much waits for a person, by kind."""

import datetime
from typing import Any, NamedTuple

from django.db import models

from .actions import Action
from .answers import Answer
from .assessments import Assessment
from .discussions import Mention
from .people import User
from .prepared import Prepared
from .projects import Project

COUNTED = 100


class Waiting(NamedTuple):
    """How much waits for somebody, by kind."""

    items: int
    comments: int
    reviews: int
    actions: int
    overdue: int

    @property
    def total(self) -> int:
        return self.items + self.comments + self.reviews + self.actions + self.overdue


def waiting_for(user: User, *, today: datetime.date) -> Waiting:
    """The counts in one query, for the navigation of every page; no kind counts beyond 100.

    Counting on would cost a lead of hundreds of open drafts more than the page itself.
    """
    counts = _counts.first(user.pk, user.is_superuser, today)
    return Waiting(*counts) if counts else Waiting(0, 0, 0, 0, 0)


def waiting_counts(user: User, today: datetime.date) -> "list[_CountOf]":
    """The numbers of a ``Waiting``, for a query of one row."""
    parts: list[models.QuerySet[Any]] = [
        Answer.objects.waiting_for(user),
        Mention.objects.waiting_for(user),
        Assessment.objects.to_review(user),
        Action.objects.waiting_for(user),
        Project.objects.overdue_for(user, today),
    ]
    return [_CountOf(rows.order_by().values("pk")[:COUNTED]) for rows in parts]


_counts = Prepared(
    lambda pk, is_superuser, today: (
        User.objects.filter(pk=pk)
        .order_by()
        .values_list(*waiting_counts(User(pk=pk, is_superuser=is_superuser), today))
    )
)


class _CountOf(models.Subquery):
    """The number of rows of a query that is run once by itself.

    As a condition on the table (``pk IN (… LIMIT 100)``) PostgreSQL may run it again for each row
    of the table: with statistics from when there was little, 30 seconds for a thousand answers.
    """

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()
