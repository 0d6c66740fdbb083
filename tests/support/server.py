"""A real server on a database of its own, on loopback, for tests that need other processes."""

import contextlib
import fcntl
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 30
POSTGRES = os.environ.get("MLSCORE_TEST_POSTGRES", "")


@dataclass
class Server:
    """``url`` has no slash at its end. ``restart`` keeps port and database."""

    url: str
    database_url: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mlscore_site.serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.wait_until_ready()

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        self.process.wait(timeout=20)
        self.process = None

    def check_scores(self) -> None:
        """Fails if a stored score, or anything that lists show, differs from a recount."""
        checked = subprocess.run(
            [sys.executable, "manage.py", "check_scores"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert checked.returncode == 0, checked.stdout + checked.stderr

    def wait_until_ready(self) -> None:
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            with contextlib.suppress(URLError, OSError):
                urllib.request.urlopen(f"{self.url}/healthz/", timeout=2)  # noqa: S310
                return
            time.sleep(0.1)
        raise RuntimeError("the server did not answer in time")


@contextlib.contextmanager
def running_server(database_url: str, **environment: str) -> Iterator[Server]:
    """A started server; it is stopped at the end."""
    port = free_port()
    server = Server(
        url=f"http://127.0.0.1:{port}",
        database_url=database_url,
        environment={
            **os.environ,
            "DATABASE_URL": database_url,
            "PORT": str(port),
            "EMAIL_URL": "console:",
            "DEMO": "1",
            **environment,
        },
    )
    try:
        server.start()
        yield server
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PREPARE = "import django; django.setup(); from mlscore_site.serve import prepare; prepare()"


class DemoDatabase:
    """The demo data, loaded once; each test gets a copy of its own.

    ``after`` is Python that is run once, after the data was loaded; ``demo=False`` loads none, so
    that it can load its own.
    """

    def __init__(self, vendor: str, *, after: str = "", demo: bool = True) -> None:
        self.vendor = vendor
        self.script = f"{PREPARE}\n{after}"
        self.demo = "1" if demo else "0"
        self.folder = Path(tempfile.mkdtemp(prefix="mlscore-test-"))
        self.count = 0
        self.mark = secrets.token_hex(4)
        self.url = self._url("template")
        self._create(self.url)
        self._prepare()

    @contextlib.contextmanager
    def copy(self) -> Iterator[str]:
        """The URL of a fresh copy."""
        self.count += 1
        url = self._url(f"copy{self.count}")
        if self.vendor == "sqlite":
            _copy_sqlite(self.url, url)
        else:
            self._execute(f'CREATE DATABASE "{_name(url)}" TEMPLATE "{_name(self.url)}"')
        try:
            yield url
        finally:
            self._drop(url)

    def close(self) -> None:
        self._drop(self.url)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _url(self, name: str) -> str:
        if self.vendor == "sqlite":
            return f"sqlite:///{self.folder / name}.sqlite3"
        parts = urlsplit(POSTGRES)
        return urlunsplit(parts._replace(path=f"/{name}_{self.mark}"))

    def _create(self, url: str) -> None:
        if self.vendor == "postgresql":
            self._execute(f'CREATE DATABASE "{_name(url)}"')

    def _drop(self, url: str) -> None:
        if self.vendor == "postgresql":
            self._execute(f'DROP DATABASE IF EXISTS "{_name(url)}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(statement)

    def _prepare(self) -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "mlscore_site.settings",
            "DEMO": self.demo,
        }
        (ROOT / "var").mkdir(exist_ok=True)
        with (ROOT / "var" / "prepare.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # static files are one folder for all test processes
            subprocess.run(
                [sys.executable, "-c", self.script], cwd=ROOT, env=environment, check=True
            )


def _copy_sqlite(source: str, target: str) -> None:
    """Not a copied file: what still lies in the write-ahead log would be missing."""
    with (
        contextlib.closing(sqlite3.connect(source.removeprefix("sqlite:///"))) as old,
        contextlib.closing(sqlite3.connect(target.removeprefix("sqlite:///"))) as new,
    ):
        old.backup(new)


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
