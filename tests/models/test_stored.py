"""The statements of a save: what each writes, and that what is refused takes back all of them."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from assessments.models import Assessment, Change, Project, SectionScore
from assessments.models.stored import store_changes, store_section_scores, without_waiting
from tests.cast import Q4, Cast, draft


def update(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_history_is_stored_with_every_column(cast: Cast) -> None:
    made = draft(cast.project, Q4, lead=cast.lead)
    at = datetime.datetime(2026, 12, 1, 9, 30, 15, 123456, tzinfo=datetime.UTC)
    given = {
        "at": at,
        "by_id": cast.lead.pk,
        "by_name": "Ada – «lead» 100 %s",
        "door": Change.Door.IMPORT,
        "action": "answer",
        "project_id": cast.project.pk,
        "assessment_id": made.pk,
        "item_key": "Data-1",
        "revision": 7,
        "old": {"note": "before", "carried_over": True},
        "new": {"note": "naïve\n'quoted' %", "carried_over": False},
        "reason": "why",
        "request_id": "a1b2",
    }
    columns = {field.attname for field in Change._meta.concrete_fields}
    assert given.keys() == columns - {"id"}
    store_changes([Change(**given), Change(**{**given, "revision": 8})])
    for revision in (7, 8):
        row = Change.objects.values(*given).get(assessment=made, revision=revision)
        assert row == {**given, "revision": revision}


def test_only_sections_that_differ_are_written(cast: Cast) -> None:
    made = draft(cast.project, Q4, lead=cast.lead)
    rows = list(SectionScore.objects.filter(assessment=made).order_by("section"))
    values = {row.section_id: (row.score, row.weakest) for row in rows}
    first, second, third, _ = values
    values[first] = Decimal("2.50"), values[first][1]
    values[second] = values[second][0], not values[second][1]
    assert written(made, values) == 2
    assert written(made, values) == 0
    values[third] = Decimal("0.33"), not values[third][1]
    assert written(made, values) == 1
    stored = SectionScore.objects.filter(assessment=made).values_list("section", "score", "weakest")
    assert {pk: (score, weakest) for pk, score, weakest in stored} == values
    with pytest.raises(IntegrityError), transaction.atomic():
        written(made, {pk: values[pk] for pk in (first, second, third)})


def written(assessment: Assessment, values: dict[int, tuple[Decimal, bool]]) -> int:
    """How many rows ``store_section_scores`` writes."""
    rows = [(pk, score, weakest) for pk, (score, weakest) in values.items()]
    counts: list[int] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        counts.append(context["cursor"].rowcount)
        return found

    with connection.execute_wrapper(count):
        store_section_scores(assessment.pk, rows)
    return counts[-1]


def test_all_of_it_is_stored(cast: Cast) -> None:
    made = draft(cast.project, Q4, lead=cast.lead)
    with transaction.atomic(), without_waiting():
        update(f"UPDATE assessments_assessment SET answered = 3 WHERE id = {made.pk}")
        update("UPDATE assessments_project SET open_items = 5")
        assert Project.objects.get(pk=cast.project.pk).open_items == 5  # reading waits for it
    made.refresh_from_db()
    assert made.answered == 3


@pytest.mark.parametrize(
    "refused", ["UPDATE assessments_assessment SET overall = -1", "UPDATE nothing SET x = 1"]
)
def test_one_that_is_refused_takes_back_all(refused: str, cast: Cast) -> None:
    made = draft(cast.project, Q4, lead=cast.lead)
    first = f"UPDATE assessments_assessment SET answered = 3 WHERE id = {made.pk}"
    with pytest.raises(DatabaseError):
        store(first, refused, "UPDATE assessments_project SET open_items = 5")
    assert Assessment.objects.get(pk=made.pk).answered == 0
    assert Project.objects.get(pk=cast.project.pk).open_items != 5


@transaction.atomic
def store(*statements: str) -> None:
    with without_waiting():
        for statement in statements:
            update(statement)
