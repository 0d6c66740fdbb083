"""Start mlscore: prepare what it needs, then hand over to the server.

``python -m mlscore_site.serve`` is what ``make run`` and the container call; ``--dev`` reloads on
every change and shows debug pages.
"""

import ctypes
import gc
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gunicorn.app.base import BaseApplication

ROOT_MODULE = "mlscore_site.settings"
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8  # of mallopt(3)
LARGE = 64 * 1024
"""Bytes. A page or a file is larger; what a page is made of is smaller."""
TRIMMED = 250
IDLE = 5
"""Seconds until a connection is closed on which nothing was asked."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", ROOT_MODULE)
    dev = "--dev" in sys.argv[1:]
    if dev:
        os.environ.setdefault("DEBUG", "1")
    started = time.monotonic()
    import django

    django.setup()
    address = f"{_host()}:{_port()}"
    if dev:
        prepare(static=False)
        _announce(time.monotonic() - started)
        os.execv(sys.executable, [sys.executable, "manage.py", "runserver", address])  # noqa: S606
    with _child(prepare, static=False):
        with _child(collect_static):
            _import_views()
        server = _server(address)
    _announce(time.monotonic() - started)
    _use_one_heap()
    gc.freeze()  # what is there is not looked through again, and stays shared
    server.run()


@contextmanager
def _child(work: Callable[..., None], **arguments: bool) -> Iterator[None]:
    """Done beside the block, in a process that takes with it what only that needed in memory.

    If it fails, this process ends as it did.
    """
    process = multiprocessing.get_context("fork").Process(target=work, kwargs=arguments)
    process.start()
    try:
        yield
    finally:
        process.join()
    if process.exitcode:
        sys.exit(abs(process.exitcode))


def _import_views() -> None:
    """And compile all addresses, which the first request to each worker would do."""
    from django.urls import reverse

    reverse("dashboard")


def prepare(*, static: bool = True) -> None:
    """Bring the database, the shipped rubrics, demo data and static files up to date.

    ``MIGRATE=0`` leaves tables alone, for a site whose database role does not own them.
    """
    from django.conf import settings
    from django.core.management import call_command

    from mlscore_site import env

    if env.flag("MIGRATE", default=True):
        # Also where no migration is due: it brings the triggers up to date.
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    else:
        _refuse_older_database()
    call_command("load_rubric", shipped=True, stdout=_Quiet())
    if settings.DEMO:
        call_command("demo", stdout=_Quiet())
    if static:
        collect_static()


class _Quiet:
    def write(self, text: str) -> None:
        pass


def _refuse_older_database() -> None:
    from assessments.models.behind import is_behind

    if is_behind():
        sys.exit(
            "mlscore: MIGRATE is 0, but the database is behind this version; "
            "run `python -m deploy.migrate` as its owner first."
        )


def collect_static() -> None:
    """Compressing takes seconds, so it is done only when a file has changed since.

    Files of before stay: a server that is still running serves them under their hashed names.
    """
    from django.conf import settings
    from django.core.management import call_command

    fingerprint = _static_fingerprint()
    stamp = settings.STATIC_ROOT / ".fingerprint"
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    print("mlscore: preparing static files …", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(fingerprint)


def _static_fingerprint() -> str:
    import hashlib

    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            with storage.open(path) as file:
                digest.update(path.encode() + file.read())
    return digest.hexdigest()


def _announce(seconds: float) -> None:
    from django.conf import settings

    from assessments.context import DEMO_LOGINS, DEMO_PASSWORD

    print(f"mlscore: ready after {seconds:.1f} s at http://{_host()}:{_port()}", flush=True)
    if settings.DEMO:
        print(f"Demo logins, password {DEMO_PASSWORD}:", flush=True)
        for email, who in DEMO_LOGINS:
            print(f"  {email:<20} {who}", flush=True)


def _host() -> str:
    return os.environ.get("HOST") or "127.0.0.1"


def _port() -> int:
    from mlscore_site import env

    return env.number("PORT", 8000, lowest=1, highest=65535)


def _server(address: str) -> "BaseApplication":
    """Its workers come from this process, which has set everything up: none does it again.

    Static files must be there.
    """
    from django.conf import settings
    from gunicorn.app.base import BaseApplication

    from mlscore_site.wsgi import application

    class Server(BaseApplication):
        def load_config(self) -> None:
            for name, value in _options(address, settings.WORKERS, settings.THREADS).items():
                self.cfg.set(name, value)

        def load(self) -> object:
            return application

    return Server()


def _use_one_heap() -> None:
    """What one thread has freed another may use: glibc gives each a heap of its own, kept for ever.

    Python lets only one of them run at a time, so none waits for it. What is large has a place of
    its own outside of the heap, and goes back to the system; glibc would soon keep that too. Other
    systems' libraries do not know these settings.
    """
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(M_ARENA_MAX, 1)
        library.mallopt(M_MMAP_THRESHOLD, LARGE)


def _give_back(worker: Any, request: object, environ: object, response: object) -> None:
    """After each ``TRIMMED`` requests of a worker its heap's free pages go back to the system.

    What only the first pages needed, to put templates and statements together, would stay for ever.
    """
    if worker.nr % TRIMMED == 0:
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def _options(address: str, workers: int, threads: int) -> dict[str, object]:
    return {
        "bind": address,
        "workers": workers,
        "threads": threads,
        "preload_app": True,
        "worker_class": "mlscore_site.worker.Worker",
        "keepalive": IDLE,
        "post_request": _give_back,
        "control_socket_disable": True,
        "max_requests": 20000,
        "max_requests_jitter": 2000,
        "graceful_timeout": 10,
        "loglevel": "warning",
    }


if __name__ == "__main__":
    main()
