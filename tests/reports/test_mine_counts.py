"""The counts of the navigation, on a database whose statistics are out of date."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from assessments.models.waiting import waiting_for
from tests.cast import Q3, Q4, Cast, closed, draft, make_project
from tests.support.queries import CountedQueries


def much(cast: Cast) -> None:
    for index in range(4):
        project = make_project(f"Project {index}", cast.team, cast.lead)
        closed(project, Q3, lead=cast.lead)
        draft(project, Q4, lead=cast.lead)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


@pytest.mark.postgres
def test_what_is_counted_is_looked_for_once(cast: Cast, queries: CountedQueries) -> None:
    """Statistics of nearly empty tables make PostgreSQL repeat whatever looks cheap."""
    with transaction.atomic():  # what is taken back leaves its dead rows
        much(cast)
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    much(cast)
    with queries:
        waiting = waiting_for(cast.lead, today=Q4)
    assert waiting.items > 20
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {queries.statements[0]}")
        (plan,) = cursor.fetchone()[0]
    limits = [node for node in nodes(plan["Plan"]) if node["Node Type"] == "Limit"]
    assert len(limits) >= 5 and max(node["Actual Loops"] for node in limits) == 1
