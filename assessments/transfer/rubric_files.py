"""Rubric files: YAML or JSON in, a checked document out."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from assessments import scoring

SHIPPED = Path(__file__).resolve().parent.parent / "rubrics"
SCHEMA = SHIPPED / "rubric.schema.json"
LARGEST_FILE = 1024 * 1024


class FileRefused(Exception):
    """The file is no sound rubric; the message names the file, the places and the reasons."""


def shipped_files() -> list[Path]:
    """The rubric files that come with mlscore."""
    return sorted(SHIPPED.glob("*.yaml"))


def read_rubric_file(path: Path) -> dict[str, Any]:
    """The checked document of a file. Raises ``FileRefused``."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise FileRefused(f"{path}: cannot be read: {error.strerror}") from None
    if len(raw) > LARGEST_FILE:
        raise FileRefused(f"{path}: larger than {LARGEST_FILE // 1024} KiB")
    return parse_rubric(raw, name=str(path))


def parse_rubric(raw: bytes, *, name: str) -> dict[str, Any]:
    """The checked document of a file's bytes; ``name`` is used in messages."""
    try:
        document = yaml.load(raw.decode(), Loader=_StrictLoader)  # noqa: S506
    except UnicodeDecodeError:
        raise FileRefused(f"{name}: is not UTF-8 text") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise FileRefused(f"{name}: {_one_line(error)}") from None
    faults = list(_schema_faults(document)) or list(_rule_faults(document))
    if faults:
        raise FileRefused("\n".join(f"{name}: {fault}" for fault in faults[:20]))
    return document  # type: ignore[no-any-return]  # the schema says it is an object


class _StrictLoader(yaml.SafeLoader):
    """Safe YAML without aliases (which can swell to gigabytes) and without repeated keys."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem="aliases (*name) are not allowed", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key.value!r} stands twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _one_line(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        mark = error.problem_mark
        return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem}"
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    return " ".join(str(error).split())


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))


def _schema_faults(document: Any) -> Iterator[str]:
    for error in sorted(_validator().iter_errors(document), key=lambda error: list(error.path)):
        place = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.path)
        yield f"{place.lstrip('.') or 'the file'}: {error.message[:300]}"


def _rule_faults(document: Mapping[str, Any]) -> Iterator[str]:
    """What a schema cannot say: repeated keys, references to nothing, unsound bands."""
    items = [item for section in document["sections"] for item in section["items"]]
    yield from _repeated("sections", [section["key"] for section in document["sections"]])
    yield from _repeated("items", [item["key"] for item in items])
    yield from _repeated("levels", [level["key"] for level in document["levels"]])
    yield from _repeated("bands", [band["key"] for band in document["bands"]])
    yield from _unknown_roles(document, items)
    if any(level["key"] == scoring.NOT_APPLICABLE for level in document["levels"]):
        yield f"levels: {scoring.NOT_APPLICABLE!r} is no level; use not_applicable.allowed"
    definition = scoring.content_of(document).definition
    points = [level.points for level in definition.levels]
    if points != sorted(set(points)) or not definition.top_points:
        yield "levels: have to stand in the order of their points, each with more than the last"
    if not any(section.counts for section in definition.sections):
        yield "sections: at least one has to count toward the overall score"
    for fault in scoring.band_faults(definition.bands, scoring.maximum_score(definition)):
        yield f"bands: {fault}"


def _repeated(place: str, keys: list[str]) -> Iterator[str]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield f"{place}: the key {key!r} stands {count} times"


def _unknown_roles(document: Mapping[str, Any], items: list[Any]) -> Iterator[str]:
    roles = {role["key"] for role in document["roles"]}
    for item in items:
        named = {item["suggested_role"], *item.get("supporting_roles", ())}
        for role in sorted(named - roles):
            yield f"items: {item['key']} names the role {role!r}, which is not among the roles"
