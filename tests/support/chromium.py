"""The Chromium that the browser tests drive: found, or installed where that may be done."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from . import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "mlscore: no Chromium was found; install chromium, run `make browser`, "
    "or point MLSCORE_CHROMIUM at one."
)
BROKEN_DRIVER = (
    "mlscore: Playwright does not start; `.venv/bin/python -m playwright --version` says why "
    "(on a bare Debian it lacks libatomic1)."
)
# A browser asks its maker for updates, lists and hints; here it may ask this computer only.
QUIET = (
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
)


def launch_options() -> dict[str, Any]:
    """The arguments for Playwright's ``chromium.launch``."""
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": chromium(), "headless": True, "args": [*QUIET, *as_root]}


@cache
def chromium() -> str:
    """The path of a Chromium; ends the program with one sentence where there is none."""
    prepare_driver()
    found = find_chromium()
    if found is None and debian.may_install():
        debian.install("chromium", "fonts-dejavu-core", "fonts-liberation")
        found = find_chromium()
    if found is None:
        raise SystemExit(MISSING)
    return found


def prepare_driver() -> None:
    """Playwright brings a Node.js of its own, which needs a library that a bare system lacks."""
    if not driver_starts() and debian.may_install():
        debian.install("libatomic1")
    if not driver_starts():
        raise SystemExit(BROKEN_DRIVER)


def driver_starts() -> bool:
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True).returncode == 0


def find_chromium() -> str | None:
    if chosen := os.environ.get("MLSCORE_CHROMIUM"):
        return shutil.which(chosen) or sys.exit(f"mlscore: MLSCORE_CHROMIUM: no program {chosen}.")
    on_path = (path for name in NAMES if (path := shutil.which(name)))
    return next(on_path, None) or playwrights_own()


def playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None
