"""What a form showed as stored, so that what somebody else saves meanwhile is not overwritten.

A form sends a short mark of each value that it showed. When it comes back, a value that its sender
left alone stays as it is stored by then, and one that both changed is asked about.
Plain values, no database.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_MARK = re.compile(r"([a-z_]{1,40}):([0-9a-f]{12})")


class Compared(NamedTuple):
    """``left`` are the names that the sender did not change, ``clash`` those that both changed."""

    left: frozenset[str]
    clash: tuple[str, ...]


def marks_of(values: Mapping[str, Any]) -> dict[str, str]:
    """A mark of each value by its name; values are what JSON or ``str`` can write."""
    return {name: _mark(value) for name, value in values.items()}


def marks_as_text(marks: Mapping[str, str]) -> str:
    """All marks as one hidden field holds them."""
    return " ".join(f"{name}:{mark}" for name, mark in marks.items())


def marks_in(text: str) -> dict[str, str]:
    """The marks of such a field; whatever is none is left out, and then not compared."""
    return dict(_MARK.findall(text))


def compared(
    seen: Mapping[str, str], stored: Mapping[str, Any], wanted: Mapping[str, Any]
) -> Compared:
    """What becomes of each wanted value, where a mark of what was shown is there."""
    now, then = marks_of(stored), marks_of(wanted)
    return Compared(
        left=frozenset(name for name in then if seen.get(name) == then[name]),
        clash=tuple(
            name
            for name in then
            if name in seen
            and seen[name] not in (now[name], then[name])
            and now[name] != then[name]
        ),
    )


def _mark(value: Any) -> str:
    written = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(written.encode()).hexdigest()[:12]
