"""A PostgreSQL server of our own, in a temporary folder, reachable through a socket only.

``with throwaway_postgres() as url`` starts it and removes every trace of it.
``python -m tests.support.postgres COMMAND …`` runs one command with its ``DATABASE_URL``.
"""

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from . import debian

OLDEST = 15
PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Fedora and its kin
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
# It is thrown away, so it need not survive a power cut.
SERVER_OPTIONS = (
    "listen_addresses=''",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
)
MISSING = (
    f"mlscore: no PostgreSQL {OLDEST} or newer was found; install its server, "
    "or point MLSCORE_POSTGRES_BIN at the folder of initdb and pg_ctl."
)
CLUSTER_SETTINGS = Path("/etc/postgresql-common/createcluster.d/mlscore-tests.conf")


@contextmanager
def throwaway_postgres() -> Iterator[str]:
    """The ``DATABASE_URL`` of an empty database ``app``; its role ``app`` may do anything."""
    programs = server_programs()
    owner = Owner.for_server()
    # The name of a socket has room for about 100 bytes, so the folder's is kept short.
    parent = "/tmp" if Path("/tmp").is_dir() else None  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="mlscore-pg-", dir=parent))
    try:
        owner.take(folder)
        start(programs, owner, folder)
        try:
            yield f"postgres://app@/app?host={quote(str(folder), safe='')}"
        finally:
            owner.run(folder, programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(programs: Path, owner: "Owner", folder: Path) -> None:
    data, log = folder / "data", folder / "log"
    owner.run(
        folder,
        programs / "initdb",
        *("-D", data, "-U", "app", "-A", "trust", "--no-sync"),
        *("-E", "UTF8", "--locale=C.UTF-8"),
    )
    options = " ".join(f"-c {option}" for option in SERVER_OPTIONS)
    owner.run(
        folder,
        programs / "pg_ctl",
        *("-D", data, "-l", log, "-w", "-t", "60", "-o", f"-k {folder} {options}", "start"),
    )
    owner.run(folder, programs / "createdb", "-h", folder, "-U", "app", "app")


@dataclass(frozen=True)
class Owner:
    """Whom the server runs as: ourselves, or, as it refuses to run as root, somebody less."""

    options: dict[str, Any]
    ids: tuple[int, int] | None = None

    @classmethod
    def for_server(cls) -> "Owner":
        if os.geteuid() != 0:
            return cls({})
        user = unprivileged_user()
        options = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        return cls(options, (user.pw_uid, user.pw_gid))

    def take(self, folder: Path) -> None:
        if self.ids:
            os.chown(folder, *self.ids)

    def run(self, folder: Path, program: Path, *arguments: str | Path) -> None:
        # A file and no pipe: the server would keep the pipe open for as long as it runs.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [program, *arguments],
                cwd=folder,
                env={**os.environ, "HOME": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **self.options,
            )
            output.seek(0)
            said = output.read().decode(errors="replace")
        if done.returncode:
            log = folder / "log"
            said += log.read_text(errors="replace") if log.exists() else ""
            raise SystemExit(f"{said}\nmlscore: PostgreSQL's {program.name} failed, see above.")


def unprivileged_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def server_programs() -> Path:
    """The folder of ``initdb`` and its like, installed first where that may be done."""
    found = find_server_programs()
    if found is None and debian.may_install():
        install()
        found = find_server_programs()
    if found is None:
        raise SystemExit(MISSING)
    return found


def install() -> None:
    """Install the server without the database that Debian otherwise makes and starts with it."""
    CLUSTER_SETTINGS.parent.mkdir(parents=True, exist_ok=True)
    CLUSTER_SETTINGS.write_text("create_main_cluster = false\n")
    try:
        debian.install("postgresql")
    finally:
        CLUSTER_SETTINGS.unlink()


def find_server_programs() -> Path | None:
    return next((folder for folder in candidates() if version(folder) >= OLDEST), None)


def candidates() -> Iterable[Path]:
    if chosen := os.environ.get("MLSCORE_POSTGRES_BIN"):
        yield Path(chosen)
        return
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    folders = [folder for place in PLACES for folder in Path("/").glob(place.lstrip("/"))]
    yield from sorted(folders, key=version, reverse=True)


def version(folder: Path) -> int:
    """The major version of the server in a folder; 0 if there is none."""
    if not all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres", "createdb")):
        return 0
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    found = re.search(r"\d+", said.stdout)
    return int(found[0]) if found else 0


def main() -> int:
    with throwaway_postgres() as url:
        environment = {**os.environ, "DATABASE_URL": url}
        return subprocess.run(sys.argv[1:], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
