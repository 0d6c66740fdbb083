"""How long it takes from the start of the server to its first answer: empty, ready, and bare."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from tests.support.server import free_port

from .goals import Figure

STARTS = 5
LONGEST = 120.0
PAUSE = 0.005
PATH = "/accounts/login/"
SERVE = ("-m", "mlscore_site.serve")
BARE = (
    *("-m", "gunicorn", "--no-control-socket", "--log-level=warning"),
    "benchmarks.bare:application",
)
HELLO_SECONDS, CLIENTS = 4, 8


def starts(url: str, engine: str) -> Iterator[Figure]:
    """``url`` is of an empty database. Static files were compressed before."""
    empty = first_answer(SERVE, url)
    yield Figure("empty database to the first page", engine, empty, 5, "s")
    app, floor = [], []
    for _ in range(STARTS):
        app.append(first_answer(SERVE, url))
        floor.append(first_answer(None, url))
    ready, bare = statistics.median(app), statistics.median(floor)
    yield Figure("start to the first page", engine, ready, 1, "s")
    yield Figure("floor of a start: bare Django, one view", engine, bare, None, "s")
    yield Figure("start / floor of a start", engine, ready / bare, 4)


def first_answer(command: Sequence[str] | None, url: str) -> float:
    """Seconds until a new server's sign-in page is there; None starts the bare one."""
    port = free_port()
    bare = (*BARE, f"--bind=127.0.0.1:{port}", "--workers=2", "--threads=4")
    environment = {**os.environ, "DATABASE_URL": url, "PORT": str(port), "DEMO": "0"}
    for name in ("DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"):  # the image is compiled
        environment.pop(name, None)
    started = time.monotonic()
    with _process([sys.executable, *(command or bare)], environment) as process:
        _wait_for(process, port)
        return time.monotonic() - started


def hellos() -> float:
    """How fast the machine is: requests a second to bare Django, two workers, one request each."""
    port = free_port()
    command = [sys.executable, *BARE, f"--bind=127.0.0.1:{port}", "--workers=2"]
    with _process(command, dict(os.environ)) as process:
        _wait_for(process, port)
        end = time.monotonic() + HELLO_SECONDS
        with ThreadPoolExecutor(CLIENTS) as pool:
            asked = sum(pool.map(lambda _: _asked_until(end, port), range(CLIENTS)))
    return asked / HELLO_SECONDS


def _asked_until(end: float, port: int) -> int:
    """How often one client was answered; written by hand, for it shares the processor."""
    asked = 0
    request = f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    while time.monotonic() < end:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(request)
            answer = b""
            while piece := connection.recv(4096):
                answer += piece
        assert b"hello" in answer, "bare Django does not say hello"
        asked += 1
    return asked


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + LONGEST
    while not _answers(port):
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < end, "the server does not answer"
        time.sleep(PAUSE)


@contextmanager
def _process(
    command: Sequence[str], environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", PATH)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
