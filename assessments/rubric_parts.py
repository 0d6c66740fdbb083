"""A rubric's document in parts, as the editor shows them; each is read and saved by itself.

Plain values: nothing here knows a database. A document in the making may be unsound, but it always
has the shape of one (``shape_faults``): whatever is there has the right type.
"""

import copy
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.text import slugify

from assessments.rubric_format import Fault, FieldPath, schema, schema_faults, validator_of

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

Document = dict[str, Any]

IDENTITY, SCORING, ROLES, SECTION, ITEM = "identity", "scoring", "roles", "section", "item"
FIELDS: Mapping[str, tuple[str, ...]] = {
    IDENTITY: (
        *("format", "slug", "version", "follows", "name", "family", "default", "summary"),
        *("source", "licence", "release_notes"),
    ),
    SCORING: ("overall", "not_applicable", "levels", "bands", "bands_source", "gates"),
    ROLES: ("roles", "facts"),
}
"""The fields of the document that each part holds; sections and items are parts of their own."""
KEY_LENGTH = 40


class Place(NamedTuple):
    """A part of a document. ``key`` names a section or an item, '' for the other parts."""

    part: str
    key: str = ""


class NoSuchPart(LookupError):
    """The document has no such section or item (any more)."""


def part_at(document: Document, place: Place) -> dict[str, Any]:
    """A copy of the part. A section comes without its items, an item with its ``section``.

    Raises ``NoSuchPart``.
    """
    if place.part in FIELDS:
        found = {name: document[name] for name in FIELDS[place.part] if name in document}
    elif place.part == SECTION:
        section = _section(document, place.key)
        found = {name: value for name, value in section.items() if name != "items"}
    else:
        section, item = _item(document, place.key)
        found = {**item, "section": section["key"]}
    return copy.deepcopy(found)


def with_part(document: Document, place: Place, value: Mapping[str, Any]) -> Document:
    """The document with this part as it is in ``value``. A new key is followed by the gates.

    Raises ``NoSuchPart``.
    """
    changed = copy.deepcopy(document)
    new: dict[str, Any] = copy.deepcopy(dict(value))
    if place.part in FIELDS:
        for name in FIELDS[place.part]:
            changed.pop(name, None)
        return {**changed, **new}
    if place.part == SECTION:
        section = _section(changed, place.key)
        items = section["items"]
        section.clear()
        section.update(new, items=items)
        _follow(changed, "section", place.key, new["key"])
        return changed
    section, item = _item(changed, place.key)
    target = _section(changed, new.pop("section"))
    if target is not section:
        section["items"].remove(item)
        target["items"].append(item)
    item.clear()
    item.update(new)
    _follow(changed, "item", place.key, new["key"])
    return changed


def _follow(document: Document, name: str, old: str, new: str) -> None:
    for gate in document.get("gates", ()):
        if gate.get(name) == old:
            gate[name] = new


def digest(value: Any) -> str:
    """SHA-256 of plain values: whether somebody changed a part since it was shown."""
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def add_section(document: Document, title: str) -> tuple[Document, str]:
    """The document with an empty section more, and its key."""
    changed = copy.deepcopy(document)
    sections = changed.setdefault("sections", [])
    key = free_key(title, (section["key"] for section in sections), otherwise="section")
    like = sections[-1]["aggregation"] if sections and "aggregation" in sections[-1] else "sum"
    sections.append({"key": key, "title": title, "aggregation": like, "counts": True, "items": []})
    return changed, key


def add_item(document: Document, section_key: str, title: str) -> tuple[Document, str]:
    """The document with an item more at the end of a section, and its key.

    The key goes on as the section's keys do, e.g. ``monitor-8`` after ``monitor-7``. Raises
    ``NoSuchPart``.
    """
    changed = copy.deepcopy(document)
    section = _section(changed, section_key)
    keys = [item["key"] for item in _items(changed)]
    roles = changed.get("roles") or [{"key": ""}]
    item = {
        "key": _next_key(section_key, [item["key"] for item in section["items"]], keys),
        "title": title,
        **dict.fromkeys(TEXTS, ""),
        "suggested_role": roles[0].get("key", ""),
        "supporting_roles": [],
        "effort": 3,
        "weight": "1",
    }
    section["items"].append(item)
    return changed, str(item["key"])


TEXTS = (
    *("statement", "why", "how_to_check", "manual", "automated"),
    *("not_enough", "applicability"),
)
"""What a rubric file has to say of an item, though it may be empty."""


def _next_key(section_key: str, own: list[str], taken: list[str]) -> str:
    numbered = [found for key in own if (found := re.fullmatch(r"(.*-)(\d{1,6})", key))]
    stem = numbered[-1][1] if numbered else f"{section_key[: KEY_LENGTH - 8]}-"
    first = max((int(found[2]) for found in numbered if found[1] == stem), default=0) + 1
    return next(
        key for number in range(first, first + 10_000) if (key := f"{stem}{number}") not in taken
    )


def free_key(title: str, taken: Iterable[str], *, otherwise: str) -> str:
    """A key made of a title that none of ``taken`` is."""
    stem = slugify(title)[: KEY_LENGTH - 5].strip("-_")
    if not stem[:1].isalpha():
        stem = f"{otherwise}-{stem}".strip("-")[: KEY_LENGTH - 5]
    used = set(taken)
    names = (stem, *(f"{stem}-{number}" for number in range(2, 10_000)))
    return next(name for name in names if name not in used)


def moved(document: Document, place: Place, *, up: bool) -> Document:
    """The document with a section or an item one place up or down among its neighbours.

    At the end it stays where it is. Raises ``NoSuchPart``.
    """
    changed = copy.deepcopy(document)
    rows, row = _row(changed, place)
    number = rows.index(row)
    other = number - 1 if up else number + 1
    if 0 <= other < len(rows):
        rows[number], rows[other] = rows[other], rows[number]
    return changed


def removed(document: Document, place: Place) -> Document:
    """The document without a section and its items, or without an item. Raises ``NoSuchPart``."""
    changed = copy.deepcopy(document)
    rows, row = _row(changed, place)
    rows.remove(row)
    return changed


def _row(document: Document, place: Place) -> tuple[list[Any], dict[str, Any]]:
    if place.part == SECTION:
        return document["sections"], _section(document, place.key)
    section, item = _item(document, place.key)
    return section["items"], item


def _section(document: Document, key: str) -> dict[str, Any]:
    for section in document.get("sections", ()):
        if section["key"] == key:
            return section  # type: ignore[no-any-return]
    raise NoSuchPart(key)


def _item(document: Document, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    for section in document.get("sections", ()):
        for item in section["items"]:
            if item["key"] == key:
                return section, item
    raise NoSuchPart(key)


def _items(document: Document) -> list[dict[str, Any]]:
    return [item for section in document.get("sections", ()) for item in section["items"]]


def place_of(document: Document, path: FieldPath) -> Place:
    """The part that a fault is about; the identity where it is about the whole."""
    match path:
        case ("sections", int(s), "items", int(i), *_):
            return Place(ITEM, document["sections"][s]["items"][i]["key"])
        case ("sections", int(s), *_):
            return Place(SECTION, document["sections"][s]["key"])
        case ("sections", *_):
            first = document.get("sections")
            return Place(SECTION, first[0]["key"]) if first else Place(IDENTITY)
        case (str(name), *_):
            return next((Place(p) for p, names in FIELDS.items() if name in names), Place(IDENTITY))
    return Place(IDENTITY)


def derived(document: Mapping[str, Any], *, slug: str, version: str) -> Document:
    """A document for a new version, from a published one.

    In the same rubric every item continues the one of its key; in a rubric of its own slug lineage
    ends, since it runs within one rubric only.
    """
    draft = copy.deepcopy(dict(document))
    same = slug == document["slug"]
    for name in ("default", "release_notes", "follows"):
        draft.pop(name, None)
    draft["slug"], draft["version"] = slug, version
    if same:
        draft["follows"] = document["version"]
    draft["name"] = f"{draft['name'][:150]} · {version}"
    if not same:
        draft.pop("family", None)
    for item in _items(draft):
        item.pop("replaces", None)
        if same and item.get("status", "active") == "active":
            item["replaces"] = [item["key"]]
    return draft


def skeleton(*, slug: str, version: str, name: str) -> Document:
    """The smallest sound document: one section with one item, three levels, one band."""
    draft: Document = {
        "format": "mlscore-rubric/1",
        "slug": slug,
        "version": version,
        "name": name,
        "roles": [
            {"key": "data_scientist", "name": "Data scientist"},
            {"key": "engineer", "name": "Engineer"},
            {"key": "devops", "name": "DevOps"},
        ],
        "levels": [
            {"key": "none", "label": "Not done", "points": "0"},
            {"key": "manual", "label": "Done by hand", "points": "0.5"},
            {"key": "automated", "label": "Automated", "points": "1"},
        ],
        "not_applicable": {"allowed": False, "policy": "zero"},
        "overall": {"aggregation": "min"},
        "sections": [],
        "bands": [{"key": "all", "label": "Begun", "lower": "0", "inclusive": True}],
    }
    draft, key = add_section(draft, "First section")
    return add_item(draft, key, "First item")[0]


def shape_faults(document: Any) -> list[Fault]:
    """Why the editor cannot show a document: unknown fields, wrong types, nameless parts."""
    return list(schema_faults(document, _shape()))


@cache
def _shape() -> "Draft202012Validator":
    """The published schema without what may still be missing or wrong in a draft."""
    loose = _loosened(schema())
    for name in ("section", "item"):  # their keys are their addresses
        loose["$defs"][name]["required"] = ["key"]
        loose["$defs"][name]["properties"]["key"] = schema()["$defs"]["key"]
    loose["$defs"]["section"]["required"].append("items")
    return validator_of(loose)


_STRICT = {
    *("required", "pattern", "enum", "const", "minLength", "minItems"),
    *("minimum", "maximum", "dependentRequired"),
}


def _loosened(part: Any) -> Any:
    if isinstance(part, list):
        return [_loosened(one) for one in part]
    if not isinstance(part, dict):
        return part
    kept = {"type": "string"} if "enum" in part or "const" in part else {}
    return kept | {
        name: {key: _loosened(one) for key, one in value.items()}
        if name in ("properties", "$defs")
        else _loosened(value)
        for name, value in part.items()
        if name not in _STRICT
    }
