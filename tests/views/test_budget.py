"""Each page takes the same number of statements however much there is."""

import datetime

import pytest
from django.test import Client

from assessments.models import Assessment
from tests.cast import Q4, Cast, closed, draft, make_project
from tests.support.queries import CountedQueries

MOST = {
    "/": 8,
    "/?q=o&team=growth&rubric=ml-test-score/2017&band=reasonable&sort=-team": 8,
    "/summary/": 8,
    "/chart/": 8,
    "/compare/?projects=churn,project-0": 8,
    "/compare/?projects=churn&choose=1": 8,
    "/projects/churn/compare/": 8,
    "/projects/new/": 8,
    "/projects/churn/": 8,
    "/projects/churn/what-if/": 8,
    "/projects/churn/what-if/?data-1-level=automated": 8,
    "/projects/churn/plan/": 8,
    "/projects/churn/plan/new/?data-1-level=automated": 8,
    "/projects/churn/assessments/2026-12-31/plan/": 8,
    "/projects/churn/items/data-1/2025-12-31/": 8,
    "/projects/churn/settings/": 8,
    "/mine/": 7,
    "/projects/churn/assessments/2026-12-31/review/": 9,
    "/projects/churn/members/": 11,
    "/mine/settings/": 8,
    "/criticalities/": 8,
    "/rubrics/": 8,
    "/rubrics/ml-test-score/2017/": 8,
    "/rubrics/ml-test-score/2017/print/": 8,
    "/rubrics/ml-test-score/2017/print/data/": 8,
    "/rubrics/ml-test-score/2017/items/data-1/": 8,
    "/projects/churn/owners/": 8,
    "/projects/churn/actions/": 8,
    "/projects/churn/assessments/2026-12-31/items/data-1/": 11,
    "/projects/churn/assessments/2026-12-31/items/data-1/guidance/": 8,
    "/projects/churn/owners/matrix/": 8,
    "/projects/churn/assessments/new/": 8,
    "/projects/churn/assessments/2026-12-31/": 8,
    "/projects/churn/assessments/2026-12-31/submit/": 8,
    "/projects/churn/assessments/2026-12-31/history/": 8,
    "/projects/churn/assessments/2026-12-31/discard/": 8,
    "/projects/churn/assessments/2025-12-31/answers.csv": 8,
    "/projects/churn/assessments/2026-12-31/answers.csv": 8,
    "/projects/churn/import/": 8,
    "/projects/churn/scores.csv": 8,
    "/projects/churn/levels.csv": 8,
    "/projects/churn/assessments/2025-12-31/": 8,
    "/projects/churn/assessments/2025-12-31/reopen/": 8,
    "/projects/churn/assessments/2025-12-31/report/": 8,
    "/projects/churn/assessments/2026-12-31/report/": 8,
}
SAVE_MOST = 10


def past(cast: Cast, count: int) -> None:
    for index in range(count):
        day = datetime.date(2025, 12, 31) - datetime.timedelta(days=31 * index)
        closed(cast.project, day, lead=cast.lead)


def projects(cast: Cast, count: int) -> None:
    for index in range(count):
        project = make_project(f"Project {index}", cast.team, cast.lead)
        closed(project, datetime.date(2025, 12, 31), lead=cast.lead)
        draft(project, Q4, lead=cast.lead)


def measure(client: Client, path: str, queries: CountedQueries) -> int:
    assert client.get(path).status_code == 200
    with queries:
        client.get(path)
    return len(queries)


@pytest.mark.parametrize("path", MOST)
def test_the_count_is_the_same_for_2_and_for_20_rows(
    path: str, cast: Cast, client: Client, queries: CountedQueries
) -> None:
    past(cast, 2)
    projects(cast, 1)
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.admin if path == "/criticalities/" else cast.lead)
    few = measure(client, path, queries)
    past_more = [datetime.date(2023, 12, 31) - datetime.timedelta(days=31 * i) for i in range(18)]
    for day in past_more:
        closed(cast.project, day, lead=cast.lead)
    projects_more = [make_project(f"More {i}", cast.team, cast.lead) for i in range(18)]
    for project in projects_more:
        closed(project, datetime.date(2025, 12, 31), lead=cast.lead)
    many = measure(client, path, queries)
    assert few == many <= MOST[path], queries.statements


def save(client: Client, level: str, revision: int) -> int:
    response = client.post(
        "/projects/churn/assessments/2026-12-31/answers/data-1/",
        {"data-1-level": level, "data-1-note": "x", "data-1-revision": str(revision)},
        headers={"HX-Request": "true"},
    )
    return response.status_code


def test_a_save_takes_a_constant_number_of_statements(
    cast: Cast, client: Client, queries: CountedQueries
) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.member)
    assert save(client, "manual", 0) == 200
    with queries:
        assert save(client, "automated", 1) == 200
    few = len(queries)
    past(cast, 6)
    projects(cast, 4)
    with queries:
        assert save(client, "manual", 2) == 200
    assert len(queries) == few <= SAVE_MOST, queries.statements
    assert Assessment.objects.get(project=cast.project, status="draft").answered == 1


@pytest.mark.parametrize(
    "path", ["/projects/churn/assessments/2026-12-31/", "/", "/projects/churn/"]
)
def test_pages_stay_small(path: str, cast: Cast, client: Client) -> None:
    past(cast, 8)
    projects(cast, 10)
    draft(cast.project, Q4, lead=cast.lead)
    client.force_login(cast.lead)
    assert len(client.get(path).content) <= 100_000
