"""New editions of a rubric, made up at random: for what has to hold whatever is published."""

import copy
from collections.abc import Iterable
from functools import cache
from typing import Any

from hypothesis import strategies as st

from assessments.transfer.rubric_files import SHIPPED, read_rubric_file

Document = dict[str, Any]
Edit = tuple[str, int, int]
"""What is done, and two numbers that choose the items or sections that it is done to."""

KINDS = (
    "reword",
    "rename",
    "move",
    "drop",
    "add",
    "split",
    "merge",
    "weigh",
    "double",
    "policy",
    "retire",
)
EDITS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 40), st.integers(0, 40)), max_size=6
)


@cache
def _base() -> Document:
    document = dict(read_rubric_file(SHIPPED / "ml-test-score-2017.yaml"))
    document = copy.deepcopy(document)
    document.update(slug="small", version="1", name="Small 1", default=False)
    for section in document["sections"]:
        section["items"] = section["items"][:2]
        for item in section["items"]:
            item["replaces"] = []
    return document


def small_document() -> Document:
    """The 2017 rubric with the first two items of each section, as a rubric of its own."""
    return copy.deepcopy(_base())


def edition(former: Document, version: str, edits: Iterable[Edit]) -> Document:
    """A version that follows ``former``: each item names what it continues."""
    document = copy.deepcopy(former)
    document.update(version=version, name=f"Small {version}")
    for item in items_of(document):
        item["replaces"] = [item["key"]]
    for number, (kind, first, second) in enumerate(edits):
        _EDITS[kind](document, f"{version}-{number}", first, second)
    return document


def items_of(document: Document) -> list[Document]:
    return [item for section in document["sections"] for item in section["items"]]


def _section_of(document: Document, key: str) -> Document:
    return next(
        part for part in document["sections"] if any(item["key"] == key for item in part["items"])
    )


def _may_go(section: Document, item: Document) -> bool:
    """Each section keeps an item that counts."""
    left = (one for one in section["items"] if one is not item)
    return any(one.get("status", "active") == "active" for one in left)


def _pick(document: Document, number: int) -> Document:
    items = items_of(document)
    return items[number % len(items)]


def _reword(document: Document, name: str, first: int, second: int) -> None:
    field = ("statement", "title", "why", "manual")[second % 4]
    _pick(document, first)[field] += f" Said anew in {name}."


def _rename(document: Document, name: str, first: int, second: int) -> None:
    _pick(document, first)["key"] = f"item-{name}"


def _move(document: Document, name: str, first: int, second: int) -> None:
    item = _pick(document, first)
    here = _section_of(document, item["key"])
    there = document["sections"][second % len(document["sections"])]
    if _may_go(here, item):
        here["items"].remove(item)
        there["items"].append(item)


def _drop(document: Document, name: str, first: int, second: int) -> None:
    item = _pick(document, first)
    here = _section_of(document, item["key"])
    if _may_go(here, item):
        here["items"].remove(item)


def _add(document: Document, name: str, first: int, second: int) -> None:
    here = document["sections"][first % len(document["sections"])]
    here["items"].append({**here["items"][0], "key": f"item-{name}", "replaces": []})


def _split(document: Document, name: str, first: int, second: int) -> None:
    item = _pick(document, first)
    here = _section_of(document, item["key"])
    here["items"].append({**item, "key": f"item-{name}", "replaces": list(item["replaces"])})


def _merge(document: Document, name: str, first: int, second: int) -> None:
    item, other = _pick(document, first), _pick(document, second)
    here = _section_of(document, other["key"])
    if item is not other and _may_go(here, other):
        here["items"].remove(other)
        item["replaces"] = list(dict.fromkeys([*item["replaces"], *other["replaces"]]))


def _weigh(document: Document, name: str, first: int, second: int) -> None:
    _pick(document, first)["weight"] = str(1 + second % 3)


def _double(document: Document, name: str, first: int, second: int) -> None:
    for level in document["levels"]:
        level["points"] = str(float(level["points"]) * 2).removesuffix(".0")


def _policy(document: Document, name: str, first: int, second: int) -> None:
    document["not_applicable"]["allowed"] = bool(first % 2)
    document["not_applicable"]["policy"] = ("zero", "exclude", "rescale")[second % 3]


def _retire(document: Document, name: str, first: int, second: int) -> None:
    item = _pick(document, first)
    here = _section_of(document, item["key"])
    active = [one for one in here["items"] if one.get("status", "active") == "active"]
    if second % 3 == 2 or item not in active or len(active) > 1:
        item["status"] = ("retired", "announced", "active")[second % 3]


_EDITS = {
    "retire": _retire,
    "reword": _reword,
    "rename": _rename,
    "move": _move,
    "drop": _drop,
    "add": _add,
    "split": _split,
    "merge": _merge,
    "weigh": _weigh,
    "double": _double,
    "policy": _policy,
}
