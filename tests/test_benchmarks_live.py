"""What the benchmark of a running server says of its figures; nothing is timed here."""

import itertools
import os
import random
import socket
import threading
import time
from dataclasses import asdict, replace
from http.client import HTTPException
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from assessments.models import Answer, Assessment, User
from benchmarks import crowd, start
from benchmarks.cast import stored_answers, wrong_scores
from benchmarks.chart_size import figure_sizes
from benchmarks.crowd import Asked, intended, latencies, together
from benchmarks.distance import delayed
from benchmarks.goals import Figure, any_missed, at_pace, figures_table, percentile
from benchmarks.memory import resident
from benchmarks.paint import Shown, Visit, judged
from benchmarks.people import Draft, Person, Saver, Stored, lost_updates

DRAFT = Draft(7, "/projects/x/", "x", {"data-1": Stored(1, 3, "manual")})


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert [percentile(values, share) for share in (0, 0.5, 0.95, 0.99, 1)] == [1, 50, 95, 99, 100]
    assert percentile([5.0], 0.99) == 5
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


def test_a_figure_meets_its_goal_up_to_it() -> None:
    figure = Figure("p99", "sqlite", 100, 100, "ms")
    assert not figure.missed
    assert replace(figure, measured=100.1).missed
    assert replace(figure, measured=float("nan")).missed
    assert not replace(figure, measured=9e9, goal=None).missed


def test_the_table_says_what_is_missed() -> None:
    rows = [
        asdict(Figure("p99", "sqlite", 1234.5, 100, "ms")),
        asdict(Figure("shift", "sqlite", 0.0123, 0.02)),
        asdict(Figure("p50", "sqlite", 12, None, "ms")),
    ]
    said = figures_table(rows)
    assert "| p99 | sqlite | 1,234 ms | 100 ms | no |" in said
    assert "| shift | sqlite | 0.0123 | 0.02 | yes |" in said
    assert "| p50 | sqlite | 12 ms | – | – |" in said
    assert "- p99, sqlite: 1,234 ms > 100 ms" in said
    assert (any_missed(rows), any_missed(rows[1:])) == (1, 0)
    assert "No goal is missed." in figures_table(rows[1:])


def test_people_save_two_seconds_apart_give_or_take_half() -> None:
    times = list(intended(random.Random(1), 2000))
    assert 0 <= times[0] <= 2
    assert times[-1] < 2000
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert 1 <= min(gaps) < 1.1
    assert 2.9 < max(gaps) <= 3
    assert 1.9 < sum(gaps) / len(gaps) < 2.1
    assert times == list(intended(random.Random(1), 2000))


def test_the_time_of_a_save_counts_from_when_it_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of three takes 1.5 s and is meant 1 s after the one before, which it waits for."""
    now = [100.0]
    clock = SimpleNamespace(
        monotonic=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds)
    )
    monkeypatch.setattr("benchmarks.crowd.time", clock)
    monkeypatch.setattr(crowd, "intended", lambda chance, seconds: [0.0, 1.0, 2.0])
    answers = iter([True, False, None])

    def save() -> bool:
        now[0] += 1.5
        answer = next(answers)
        if answer is None:
            raise HTTPException
        return answer

    assert together([save], 3, 1) == [Asked(1.5, True), Asked(2.0, False), Asked(2.5, False)]


def test_one_error_misses_the_goal() -> None:
    asked = [Asked(0.01, True)] * 98 + [Asked(0.2, True), Asked(0.3, False)]
    figures = latencies("crowd", "sqlite", asked, 150)
    assert [figure.measured for figure in figures] == [10, 10, 200, 1]
    assert [figure.missed for figure in figures] == [False, False, True, True]


class Reply(Person):
    """Answers as it is told to, and keeps what was sent."""

    def __init__(self, *replies: tuple[int, str]) -> None:
        self.replies = list(replies)
        self.sent: list[tuple[str, dict[str, str]]] = []

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        self.sent.append((path, fields))
        return self.replies.pop(0)


def saved(revision: int) -> tuple[int, str]:
    return 200, f'<input id="data-1-revision" name="data-1-revision" value="{revision}">'


def test_a_saver_follows_the_revision_and_counts_what_was_acknowledged() -> None:
    person = Reply(saved(4), (409, ""), (200, "<p>signed out</p>"), saved(6))
    saver = Saver(person, DRAFT, ["data-1"], ("level",), 1)
    assert [saver() for _ in range(4)] == [True, False, False, True]
    assert person.sent[0] == (
        "/projects/x/answers/data-1/",
        {"data-1-level": "automated", "data-1-revision": "3"},
    )
    assert [fields["data-1-revision"] for _, fields in person.sent] == ["3", "4", "4", "4"]
    assert saver.saved == {"data-1": 2}
    assert saver.last == {("data-1", "level"): "manual"}


def test_a_lost_update_is_found_by_what_is_stored_and_by_the_count() -> None:
    first = Saver(Reply(saved(4)), DRAFT, ["data-1"], ("level",), 1)
    second = Saver(Reply(saved(5)), DRAFT, ["data-1"], ("note",), 2)
    assert first() and second()
    note = second.last["data-1", "note"]
    right = {"level": "automated", "note": note, "revision": "5"}
    place = (7, "data-1")
    assert lost_updates([first, second], {place: right}) == 0
    assert lost_updates([first, second], {place: {**right, "level": "manual"}}) == 1
    assert lost_updates([first, second], {place: {**right, "note": "older"}}) == 1
    assert lost_updates([first, second], {place: {**right, "revision": "4"}}) == 1


def test_the_median_visit_is_judged_by_its_profile() -> None:
    visits = [Visit(lcp, 0.01, 200, 800, 1, 1) for lcp in (100.0, 900.0, 5000.0)]
    page = Shown("project", "/", chart=True)
    plain = {figure.what: figure for figure in judged("p", "sqlite", visits, page, slow=False)}
    slow = {figure.what: figure for figure in judged("p", "sqlite", visits, page, slow=True)}
    assert plain["p, largest paint"].measured == 900
    assert {name for name, figure in plain.items() if figure.missed} == {
        "p, largest paint",
        "p, chart drawn",
    }
    assert not [name for name, figure in slow.items() if figure.missed]


def test_a_figure_is_as_large_as_its_bytes() -> None:
    page = '<script type="application/json">{"ä": 1}</script><script src="x"></script>'
    assert figure_sizes(page * 2) == [9, 9]


def test_the_memory_of_children_is_read() -> None:
    """Ours is a child of somebody; what it holds is more than a Python without anything."""
    assert resident(os.getppid())[os.getpid()] > 5_000_000
    assert resident(os.getpid() + 10_000_000) == {}


@override_settings(ROOT_URLCONF="benchmarks.live_urls")
def test_a_saver_saves_and_loses_nothing_in_the_app(db: None, client: Client) -> None:
    call_command("demo", verbosity=0)
    client.force_login(User.objects.get(email="ada@example.org"))
    own = Assessment.objects.get(project__slug="churn", status="draft")
    rows = Answer.objects.filter(assessment=own).select_related("item")
    answers = {row.item.key: Stored(row.pk, row.revision, row.level) for row in rows}
    draft = Draft(own.pk, own.get_absolute_url(), "churn", answers)

    class Here(Person):
        def __init__(self) -> None:
            pass

        def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
            answer = client.post(path, fields, headers={"HX-Request": "true"})
            return answer.status_code, answer.content.decode()

    savers = [
        Saver(Here(), draft, list(answers), ("level", "note"), 1),
        Saver(Here(), draft, list(answers), ("note",), 2),
    ]
    assert all(savers[0]() for _ in range(40))
    savers[1].seen = dict(savers[0].seen)
    savers[0].last = {place: text for place, text in savers[0].last.items() if place[1] == "level"}
    assert all(savers[1]() for _ in range(40))
    savers[0].last |= {
        (key, "note"): str(row["note"])
        for (_, key), row in stored_answers([draft]).items()
        if (key, "level") in savers[0].last and (key, "note") not in savers[1].last
    }
    assert lost_updates(savers, stored_answers([draft])) == 0
    assert wrong_scores([draft]) == 0
    Assessment.objects.filter(pk=own.pk).update(answered=3)
    assert wrong_scores([draft]) == 1


@pytest.mark.server
def test_bare_django_says_hello(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "HELLO_SECONDS", 0.3)
    assert start.hellos() > 1 / 0.3


def test_goals_in_time_are_longer_on_a_slow_machine_and_others_are_not() -> None:
    paint, memory = (
        Figure("paint", "sqlite", 350, 300, "ms"),
        Figure("memory", "sqlite", 99, 100, "MB"),
    )
    start_up = Figure("start", "sqlite", 1.2, 1, "s")
    assert at_pace(paint, 2_000).goal == 450
    assert at_pace(start_up, 2_000).goal == 1.5
    assert at_pace(paint, 3_000).goal == at_pace(paint, 5_000).goal == 300
    for same in (
        memory,
        Figure("errors", "sqlite", 1, 0),
        Figure("paint", "sqlite", 350, None, "ms"),
    ):
        assert at_pace(same, 1_000) == same


def test_the_proxy_holds_back_answers_and_keeps_their_order(tmp_path: Path) -> None:
    """Many pieces at once take one delay together, not one each."""

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            while piece := connection.recv(100):
                connection.sendall(piece)

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "there"))
        listening.listen()
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        with (
            delayed(tmp_path / "there", 0.05) as port,
            socket.create_connection(("127.0.0.1", port), timeout=10) as near,
        ):
            sent = bytes(range(256)) * 20
            started = time.monotonic()
            near.sendall(sent)
            answer = b""
            while len(answer) < len(sent):
                answer += near.recv(4096)
            took = time.monotonic() - started
            near.shutdown(socket.SHUT_WR)
            assert near.recv(1) == b""
        thread.join(timeout=10)
    assert not thread.is_alive()
    assert answer == sent
    assert 0.05 <= took < 1
