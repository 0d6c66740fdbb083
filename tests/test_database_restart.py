"""A real server whose PostgreSQL ends all connections while nobody asks, as a restart does."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import psycopg
import pytest

from benchmarks.people import Person
from tests.support.server import POSTGRES, DemoDatabase, running_server

CLIENTS, ASKED = 8, 56
END = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND datname = current_database()
"""
pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    database = DemoDatabase("postgresql", demo=False)
    with database.copy() as url:
        yield url
    database.close()


def test_the_first_requests_after_a_restart_are_answered(url: str) -> None:
    with running_server(url, DEMO="0") as server:
        port = int(server.environment["PORT"])
        assert statuses(port) == {200}
        assert ended(url) >= int(server.environment.get("WORKERS", 2))
        assert statuses(port) == {200}


def statuses(port: int) -> set[int]:
    with ThreadPoolExecutor(CLIENTS) as pool:
        return set(pool.map(lambda _: Person(port, "x").get("/healthz/")[0], range(ASKED)))


def ended(url: str) -> int:
    """How many connections were ended, all that there were."""
    name = urlsplit(url).path.removeprefix("/")
    with psycopg.connect(POSTGRES, dbname=name, autocommit=True) as connection:
        rows = connection.execute(END).fetchall()
    assert all(done for (done,) in rows)
    return len(rows)
