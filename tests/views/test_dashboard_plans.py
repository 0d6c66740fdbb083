"""How both databases read the list of projects: by its indexes, and nothing of the past."""

import datetime
import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from assessments.models import Project, Team, User
from assessments.models.keyset import Position
from assessments.reports.choices import Narrowed, narrowed
from assessments.reports.dashboard import project_page
from assessments.reports.list_rows import project_rows
from assessments.reports.listing import SORTS, listing_from
from tests.cast import Cast
from tests.support.portfolio import LAST, add_projects


def explained(sql: str) -> str:
    """The plan as either database writes it, a line a step."""
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {sql}", None)
        return "\n".join(row[-1] for row in cursor.fetchall())


INDEX_OF = {
    "name": "project_by_name",
    "team": "team_by_name",
    "score": "project_by_latest_share",
    "band": "project_by_latest_share",
    "sections": "project_by_section_share",
    "change": "project_by_change_ascending",
    "-change": "project_by_change_descending",
    "latest": "project_by_latest_date",
    "open": "project_by_open_items",
    "unowned": "project_by_unowned_items",
    "overdue": "project_by_due_date",
}


FILTERS = (
    *("q=project 1", "team=t3", "rubric=ml-test-score/2017", "band=first_pass", "band=none"),
    *("overdue=yes", "band=first_pass&overdue=yes&rubric=ml-test-score/2017&sort=-score"),
)


def test_each_order_is_read_from_its_index_and_no_list_reads_the_past(cast: Cast) -> None:
    """2,000 projects with statistics: no list reads assessments or answers one after the other."""
    teams = Team.objects.bulk_create(Team(slug=f"t{n}", name=f"Team {n}") for n in range(80))
    for number, team in enumerate(teams):
        add_projects(team, cast.lead, 25, seed=number, past=4)
        if number in {
            0,
            10,
            len(teams) - 1,
        }:  # a server's statistics follow, a transaction's do not
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
    assert set(INDEX_OF) == {*SORTS, "-change"}
    for sort in SORTS:
        for order in (sort, f"-{sort}"):
            query, index = f"sort={order}", INDEX_OF.get(order, INDEX_OF[sort])
            listing = listing_from(QueryDict(query).dict())
            column = listing.column
            middle = Project.objects.order_by(column, "pk").values_list(column, "pk")[1000]
            for at in (None, Position(*middle)):
                plan = plan_of(cast.admin, narrowed(cast.admin, listing._replace(at=at)))
                assert index in plan, (query, at, plan)
                assert_no_scan(plan)
    for query in FILTERS:
        view = narrowed(cast.admin, listing_from(QueryDict(query).dict()))
        assert not view.listing.faults
        assert_no_scan(plan_of(cast.admin, view))
    # Nearly all names hold it: the first 51 in order are found at once, not all are sorted.
    many = plan_of(cast.admin, narrowed(cast.admin, listing_from({"q": "PROJECT"})))
    assert "project_by_name" in many, many


GUESSED = (
    ("assessments_team", "sqlite_autoindex_assessments_team_1", "4200 1"),
    ("assessments_project", "assessments_project_team_id_2e3cae6f", "59059 24"),
    ("assessments_project", "project_by_section_share", "158436 201 1"),
    ("assessments_project", "project_by_latest_share", "146211 501 1"),
)
"""What SQLite wrote down of 100,000 projects in 4,003 teams: it looks at a part of each index."""


@pytest.mark.sqlite
def test_sqlite_begins_with_the_projects_also_where_it_takes_them_for_more_than_they_are(
    cast: Cast,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
        cursor.executemany("INSERT INTO sqlite_stat1 VALUES (%s, %s, %s)", GUESSED)
        cursor.execute("ANALYZE sqlite_schema")
    for sort in ("score", "-score", "sections", "-sections"):
        plan = plan_of(cast.admin, narrowed(cast.admin, listing_from({"sort": sort})))
        assert INDEX_OF[sort.removeprefix("-")] in plan, (sort, plan)


def plan_of(user: User, view: Narrowed) -> str:
    """The plan of the one statement that a page of the list consists of."""
    assert all(version.content for version in view.versions)  # read once in a process, then kept
    today = LAST + datetime.timedelta(days=45)
    with CaptureQueriesContext(connection) as captured:
        found = project_page(user, view, today=today)
        project_rows(found.rows, view, today=today)
    (query,) = captured.captured_queries
    return explained(query["sql"])


def assert_no_scan(plan: str) -> None:
    for table in ("assessment", "answer", "sectionscore"):
        assert not re.search(rf"SCAN assessments_{table}\b(?! USING)", plan), plan
        assert f"Seq Scan on assessments_{table} " not in plan, plan
