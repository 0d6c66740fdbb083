"""XLSX in, read by another process that may use little memory and little time."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .cells import TableRefused

CHILD = Path(__file__).with_name("workbook_child.py")
SECONDS = 20
UNREADABLE = "The file is no sound XLSX workbook. Open it in your spreadsheet and save it again."
TOO_MUCH = (
    "Reading the workbook took more memory or time than it may. Copy the rows that are to be read "
    "to a new workbook and send that."
)


class Sheet(NamedTuple):
    """The rows of a visible sheet with their numbers; a CSV file is one without a name.

    A cell is None where it is a formula whose result the file does not hold.
    ``refused`` says why it can not be read, '' if it can.
    """

    name: str
    rows: Sequence[tuple[int, Sequence[str | None]]]
    refused: str = ""


def is_workbook(raw: bytes) -> bool:
    return raw.startswith(b"PK")


def workbook_sheets(raw: bytes) -> list[Sheet]:
    """The visible sheets in their order. Raises ``TableRefused``.

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
        raise TableRefused(TOO_MUCH) from None
    if done.returncode < 0:
        raise TableRefused(TOO_MUCH)
    try:
        said = json.loads(done.stdout)
    except ValueError:
        raise TableRefused(UNREADABLE) from None
    if "refused" in said:
        raise TableRefused(said["refused"])
    return [Sheet(name, rows, refused) for name, rows, refused in said["sheets"]]
