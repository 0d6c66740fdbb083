"""One file imported twice at the same moment: once, and a sentence for the other. Both databases.

Real clients on a real server; a project file by processes of their own.
"""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.server import Server
from tests.test_concurrency import Person, at_once, demo, draft_path, rows, server

__all__ = ["demo", "server"]  # pytest finds the fixtures here
pytestmark = pytest.mark.server

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = 8
ROUNDS = 3
IMPORT = "/projects/churn/import/"
KEYS = [f"{part}-{n}" for part in ("data", "model", "infra", "monitor") for n in range(1, 8)]
Answer = tuple[int, str]


def send(person: Person, way: str, raw: str, **fields: str) -> str:
    """Upload a file; the address of its preview."""
    line = "frontier"
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append(f'name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n{raw}')
    head = f"--{line}\r\nContent-Disposition: form-data; "
    body = "\r\n".join([*(head + part for part in parts), f"--{line}--", ""])
    kind = f"multipart/form-data; boundary={line}"
    token = person.cookies["mlscore-csrf"]
    sent = {"Content-Type": kind, "X-CSRFToken": token}
    status, text = person._send("POST", f"{IMPORT}{way}/", body, sent)
    assert status == 302, text
    return person.location


def press(person: Person, preview: str) -> Answer:
    """Yes, and the file's word for what others have answered already."""
    return person.post(preview, [("take", key) for key in KEYS])


def press_all(people: Sequence[Person], previews: Sequence[str]) -> list[Answer]:
    """Each person on a preview of their own, all at once."""
    return at_once(len(people), lambda index: press(people[index], previews[index]))


def answers(note: str) -> str:
    lines = [f"{key},automated,{note} {key}" for key in KEYS]
    return "\r\n".join(["item,level,note", *lines, ""])


def form(note: str) -> str:
    return "\r\n".join(["item,score,note", *(f"{key},0.5,{note} {key}" for key in KEYS), ""])


def count(server: Server, query: str) -> int:
    return int(rows(server, f"SELECT count(*) FROM {query}")[0][0])


def imported(server: Server, note: str) -> int:
    """How many answers of the draft say so, each written once."""
    of = "assessments_answer n JOIN assessments_assessment a ON a.id = n.assessment_id"
    found = count(server, f"{of} WHERE n.note LIKE '{note} %'")
    changes = "assessments_change WHERE door = 'import' AND action = 'answer'"
    like = "CAST(new AS TEXT) LIKE"
    assert count(server, f"{changes} AND {like} '%{note} %'") == found
    return found


def assert_one(found: list[Answer], says: str) -> None:
    statuses = sorted(status for status, _ in found)
    assert statuses.count(302) == 1, statuses
    assert set(statuses) <= {302, 404, 409}, statuses
    for status, text in found:
        if status != 302:
            assert re.search(says, text), text


USED = r"It was not imported a second time|This file waits no more: it was imported already"


def test_one_preview_pressed_by_many_clicks_is_one_import(server: Server) -> None:
    person = Person(server, "grace@example.org")
    day = draft_path(server).split("/")[-2]
    for number in range(ROUNDS):
        preview = send(person, "answers", answers(f"click{number}"), as_of=day)
        people = [person.clone() for _ in range(CLIENTS)]
        found = press_all(people, [preview] * CLIENTS)
        assert_one(found, USED)
        assert imported(server, f"click{number}") == 28
    assert count(server, "assessments_upload") == 0


def test_one_file_of_two_people_is_imported_once(server: Server) -> None:
    day = draft_path(server).split("/")[-2]
    two = [Person(server, email) for email in ("ada@example.org", "grace@example.org")]
    for number in range(ROUNDS):
        people = [two[index % 2].clone() for index in range(CLIENTS)]
        raw = answers(f"both{number}")
        previews = [send(person, "answers", raw, as_of=day) for person in people]
        found = press_all(people, previews)
        assert_one(found, "Something else changed since this was shown")
        assert imported(server, f"both{number}") == 28
        again = people[0].get(send(people[0], "answers", raw, as_of=day))[1]
        assert "<dt>same as now</dt><dd>28</dd>" in again


def test_one_form_of_two_leads_becomes_one_assessment(server: Server) -> None:
    two = [Person(server, email) for email in ("ada@example.org", "root@example.org")]
    for number in range(ROUNDS):
        day = f"2001-0{number + 1}-01"
        people = [two[index % 2].clone() for index in range(CLIENTS)]
        previews = [send(person, "form", form("past"), as_of=day) for person in people]
        found = press_all(people, previews)
        assert_one(found, "Something else changed since this was shown")
        late = [text for status, text in found if status == 409]
        assert all("Everything in the file is so already" in text for text in late)
        of = f"assessments_assessment WHERE as_of = '{day}'"
        assert rows(server, f"SELECT status, overall FROM {of}") == [("closed", 3.5)]
        ids = f"SELECT id FROM {of}"
        assert count(server, f"assessments_answer WHERE assessment_id IN ({ids})") == 28
        submits = f"assessments_change WHERE action = 'submit' AND assessment_id IN ({ids})"
        assert count(server, submits) == 1


def test_one_project_file_is_imported_by_one_process(server: Server, tmp_path: Path) -> None:
    command = [sys.executable, "manage.py"]
    path = tmp_path / "churn.json"
    run = [*command, "export_project", "churn", "-o", str(path)]
    subprocess.run(run, cwd=ROOT, env=server.environment, check=True)
    path.write_text(path.read_text().replace('"slug": "churn"', '"slug": "churn-again"', 1))

    def work(_: int) -> subprocess.CompletedProcess[str]:
        run = [*command, "import_project", str(path)]
        environment = {**os.environ, **server.environment}
        return subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True)

    done = at_once(4, work)
    assert sorted(one.returncode for one in done) == [0, 1, 1, 1]
    for one in done:
        if one.returncode:
            assert "there is a project “churn-again” already" in one.stderr
    back = tmp_path / "back.json"
    run = [*command, "export_project", "churn-again", "-o", str(back)]
    subprocess.run(run, cwd=ROOT, env=server.environment, check=True)
    assert back.read_bytes() == path.read_bytes()
