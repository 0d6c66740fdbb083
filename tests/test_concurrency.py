"""Real clients, real server, both databases: no acknowledged save is lost, none comes too late.

Sixteen clients over HTTP, each with a connection of its own, as `reliability` found that the
obvious ways of writing this lose saves on PostgreSQL while every reply says 200.
"""

import json
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest

from tests.support.server import DemoDatabase, Server, running_server

pytestmark = pytest.mark.server
ROOT = Path(__file__).resolve().parents[1]

CLIENTS = 16
SAVES = 20
ROUNDS = 50
DRAFT = "/projects/churn/assessments/{date}/"
Fields = Mapping[str, str] | Sequence[tuple[str, str]]


class Person:
    """One signed-in client with a connection of its own. ``location`` is where it was sent last."""

    location = ""

    def __init__(self, server: Server, email: str) -> None:
        host = urlsplit(server.url).netloc
        self.connection = HTTPConnection(host, timeout=30)
        self.cookies: dict[str, str] = {}
        self.get("/accounts/login/")
        fields = {"login": email, "password": "mlscore-demo"}
        assert self.post("/accounts/login/", fields)[0] == 302

    def get(self, path: str) -> tuple[int, str]:
        return self._send("GET", path, None, {})

    def post(self, path: str, fields: Fields, **headers: str) -> tuple[int, str]:
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        sent["X-CSRFToken"] = self.cookies["mlscore-csrf"]
        return self._send("POST", path, urlencode(fields), sent)

    def clone(self) -> "Person":
        other = object.__new__(Person)
        other.connection = HTTPConnection(self.connection.host, self.connection.port, timeout=30)
        other.cookies = dict(self.cookies)
        return other

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, headers | {"Cookie": cookie})
        response = self.connection.getresponse()
        text = response.read().decode()
        self.location = response.headers.get("Location", "")
        self.connection.close()  # the server closes what is idle for two seconds
        for header in response.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, text


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest) -> Iterator[DemoDatabase]:
    database = DemoDatabase(request.param)
    yield database
    database.close()


@pytest.fixture
def server(demo: DemoDatabase) -> Iterator[Server]:
    with demo.copy() as url, running_server(url) as started:
        yield started


def rows(server: Server, query: str) -> list[tuple[Any, ...]]:
    url = server.database_url
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            return list(connection.execute(query))
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def draft_path(server: Server) -> str:
    query = (
        "SELECT a.as_of FROM assessments_assessment a JOIN assessments_project p "
        "ON p.id = a.project_id WHERE p.slug = 'churn' AND a.status = 'draft'"
    )
    return DRAFT.format(date=rows(server, query)[0][0])


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    barrier = threading.Barrier(count)

    def start(index: int) -> Any:
        barrier.wait(timeout=30)
        return work(index)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(start, range(count)))


ANSWER = (
    "SELECT n.note, n.revision FROM assessments_answer n "
    "JOIN assessments_item i ON i.id = n.item_id "
    "JOIN assessments_assessment a ON a.id = n.assessment_id "
    "JOIN assessments_project p ON p.id = a.project_id "
    "WHERE p.slug = 'churn' AND a.status = 'draft' AND i.key = 'data-1'"
)


def test_no_acknowledged_save_is_lost(server: Server) -> None:
    """Each client adds its mark to one note, reading again whenever it was too late."""
    path = draft_path(server)
    person = Person(server, "grace@example.org")
    note, revision = rows(server, ANSWER)[0]
    people = [person.clone() for _ in range(CLIENTS)]
    start = {"note": note, "revision": revision}

    def work(index: int) -> list[str]:
        mine, seen = people[index], dict(start)
        acknowledged: list[str] = []
        while len(acknowledged) < SAVES:
            mark = f"<{index}.{len(acknowledged)}>"
            status, text = mine.post(
                f"{path}answers/data-1/",
                {
                    "data-1-note": f"{seen['note']}{mark}",
                    "data-1-revision": str(seen["revision"]),
                },
                **{"HX-Request": "true"},
            )
            assert status in (200, 409), text
            if status == 200:
                acknowledged.append(mark)
            seen["note"], seen["revision"] = rows(server, ANSWER)[0]
        return acknowledged

    acknowledged = [mark for marks in at_once(CLIENTS, work) for mark in marks]
    text, last = rows(server, ANSWER)[0]
    assert len(acknowledged) == CLIENTS * SAVES
    assert [mark for mark in acknowledged if mark not in text] == []
    assert last == revision + len(acknowledged)
    history = "SELECT count(*) FROM assessments_change WHERE item_key = 'data-1' AND door = 'web'"
    assert rows(server, history)[0][0] == len(acknowledged)


def test_no_save_is_accepted_after_submit(server: Server) -> None:
    """Eight editors against one submit, again and again; the frozen scores hold."""
    path = draft_path(server)
    lead = Person(server, "ada@example.org")
    editors = [Person(server, "linus@example.org").clone() for _ in range(8)]
    answer_all(lead, path)
    for _ in range(ROUNDS):
        late = one_round(server, path, lead, editors)
        assert late == []
        status, _ = lead.post(f"{path}reopen/", {"reason": "another round"})
        assert status == 302


def answer_all(lead: Person, path: str) -> None:
    _, page = lead.get(path)
    revisions = dict(re.findall(r'name="([a-z]+-\d)-revision"\s+value="(\d+)"', page))
    assert len(revisions) == 28
    fields = {f"{key}-revision": value for key, value in revisions.items()}
    fields |= {f"{key}-level": "manual" for key in revisions}
    assert lead.post(path, fields)[0] == 302


def one_round(server: Server, path: str, lead: Person, editors: list[Person]) -> list[Any]:
    """Returns the answers that were changed after the assessment was closed."""
    items = [f"model-{index % 7 + 1}" for index in range(len(editors))]

    def work(index: int) -> int:
        if index == len(editors):
            return lead.post(f"{path}submit/", {})[0]
        item, level = items[index], ("manual", "automated", "none")[index % 3]
        fields = {f"{item}-level": level, f"{item}-revision": str(revision_of(server, item))}
        return editors[index].post(f"{path}answers/{item}/", fields, **{"HX-Request": "true"})[0]

    statuses = at_once(len(editors) + 1, work)
    assert statuses[-1] == 302
    assert set(statuses) <= {200, 302, 409, 423}
    closed_id, overall = rows(
        server,
        "SELECT a.id, a.overall FROM assessments_assessment a "
        "JOIN assessments_project p ON p.id = a.project_id "
        "WHERE p.slug = 'churn' AND a.status = 'closed' ORDER BY a.as_of DESC LIMIT 1",
    )[0]
    submitted = rows(
        server,
        f"SELECT max(id) FROM assessments_change WHERE assessment_id = {closed_id} "
        "AND action = 'submit'",
    )[0][0]
    after = rows(
        server,
        f"SELECT id FROM assessments_change WHERE assessment_id = {closed_id} "
        f"AND action = 'answer' AND id > {submitted}",
    )
    assert float(overall) == lowest_section(server, closed_id)
    return after


def revision_of(server: Server, item: str) -> int:
    query = ANSWER.replace("data-1", item)
    found = rows(server, query)
    return int(found[0][1]) if found else 0


def lowest_section(server: Server, assessment: int) -> float:
    """Counted from the answers as they are stored, not by the product's own arithmetic."""
    query = (
        "SELECT s.key, sum(l.points) FROM assessments_answer n "
        "JOIN assessments_item i ON i.id = n.item_id "
        "JOIN assessments_section s ON s.id = i.section_id "
        "JOIN assessments_level l ON l.version_id = i.version_id AND l.key = n.level "
        f"WHERE n.assessment_id = {assessment} GROUP BY s.key"
    )
    return min(float(points) for _, points in rows(server, query))


def test_starting_at_once_makes_one_assessment(server: Server) -> None:
    person = Person(server, "ada@example.org")
    people = [person.clone() for _ in range(CLIENTS)]

    def work(index: int) -> int:
        fields = {"as_of": "2031-03-31"}
        return people[index].post("/projects/churn/assessments/new/", fields)[0]

    statuses = at_once(CLIENTS, work)
    assert sorted(statuses) == [302] + [422] * (CLIENTS - 1)


def test_projects_of_one_name_get_slugs_of_their_own(server: Server) -> None:
    person = Person(server, "ada@example.org")
    _, page = person.get("/projects/new/")
    team = re.search(r'name="team".*?<option value="(\d+)"', page, re.S)
    rubric = re.search(r'name="rubric_version".*?<option value="(\d+)"', page, re.S)
    assert team
    assert rubric
    people = [person.clone() for _ in range(8)]
    fields = {
        "name": "Same name",
        "description": "",
        "team": team[1],
        "rubric_version": rubric[1],
        "cadence": "quarterly",
    }
    statuses = at_once(8, lambda index: people[index].post("/projects/new/", fields)[0])
    assert statuses == [302] * 8
    slugs = rows(server, "SELECT slug FROM assessments_project WHERE name = 'Same name'")
    assert len(set(slugs)) == 8


LEADS = (
    "SELECT m.id, u.email FROM assessments_membership m "
    "JOIN assessments_user u ON u.id = m.user_id "
    "JOIN assessments_team t ON t.id = m.team_id "
    "WHERE t.slug = 'growth' AND m.access_level = 'lead'"
)


def test_two_leads_who_remove_each_other_leave_one(server: Server) -> None:
    """Both may, while there are two; one of them comes first."""
    members = "/projects/churn/members/"
    two = ("ada@example.org", "grace@example.org")
    people = {email: Person(server, email) for email in two}
    admin = Person(server, "root@example.org")
    role = rows(server, "SELECT id FROM assessments_role WHERE key = 'engineer'")[0][0]
    grace = rows(
        server,
        "SELECT m.id FROM assessments_membership m JOIN assessments_user u ON u.id = m.user_id "
        "WHERE u.email = 'grace@example.org'",
    )[0][0]
    ids = {email: number for number, email in rows(server, LEADS)} | {two[1]: grace}
    for _ in range(10):
        for email in two:
            level = {"access_level": "lead", "role": str(role)}
            assert admin.post(f"{members}{ids[email]}/", level)[0] == 302
        below = {"access_level": "member", "role": str(role)}

        def demote(index: int, below: dict[str, str] = below) -> int:
            other = two[1 - index]
            return people[two[index]].clone().post(f"{members}{ids[other]}/", below)[0]

        codes = at_once(2, demote)
        assert sorted(codes) in ([302, 403], [302, 422]), codes
        assert len(rows(server, LEADS)) == 1


def test_one_invitation_accepted_by_many_at_once_makes_one_member(server: Server) -> None:
    """Also the link of somebody who has an account and is signed in eight times."""
    path = made_invitation(server, "eve@example.org")
    eve = Person(server, "eve@example.org")
    assert eve.get(path)[0] == 200
    codes = at_once(8, lambda _: eve.clone().post(path, {})[0])
    assert sorted(codes) == [302] + [410] * 7
    count = rows(
        server,
        "SELECT count(*) FROM assessments_membership m JOIN assessments_user u "
        "ON u.id = m.user_id JOIN assessments_team t ON t.id = m.team_id "
        "WHERE u.email = 'eve@example.org' AND t.slug = 'growth'",
    )
    assert count == [(1,)]


def made_invitation(server: Server, email: str) -> str:
    """The path of a new invitation into the team, as only the mail would tell it."""
    script = (
        "import django; django.setup()\n"
        "from assessments.actions.members import invite\n"
        "from assessments.invitation_tokens import invitation_path\n"
        "from assessments.models import By, Project, Role, User\n"
        "mail = invite(project=Project.objects.get(slug='churn'), email=" + repr(email) + ", "
        "access_level='member', role=Role.objects.get(key='engineer'), "
        "by=By.web(User.objects.get(email='ada@example.org')))\n"
        "print(invitation_path(mail.invitation))"
    )
    environment = {**server.environment, "DJANGO_SETTINGS_MODULE": "mlscore_site.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]


def test_many_assign_owners_at_once_and_the_history_keeps_all(server: Server) -> None:
    """Each item and field ends as one of the saves said, and each save has its row."""
    people = [Person(server, "ada@example.org").clone() for _ in range(6)]
    roles = ("engineer", "devops", "data_scientist")

    def assign(index: int) -> list[int]:
        codes = []
        for number in range(6):
            item = f"data-{number + 1}"
            sent = {f"{item}-role": roles[(index + number) % 3]}
            path = f"/projects/churn/owners/items/{item}/"
            codes.append(people[index].post(path, sent, **{"HX-Request": "true"})[0])
        return codes

    codes = [code for found in at_once(6, assign) for code in found]
    assert set(codes) == {200}
    query = (
        "SELECT old, new FROM assessments_change c JOIN assessments_project p "
        "ON p.id = c.project_id WHERE c.action = 'owners' AND p.slug = 'churn' ORDER BY c.id"
    )
    last: dict[str, str] = {}
    for old, new in rows(server, query):
        before, after = (json.loads(v) if isinstance(v, str) else v for v in (old, new))
        for item, fields in after.items():
            if item in last:
                assert before[item]["role"] == last[item]
            last[item] = fields["role"]
    stored = dict(
        rows(
            server,
            "SELECT o.item_key, r.key FROM assessments_owner o JOIN assessments_role r "
            "ON r.id = o.role_id JOIN assessments_project p ON p.id = o.project_id "
            "WHERE p.slug = 'churn'",
        )
    )
    assert {item: stored[item] for item in last} == last


def test_closings_owners_and_members_at_once_leave_lists_and_counts_right(server: Server) -> None:
    """All of one team: each locks what the others wait for, in one order, and none is refused."""
    person = Person(server, "ada@example.org")
    closed = rows(
        server,
        "SELECT p.slug, max(a.as_of) FROM assessments_assessment a JOIN assessments_project p "
        "ON p.id = a.project_id JOIN assessments_team t ON t.id = p.team_id "
        "WHERE t.slug = 'growth' AND a.status = 'closed' GROUP BY p.slug ORDER BY p.slug",
    )
    member, role = rows(
        server,
        "SELECT m.id, m.role_id FROM assessments_membership m JOIN assessments_user u "
        "ON u.id = m.user_id WHERE u.email = 'olga@example.org'",
    )[0]

    def reopen(slug: str, day: str) -> int:
        path = f"/projects/{slug}/assessments/{day}/reopen/"
        return person.clone().post(path, {"reason": "Look again"})[0]

    def own(number: int) -> int:
        sent = {f"data-{number}-role": "devops"}
        return person.clone().post(f"/projects/churn/owners/items/data-{number}/", sent)[0]

    def change(level: str) -> int:
        sent = {"access_level": level, "role": str(role)}
        return person.clone().post(f"/projects/churn/members/{member}/", sent)[0]

    work: list[Callable[[], int]] = []
    for index, (slug, day) in enumerate(closed):
        work += [
            lambda slug=slug, day=day: reopen(slug, str(day)),  # type: ignore[misc]
            lambda index=index: own(index + 1),  # type: ignore[misc]
            lambda index=index: change(("viewer", "member")[index % 2]),  # type: ignore[misc]
        ]
    assert len(closed) >= 4
    assert set(at_once(len(work), lambda index: work[index]())) == {302}
    server.check_scores()
