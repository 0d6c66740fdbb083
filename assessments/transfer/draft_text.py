"""The whole of a draft as text: written for people to edit, and read back with a line for each
fault.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from assessments.rubric_format import Fault, document_faults
from assessments.rubric_parts import Document, shape_faults

from .rubric_files import LARGEST_FILE
from .strict_yaml import Read, YamlRefused, read_yaml
from .written_rubric import written_rubric


class LineFault(NamedTuple):
    """``line`` counts from 1; 0 where the fault is about no line."""

    line: int
    reason: str


class DraftText(NamedTuple):
    """What a text says. ``document`` is None where it cannot be a draft; ``faults`` say why.

    With a document the faults are what has to be repaired before it can be published.
    """

    document: Document | None
    faults: tuple[LineFault, ...]


def draft_as_text(document: Mapping[str, Any]) -> str:
    """The document as YAML; it may be unsound but has the shape of a rubric."""
    return written_rubric(document, "yaml").decode()


def read_draft_text(text: str) -> DraftText:
    """Reads YAML or JSON."""
    raw = text.encode(errors="replace")
    if len(raw) > LARGEST_FILE:
        large = f"{len(raw) // 1024:,} KiB are too much; at most {LARGEST_FILE // 1024:,} fit."
        return DraftText(None, (LineFault(0, large),))
    try:
        read = read_yaml(raw)
    except YamlRefused as refused:
        return DraftText(None, (_unreadable(str(refused)),))
    shape = shape_faults(read.document)
    if shape:
        return DraftText(None, tuple(_with_lines(shape, read)))
    return DraftText(read.document, tuple(_with_lines(document_faults(read.document), read)))


def _unreadable(message: str) -> LineFault:
    """``line 3, column 5: why`` apart."""
    place, _, reason = message.partition(": ")
    words = place.replace(",", "").split()
    if reason and words[0] == "line":
        column = f"column {words[3]}: " if len(words) > 3 else ""
        return LineFault(int(words[1]), f"{column}{reason}")
    return LineFault(0, message)


def _with_lines(faults: Iterable[Fault], read: Read) -> Iterable[LineFault]:
    for fault in faults:
        yield LineFault(read.line(fault.path), str(fault))
