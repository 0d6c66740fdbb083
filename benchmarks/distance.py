"""What pages and a save take with 10 ms to the database: only their statements make a difference.

A proxy stands between the server and PostgreSQL and holds back what the database answers, so each
round trip takes 10 ms longer.
"""

import contextlib
import os
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from urllib.parse import parse_qs, urlsplit, urlunsplit

from tests.support.server import running_server

from .cast import Cast
from .goals import Figure
from .people import Person, Saver

DELAY = 0.01
"""Seconds."""
WARM_UP, ASKED = 120, 40
"""Each thread of the server has a connection of its own, which has to have prepared everything."""
PIECE = 65_536


def distance(cast: Cast, engine: str, **environment: str) -> Iterator[Figure]:
    """The goals are those of a median by the clock, in ms."""
    url = urlsplit(os.environ["DATABASE_URL"])
    there = Path(parse_qs(url.query)["host"][0]) / ".s.PGSQL.5432"
    with delayed(there, DELAY) as port:
        near = url._replace(netloc=f"{url.username}@127.0.0.1:{port}", query="")
        with running_server(urlunsplit(near), **environment) as server:
            person, draft = Person(int(server.environment["PORT"]), cast.lead), cast.demo
            save = Saver(person, draft, list(draft.answers), ("level", "note"), 0)
            for what, goal, ask in (
                ("open a draft", 70, lambda: person.get(draft.path)[0] == 200),
                ("dashboard", 70, lambda: person.get("/")[0] == 200),
                ("save an answer", 130, save),
            ):
                yield Figure(f"10 ms to the database: {what}", engine, _median(ask), goal, "ms")


def _median(ask: Callable[[], bool]) -> float:
    took = []
    for number in range(WARM_UP + ASKED):
        started = time.monotonic()
        assert ask(), "a request failed"
        if number >= WARM_UP:
            took.append(time.monotonic() - started)
    return 1000 * statistics.median(took)


@contextmanager
def delayed(there: Path, seconds: float) -> Iterator[int]:
    """A port on loopback that leads to a server's socket; its answers arrive so much later."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_accept, args=(listening, there, seconds), daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)  # closed alone, it would still be waited at


def _accept(listening: socket.socket, there: Path, seconds: float) -> None:
    while True:
        try:
            near, _ = listening.accept()
        except OSError:  # no more are taken
            return
        near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        far = socket.socket(socket.AF_UNIX)
        far.connect(str(there))
        under_way: Queue[tuple[float, bytes]] = Queue()
        for work, *given in (
            (_ask, near, far),
            (_receive, far, under_way, seconds),
            (_answer, under_way, near),
        ):
            threading.Thread(target=work, args=given, daemon=True).start()


def _ask(near: socket.socket, far: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := near.recv(PIECE):
            far.sendall(piece)
        far.shutdown(socket.SHUT_WR)


def _receive(far: socket.socket, under_way: "Queue[tuple[float, bytes]]", seconds: float) -> None:
    """Each piece with when it is due, at the end an empty one."""
    piece = b" "
    while piece:
        try:
            piece = far.recv(PIECE)
        except OSError:
            piece = b""
        under_way.put((time.monotonic() + seconds, piece))
    far.close()


def _answer(under_way: "Queue[tuple[float, bytes]]", near: socket.socket) -> None:
    """Each piece when it is due: all of them are under way at the same time."""
    with contextlib.suppress(OSError), near:
        while True:
            due, piece = under_way.get()
            time.sleep(max(0.0, due - time.monotonic()))
            if not piece:
                return
            near.sendall(piece)
