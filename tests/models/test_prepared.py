"""Queries that are put together once give what the same queries give when put together anew."""

import datetime
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import QuerySet

from assessments.models import (
    Answer,
    Assessment,
    Owner,
    Project,
    User,
)
from assessments.models.prepared import Prepared
from assessments.models.ready import (
    answers_of,
    assessment_for,
    assessment_to_save,
    assessments_of,
    owners_of,
    project_for,
    stored_answers,
)
from tests.cast import Q2, Q3, Q4, Cast, closed, draft, make_project
from tests.support.queries import CountedQueries


@pytest.mark.parametrize("who", ["lead", "viewer", "stranger", "admin"])
def test_everybody_gets_their_own(who: str, cast: Cast) -> None:
    """One after the other in one process: nobody sees what another one's values were."""
    make_project("Fraud", cast.team, cast.lead)
    for project in Project.objects.all():
        draft(project, Q4, lead=cast.lead)
    user: User = getattr(cast, who)
    for project in Project.objects.all():
        same = Project.objects.for_page(user).filter(slug=project.slug).first()
        found = project_for(user, project.slug)
        assert found == same
        assert found is None or found.access_level == same.access_level  # type: ignore[union-attr]
        rows = Assessment.objects.for_page(user).filter(project=project)
        assert assessment_for(user, project.slug, Q4) == rows.first()
        saved = assessment_to_save(user, project.slug, Q4)
        assert saved == rows.first()
        assert saved is None or saved.access_level == rows.first().access_level  # type: ignore[union-attr]
    assert assessment_for(user, "churn", Q3) is None
    assert project_for(user, "' OR 1=1 --") is None


def test_the_rows_are_those_of_the_query_itself(cast: Cast, queries: CountedQueries) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead)
    done = closed(cast.project, Q2, "automated", lead=cast.lead)
    now = draft(cast.project, Q4, lead=cast.lead)
    for assessment in (now, done):
        assert answers_of(assessment) == list(Answer.objects.for_page(assessment))
    assert assessments_of(cast.project.pk) == list(
        Assessment.objects.for_project_page(cast.project)
    )
    assert owners_of(cast.project.pk) == list(Owner.objects.for_page(cast.project.pk))
    with queries:
        assert answers_of(now)[0].item_key  # joined, not fetched for each
    assert len(queries) == 1, queries.statements


def test_plain_values_are_those_of_the_query_itself(cast: Cast) -> None:
    """Dates, times, decimals and truths too, which SQLite keeps as something else."""
    for day in (Q2, Q3):
        closed(cast.project, day, "automated", lead=cast.lead)
    names = ("as_of", "closed_at", "overall", "section_scores__weakest", "band__label")

    def of_project(pk: int) -> QuerySet[Assessment, tuple[object, ...]]:
        rows = Assessment.objects.filter(project=pk).order_by("as_of", "section_scores")
        return rows.values_list(*names)

    found = Prepared(of_project).rows(cast.project.pk)
    assert found == list(of_project(cast.project.pk))
    assert {type(row) for row in found} == {tuple}
    assert len(found) == 2 * 4
    assert Prepared(of_project).first(cast.project.pk + 1) is None


def test_a_save_reads_answers_and_items_alone(cast: Cast, queries: CountedQueries) -> None:
    """In no order: to sort them by where they stand took joins to three tables more."""
    now = draft(cast.project, Q4, lead=cast.lead)
    with queries:
        found = stored_answers(now)
    assert len(found) == 28
    (statement,) = queries.statements
    assert "ORDER BY" not in statement
    assert re.findall(r'(?:FROM|JOIN) "(\w+)"', statement) == [
        "assessments_answer",
        "assessments_item",
    ]


def test_dates_texts_and_times_are_filled(cast: Cast) -> None:
    for day in (datetime.date(2026, 3, 31), Q2, Q3):
        closed(cast.project, day, lead=cast.lead)
    between = Prepared(
        lambda first, slug, since: Assessment.objects.filter(
            as_of__gte=first, project__slug=slug, started_at__gte=since
        ).order_by("as_of")
    )
    long_ago = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    future = datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)
    assert [row.as_of for row in between.rows(Q2, "churn", long_ago)] == [Q2, Q3]
    assert [row.as_of for row in between.rows(Q3, "churn", long_ago)] == [Q3]
    assert between.rows(Q2, "churn", future) == []
    assert between.rows(Q2, "nothing", long_ago) == []


def test_it_is_put_together_once_for_each_shape(cast: Cast) -> None:
    built = []

    def build(pk: int, shape: object) -> QuerySet[User]:
        built.append(shape)
        return User.objects.filter(pk=pk) if shape else User.objects.filter(pk=pk, is_active=False)

    found = Prepared(build)
    for _ in range(3):
        assert found.rows(cast.lead.pk, True) == [cast.lead]
        assert found.rows(cast.viewer.pk, True) == [cast.viewer]
        assert found.first(cast.lead.pk, False) is None
    assert built == [True, True, False, False]


def test_a_value_that_is_not_used_as_it_is_is_refused(db: None) -> None:
    with pytest.raises(TypeError, match="made of a value"):
        Prepared(lambda q: User.objects.filter(name__istartswith=q)).rows("ada")
    with pytest.raises(TypeError, match="changes the statement"):
        Prepared(lambda size: User.objects.all()[: 1 + size % 1000]).rows(3)


def test_threads_do_not_mix_their_values(cast: Cast) -> None:
    by_id = Prepared(lambda pk: User.objects.filter(pk=pk))
    compiled = by_id.rows(cast.lead.pk)
    assert compiled == [cast.lead]
    ready = next(iter(by_id._ready.values()))

    def statement(pk: int) -> object:
        return ready.with_values([pk], connection).as_sql()[1]

    with ThreadPoolExecutor(4) as pool:
        assert [tuple(row) for row in pool.map(statement, range(200))] == [  # type: ignore[arg-type]
            (number,) for number in range(200)
        ]
