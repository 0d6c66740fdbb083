"""XLSX in, read by another process that may use little memory and little time."""

import json
import subprocess
import sys
from pathlib import Path

from .cells import TableRefused

CHILD = Path(__file__).with_name("workbook_child.py")
SECONDS = 20
UNREADABLE = "The file is no sound XLSX workbook. Open it in your spreadsheet and save it again."


def is_workbook(raw: bytes) -> bool:
    return raw.startswith(b"PK")


def workbook_rows(raw: bytes) -> list[tuple[int, list[str]]]:
    """The rows of the first visible sheet with their numbers. Raises ``TableRefused``.

    Whatever a workbook does to its reader happens in the child, which has no settings and no
    environment of ours, and whose end is a sentence here.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CHILD)],
            input=raw,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise TableRefused(f"Reading the workbook took over {SECONDS} seconds.") from None
    if done.returncode < 0:
        raise TableRefused("Reading the workbook took more memory or time than it may.")
    try:
        said = json.loads(done.stdout)
    except ValueError:
        raise TableRefused(UNREADABLE) from None
    if "refused" in said:
        raise TableRefused(said["refused"])
    return [(number, cells) for number, cells in said["rows"]]
