"""Which items of one rubric version continue which items of another.

The same key is the same item, and an item that ``replaces`` another continues it. Lineage runs only
within one rubric: the same key in two rubrics is chance.
"""

from collections.abc import Iterable, Mapping, Sequence

from .content import RubricContent

Link = tuple[str, str]
"""The key of an item in the first version, and that of an item in the second one."""


def links_between(
    old: RubricContent, new: RubricContent, published: Sequence[RubricContent] = ()
) -> frozenset[Link]:
    """Every pair of items of which one continues the other. None between two rubrics.

    ``published`` are the rubric's versions in the order in which they were published. It says
    which of the two is the younger, whose ``replaces`` counts, and holds the versions between
    them, through which a line may run. Without it ``new`` directly follows ``old``.
    """
    if old.definition.slug != new.definition.slug:
        return frozenset()
    if old.definition.version == new.definition.version:
        return frozenset((key, key) for key in old.items)
    order = [version.definition.version for version in published]
    names = (old.definition.version, new.definition.version)
    if all(name in order for name in names):
        first, last = (order.index(name) for name in names)
        if first > last:
            back = _downwards(new, old, published[last + 1 : first])
            return frozenset((ours, theirs) for theirs, ours in back)
        return frozenset(_downwards(old, new, published[first + 1 : last]))
    return frozenset(_downwards(old, new, ()))


def _downwards(
    elder: RubricContent, younger: RubricContent, between: Sequence[RubricContent]
) -> Iterable[Link]:
    for key, text in younger.items.items():
        ancestors = _ancestors({key, *text.replaces}, between)
        yield from ((name, key) for name in ancestors if name in elder.items)


def _ancestors(keys: set[str], between: Sequence[RubricContent]) -> set[str]:
    """``keys`` and whatever they continue, through the versions between from the youngest on."""
    found = keys
    for version in reversed(between):
        for name in list(found):
            if name in version.items:
                found |= set(version.items[name].replaces)
    return found


def formers(links: Iterable[Link], old: RubricContent) -> Mapping[str, tuple[str, ...]]:
    """Each continued item's key to those that it continues, in the order of ``old``."""
    return _side(((new, former) for former, new in links), tuple(old.items))


def successors(links: Iterable[Link], new: RubricContent) -> Mapping[str, tuple[str, ...]]:
    """Each continuing item's key to those that continue it, in the order of ``new``."""
    return _side(links, tuple(new.items))


def _side(links: Iterable[Link], order: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for key, other in links:
        found.setdefault(key, set()).add(other)
    return {key: tuple(sorted(others, key=order.index)) for key, others in found.items()}
