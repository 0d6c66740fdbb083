"""How answers go from one rubric version to another, through lineage and what was chosen."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from .content import RubricContent
from .lineage import formers, links_between, successors
from .rubric import NOT_APPLICABLE
from .scores import Answers
from .version_changes import text_changes

LOWEST = "lowest"
LEFT = "none"
FROM = "from:"
"""Before the key of the former item whose answer is taken."""

Choices = Mapping[str, str]
"""Item key to ``lowest``, ``none`` or ``from:<former key>``; a split item without one takes the
former answer, any other the lowest."""


class Why(StrEnum):
    """Why a carried answer has to be read again, one by one; empty where it need not."""

    NOTHING = ""
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    REGROUPED = "regrouped"


class Lineup(NamedTuple):
    """An item of the new version with the items of the old one that it continues."""

    key: str
    formers: tuple[str, ...]
    why: Why


class Hop(NamedTuple):
    """One migration: its versions, those published between them too, and what was chosen.

    ``line`` is as in ``links_between``.
    """

    old: RubricContent
    new: RubricContent
    line: Sequence[RubricContent] = ()
    choices: Choices | None = None


class Carried(NamedTuple):
    """The former item whose answer is taken. ``why`` is empty where it carries as it is."""

    former: str
    why: Why


def lineups(hop: Hop) -> tuple[Lineup, ...]:
    """Every item of the new version, in its order."""
    links = links_between(hop.old, hop.new, hop.line)
    before, after = formers(links, hop.old), successors(links, hop.new)
    return tuple(_lineup(hop, key, before.get(key, ()), after) for key in hop.new.items)


def _lineup(
    hop: Hop, key: str, former: tuple[str, ...], after: Mapping[str, tuple[str, ...]]
) -> Lineup:
    shared = any(len(after[name]) > 1 for name in former)
    why = Why.NOTHING
    if len(former) > 1:
        why = Why.REGROUPED if shared else Why.MERGED
    elif shared:
        why = Why.SPLIT
    elif former and any(text_changes(hop.old.items[former[0]], hop.new.items[key])):
        why = Why.REWORDED
    return Lineup(key, former, why)


def allowed_choices(lineup: Lineup) -> tuple[str, ...]:
    """What may be chosen for an item, the default first; nothing where there is no choice."""
    taken = tuple(f"{FROM}{key}" for key in lineup.formers)
    if lineup.why is Why.SPLIT:
        return (*taken, LEFT)
    return (LOWEST, *taken, LEFT) if len(lineup.formers) > 1 else ()


def taken_former(hop: Hop, lineup: Lineup, answers: Answers) -> str:
    """The key of the former item whose answer is taken, '' for none."""
    if not lineup.formers:
        return ""
    allowed = allowed_choices(lineup)
    chosen = (hop.choices or {}).get(lineup.key, "")
    if allowed and chosen not in allowed:
        chosen = allowed[0]
    if not allowed:
        return lineup.formers[0]
    if chosen == LEFT:
        return ""
    if chosen == LOWEST:
        return lowest_of(hop.old, lineup.formers, answers)
    return chosen.removeprefix(FROM)


def lowest_of(content: RubricContent, keys: Sequence[str], answers: Answers) -> str:
    """The item of the lowest level; the first where several are. Unanswered is lowest of all.

    One that does not apply has a say only where all do not.
    """
    points = {level.key: level.points for level in content.definition.levels}
    apply = [key for key in keys if answers.get(key) != NOT_APPLICABLE] or list(keys)
    return min(apply, key=lambda key: points.get(answers.get(key, ""), Fraction(-1)))


def carry(answers: Answers, hops: Sequence[Hop]) -> dict[str, Carried]:
    """Items of the last version with the answer of the first one that each takes.

    Only what was answered carries, and only at a level that the last version has. Where the
    answer runs through several migrations, the texts of the two ends decide whether it was
    reworded, and a split or merge anywhere between counts.
    """
    if not hops:
        return {key: Carried(key, Why.NOTHING) for key, level in answers.items() if level}
    origins: dict[str, Carried] = {key: Carried(key, Why.NOTHING) for key in hops[0].old.items}
    for hop in hops:
        levels = {key: answers.get(one.former, "") for key, one in origins.items()}
        found = {}
        for lineup in lineups(hop):
            former = taken_former(hop, lineup, levels)
            if former in origins:
                before = origins[former]
                found[lineup.key] = Carried(before.former, _worse(before.why, lineup.why))
        origins = found
    first, last = hops[0].old, hops[-1].new
    possible = possible_levels(last)
    return {
        key: _read_at_both_ends(first, last, key, one)
        for key, one in origins.items()
        if answers.get(one.former, "") in possible
    }


def _worse(before: Why, now: Why) -> Why:
    return before if now in (Why.NOTHING, Why.REWORDED) else now


def _read_at_both_ends(
    first: RubricContent, last: RubricContent, key: str, one: Carried
) -> Carried:
    if one.why is not Why.NOTHING:
        return one
    changed = any(text_changes(first.items[one.former], last.items[key]))
    return Carried(one.former, Why.REWORDED) if changed else one


def possible_levels(content: RubricContent) -> frozenset[str]:
    """The keys of all levels that an answer may have in this version."""
    definition = content.definition
    allowed = (NOT_APPLICABLE,) if definition.not_applicable_allowed else ()
    return frozenset((*(level.key for level in definition.levels), *allowed))
