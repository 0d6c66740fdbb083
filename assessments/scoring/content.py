"""A rubric file's document as plain values: the arithmetic and the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .rubric import (
    Aggregation,
    Band,
    Gate,
    Item,
    Level,
    NotApplicablePolicy,
    RubricDefinition,
    Section,
    exact,
)

ACTIVE, ANNOUNCED, RETIRED = "active", "announced", "retired"


class ItemText(NamedTuple):
    """What people read about an item. ``effort`` is 1 (an hour) to 5 (a quarter of work).

    ``replaces`` are keys of the former version that this item continues. It applies to projects
    that declare every fact of ``applies_if``. ``status_note`` says why an item is retired, or from
    when an announced one counts.
    """

    key: str
    section: str
    title: str
    official_name: str
    statement: str
    why: str
    how_to_check: str
    manual: str
    automated: str
    not_enough: str
    applicability: str
    suggested_role: str
    supporting_roles: tuple[str, ...]
    effort: int
    replaces: tuple[str, ...] = ()
    applies_if: tuple[str, ...] = ()
    status_note: str = ""
    references: tuple[tuple[str, str], ...] = ()
    """Title and address of what to read on."""


class Fact(NamedTuple):
    """What a project can declare about itself; ``question`` is what it is asked."""

    key: str
    title: str
    question: str


@dataclass(frozen=True, slots=True)
class RubricContent:
    """``items`` are in the order of the rubric, by key. ``levels`` is level key to meaning.

    ``follows`` is the version of the same rubric that this one was made from, '' for the one
    published before it. ``announced`` and ``retired`` items can be read but have no level and
    count for nothing; neither ``items`` nor ``definition`` has them.

    ``source`` names the work that the version comes from, ``source_url`` where it is, if known.
    ``level_evidence`` is level key to what the level asks for.
    """

    name: str
    source: str
    source_url: str
    definition: RubricDefinition
    items: Mapping[str, ItemText]
    level_meanings: Mapping[str, str]
    section_notes: Mapping[str, str]
    roles: Mapping[str, str]
    bands_source: str
    not_applicable_note: str
    announced: Mapping[str, ItemText] = field(default_factory=dict)
    retired: Mapping[str, ItemText] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    release_notes: str = ""
    follows: str = ""
    source_note: str = ""
    licence: str = ""
    level_evidence: Mapping[str, str] = field(default_factory=dict)


def content_of(document: Mapping[str, Any]) -> RubricContent:
    """Read a document that was checked when it was loaded."""
    return RubricContent(
        name=document["name"],
        source=_source(document.get("source", {})),
        source_url=document.get("source", {}).get("url", ""),
        definition=_definition(document),
        items=_items(document, ACTIVE),
        level_meanings={level["key"]: level.get("meaning", "") for level in document["levels"]},
        section_notes={part["key"]: part.get("note", "") for part in document["sections"]},
        roles={role["key"]: role["name"] for role in document["roles"]},
        bands_source=document.get("bands_source", ""),
        not_applicable_note=document["not_applicable"].get("note", ""),
        announced=_items(document, ANNOUNCED),
        retired=_items(document, RETIRED),
        facts={
            fact["key"]: Fact(fact["key"], fact["title"], fact["question"])
            for fact in document.get("facts", ())
        },
        release_notes=document.get("release_notes", ""),
        follows=document.get("follows", ""),
        source_note=document.get("source", {}).get("note", ""),
        licence=document.get("licence", ""),
        level_evidence={level["key"]: level.get("evidence", "") for level in document["levels"]},
    )


def item_status(item: Mapping[str, Any]) -> str:
    """Whether an item of a document counts (``active``), will count or counted once."""
    return str(item.get("status", ACTIVE))


def _items(document: Mapping[str, Any], status: str) -> dict[str, ItemText]:
    return {
        item["key"]: _item_text(section["key"], item)
        for section in document["sections"]
        for item in section["items"]
        if item_status(item) == status
    }


def _source(source: Mapping[str, Any]) -> str:
    """*Authors: Title. Venue, year.*, without what the file does not say."""
    title = ": ".join(source[name] for name in ("authors", "title") if source.get(name))
    venue, year = source.get("venue", ""), str(source.get("year", ""))
    where = venue if year in venue else ", ".join(part for part in (venue, year) if part)
    return f"{title.rstrip('.')}. {where}." if where else title


def _definition(document: Mapping[str, Any]) -> RubricDefinition:
    return RubricDefinition(
        slug=document["slug"],
        version=document["version"],
        levels=tuple(
            Level(level["key"], level["label"], exact(level["points"]))
            for level in document["levels"]
        ),
        sections=tuple(_section(section) for section in document["sections"]),
        bands=tuple(_band(band) for band in document["bands"]),
        overall=Aggregation(document["overall"]["aggregation"]),
        not_applicable_allowed=document["not_applicable"]["allowed"],
        not_applicable_policy=NotApplicablePolicy(document["not_applicable"]["policy"]),
        gates=tuple(_gate(gate) for gate in document.get("gates", ())),
    )


def _section(section: Mapping[str, Any]) -> Section:
    return Section(
        key=section["key"],
        title=section["title"],
        items=tuple(
            Item(item["key"], item["title"], exact(item.get("weight", "1")))
            for item in section["items"]
            if item_status(item) == ACTIVE
        ),
        aggregation=Aggregation(section["aggregation"]),
        counts=section.get("counts", True),
    )


def _band(band: Mapping[str, Any]) -> Band:
    return Band(
        key=band["key"],
        label=band["label"],
        meaning=band.get("meaning", ""),
        lower=exact(band["lower"]),
        inclusive=band["inclusive"],
    )


def _gate(gate: Mapping[str, Any]) -> Gate:
    return Gate(
        key=gate["key"],
        label=gate["label"],
        cap=exact(gate["cap"]),
        meaning=gate.get("meaning", ""),
        item=gate.get("item", ""),
        level=gate.get("level", ""),
        section=gate.get("section", ""),
        score=exact(gate.get("score", "0")),
    )


def _item_text(section: str, item: Mapping[str, Any]) -> ItemText:
    return ItemText(
        key=item["key"],
        section=section,
        title=item["title"],
        official_name=item.get("official_name", ""),
        statement=item["statement"],
        why=item["why"],
        how_to_check=item["how_to_check"],
        manual=item["manual"],
        automated=item["automated"],
        not_enough=item["not_enough"],
        applicability=item["applicability"],
        suggested_role=item["suggested_role"],
        supporting_roles=tuple(item.get("supporting_roles", ())),
        effort=item["effort"],
        replaces=tuple(item.get("replaces", ())),
        applies_if=tuple(item.get("applies_if", ())),
        status_note=item.get("status_note", ""),
        references=tuple((part["title"], part["url"]) for part in item.get("references", ())),
    )
