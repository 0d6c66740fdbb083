"""What the page of one assessment reads beside the assessment itself: one statement."""

import datetime
from typing import Any, NamedTuple

from django.db import models

from .actions import Action, ShownAction
from .answers import Answer, ShownAnswer
from .assessments import Assessment
from .owners import Owner, ShownOwner
from .people import User
from .prepared import Prepared
from .rows import Rows, read_rows
from .section_scores import SectionScore, StoredScore
from .waiting import Waiting, waiting_counts


class LastLevel(NamedTuple):
    """A level in the closed assessment before, with its date and its rubric version."""

    key: str
    level: str
    as_of: datetime.date
    version_id: int
    content_sha256: str


class AssessmentParts(NamedTuple):
    """``answers`` by item key. ``scores`` are those that were frozen: () until it is closed.

    ``owners`` are those of today, of a draft alone.
    """

    answers: dict[str, ShownAnswer]
    actions: list[ShownAction]
    last: list[LastLevel]
    scores: tuple[StoredScore, ...]
    owners: list[ShownOwner]
    waiting: Waiting


def parts_of(assessment: Assessment, user: User, today: datetime.date) -> AssessmentParts:
    """Raises ``Assessment.DoesNotExist`` if it was discarded a moment ago."""
    found = _parts.first(
        *(user.pk, user.is_superuser, today),
        *(assessment.pk, assessment.project_id, assessment.as_of),
        *(assessment.started_at, assessment.closed_at, assessment.is_draft),
    )
    if found is None:
        raise Assessment.DoesNotExist
    answers, actions, last, scores, owners = map(read_rows, found[:5])
    return AssessmentParts(
        answers={row[0]: ShownAnswer.read(row) for row in answers},
        actions=[ShownAction.read(row) for row in actions],
        last=[
            LastLevel(key, level, datetime.date.fromisoformat(on), *version)
            for key, level, on, *version in last
        ],
        scores=tuple(StoredScore(*score) for _, *score in scores),
        owners=[ShownOwner(*row) for row in owners],
        waiting=Waiting(*found[5:]),
    )


def _values(
    assessment: Assessment, user: User, today: datetime.date
) -> "models.QuerySet[Assessment, tuple[Any, ...]]":
    last = Answer.objects.last_time(assessment).values_list(
        *("item__key", "level", "assessment__as_of", "assessment__rubric_version"),
        "assessment__rubric_version__content_sha256",
    )
    nothing = models.Value("[]")
    rows = Assessment.objects.filter(pk=assessment.pk).order_by()
    return rows.values_list(
        Rows(Answer.objects.shown(assessment)),
        Rows(Action.objects.at(assessment)),
        Rows(last),
        Rows(SectionScore.objects.of([assessment.pk]).plain()) if assessment.is_closed else nothing,
        Rows(Owner.objects.shown(assessment.project_id)) if assessment.is_draft else nothing,
        *waiting_counts(user, today),
    )


def _status(*, is_draft: bool, is_closed: bool) -> Assessment.Status:
    if is_draft:
        return Assessment.Status.DRAFT
    return Assessment.Status.CLOSED if is_closed else Assessment.Status.IN_REVIEW


_parts = Prepared(
    lambda user, is_superuser, today, pk, project_id, as_of, started_at, closed_at, is_draft: (
        _values(
            Assessment(
                pk=pk,
                project_id=project_id,
                as_of=as_of,
                started_at=started_at,
                closed_at=closed_at,
                status=_status(is_draft=is_draft, is_closed=closed_at is not None),
            ),
            User(pk=user, is_superuser=is_superuser),
            today,
        )
    )
)
