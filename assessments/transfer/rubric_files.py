"""Rubric files: YAML or JSON in, a checked document out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from assessments.rubric_format import SCHEMA, Fault, document_faults
from assessments.rubric_parts import shape_faults

from .strict_yaml import YamlRefused, read_yaml

Look = Callable[[Any], list[Fault]]

SHIPPED = SCHEMA.parent
LARGEST_FILE = 1024 * 1024
_FAULTS_SHOWN = 20


class FileRefused(Exception):
    """The file is no sound rubric; the message names the file, the lines and the reasons."""


def shipped_files() -> list[Path]:
    """The rubric files that come with mlscore, the ML Test Score first: it is loaded first, and
    what was there first is offered first.
    """
    files = SHIPPED.glob("*.yaml")
    return sorted(files, key=lambda file: (not file.stem.startswith("ml-test-score"), file.name))


def read_rubric_file(path: Path, look: Look = document_faults) -> dict[str, Any]:
    """The document of a file, checked by ``look``. Raises ``FileRefused``."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise FileRefused(f"{path}: cannot be read: {error.strerror}") from None
    return _read(raw, str(path), look)


def read_draft(raw: bytes, *, name: str) -> dict[str, Any]:
    """The document of a file that may be unsound yet, if the editor can show it.

    Raises ``FileRefused`` as ``parse_rubric``.
    """
    return _read(raw, name, shape_faults)


def parse_rubric(raw: bytes, *, name: str) -> dict[str, Any]:
    """The checked document of a file's bytes; ``name`` is used in messages.

    Raises ``FileRefused``; each line of its message begins with the name.
    """
    return _read(raw, name, document_faults)


def _read(raw: bytes, name: str, look: Look) -> dict[str, Any]:
    if len(raw) > LARGEST_FILE:
        raise FileRefused(f"{name}: larger than {LARGEST_FILE // 1024} KiB")
    try:
        read = read_yaml(raw)
    except YamlRefused as refused:
        raise FileRefused(f"{name}: {refused}") from None
    faults = look(read.document)
    if faults:
        shown = [
            f"{name}: line {read.line(fault.path)}: {fault}" for fault in faults[:_FAULTS_SHOWN]
        ]
        if len(faults) > _FAULTS_SHOWN:
            shown.append(f"{name}: … and more")
        raise FileRefused("\n".join(shown))
    return read.document  # type: ignore[no-any-return]  # the schema says it is an object
