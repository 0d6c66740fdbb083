"""What most requests ask, put together once in a process (see ``prepared``).

Each is the query of the same name in its QuerySet; here are only the values that it takes.
"""

import datetime

from django.db.models import QuerySet

from .answers import Answer, StoredAnswer
from .assessments import Assessment
from .owners import Owner
from .people import User
from .prepared import Prepared
from .projects import Project


def project_for(user: User, slug: str) -> Project | None:
    """``Project.objects.for_page``, the one with this slug."""
    return _project.first(user.pk, user.is_superuser, slug)


def assessment_for(user: User, slug: str, as_of: datetime.date) -> Assessment | None:
    """``Assessment.objects.for_page``, the one of a project and a date."""
    return _assessment.first(user.pk, user.is_superuser, slug, as_of)


def assessments_of(project_id: int) -> list[Assessment]:
    """``Assessment.objects.for_project_page``: two statements."""
    return _history.rows(project_id)


def locked_assessment(pk: int) -> Assessment:
    """An assessment, its row locked until the transaction ends. Raises ``DoesNotExist``."""
    found = _locked.first(pk)
    if found is None:
        raise Assessment.DoesNotExist
    return found


def locked_status(pk: int) -> str:
    """The same where nothing but its status is asked for."""
    found = _locked_status.first(pk)
    if found is None:
        raise Assessment.DoesNotExist
    status: str = found[0]
    return status


def assessment_to_save(user: User, slug: str, as_of: datetime.date) -> Assessment | None:
    """``Assessment.objects.for_save``, the one of a project and a date."""
    return _to_save.first(user.pk, user.is_superuser, slug, as_of)


def answers_of(assessment: Assessment) -> list[Answer]:
    """``Answer.objects.for_page``."""
    return _answers.rows(assessment.pk)


def stored_answers(assessment: Assessment) -> dict[str, StoredAnswer]:
    """``Answer.objects.stored``, by the keys of the items."""
    answers = (StoredAnswer(*row) for row in _stored_answers.rows(assessment.pk))
    return {answer.item_key: answer for answer in answers}


def owners_of(project_id: int) -> list[Owner]:
    """``Owner.objects.for_page``."""
    return _owners.rows(project_id)


def _to_lock(pk: int) -> QuerySet[Assessment]:
    rows = Assessment.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(pk=pk).order_by("pk")


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
_history = Prepared(lambda pk: Assessment.objects.for_project_page(Project(pk=pk)))
_locked = Prepared(_to_lock)
_locked_status = Prepared(lambda pk: _to_lock(pk).values_list("status"))
_to_save = Prepared(
    lambda pk, is_superuser, slug, as_of: (
        Assessment.objects.for_save(User(pk=pk, is_superuser=is_superuser))
        .filter(project__slug=slug, as_of=as_of)
        .order_by("pk")[:1]
    )
)
_answers = Prepared(lambda pk: Answer.objects.for_page(Assessment(pk=pk)))
_stored_answers = Prepared(lambda pk: Answer.objects.stored(Assessment(pk=pk)))
_owners = Prepared(lambda project_id: Owner.objects.for_page(project_id))
