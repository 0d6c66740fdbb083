"""What makes a rubric's document sound: its published schema, and what a schema cannot say.

Files, drafts and publishing all ask here. A fault has a path, so that a file can name the line and
a page the field.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessments import scoring
from assessments.text import unfit_character

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator, ValidationError

SCHEMA = Path(__file__).resolve().parent / "rubrics" / "rubric.schema.json"
LARGEST_DOCUMENT = 512 * 1024
"""Characters of the document as JSON, so that it fits into a file of either kind again."""
RESERVED_SLUG = "drafts"
"""Where drafts have their address, so that no rubric can have it."""
MOST_POINTS = 1_000_000
"""No score may reach it: so that every score fits into its column."""
_MOST_FAULTS = 200

FieldPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """``path`` leads to the part of the document that ``reason`` is about."""

    path: FieldPath
    reason: str

    def __str__(self) -> str:
        return f"{place(self.path)}: {self.reason}"


def place(path: FieldPath) -> str:
    """E.g. ``sections[0].items[2].title``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.lstrip(".") or "the file"


def document_faults(document: Any) -> list[Fault]:
    """What is wrong with a document, at most 200 faults in its order; empty if it is sound."""
    return list(schema_faults(document, _validator())) or list(_rule_faults(document))


@cache
def schema() -> dict[str, Any]:
    """The published JSON Schema of a rubric file."""
    return dict(json.loads(SCHEMA.read_text()))


@cache
def _validator() -> "Draft202012Validator":
    return validator_of(schema())


def validator_of(schema: dict[str, Any]) -> "Draft202012Validator":
    """What checks documents by a JSON Schema."""
    from jsonschema import Draft202012Validator  # takes 0.1 s, and few processes check a rubric

    return Draft202012Validator(schema)


def schema_faults(document: Any, validator: "Draft202012Validator") -> Iterator[Fault]:
    """What a schema says against a document, in words and in the document's order."""
    errors = list(islice(validator.iter_errors(document), _MOST_FAULTS))
    for error in sorted(errors, key=lambda error: [str(part).zfill(6) for part in error.path]):
        yield from _in_words(error)


def _in_words(error: "ValidationError") -> Iterator[Fault]:
    """The validator's findings in sentences; each unknown field by its own path."""
    path = tuple(error.path)
    value: Any = error.instance
    rule: Any = error.validator_value
    part: Any = error.schema
    shown = f"{value[:60]}…" if isinstance(value, str) and len(value) > 60 else value
    match error.validator:
        case "additionalProperties":
            for name in sorted(value.keys() - part["properties"].keys())[:20]:
                yield Fault((*path, name), f"{name[:60]!r} does not belong here")
        case "required":
            for name in [name for name in rule if name not in value]:
                if repr(name) in error.message:
                    yield Fault(path, f"{name!r} is missing")
        case "dependentRequired":
            yield Fault(path, "names an item with a level, or a section with a score")
        case "pattern" if not value and part.get("minLength"):
            pass  # its length says so already
        case "pattern":
            yield Fault(path, f"{shown!r} {PATTERNS[rule]}")
        case "enum":
            yield Fault(path, f"{shown!r} is none of {', '.join(map(str, rule))}")
        case "minLength":
            yield Fault(path, "is empty")
        case "maxLength":
            yield Fault(path, f"is {len(value):,} characters long; at most {rule:,} fit")
        case "minItems":
            yield Fault(path, f"needs at least {rule}")
        case "maxItems":
            yield Fault(path, f"has {len(value):,} entries; at most {rule:,} fit")
        case "type":
            yield Fault(path, f"{_short(value)} is no {_TYPES[str(rule)]}")
        case _:
            yield Fault(path, error.message[:300])


_TYPES = {
    "string": "text; write it in quotes",
    "array": "list",
    "object": "group of fields",
    "boolean": "true or false",
    "integer": "whole number",
}
PATTERNS = {
    "^[0-9]{1,6}(\\.[0-9]{1,4})?$(?!\\n)": "is no plain decimal such as 0.5: no sign, "
    "at most 6 digits, at most 4 digits after the point",
    "^[a-z][a-z0-9_-]{0,39}$(?!\\n)": "is no key: small letters, digits, - and _, a letter first, "
    "at most 40",
    "^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$(?!\\n)": "is no version: letters, digits, point, - and _, "
    "at most 40",
    "^\\S(.*\\S)?$(?!\\n)": "has to be one line without spaces at its ends",
    "^https?://[^\\s]+$(?!\\n)": "has to begin with https:// or http://, without spaces",
}


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str) if value is not None else "nothing"
    return f"{text[:60]}…" if len(text) > 60 else text


def _rule_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """What a schema cannot say: repeated keys, references to nothing, unsound bands and gates."""
    faults = [*_text_faults(document, ()), *_key_faults(document), *_item_faults(document)]
    if not faults and len(json.dumps(document, ensure_ascii=False)) > LARGEST_DOCUMENT:
        faults = [Fault((), f"its texts are longer than {LARGEST_DOCUMENT:,} characters together")]
    yield from faults
    if not faults:
        yield from _sum_faults(document)


def _text_faults(value: Any, path: FieldPath) -> Iterator[Fault]:
    if isinstance(value, str):
        found = unfit_character(value)
        if found:
            yield Fault(path, f"holds the character U+{ord(found):04X}; delete it")
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _text_faults(part, (*path, name))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _text_faults(part, (*path, number))


Item = tuple[FieldPath, Mapping[str, Any]]


def _items(document: Mapping[str, Any]) -> list[Item]:
    return [
        (("sections", s, "items", i), item)
        for s, section in enumerate(document["sections"])
        for i, item in enumerate(section["items"])
    ]


def _key_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    if document["slug"] == RESERVED_SLUG:
        yield Fault(("slug",), f"{RESERVED_SLUG!r} is the address of drafts; choose another one")
    for name in ("roles", "facts", "levels", "sections", "bands", "gates"):
        rows: list[Item] = [((name, n), row) for n, row in enumerate(document.get(name, ()))]
        yield from _repeated(rows)
    yield from _repeated(_items(document))
    for number, level in enumerate(document["levels"]):
        if level["key"] == scoring.NOT_APPLICABLE:
            reason = f"{scoring.NOT_APPLICABLE!r} is no level; use not_applicable.allowed"
            yield Fault(("levels", number, "key"), reason)
    for number, gate in enumerate(document.get("gates", ())):
        if ("item" in gate) == ("section" in gate):
            reason = "names either an item with a level, or a section with a score"
            yield Fault(("gates", number), reason)


def _repeated(rows: list[Item]) -> Iterator[Fault]:
    counts = Counter(row["key"] for _, row in rows)
    seen: set[str] = set()
    for path, row in rows:
        key = row["key"]
        if key in seen:
            yield Fault((*path, "key"), f"the key {key!r} stands {counts[key]} times")
        seen.add(key)


def _item_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    roles = {role["key"] for role in document["roles"]}
    facts = {fact["key"] for fact in document.get("facts", ())}
    for path, item in _items(document):
        if item["suggested_role"] not in roles:
            yield _no_role((*path, "suggested_role"), item, item["suggested_role"])
        for number, role in enumerate(item.get("supporting_roles", ())):
            if role not in roles:
                yield _no_role((*path, "supporting_roles", number), item, role)
        for number, fact in enumerate(item.get("applies_if", ())):
            if fact not in facts:
                reason = f"{item['key']} names the fact {fact!r}, which is not among the facts"
                yield Fault((*path, "applies_if", number), reason)
        if item.get("applies_if") and not document["not_applicable"]["allowed"]:
            reason = f"{item['key']} cannot leave projects out: not_applicable.allowed is false"
            yield Fault((*path, "applies_if"), reason)
        if "weight" in item and not scoring.exact(item["weight"]):
            yield Fault((*path, "weight"), "has to be more than 0")
    for number, section in enumerate(document["sections"]):
        if all(scoring.item_status(item) != scoring.ACTIVE for item in section["items"]):
            yield Fault(("sections", number, "items"), "needs at least one active item")


def _no_role(path: FieldPath, item: Mapping[str, Any], role: str) -> Fault:
    return Fault(path, f"{item['key']} names the role {role!r}, which is not among the roles")


def _sum_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Levels, scores, bands and gates, of a document whose keys and references are sound."""
    definition = scoring.content_of(document).definition
    points = [level.points for level in definition.levels]
    for number, (lower, upper) in enumerate(pairwise(points), start=1):
        if upper <= lower:
            reason = (
                "levels have to stand in the order of their points, each with more than the last"
            )
            yield Fault(("levels", number, "points"), reason)
            return
    if not any(section.counts for section in definition.sections):
        yield Fault(("sections",), "at least one has to count toward the overall score")
        return
    maximum = scoring.maximum_score(definition)
    sections = definition.section_maxima
    if max(maximum, *sections.values()) >= MOST_POINTS:
        yield Fault(("sections",), f"the highest score has to stay below {MOST_POINTS:,}")
        return
    for number, reason in scoring.band_faults_at(definition.bands, maximum):
        yield Fault(("bands", number), reason)
    for number, name, reason in scoring.gate_faults(definition, maximum):
        yield Fault(("gates", number, name), reason)
