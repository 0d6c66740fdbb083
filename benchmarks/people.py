"""People who fill in: their logins, their drafts, and how one of them saves an answer over HTTP."""

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
TOKEN = "c" * 32
"""A token of the right shape; what counts is that cookie and header are the same."""
REVISION = re.compile(r'id="[\w.-]+-revision"[^>]* value="(\d+)"')
LEVELS = ("manual", "automated")
PATIENCE = 30.0
"""Seconds until a request counts as failed."""


@dataclass(frozen=True)
class Stored:
    """An answer as it was before anybody saved."""

    pk: int
    revision: int
    level: str


@dataclass(frozen=True)
class Draft:
    pk: int
    path: str
    slug: str
    answers: dict[str, Stored]


class Person:
    """A signed-in client; a connection for each request, as the server closes idle ones."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        cookies = f"mlscore-session={session}; mlscore-csrf={TOKEN}"
        self.headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "HX-Request": "true"}

    def get(self, path: str) -> tuple[int, str]:
        plain = {"Cookie": self.headers["Cookie"]}
        return self._send("GET", path, None, plain)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        return self._send("POST", path, urlencode(fields), {**self.headers, "Content-Type": FORM})

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()


class Saver:
    """One person in one draft. Each save changes something, so each adds 1 to a revision.

    ``fields`` are those that the person changes; only these are sent. ``last`` holds what was
    acknowledged, by item and field, and ``saved`` how often, by item.
    """

    def __init__(
        self, person: Person, draft: Draft, items: Sequence[str], fields: Sequence[str], seed: int
    ) -> None:
        self.person, self.draft, self.items, self.fields = person, draft, items, fields
        self.chance, self.name = random.Random(seed), f"Person {seed}"
        self.seen = {key: draft.answers[key].revision for key in items}
        self.last: dict[tuple[str, str], str] = {}
        self.saved: Counter[str] = Counter()
        self.count = 0

    def __call__(self) -> bool:
        """Whether it was acknowledged."""
        key = self.chance.choice(self.items)
        self.count += 1
        sent = {name: self._next(key, name) for name in self.fields}
        body = {f"{key}-{name}": value for name, value in sent.items()}
        body[f"{key}-revision"] = str(self.seen[key])
        status, text = self.person.post(f"{self.draft.path}answers/{key}/", body)
        found = REVISION.search(text)
        if status != 200 or not found:
            return False
        self.seen[key] = int(found[1])
        self.saved[key] += 1
        self.last |= {(key, name): value for name, value in sent.items()}
        return True

    def _next(self, key: str, name: str) -> str:
        if name == "note":
            return f"{self.name}, note {self.count}: checked again – still naïve, see «runbook»"
        before = self.last.get((key, "level"), self.draft.answers[key].level)
        return LEVELS[before == LEVELS[0]]


def lost_updates(savers: Sequence[Saver], now: dict[tuple[int, str], dict[str, str]]) -> int:
    """How many answers do not hold what was acknowledged last, or were not saved as often.

    ``now`` has by draft and item the level, note and revision that are stored.
    """
    last: dict[tuple[int, str], dict[str, str]] = {}
    saved: Counter[tuple[int, str]] = Counter()
    first: dict[tuple[int, str], int] = {}
    for saver in savers:
        for (key, name), value in saver.last.items():
            last.setdefault((saver.draft.pk, key), {})[name] = value
        for key, count in saver.saved.items():
            saved[saver.draft.pk, key] += count
            first[saver.draft.pk, key] = saver.draft.answers[key].revision
    return sum(
        {**now[place], **fields} != now[place]
        or int(now[place]["revision"]) != first[place] + saved[place]
        for place, fields in last.items()
    )
