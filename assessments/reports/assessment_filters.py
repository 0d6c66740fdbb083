"""The filters of the assessment page: what they show, and how many items that are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from assessments import scoring

from .assessment_items import ItemRow


@dataclass(frozen=True, slots=True)
class FilterOption:
    """A choice of a filter, as a link that works without JavaScript."""

    value: str
    label: str
    count: int
    current: bool
    url: str


SHOWS = {
    "all": "All",
    "mine": "Mine",
    "unanswered": "Unanswered",
    "unconfirmed": "To confirm",
    "changed": "Changed",
}


class Filters(NamedTuple):
    """What the address asks for: which items, of which role, of which section."""

    show: str = "all"
    role: str = ""
    section: str = ""


def known_filters(
    content: scoring.RubricContent, roles: Mapping[str, str], wanted: Filters
) -> Filters:
    return Filters(
        show=wanted.show if wanted.show in SHOWS else "all",
        role=wanted.role if wanted.role in roles else "",
        section=wanted.section if wanted.section in section_titles(content) else "",
    )


def section_titles(content: scoring.RubricContent) -> dict[str, str]:
    return {part.key: part.title for part in content.definition.sections}


def matches(row: ItemRow, chosen: Filters) -> bool:
    if chosen.role and row.owner_role_key != chosen.role:
        return False
    if chosen.section and row.section != chosen.section:
        return False
    if chosen.show == "mine":
        return row.mine
    if chosen.show == "changed":
        return row.changed
    return chosen.show == "all" or row.state == chosen.show


def filter_options(
    rows: Mapping[str, ItemRow], chosen: Filters, name: str, labels: Mapping[str, str]
) -> tuple[FilterOption, ...]:
    """One filter's choices; a count says how many items it alone would show."""
    counted = _counted(rows, name)
    return tuple(
        FilterOption(
            value=value,
            label=label,
            count=counted[value],
            current=value == getattr(chosen, name),
            url=_filter_url(chosen._replace(**{name: value})),
        )
        for value, label in labels.items()
    )


def _counted(rows: Mapping[str, ItemRow], name: str) -> Counter[str]:
    every = {"" if name != "show" else "all": len(rows)}
    if name == "role":
        return Counter({**Counter(row.owner_role_key for row in rows.values()), **every})
    if name == "section":
        return Counter({**Counter(row.section for row in rows.values()), **every})
    return Counter(
        {
            **Counter(row.state for row in rows.values()),
            "mine": sum(row.mine for row in rows.values()),
            "changed": sum(row.changed for row in rows.values()),
            **every,
        }
    )


@lru_cache(maxsize=1024)
def _filter_url(chosen: Filters) -> str:
    values = (
        ("show", chosen.show if chosen.show != "all" else ""),
        ("role", chosen.role),
        ("section", chosen.section),
    )
    return "?" + urlencode([(name, value) for name, value in values if value])
