"""What may be installed unasked: only on Debian, only as root (a container, a CI job)."""

import os
import shutil
import subprocess


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> None:
    """Install packages of the distribution; what apt says is shown only if it fails."""
    print(f"mlscore: installing {' '.join(packages)} from the distribution …", flush=True)
    apt("update", "-qq")
    apt("install", "-y", "-qq", "--no-install-recommends", *packages)


def apt(*arguments: str) -> None:
    command = ["apt-get", "-o", "DPkg::Lock::Timeout=300", *arguments]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}\nmlscore: {' '.join(command)} failed, see above.")
