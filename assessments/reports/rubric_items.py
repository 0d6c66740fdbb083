"""An item of a rubric version as people read it: guidance, weight, and what it continues."""

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from assessments import scoring
from assessments.models import Item, RubricVersion
from assessments.scoring import ItemText
from assessments.text import listed

from .rubric_words import in_full


class Former(NamedTuple):
    """An item of an earlier version that this one continues; ``title`` only where it differs."""

    version: str
    key: str
    title: str


class ItemLine(NamedTuple):
    """``weight`` is '' where every item weighs the same. ``is_new``: no earlier version has it.

    ``conditions`` are the facts that a project has to declare for the item to apply. ``status`` is
    *active*, *announced* or *retired*.
    """

    key: str
    title: str
    text: ItemText
    role: str
    supporting: str
    weight: str
    formers: tuple[Former, ...]
    is_new: bool
    conditions: str
    status: str
    has_example: bool


def item_lines(
    version: RubricVersion, keys: Collection[str], examples: Collection[str]
) -> dict[str, ItemLine]:
    """The items of these keys, in one query."""
    content = version.content
    texts = all_items(content)
    formers = _formers(version, [texts[key] for key in keys])
    weights = _weights(content.definition)
    return {
        key: _line(content, texts[key], formers, weights.get(key, ""), examples) for key in keys
    }


def all_items(content: scoring.RubricContent) -> dict[str, ItemText]:
    """Every item that can be read, by key; those that count first."""
    return {**content.items, **content.announced, **content.retired}


def status_of(content: scoring.RubricContent, key: str) -> str:
    if key in content.announced:
        return "announced"
    return "retired" if key in content.retired else "active"


def _line(
    content: scoring.RubricContent,
    text: ItemText,
    formers: Mapping[str, tuple[Former, ...]] | None,
    weight: str,
    examples: Collection[str],
) -> ItemLine:
    before = formers.get(text.key, ()) if formers else ()
    return ItemLine(
        key=text.key,
        title=text.title,
        text=text,
        role=content.roles[text.suggested_role],
        supporting=listed([content.roles[key] for key in text.supporting_roles] or [""]),
        weight=weight,
        formers=before,
        is_new=formers is not None and not before,
        conditions=listed([content.facts[key].title for key in text.applies_if] or [""]),
        status=status_of(content, text.key),
        has_example=text.key in examples,
    )


def _weights(definition: scoring.RubricDefinition) -> dict[str, str]:
    weights = {item.key: item.weight for part in definition.sections for item in part.items}
    return {key: in_full(weight) for key, weight in weights.items() if len({*weights.values()}) > 1}


def _formers(
    version: RubricVersion, texts: Collection[ItemText]
) -> Mapping[str, tuple[Former, ...]] | None:
    """By key what an item continues, in the newest earlier version that has it.

    An item continues those that it ``replaces``, or else the one of its own key; the version that
    this one follows goes first. None if no earlier version of the rubric has any of them.
    """
    wanted = {text.key: text.replaces or (text.key,) for text in texts}
    keys = {former for names in wanted.values() for former in names}
    earlier = [list(rows) for _, rows in groupby(Item.objects.before(version, keys), _version)]
    if not earlier:
        return None
    earlier.sort(key=lambda rows: rows[0].version.version != version.content.follows)
    titles = {text.key: text.title for text in texts}
    return {key: _newest(earlier, names, titles[key]) for key, names in wanted.items()}


def _version(row: Item) -> int:
    return row.version_id


def _newest(
    earlier: Iterable[Collection[Item]], names: Collection[str], title: str
) -> tuple[Former, ...]:
    for rows in earlier:
        found = [row for row in rows if row.key in names]
        if found:
            return tuple(
                Former(row.version.version, row.key, "" if row.title == title else row.title)
                for row in found
            )
    return ()
