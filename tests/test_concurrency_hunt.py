"""A hunt for deadlocks: everything that locks anything of one team, at random, at once.

Whatever comes first, nobody gets an error of ours: no 5xx, on either database, and all that is
stored beside the answers still follows from them.
"""

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.support.server import Server
from tests.test_concurrency import Fields, Person, at_once, demo, rows, server
from tests.test_concurrency_imports import KEYS, form, press, send

__all__ = ["demo", "server"]  # pytest finds the fixtures here
pytestmark = pytest.mark.server

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = 8
REQUESTS = int(os.environ.get("MLSCORE_TEST_ROUNDS", "12"))
DAYS = ("2031-03-31", "2031-06-30", "2031-09-30")
OF_TEAM = "JOIN assessments_team t ON t.id = p.team_id WHERE t.slug = 'growth'"


class Hunter:
    """One client who does anything that a lead may do to the projects of a team."""

    def __init__(self, person: Person, server: Server, seed: int) -> None:
        self.person = person
        self.chance = random.Random(seed)
        projects = "SELECT p.slug, p.id FROM assessments_project p " + OF_TEAM
        self.slugs = [str(slug) for slug, _ in sorted(rows(server, projects))][:2]
        closed = (
            "SELECT p.slug, max(a.as_of) FROM assessments_assessment a JOIN assessments_project p "
            f"ON p.id = a.project_id {OF_TEAM} AND a.status = 'closed' GROUP BY p.slug"
        )
        self.last = {str(slug): str(day) for slug, day in rows(server, closed)}
        self.team = str(rows(server, "SELECT id FROM assessments_team WHERE slug = 'growth'")[0][0])
        self.members = [
            str(number)
            for (number,) in rows(
                server,
                "SELECT m.id FROM assessments_membership m JOIN assessments_team t "
                "ON t.id = m.team_id WHERE t.slug = 'growth' AND m.access_level = 'member'",
            )
        ]
        self.roles = [str(n) for (n,) in rows(server, "SELECT id FROM assessments_role")]
        versions = "SELECT version FROM assessments_rubricversion ORDER BY id"
        self.versions = [str(version) for (version,) in rows(server, versions)]
        self.seen: Counter[int] = Counter()

    def hunt(self) -> Counter[int]:
        ways = [
            *(self.start, self.save, self.save_many, self.submit, self.reopen, self.discard),
            *(self.own, self.own_section, self.settings, self.member, self.past, self.comment),
        ]
        for _ in range(REQUESTS):
            self.chance.choice(ways)(f"/projects/{self.chance.choice(self.slugs)}/")
        return self.seen

    def post(self, path: str, fields: Fields) -> None:
        self.seen[self.person.post(path, fields)[0]] += 1

    def day(self, project: str) -> str:
        last = self.last.get(project.split("/")[2], DAYS[0])
        return f"{project}assessments/{self.chance.choice((*DAYS, last))}/"

    def start(self, project: str) -> None:
        self.post(f"{project}assessments/new/", {"as_of": self.chance.choice(DAYS)})

    def save(self, project: str) -> None:
        key, level = self.chance.choice(KEYS), self.chance.choice(("none", "manual", "automated"))
        fields = {f"{key}-level": level, f"{key}-revision": str(self.chance.randrange(4))}
        self.post(f"{self.day(project)}answers/{key}/", fields)

    def save_many(self, project: str) -> None:
        fields = {f"{key}-level": self.chance.choice(("none", "manual")) for key in KEYS}
        self.post(self.day(project), fields | {f"{key}-revision": "0" for key in KEYS})

    def submit(self, project: str) -> None:
        self.post(f"{self.day(project)}submit/", {})

    def reopen(self, project: str) -> None:
        self.post(f"{self.day(project)}reopen/", {"reason": "Look again"})

    def discard(self, project: str) -> None:
        self.post(f"{project}assessments/{self.chance.choice(DAYS)}/discard/", {})

    def own(self, project: str) -> None:
        key = self.chance.choice(KEYS)
        role = self.chance.choice(("engineer", "devops"))
        self.post(f"{project}owners/items/{key}/", {f"{key}-role": role})

    def own_section(self, project: str) -> None:
        part = self.chance.choice(("data", "model", "infra", "monitor"))
        self.post(f"{project}owners/section/", {"section": part, "role": "engineer"})

    def settings(self, project: str) -> None:
        slug = project.split("/")[2]
        facts = [("facts", fact) for fact in ("tools", "retrieval") if self.chance.random() > 0.5]
        cadence = self.chance.choice(("quarterly", "monthly"))
        fields = [("name", slug), ("team", self.team), ("cadence", cadence), *facts]
        self.post(f"{project}settings/", fields)

    def member(self, project: str) -> None:
        level = self.chance.choice(("viewer", "member"))
        fields = {"access_level": level, "role": self.chance.choice(self.roles)}
        self.post(f"{project}members/{self.chance.choice(self.members)}/", fields)

    def past(self, project: str) -> None:
        """Upload and import; another one's import may be in the way."""
        if "churn" in project:
            day = f"200{self.chance.randrange(1, 4)}-03-31"
            status, _ = press(self.person, send(self.person, "form", form("past"), as_of=day))
            self.seen[status] += 1

    def comment(self, project: str) -> None:
        key = self.chance.choice(KEYS)
        self.post(f"{self.day(project)}items/{key}/comment/", {"text": "Why?"})


def test_whatever_comes_at_once_nobody_gets_an_error_of_ours(server: Server) -> None:
    lead = Person(server, "ada@example.org")
    hunters = [Hunter(lead.clone(), server, seed) for seed in range(CLIENTS)]
    assert "churn" in hunters[0].slugs
    seen = sum(at_once(CLIENTS, lambda index: hunters[index].hunt()), Counter[int]())
    assert max(seen) < 500, seen
    assert seen[302] > REQUESTS, seen
    server.check_scores()
