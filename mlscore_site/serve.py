"""Start mlscore: prepare what it needs, then hand over to the server.

``python -m mlscore_site.serve`` is what ``make run`` and the container call; ``--dev`` reloads on
every change and shows debug pages.
"""

import os
import sys
import time

ROOT_MODULE = "mlscore_site.settings"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", ROOT_MODULE)
    dev = "--dev" in sys.argv[1:]
    if dev:
        os.environ.setdefault("DEBUG", "1")
    started = time.monotonic()
    import django

    django.setup()
    prepare(static=not dev)
    _announce(time.monotonic() - started)
    address = f"{_host()}:{_port()}"
    if dev:
        os.execv(sys.executable, [sys.executable, "manage.py", "runserver", address])  # noqa: S606
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *_options(address)])  # noqa: S606


def prepare(*, static: bool = True) -> None:
    """Bring the database, the shipped rubrics, demo data and static files up to date.

    ``MIGRATE=0`` leaves tables alone, for a site whose database role does not own them.
    """
    from django.conf import settings
    from django.core.management import call_command

    from mlscore_site import env

    if env.flag("MIGRATE", default=True):
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
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
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


def _options(address: str) -> list[str]:
    from django.conf import settings

    return [
        f"--bind={address}",
        f"--workers={settings.WORKERS}",
        f"--threads={settings.THREADS}",
        "--no-control-socket",
        "--max-requests=20000",
        "--max-requests-jitter=2000",
        "--graceful-timeout=10",
        "--log-level=warning",
        "mlscore_site.wsgi:application",
    ]


if __name__ == "__main__":
    main()
