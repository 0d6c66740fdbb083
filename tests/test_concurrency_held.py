"""Two requests of which one surely waits for the other: what both count is right afterwards.

Only PostgreSQL lets them wait in the middle; there an update that has waited for a row counts
other rows as they were before. SQLite's writers come one after the other as a whole.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from tests.support.server import DemoDatabase, Server
from tests.test_concurrency import Person, rows, server

__all__ = ["server"]  # pytest finds the fixture here
pytestmark = pytest.mark.server
CHURN = "/projects/churn/"
WAITING = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
PATIENCE = 20.0
Work = Callable[[], int]


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoDatabase]:
    database = DemoDatabase("postgresql")
    yield database
    database.close()


def one_behind_the_other(server: Server, first: Work, second: Work) -> None:
    """Both wait for the project's row, the first of them at its head, then both go on."""
    with ThreadPoolExecutor(2) as pool:
        with held(server) as waiting:
            started = [pool.submit(first)]
            wait_for(waiting, 1)
            started.append(pool.submit(second))
            wait_for(waiting, 2)
        assert {work.result(PATIENCE) for work in started} <= {200, 302}


@contextmanager
def held(server: Server) -> Iterator[Callable[[], int]]:
    """The row is locked meanwhile; says how many wait."""
    with psycopg.connect(server.database_url) as connection:
        connection.execute("SELECT 1 FROM assessments_project WHERE slug = 'churn' FOR UPDATE")
        with psycopg.connect(server.database_url, autocommit=True) as other:
            yield lambda: other.execute(WAITING).fetchall()[0][0]


def wait_for(waiting: Callable[[], int], count: int) -> None:
    end = time.monotonic() + PATIENCE
    while waiting() != count:
        assert time.monotonic() < end, f"{waiting()} wait"
        time.sleep(0.02)


def stored(server: Server, column: str) -> int:
    return int(rows(server, f"SELECT {column} FROM assessments_project WHERE slug = 'churn'")[0][0])


def test_a_member_changes_while_an_item_gets_an_owner(server: Server) -> None:
    """The item leaves the role that nobody has afterwards."""
    lead = Person(server, "ada@example.org")
    query = (
        "SELECT m.id, m.role_id, r.key FROM assessments_membership m "
        "JOIN assessments_user u ON u.id = m.user_id JOIN assessments_role r ON r.id = m.role_id "
        "JOIN assessments_team t ON t.id = m.team_id "
        "WHERE u.email = 'olga@example.org' AND t.slug = 'growth'"
    )
    member, role, key = rows(server, query)[0]

    def own(text: str) -> int:
        path = f"{CHURN}owners/items/data-1/"
        sent = {"data-1-role": text, "data-1-person": ""}
        return lead.clone().post(path, sent, **{"HX-Request": "true"})[0]

    def change(level: str) -> int:
        path = f"{CHURN}members/{member}/"
        return lead.clone().post(path, {"access_level": level, "role": str(role)})[0]

    assert {change("member"), own(key)} == {302, 200}
    other = "data_scientist" if key != "data_scientist" else "engineer"
    one_behind_the_other(server, lambda: own(other), lambda: change("viewer"))
    server.check_scores()


def test_two_drafts_of_a_project_are_filled_in(server: Server) -> None:
    lead = Person(server, "ada@example.org")
    days = ("2031-03-31", "2031-06-30")
    for day in days:
        assert lead.post(f"{CHURN}assessments/new/", {"as_of": day})[0] == 302
    before = stored(server, "open_items")

    def confirm(day: str) -> int:
        path = f"{CHURN}assessments/{day}/confirm/data/"
        return lead.clone().post(path, {}, **{"HX-Request": "true"})[0]

    one_behind_the_other(server, lambda: confirm(days[0]), lambda: confirm(days[1]))
    server.check_scores()
    assert stored(server, "open_items") == before - 2 * 7
