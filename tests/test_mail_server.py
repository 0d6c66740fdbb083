"""``remind`` as real processes, against a real mail server, on both databases.

However many run at once, and whenever one is killed: nobody gets two mails a day, nothing is told
twice, and what was not begun is sent by the next run.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.mail_server import MailServer, mail_server
from tests.support.server import DemoDatabase, Server
from tests.test_concurrency import rows as rows_of

ROOT = Path(__file__).resolve().parents[1]
SITE = "https://scores.example.org"

pytestmark = pytest.mark.server


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest) -> Iterator[DemoDatabase]:
    database = DemoDatabase(request.param)
    yield database
    database.close()


@pytest.fixture
def database(demo: DemoDatabase) -> Iterator[str]:
    with demo.copy() as url:
        yield url


@pytest.fixture
def smtp() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def start(database: str, smtp: MailServer, timeout: int = 10) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "EMAIL_URL": smtp.url,
        "EMAIL_TIMEOUT": str(timeout),
        "SITE_URL": SITE,
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "remind"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(database: str, smtp: MailServer, timeout: int = 10) -> tuple[int, str]:
    process = start(database, smtp, timeout)
    out, error = process.communicate(timeout=60)
    assert "Traceback" not in error, error
    return process.returncode, out


def rows(database: str, query: str) -> list[tuple[object, ...]]:
    return rows_of(Server("", database, {}), query)


def statuses(database: str) -> Counter[object]:
    return Counter(row[0] for row in rows(database, "SELECT status FROM assessments_mail"))


def check_nothing_twice(database: str, smtp: MailServer) -> None:
    assert set(smtp.per_person().values()) <= {1}, smtp.per_person()
    told = rows(
        database,
        "SELECT person_id, kind, about, period, count(*) FROM assessments_notice "
        "GROUP BY person_id, kind, about, period HAVING count(*) > 1",
    )
    assert told == []


def expected(database: str) -> int:
    """How many people are to be told something, by a run that changes nothing."""
    done = subprocess.run(
        [sys.executable, "manage.py", "remind", "--dry-run"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=True,
    )
    return sum(1 for line in done.stdout.splitlines() if line[:1] != " ") - 1


def test_everybody_gets_one_mail_with_the_one_address(database: str, smtp: MailServer) -> None:
    people = expected(database)
    assert people >= 3
    code, out = run(database, smtp)
    assert code == 0, out
    assert len(smtp.taken) == people
    check_nothing_twice(database, smtp)
    for message in smtp.taken:
        text = message.get_body(("plain",))
        html = message.get_body(("html",))
        assert text is not None
        assert html is not None
        assert f"{SITE}/projects/" in text.get_content()
        assert f'href="{SITE}/projects/' in html.get_content()
        assert "127.0.0.1" not in text.get_content() + html.get_content()
    assert run(database, smtp)[1].startswith("0 sent")
    assert len(smtp.taken) == people


def test_four_at_once(database: str, smtp: MailServer) -> None:
    people = expected(database)
    smtp.slow = 0.05
    processes = [start(database, smtp) for _ in range(4)]
    for process in processes:
        _, error = process.communicate(timeout=120)
        assert "Traceback" not in error, error
    run(database, smtp)
    assert len(smtp.taken) == people
    assert statuses(database) == {"sent": people}
    check_nothing_twice(database, smtp)


def test_killed_in_the_middle_and_started_again(database: str, smtp: MailServer) -> None:
    """Each time the server has a mail and has not yet answered, both senders are killed."""
    people = expected(database)
    smtp.slow = 2
    for _ in range(2):
        begun = len(smtp.taken)
        victims = [start(database, smtp) for _ in range(2)]
        while len(smtp.taken) == begun and any(victim.poll() is None for victim in victims):
            time.sleep(0.02)
        for victim in victims:
            victim.send_signal(signal.SIGKILL)
            victim.communicate()
    smtp.slow = 0
    code, _ = run(database, smtp)
    assert code in (0, 1)
    check_nothing_twice(database, smtp)
    found = statuses(database)
    assert found["sending"] >= 2
    assert found["queued"] == 0
    assert found["sent"] + found["sending"] == people
    assert len(smtp.taken) <= people
    assert len(smtp.taken) >= found["sent"]


def test_what_is_refused_for_now_is_sent_by_the_next_run(database: str, smtp: MailServer) -> None:
    people = expected(database)
    smtp.mode = "refuse-now"
    assert run(database, smtp)[0] == 1
    assert 0 < statuses(database)["queued"] < people
    smtp.mode = "accept"
    assert run(database, smtp)[0] == 0
    assert statuses(database) == {"sent": people}
    check_nothing_twice(database, smtp)


def test_what_is_refused_for_good_is_not_tried_again(database: str, smtp: MailServer) -> None:
    smtp.mode = "refuse"
    assert run(database, smtp)[0] == 1
    failed = statuses(database)["failed"]
    assert failed > 0
    smtp.mode = "accept"
    run(database, smtp)
    assert statuses(database)["failed"] == failed
    check_nothing_twice(database, smtp)


@pytest.mark.parametrize("mode", ["cut", "silent"])
def test_what_may_have_been_taken_is_never_sent_again(
    mode: str, database: str, smtp: MailServer
) -> None:
    people = expected(database)
    if mode == "cut":
        smtp.mode = "cut"
    else:
        smtp.slow = 3
    code, out = run(database, smtp, timeout=1)
    assert code == 1
    assert "not known whether it was sent" in out
    smtp.mode, smtp.slow = "accept", 0
    unknown = statuses(database)["unknown"]
    assert unknown > 0
    time.sleep(3 if mode == "silent" else 0)
    run(database, smtp)
    assert statuses(database)["unknown"] == unknown
    assert statuses(database).total() == people
    check_nothing_twice(database, smtp)


def test_names_can_not_add_headers(database: str, smtp: MailServer) -> None:
    name = "<b>Evil</b>\r\nBcc: eve@example.org"
    execute(database, "UPDATE assessments_project SET name = '" + name + "' WHERE slug = 'churn'")
    run(database, smtp)
    assert smtp.taken
    for message in smtp.taken:
        assert message["Bcc"] is None
        html = message.get_body(("html",))
        assert html is not None
        assert "<b>Evil</b>" not in html.get_content()
    assert any("Evil" in str(message["Subject"]) for message in smtp.taken)


def execute(database: str, statement: str) -> None:
    if database.startswith("sqlite"):
        with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
            connection.execute(statement)
        return
    with psycopg.connect(database) as connection:
        connection.execute(statement)
