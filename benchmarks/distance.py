"""What pages and a save take with 10 ms to the database: only their statements make a difference.

A proxy stands between the server and PostgreSQL and holds back what the database answers, so each
round trip takes 10 ms longer.
"""

import asyncio
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
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
    socket = Path(parse_qs(url.query)["host"][0]) / ".s.PGSQL.5432"
    with delayed(socket, DELAY) as port:
        near = url._replace(netloc=f"{url.username}@127.0.0.1:{port}", query="")
        with running_server(urlunsplit(near), **environment) as server:
            person = Person(int(server.environment["PORT"]), cast.sessions[-1])
            draft = cast.own[-1]  # in which nobody has saved yet
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
def delayed(socket: Path, seconds: float) -> Iterator[int]:
    """A port on loopback that leads to a server's socket; its answers arrive so much later."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def connected(near: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        far, back = await asyncio.open_unix_connection(str(socket))
        await asyncio.gather(_pass(near, back, 0), _pass(far, out, seconds))

    starting = asyncio.run_coroutine_threadsafe(
        asyncio.start_server(connected, "127.0.0.1", 0), loop
    )
    server = starting.result()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Piece by piece in its order; all of them are under way at the same time."""
    loop = asyncio.get_running_loop()
    while piece := await reader.read(PIECE):
        loop.call_later(seconds, writer.write, piece)
    loop.call_later(seconds, writer.close)
