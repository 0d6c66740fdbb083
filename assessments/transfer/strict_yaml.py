"""YAML and JSON as plain values, with the line of each; whatever could mislead is refused.

One pass over the parser's events, so that nothing is built before it was looked at. Refused are
aliases and anchors (which can swell to gigabytes), tags, several documents, keys that stand twice,
deep nesting, very many values, control characters, and plain words that YAML would turn into
something else than a text, a whole number, true, false or null.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from assessments.rubric_format import FieldPath, place
from assessments.text import unfit_character

from .later import later

if TYPE_CHECKING:
    import yaml.resolver
else:
    yaml = later("yaml")

DEEPEST = 12
MOST_VALUES = 25_000

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,8})")
_PAIR = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE
)


class YamlRefused(Exception):
    """The text is no plain YAML or JSON; the message has the line and the reason."""


@dataclass(slots=True)
class Read:
    """A document. ``lines`` counts from 1: the line of each key, or of each entry of a list."""

    document: Any = None
    lines: dict[FieldPath, int] = field(default_factory=dict)

    def line(self, path: FieldPath) -> int:
        """The line of what is at ``path``, else of the nearest that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(raw: bytes) -> Read:
    """Raises ``YamlRefused``."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise YamlRefused("is not UTF-8 text") from None
    if _is_json(text):  # as YAML, JSON may hold neither tabs nor pairs of escapes for one character
        text = _PAIR.sub(_one_character, text.replace("\t", " "))
    _refuse_control_characters(text)
    fastest: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times, where it is built in
    reader = _Reader(iter(yaml.parse(text, Loader=fastest)))
    try:
        return reader.whole()
    except yaml.MarkedYAMLError as error:
        raise YamlRefused(_sentence(error)) from None
    except yaml.YAMLError as error:
        raise YamlRefused(" ".join(str(error).split())[:300]) from None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _one_character(found: re.Match[str]) -> str:
    high, low = int(found[2], 16), int(found[3], 16)
    return found[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _refuse_control_characters(text: str) -> None:
    found = unfit_character(text.replace("\r\n", "\n"))
    if found:
        line = text[: text.index(found)].count("\n") + 1
        raise YamlRefused(f"line {line}: holds the character U+{ord(found):04X}; delete it")


def _sentence(error: "yaml.MarkedYAMLError") -> str:
    mark: Any = error.problem_mark or error.context_mark
    reason = " ".join(part for part in (error.context, error.problem) if part)
    if not mark:
        return reason[:300]
    return f"line {mark.line + 1}, column {mark.column + 1}: {reason[:300]}"


class _Reader:
    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.read = Read()
        self.values = 0

    def whole(self) -> Read:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _refused(event, "a second document (---) begins; one belongs in a file")
                self.read.document = self._value(next(self.events), ())
        if not documents:
            raise YamlRefused("the file is empty")
        return self.read

    def _value(self, event: Any, path: FieldPath) -> Any:
        self._look_at(event, path)
        self.read.lines.setdefault(path, event.start_mark.line + 1)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event, path)

    def _look_at(self, event: Any, path: FieldPath) -> None:
        self.values += 1
        if isinstance(event, yaml.AliasEvent):
            raise _refused(event, "aliases (*name) are not allowed")
        if event.anchor:
            raise _refused(event, "anchors (&name) are not allowed")
        if event.tag:
            raise _refused(event, f"tags ({event.tag[:60]}) are not allowed")
        if len(path) > DEEPEST:
            raise _refused(event, "is nested too deeply")
        if self.values > MOST_VALUES:
            raise _refused(event, f"more than {MOST_VALUES:,} values are too many")

    def _mapping(self, path: FieldPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            self._look_at(event, path)
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent):
                raise _refused(event, "a key has to be a plain word")
            key = _text(event)
            if key in found:
                raise _refused(event, f"the key {key[:60]!r} stands twice")
            self.read.lines[*path, key] = line
            found[key] = self._value(next(self.events), (*path, key))
        return found

    def _sequence(self, path: FieldPath) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found

    def _scalar(self, event: Any, path: FieldPath) -> Any:
        text = _text(event)
        if event.style:  # quoted, or a block of text
            return text
        kind = _kind(text)
        if kind is str:
            return text
        if kind is None:
            reason = f"write {text[:60]!r} in quotes: without them it is no text"
            raise _refused(event, f"{place(path)}: {reason}")
        return kind(text)


def _text(event: Any) -> str:
    text: str = event.value
    found = unfit_character(text)
    if found:
        raise _refused(event, f"holds the character U+{ord(found):04X}; delete it")
    return text


def _kind(text: str) -> Callable[[str], Any] | None:
    """How to read a plain word; None where YAML or JSON would see a date, a fraction, yes or no."""
    tag = _resolver().resolve(yaml.ScalarNode, text, (True, False))
    if tag == "tag:yaml.org,2002:null":
        return _nothing
    if tag == "tag:yaml.org,2002:bool" and text.lower() in ("true", "false"):
        return _truth
    if _WHOLE.fullmatch(text):
        return int
    if tag != "tag:yaml.org,2002:str" or _is_number(text):
        return None
    return str


@cache
def _resolver() -> Any:
    """What YAML sees in a plain word; it keeps nothing of what it was asked."""
    return yaml.resolver.Resolver()


def _nothing(_: str) -> None:
    return None


def _truth(text: str) -> bool:
    return text.lower() == "true"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _refused(event: Any, reason: str) -> YamlRefused:
    mark: Any = event.start_mark
    return YamlRefused(f"line {mark.line + 1}, column {mark.column + 1}: {reason}")
