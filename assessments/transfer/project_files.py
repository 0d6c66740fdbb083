"""Project files: one project with everything that belongs to it, as JSON."""

import json
from pathlib import Path
from typing import Any

from assessments.project_format import (
    DOCUMENT,
    FORMAT,
    LATER_LISTS,
    VERSION,
    ProjectFileRefused,
    check_plain,
    expect_keys,
)

LARGEST_FILE = 20 * 1024 * 1024
MOST_VALUES = 300_000
"""Far more than a project of a hundred years has; more would take gigabytes and minutes to read."""
ANEW = "Write it anew with export_project, and send it whole."


def write_project(document: dict[str, Any]) -> bytes:
    """The same bytes for the same project, wherever it is."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def read_project_file(path: Path) -> dict[str, Any]:
    """Raises ``ProjectFileRefused``."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ProjectFileRefused(f"{path}: cannot be read: {error.strerror}.") from None
    return parse_project(raw)


def parse_project(raw: bytes) -> dict[str, Any]:
    """The document, its head checked and every text in it plain. Raises ``ProjectFileRefused``."""
    if len(raw) > LARGEST_FILE:
        raise ProjectFileRefused(
            f"The file is larger than {LARGEST_FILE // 1024**2} MB. No project file is that large. "
            f"{ANEW}"
        )
    if raw.count(b",") + raw.count(b"[") + raw.count(b"{") > MOST_VALUES:
        raise ProjectFileRefused(
            f"The file holds over {MOST_VALUES:,} values. No project file holds so many. {ANEW}"
        )
    try:
        document = json.loads(
            raw.decode(),
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_int=_whole,
        )
    except UnicodeDecodeError:
        raise ProjectFileRefused(f"The file is not UTF-8 text. {ANEW}") from None
    except RecursionError:
        raise ProjectFileRefused(f"The file is nested more than 20 levels deep. {ANEW}") from None
    except ValueError as error:
        raise ProjectFileRefused(
            f"The file is no JSON, or a part of it: {str(error)[:200]}. {ANEW}"
        ) from None
    _check_head(document)
    document = {**{name: list(rows) for name, rows in LATER_LISTS.items()}, **document}
    check_plain(document)
    expect_keys(document, DOCUMENT, "the file")
    found: dict[str, Any] = document
    return found


def _check_head(document: Any) -> None:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ProjectFileRefused("The file is no project file. Write one with export_project.")
    version = document.get("version")
    if type(version) is not int or version != VERSION:
        raise ProjectFileRefused(
            f"version: the file has format version {str(version)[:20]}; this mlscore reads "
            f"version {VERSION}. Export it anew from an mlscore of the same version."
        )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ProjectFileRefused(f"The key “{key[:60]}” stands twice in one object.")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise ProjectFileRefused(f"{name} is no number that a project file may hold.")


def _whole(text: str) -> int:
    if len(text) > 18:
        raise ProjectFileRefused(f"The number {text[:20]}… has more than 18 digits.")
    return int(text)
