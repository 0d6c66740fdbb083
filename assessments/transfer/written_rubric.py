"""A rubric's document as a file: YAML or JSON that reads back to the same document.

The order of fields is that of the published schema, whatever order the document has them in, so
that two versions of a rubric can be laid side by side.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from assessments.rubric_format import schema

from .later import later

if TYPE_CHECKING:
    import yaml
else:
    yaml = later("yaml")

Kind = Literal["yaml", "json"]
_WIDTH = 100
_LONG = 70


def written_rubric(document: Mapping[str, Any], kind: Kind) -> bytes:
    """The file of a sound document, in UTF-8, ending in a newline."""
    ordered = _ordered(document, schema())
    if kind == "json":
        return (json.dumps(ordered, ensure_ascii=False, indent=2) + "\n").encode()
    return _as_yaml(ordered).encode()


def _ordered(value: Any, part: Mapping[str, Any]) -> Any:
    """``value`` with its fields in the order in which the schema's ``part`` names them."""
    if "$ref" in part:
        return _ordered(value, _definition(part["$ref"]))
    if isinstance(value, Mapping):
        names = [*part["properties"]]
        return {
            name: _ordered(value[name], part["properties"][name]) for name in names if name in value
        }
    if isinstance(value, list):
        return [_ordered(entry, part["items"]) for entry in value]
    return value


@cache
def _definition(reference: str) -> dict[str, Any]:
    return dict(schema()["$defs"][reference.rpartition("/")[2]])


def _as_yaml(value: Mapping[str, Any]) -> str:
    text: str = yaml.dump(
        value, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=_WIDTH, indent=2
    )
    return text


@cache
def _dumper() -> "type[yaml.SafeDumper]":
    """Lists indented under their key; numbers, dates and words like *no* in double quotes; long
    texts folded, and those of several lines as they are, wherever that reads back the same.
    """

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def ignore_aliases(self, data: Any) -> bool:
            return True

    Dumper.add_representer(str, _text)
    return Dumper


def _text(dumper: "yaml.SafeDumper", text: str) -> "yaml.ScalarNode":
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=_style(text))


def _style(text: str) -> str | None:
    """Double quotes wherever another style could change a space, a break or what it means."""
    lines = text.split("\n")
    edges = "" in (lines[0], lines[-1]) or any(line != line.strip() for line in lines)
    if edges or not "".join(lines).isprintable() or _is_misread(text):
        return '"'
    if len(lines) > 1:
        return "|"
    return ">" if len(text) > _LONG and "  " not in text else None


def _is_misread(text: str) -> bool:
    """Whether it would be no text without quotes."""
    try:
        float(text)
    except ValueError:
        tag = yaml.SafeDumper("").resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call,arg-type]
        return bool(tag != "tag:yaml.org,2002:str")
    return True


def written_part(value: Mapping[str, Any]) -> str:
    """A part of a document as YAML, to be read by people beside what they wrote."""
    return _as_yaml(dict(value))
