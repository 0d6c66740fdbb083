"""Many people fill in at once, each at their own pace, against a running server.

The time of a save is counted from when the person meant to save, so that one that had to wait for
the one before is not taken for a quick one.
"""

import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException

from .cast import Cast, stored_answers, wrong_scores
from .goals import Figure, percentile
from .people import Draft, Person, Saver, lost_updates

PEOPLE, TOGETHER, MANY = 100, 50, 400
PAUSE, SPREAD = 2.0, 0.5
ROUND = 12.0
"""Seconds of a round."""
TURN, TURNS = 4.0, 6
"""Seconds of a turn, and how many the app and its floor have, one after the other."""
BEFORE = 0.5
"""Seconds for all threads to be there."""


@dataclass(frozen=True)
class Asked:
    """``took`` is in seconds, from the intended time."""

    took: float
    right: bool


def intended(chance: random.Random, seconds: float) -> Iterator[float]:
    """When one person saves, in seconds from the start: 2 s apart, give or take half of it."""
    at = chance.uniform(0, PAUSE)
    while at < seconds:
        yield at
        at += chance.uniform(PAUSE * (1 - SPREAD), PAUSE * (1 + SPREAD))


def together(savers: Sequence[Callable[[], bool]], seconds: float, seed: int) -> list[Asked]:
    """All of them at once, each in a thread; it ends when the last save has its answer."""
    start = time.monotonic() + BEFORE

    def work(number: int) -> list[Asked]:
        chance = random.Random(1000 * seed + number)
        return [_ask(savers[number], start + at) for at in intended(chance, seconds)]

    with ThreadPoolExecutor(len(savers)) as pool:
        return list(itertools.chain(*pool.map(work, range(len(savers)))))


def _ask(save: Callable[[], bool], at: float) -> Asked:
    time.sleep(max(at - time.monotonic(), 0))
    try:
        right = save()
    except (OSError, HTTPException):
        right = False
    return Asked(time.monotonic() - at, right)


def latencies(name: str, engine: str, asked: list[Asked], most: float | None) -> list[Figure]:
    """p50, p95 and p99 in ms, the goal ``most`` on the last; errors, of which there may be none."""
    took = [1000 * one.took for one in asked]
    goals = ((0.5, None), (0.95, None), (0.99, most))
    return [
        *(
            Figure(f"{name}, p{share * 100:.0f}", engine, percentile(took, share), goal, "ms")
            for share, goal in goals
        ),
        Figure(f"{name}, errors of {len(asked):,}", engine, sum(not one.right for one in asked), 0),
    ]


def crowd(cast: Cast, port: int, engine: str) -> Iterator[Figure]:
    """100 people in a draft each, in turn with the floor; then a recount."""
    people = [Person(port, key) for key in cast.sessions[:PEOPLE]]
    own = [
        Saver(person, draft, list(draft.answers), ("level", "note"), number)
        for number, (person, draft) in enumerate(zip(people, cast.own, strict=False))
    ]
    floors = [_floor(person, draft) for person, draft in zip(people, cast.floors, strict=True)]
    app: list[Asked] = []
    floor: list[Asked] = []
    together(own, PAUSE, 0)
    together(floors, PAUSE, 0)
    for number in range(1, TURNS + 1):
        app += together(own, TURN, number)
        floor += together(floors, TURN, number)
    name = f"{PEOPLE} people, a draft each"
    yield from latencies(name, engine, app, 100)
    yield from latencies(f"floor of {name}", engine, floor, None)
    ratio = _p99(app) / _p99(floor)
    yield Figure(f"{name}, p99 / p99 of the floor", engine, ratio, 3)
    yield from _kept(name, engine, own)


def _floor(person: Person, draft: Draft) -> Callable[[], bool]:
    answers = itertools.cycle(sorted(stored.pk for stored in draft.answers.values()))

    def save() -> bool:
        body = {"level": "manual", "revision": "1"}
        return person.post(f"/_floor/{draft.pk}/{next(answers)}/", body)[0] == 200

    return save


def many(cast: Cast, port: int, engine: str) -> Iterator[Figure]:
    """400 others in a draft each: 200 saves a second; then a recount."""
    others = slice(PEOPLE, PEOPLE + MANY)
    savers = [
        Saver(Person(port, key), draft, list(draft.answers), ("level", "note"), number)
        for number, (key, draft) in enumerate(
            zip(cast.sessions[others], cast.own[others], strict=True)
        )
    ]
    together(savers, PAUSE, 0)
    asked = together(savers, ROUND, 1)
    name = f"{MANY} people, a draft each"
    yield from latencies(name, engine, asked, 250)
    yield from _kept(name, engine, savers)


def same_draft(cast: Cast, port: int, engine: str) -> Iterator[Figure]:
    """50 people in one draft, two on each item: one changes the level, the other the note."""
    items = list(cast.shared.answers)[: TOGETHER // 2]
    savers = [
        Saver(Person(port, key), cast.shared, [items[number // 2]], (field,), number)
        for number, key in enumerate(cast.sessions[:TOGETHER])
        for field in [("level", "note")[number % 2]]
    ]
    together(savers, PAUSE, 0)
    asked = together(savers, 2 * ROUND, 1)
    name = f"{TOGETHER} people in one draft"
    yield from latencies(name, engine, asked, 150)
    yield from _kept(name, engine, savers)


def _kept(name: str, engine: str, savers: Sequence[Saver]) -> Iterator[Figure]:
    drafts = list({saver.draft.pk: saver.draft for saver in savers}.values())
    lost = lost_updates(savers, stored_answers(drafts))
    yield Figure(f"{name}, lost updates", engine, lost, 0)
    yield Figure(f"{name}, scores that a recount does not give", engine, wrong_scores(drafts), 0)


def _p99(asked: list[Asked]) -> float:
    return percentile([one.took for one in asked], 0.99)
