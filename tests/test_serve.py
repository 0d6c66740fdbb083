"""The server's start: one process prepares and imports, and its workers begin with what it has."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from benchmarks.memory import resident
from mlscore_site import serve
from tests.support.server import ROOT, free_port, running_server

pytestmark = pytest.mark.server


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_worker_is_replaced_and_all_end_together(tmp_path: Path) -> None:
    with running_server(f"sqlite:///{tmp_path}/a.sqlite3", DEMO="0", WORKERS="2") as server:
        assert server.process is not None
        master = server.process.pid
        # The first answer may come from the first worker while the second is being started.
        until(lambda: len(resident(master)) == 2)
        before = resident(master).keys()
        os.kill(min(before), signal.SIGKILL)
        until(lambda: len(resident(master).keys() - {min(before)}) == 2)
        server.wait_until_ready()
        after = resident(master).keys()
        assert len(before & after) == 1
        server.process.terminate()
        assert server.process.wait(timeout=20) == 0
        assert not any(map(alive, after))


def test_what_goes_wrong_before_it_serves_ends_it(tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"no database" * 1000)
    done = start(f"sqlite:///{broken}")
    assert done.returncode != 0
    assert "file is not a database" in done.stderr
    assert "ready after" not in done.stdout


def test_a_database_of_before_is_not_served_if_it_may_not_be_changed(tmp_path: Path) -> None:
    done = start(f"sqlite:///{tmp_path}/empty.sqlite3", MIGRATE="0")
    assert done.returncode == 1
    assert "the database is behind this version" in done.stderr
    assert "Traceback" not in done.stderr


def start(url: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": url, "PORT": str(free_port()), "DEMO": "0", **more}
    return subprocess.run(
        [sys.executable, "-m", "mlscore_site.serve"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_heap_goes_back_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    trimmed: list[int] = []
    library = SimpleNamespace(malloc_trim=trimmed.append)
    monkeypatch.setattr("mlscore_site.serve.ctypes.CDLL", lambda name: library)
    hook = cast("Callable[..., None]", serve._options("127.0.0.1:1", 1, 1)["post_request"])
    for number in range(1, 2 * serve.TRIMMED + 1):
        hook(SimpleNamespace(nr=number), None, None, None)
    assert trimmed == [0, 0]
