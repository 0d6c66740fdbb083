"""Real workers with few threads, and clients that keep some of them waiting."""

import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from gunicorn.workers.gthread import ThreadWorker

from benchmarks.people import Person
from mlscore_site.worker import Worker
from tests.support.server import running_server

PATIENCE = 3.0
"""Seconds; gunicorn's own worker gives a connection that says nothing a thread for 5."""
UNFINISHED = (
    b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\nlogin"
)
pytestmark = pytest.mark.server


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.people.PATIENCE", PATIENCE)


@contextmanager
def served(folder: Path, workers: int) -> Iterator[int]:
    """The port of a server whose workers have one thread each."""
    threads = {"WORKERS": str(workers), "THREADS": "1", "DEMO": "0"}
    with running_server(f"sqlite:///{folder}/a.sqlite3", **threads) as server:
        yield int(server.environment["PORT"])


@contextmanager
def clients(port: int, count: int, said: bytes) -> Iterator[list[socket.socket]]:
    """Connections that have said this much and no more."""
    with ExitStack() as all_of_them:
        yield [all_of_them.enter_context(client(port, said)) for _ in range(count)]


def client(port: int, said: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.sendall(said)
    return connection


def asked(port: int, count: int = 1) -> set[int]:
    return {Person(port, "x").get("/accounts/login/")[0] for _ in range(count)}


@pytest.mark.usefixtures("impatient")
def test_connections_without_a_request_keep_nobody_waiting(tmp_path: Path) -> None:
    with served(tmp_path, 1) as port, clients(port, 5, b"") as idle:
        assert asked(port) == {200}
        idle[2].sendall(b"GET /healthz/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert idle[2].recv(100).startswith(b"HTTP/1.1 200 OK")


def test_who_is_gone_before_anything_is_read_harms_nobody(tmp_path: Path) -> None:
    """Also where it ends with a reset, which a look at the connection finds."""
    with served(tmp_path, 1) as port:
        for said in (b"", b"GET / HTTP/1.1\r\n") * 3:
            gone = client(port, said)
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            gone.close()
        assert asked(port, 3) == {200}


def test_a_worker_says_that_it_lives_no_more_than_once_a_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[float] = []
    clock = [0.0]
    monkeypatch.setattr("mlscore_site.worker.time.monotonic", lambda: clock[0])
    monkeypatch.setattr(ThreadWorker, "notify", lambda self: said.append(clock[0]))
    worker = Worker.__new__(Worker)
    for clock[0] in (100.0, 100.5, 100.99, 101.0, 101.2, 103.0):
        worker.notify()
    assert said == [100.0, 101.0, 103.0]


@pytest.mark.parametrize("said", [b"G", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", UNFINISHED])
def test_who_stops_in_the_middle_of_a_request_is_cut_off(said: bytes, tmp_path: Path) -> None:
    with served(tmp_path, 1) as port, clients(port, 1, said):
        assert asked(port) == {200}


@pytest.mark.usefixtures("impatient")
def test_a_worker_that_is_busy_leaves_requests_to_the_other(tmp_path: Path) -> None:
    with served(tmp_path, 2) as port, clients(port, 1, UNFINISHED) as (slow,):
        assert asked(port, 40) == {200}
        slow.sendall(b"=me&")
        assert slow.recv(100).startswith(b"HTTP/1.1 403 Forbidden")
        assert asked(port, 10) == {200}
