"""Every check, one after the other, whatever the one before said: what ``make test`` runs.

``python -m tests.run NAME …`` runs only the named steps. The last line sums them all up: a step
that is no test run counts as one, and so does a run that breaks off. A skipped test counts as
failed: nothing is left out silently.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from tests.support.chromium import chromium
from tests.support.pango import prepare_pango
from tests.support.postgres import throwaway_postgres

ROOT = Path(__file__).resolve().parent.parent
WORKERS = "2"
# What a developer's own shell says about settings must not change what is tested.
OUR_SETTINGS = (
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "DEBUG",
    "DEMO",
    "EMAIL_FROM",
    "EMAIL_TIMEOUT",
    "EMAIL_URL",
    "HOST",
    "HSTS_SECONDS",
    "HSTS_SUBDOMAINS",
    "MIGRATE",
    "MLSCORE_ENV",
    "PORT",
    "PYTEST_ADDOPTS",
    "SECRET_KEY",
    "SITE_URL",
    "SSL_REDIRECT",
    "THREADS",
    "TIME_ZONE",
    "WORKERS",
)


@dataclass(frozen=True)
class Count:
    passed: int = 0
    failed: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed)


@dataclass
class Tools:
    """What the steps share: a folder for everything they write, PostgreSQL, Chromium."""

    folder: Path
    stack: ExitStack
    _postgres: str = field(default="", init=False)

    def postgres(self) -> str:
        """The address of the throw-away server, which is started when it is first asked for."""
        self._postgres = self._postgres or self.stack.enter_context(throwaway_postgres())
        return self._postgres

    def sqlite(self) -> str:
        return f"sqlite:///{self.folder / 'mlscore.sqlite3'}"

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in OUR_SETTINGS}
        return {
            **kept,
            "TMPDIR": str(self.folder),
            "SECRET_KEY": secrets.token_urlsafe(60),
            "DATABASE_URL": self.sqlite(),
            **more,
        }


type Step = Callable[[Tools], Count]


def command(*arguments: str) -> Step:
    """A step that runs one program and counts as one."""
    return lambda tools: run_command(arguments, tools.environment())


def check_deploy(tools: Tools) -> Count:
    """Django's own checks of settings, as production has them."""
    environment = tools.environment(
        MLSCORE_ENV="production",
        ALLOWED_HOSTS="mlscore.example.org",
        SITE_URL="https://mlscore.example.org",
        EMAIL_URL="smtp://localhost:25",
        DATABASE_URL=tools.postgres(),
    )
    arguments = ("python", "manage.py", "check", "--deploy", "--fail-level=WARNING")
    return run_command(arguments, environment)


def tests_on_sqlite(tools: Tools) -> Count:
    prepare_pango()
    environment = tools.environment(MLSCORE_TEST_POSTGRES=tools.postgres())
    return run_pytest(
        tools, environment, "not browser and not server and not postgres", "-n", WORKERS
    )


def tests_on_postgres(tools: Tools) -> Count:
    prepare_pango()
    url = tools.postgres()
    environment = tools.environment(DATABASE_URL=url, MLSCORE_TEST_POSTGRES=url)
    return run_pytest(
        tools, environment, "not browser and not server and not sqlite", "-n", WORKERS
    )


def tests_in_chromium(tools: Tools) -> Count:
    environment = tools.environment(
        MLSCORE_TEST_POSTGRES=tools.postgres(),
        MLSCORE_CHROMIUM=chromium(),
        DJANGO_ALLOW_ASYNC_UNSAFE="true",
    )
    return run_pytest(tools, environment, "browser or server", "-n", WORKERS)


def examples(tools: Tools) -> Count:
    """The runnable examples as somebody has them who copied them: without Django and our settings.

    Once, since no database has a part in them; on one thread each, so that they do not wait for
    each other's.
    """
    plain = tools.folder / "plain.ini"
    plain.write_text("[pytest]\nfilterwarnings = error\n")
    environment = tools.environment(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    folder = str(ROOT / "assessments" / "examples")
    options = (f"--config-file={plain}", f"--rootdir={folder}", "-p", "no:django", folder)
    return run_pytest(tools, environment, "", *options)


STEPS: Mapping[str, tuple[str, Step]] = {
    "format": ("Format", command("ruff", "format", "--check", ".")),
    "lint": ("Lint", command("ruff", "check", ".")),
    "types": ("Types", command("mypy", ".")),
    "migrations": (
        "Migrations in step with the models",
        command("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    ),
    "deploy": ("Settings of production", check_deploy),
    "examples": ("Runnable examples of the items", examples),
    "sqlite": ("Tests on SQLite", tests_on_sqlite),
    "postgres": ("Tests on PostgreSQL", tests_on_postgres),
    "browser": ("Real servers, in Chromium and by many clients at once", tests_in_chromium),
}


def run_command(arguments: tuple[str, ...], environment: Mapping[str, str]) -> Count:
    program = Path(sys.executable).with_name(arguments[0])
    code = subprocess.run([program, *arguments[1:]], cwd=ROOT, env=environment).returncode
    return Count(failed=1) if code else Count(passed=1)


def run_pytest(tools: Tools, environment: Mapping[str, str], marked: str, *options: str) -> Count:
    report = tools.folder / "report.xml"
    report.unlink(missing_ok=True)
    code = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "--tb=short"),
            *("-m", marked, f"--junit-xml={report}", *options),
        ],
        cwd=ROOT,
        env=environment,
    ).returncode
    return counted(report, code)


def counted(report: Path, code: int) -> Count:
    """The tests in a JUnit report; a run that failed without saying of a test counts as one."""
    suites = list(ElementTree.parse(report).iter("testsuite")) if report.exists() else []  # noqa: S314

    def total(name: str) -> int:
        return sum(int(suite.get(name, 0)) for suite in suites)

    skipped, broken = total("skipped"), total("failures") + total("errors")
    if skipped:
        print(f"{skipped} skipped, which counts as failed: what can not run here has to be said.")
    if code and not broken:
        print(f"pytest ended with exit status {code}.")
    failed = broken + skipped or int(code != 0)
    return Count(max(total("tests") - broken - skipped, 0), failed)


def run_step(name: str, tools: Tools) -> Count:
    title, step = STEPS[name]
    print(f"\n━━ {title} ({name}) {'━' * (70 - len(title) - len(name))}", flush=True)
    started = time.monotonic()
    try:
        count = step(tools)
    except SystemExit as error:  # a sentence that says what is missing
        print(error)
        count = Count(failed=1)
    except Exception:
        traceback.print_exc(file=sys.stdout)
        count = Count(failed=1)
    verdict = "FAILED" if count.failed else "passed"
    print(f"── {title}: {verdict}, {time.monotonic() - started:.1f} s", flush=True)
    return count


def run(names: list[str]) -> dict[str, Count]:
    with tempfile.TemporaryDirectory(prefix="mlscore-test-") as folder, ExitStack() as stack:
        tools = Tools(Path(folder), stack)
        return {name: run_step(name, tools) for name in names}


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    names = sys.argv[1:] or list(STEPS)
    if unknown := [name for name in names if name not in STEPS]:
        raise SystemExit(f"unknown step {unknown[0]}; there are: {', '.join(STEPS)}")
    started = time.monotonic()
    counts = run(names)
    total = sum(counts.values(), Count())
    failed = [STEPS[name][0] for name, count in counts.items() if count.failed]
    print(f"\n{f'Failed: {", ".join(failed)}.' if failed else 'Everything passed.'}")
    print(f"{total.passed} passed, {total.failed} failed in {time.monotonic() - started:.1f} s")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
