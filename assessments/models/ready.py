"""What most requests ask, put together once in a process (see ``prepared``).

Each is the query of the same name in its QuerySet; here are only the values that it takes.
"""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from .actions import Action
from .assessments import Answer, Assessment, SectionScore
from .owners import Owner
from .people import User
from .prepared import Prepared
from .projects import Project
from .rubrics import RubricVersion


def project_for(user: User, slug: str) -> Project | None:
    """``Project.objects.for_page``, the one with this slug."""
    return _project.first(user.pk, user.is_superuser, slug)


def assessment_for(user: User, slug: str, as_of: datetime.date) -> Assessment | None:
    """``Assessment.objects.for_page``, the one of a project and a date."""
    return _assessment.first(user.pk, user.is_superuser, slug, as_of)


def answers_of(assessment: Assessment) -> list[Answer]:
    """``Answer.objects.for_page``."""
    return _answers.rows(assessment.pk)


def answers_with_comments(assessment: Assessment) -> list[Answer]:
    """``Answer.objects.for_assessment_page``."""
    return _commented.rows(assessment.pk)


class LastLevel(NamedTuple):
    """A level of ``Answer.objects.last_time``, with its date and its rubric version."""

    key: str
    level: str
    as_of: datetime.date
    version_id: int
    content_sha256: str


def levels_of_last_time(assessment: Assessment) -> list[LastLevel]:
    return [LastLevel(*row) for row in _last.rows(assessment.project_id, assessment.as_of)]


def owners_of(project_id: int) -> list[Owner]:
    """``Owner.objects.for_page``."""
    return _owners.rows(project_id)


def actions_at(assessment: Assessment) -> list[Action]:
    """``Action.objects.at``."""
    return _actions.rows(
        assessment.pk, assessment.project_id, assessment.started_at, assessment.closed_at
    )


class StoredScore(NamedTuple):
    """A section's stored score as plain values: a list has hundreds of them."""

    assessment_id: int
    key: str
    title: str
    counts: bool
    score: Decimal
    maximum: Decimal
    weakest: bool


def stored_scores_of(assessments: Sequence[int]) -> list[StoredScore]:
    """``SectionScore.objects.of`` the assessments of a page."""
    return [StoredScore(*row) for row in _stored.rows(*assessments)] if assessments else []


def open_in(projects: Sequence[int]) -> list[Assessment]:
    """``Assessment.objects.for_dashboard``."""
    return _drafts.rows(*projects) if projects else []


def versions_to_choose() -> list[RubricVersion]:
    """``RubricVersion.objects.for_choice``."""
    return _versions.rows()


def section_scores_of(assessment: Assessment) -> list[SectionScore]:
    """``SectionScore.objects.of`` one assessment."""
    return _scores.rows(assessment.pk)


_project = Prepared(
    lambda pk, is_superuser, slug: (
        Project.objects.for_page(User(pk=pk, is_superuser=is_superuser))
        .filter(slug=slug)
        .order_by("pk")[:1]
    )
)
_assessment = Prepared(
    lambda pk, is_superuser, slug, as_of: (
        Assessment.objects.for_page(User(pk=pk, is_superuser=is_superuser))
        .filter(project__slug=slug, as_of=as_of)
        .order_by("pk")[:1]
    )
)
_answers = Prepared(lambda pk: Answer.objects.for_page(Assessment(pk=pk)))
_commented = Prepared(lambda pk: Answer.objects.for_assessment_page(Assessment(pk=pk)))
_last = Prepared(
    lambda project_id, as_of: Answer.objects.last_time(
        Assessment(project_id=project_id, as_of=as_of)
    ).values_list(
        *("item__key", "level", "assessment__as_of", "assessment__rubric_version"),
        "assessment__rubric_version__content_sha256",
    )
)
_owners = Prepared(lambda project_id: Owner.objects.for_page(project_id))
_actions = Prepared(
    lambda pk, project_id, started_at, closed_at: Action.objects.at(
        Assessment(pk=pk, project_id=project_id, started_at=started_at, closed_at=closed_at)
    )
)
_scores = Prepared(lambda pk: SectionScore.objects.of([pk]))
_stored = Prepared(
    lambda *ids: SectionScore.objects.of(list(ids)).values_list(
        *("assessment", "section__key", "section__title", "section__counts"),
        *("score", "maximum", "weakest"),
    )
)
_drafts = Prepared(lambda *ids: Assessment.objects.for_dashboard(list(ids)))
_versions = Prepared(lambda: RubricVersion.objects.for_choice())
