"""Starting while something else of the project changes: real clients, both databases.

Each of these locks rows that the others need. In one order nobody is refused: a deadlock would end
one of them with a 503.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.support.server import Server
from tests.test_concurrency import Person, at_once, demo, revision_of, rows, server

__all__ = ["demo", "server"]  # pytest finds the fixtures here
pytestmark = pytest.mark.server

ROUNDS = int(os.environ.get("MLSCORE_TEST_ROUNDS", "10"))
ROOT = Path(__file__).resolve().parents[1]
CHURN = "/projects/churn/"
OF_CHURN = (
    "SELECT a.as_of FROM assessments_assessment a JOIN assessments_project p "
    "ON p.id = a.project_id WHERE p.slug = 'churn' AND a.status = '{}' ORDER BY a.as_of DESC"
)
Work = Callable[[], int]


def days(server: Server, status: str) -> list[str]:
    return [str(day) for (day,) in rows(server, OF_CHURN.format(status))]


def together(*work: Work) -> list[int]:
    return at_once(len(work), lambda index: work[index]())


def start(person: Person, day: str) -> Work:
    other = person.clone()
    return lambda: other.post(f"{CHURN}assessments/new/", {"as_of": day})[0]


def press(person: Person, day: str, what: str, **fields: str) -> Work:
    other = person.clone()
    return lambda: other.post(f"{CHURN}assessments/{day}/{what}/", fields)[0]


def save(person: Person, server: Server, day: str, item: str, level: str) -> Work:
    other = person.clone()
    fields = {f"{item}-level": level, f"{item}-revision": str(revision_of(server, item))}
    path = f"{CHURN}assessments/{day}/answers/{item}/"
    return lambda: other.post(path, fields, **{"HX-Request": "true"})[0]


def test_starting_while_the_last_one_is_reopened(server: Server) -> None:
    lead = Person(server, "ada@example.org")
    last = days(server, "closed")[0]
    for number in range(ROUNDS):
        new = [f"20{31 + number % 60}-{month}-01" for month in ("02", "03", "05")]
        statuses = together(
            press(lead, last, "reopen", reason="Look again"), *(start(lead, day) for day in new)
        )
        assert statuses == [302] * 4, (number, statuses)
        assert press(lead, last, "submit")() == 302
        for day in new:
            assert press(lead, day, "discard")() == 302
    assert days(server, "closed")[0] == last


PROJECT = "/projects/answering-bot/"
FACTS = ("retrieval", "personal-data", "tools")
BOT = {"name": "Answering bot", "description": "", "cadence": "quarterly"}
FIRST = "2031-03-31"


@pytest.fixture
def lead(server: Server) -> Person:
    """The lead of a project whose rubric asks for facts, with one draft open."""
    lead = Person(server, "ada@example.org")
    assert lead.post("/projects/new/", BOT | ids(server))[0] == 302
    assert lead.post(f"{PROJECT}assessments/new/", {"as_of": FIRST})[0] == 302
    return lead


def ids(server: Server) -> dict[str, str]:
    version = (
        "SELECT v.id FROM assessments_rubricversion v JOIN assessments_rubric r "
        "ON r.id = v.rubric_id WHERE r.slug = 'llm-application'"
    )
    team = "SELECT id FROM assessments_team WHERE slug = 'growth'"
    return {
        "rubric_version": str(rows(server, version)[0][0]),
        "team": str(rows(server, team)[0][0]),
    }


def test_facts_change_while_one_is_started_and_filled_in(server: Server, lead: Person) -> None:
    """The new draft is being answered the moment it is there."""
    fields = BOT | ids(server)
    fields.pop("rubric_version")
    item, applying = items(server)
    people = [lead.clone() for _ in range(5)]

    def declare(facts: tuple[str, ...]) -> Work:
        sent = [*fields.items(), *(("facts", fact) for fact in facts)]
        return lambda: people[0].post(f"{PROJECT}settings/", sent)[0]

    def begin(day: str) -> Work:
        return lambda: people[1].post(f"{PROJECT}assessments/new/", {"as_of": day})[0]

    def fill(index: int, day: str, key: str) -> Work:
        def save() -> int:
            worst = 0
            for level in ("manual", "none", "automated") * 8:
                sent = {f"{key}-level": level, f"{key}-revision": "0"}
                path = f"{PROJECT}assessments/{day}/answers/{key}/"
                status = people[index].post(path, sent, **{"HX-Request": "true"})[0]
                worst = max(worst, status if status not in (404, 409, 422) else 0)
            return worst

        return save

    for number in range(ROUNDS):
        day = f"20{32 + number % 60}-06-30"
        statuses = together(
            declare(FACTS if number % 2 else ()),
            begin(day),
            fill(2, FIRST, item),
            fill(3, day, item),
            fill(4, day, applying),
        )
        assert statuses[:2] == [302, 302], (number, statuses)
        assert set(statuses[2:]) <= {0, 200}, (number, statuses)
        assert_follows(server, day, applies=bool(number % 2), item=applying)
        assert lead.post(f"{PROJECT}assessments/{day}/discard/", {})[0] == 302


def items(server: Server) -> tuple[str, str]:
    """An item for everybody, and one that asks for the fact *tools*."""
    document = yaml.safe_load((ROOT / "assessments/rubrics/llm-application-1.yaml").read_text())
    every = [item for part in document["sections"] for item in part["items"]]
    free = next(item["key"] for item in every if "applies_if" not in item)
    return free, next(item["key"] for item in every if item.get("applies_if") == ["tools"])


def assert_follows(server: Server, day: str, *, applies: bool, item: str) -> None:
    """Whichever came first, the draft says what the project declares now."""
    query = (
        "SELECT n.level FROM assessments_answer n JOIN assessments_item i ON i.id = n.item_id "
        "JOIN assessments_assessment a ON a.id = n.assessment_id JOIN assessments_project p "
        f"ON p.id = a.project_id WHERE p.slug = 'answering-bot' AND a.as_of = '{day}' "
        f"AND i.key = '{item}'"
    )
    level = rows(server, query)[0][0]
    assert (level != "not_applicable") == applies, (day, level)
