"""What the workers hold in memory after everything, and how much of it came in the second half."""

import random
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .cast import Cast
from .goals import Figure
from .people import Person, Saver

HALF = 30.0
"""Seconds of each half."""
CLIENTS = 8
MB = 1_000_000


def memory(cast: Cast, port: int, master: int, engine: str) -> Iterator[Figure]:
    """Reading, opening drafts and saving in turn, by eight clients; after what ran before."""
    clients = [_Client(cast, port, number) for number in range(CLIENTS)]
    browse(clients, HALF)
    half = resident(master)
    asked = browse(clients, HALF)
    end = resident(master)
    assert half.keys() == end.keys(), "a worker ended and was replaced"
    grown = max(end[pid] - half[pid] for pid in end)
    wrong = sum(client.wrong for client in clients)
    yield Figure(f"mixed pages, errors of {asked:,}", engine, wrong, 0)
    yield Figure("memory of the largest worker", engine, max(end.values()) / MB, 100, "MB")
    yield Figure("its growth in the second half", engine, max(grown, 0) / MB, 2, "MB")


class _Client:
    """70 of 100 requests read the dashboard or a project, 20 open a draft, 10 save."""

    def __init__(self, cast: Cast, port: int, number: int) -> None:
        self.chance = random.Random(number)
        self.person, self.number, self.wrong, self.asked = Person(port, cast.root), number, 0, 0
        self.draft = cast.floors[number]
        self.saver = Saver(self.person, self.draft, list(self.draft.answers), ("note",), number)
        slugs = [draft.slug for draft in cast.own]
        self.read = [
            *("/", "/?sort=-score", "/?q=forecast", "/summary/", "/chart/"),
            *(f"/projects/{slug}/" for slug in self.chance.sample(slugs, 5)),
        ]

    def __call__(self) -> None:
        self.asked += 1
        drawn = self.chance.random()
        if drawn < 0.1:
            self.wrong += not self.saver()
        else:
            path = self.chance.choice(self.read) if drawn < 0.8 else self.draft.path
            self.wrong += self.person.get(path)[0] != 200


def browse(clients: list[_Client], seconds: float) -> int:
    """Each asks again as soon as it has its answer; how many requests they were together."""
    end = time.monotonic() + seconds
    before = sum(client.asked for client in clients)

    def work(client: _Client) -> None:
        while time.monotonic() < end:
            client()

    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(work, clients))
    return sum(client.asked for client in clients) - before


def resident(master: int) -> dict[int, int]:
    """The resident memory in bytes of each child of a process, by its number."""
    if Path("/proc/self/status").exists():
        rows = [_row(folder) for folder in Path("/proc").glob("[0-9]*")]
    else:
        said = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True
        )
        rows = [tuple(map(int, line.split())) for line in said.stdout.splitlines()]
    return {row[0]: 1024 * row[2] for row in rows if len(row) == 3 and row[1] == master}


def _row(folder: Path) -> tuple[int, ...]:
    """Number, parent and kB of a process; nothing for one that has ended."""
    try:
        lines = (folder / "status").read_text().splitlines()
    except OSError:
        return ()
    facts = {name: value.split() for name, _, value in (line.partition(":") for line in lines)}
    size = facts.get("VmRSS", ["0"])[0]
    return int(folder.name), int(facts["PPid"][0]), int(size)
