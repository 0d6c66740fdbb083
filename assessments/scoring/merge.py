"""Two people change one answer: what can be written, and what only a person can decide."""

from collections.abc import Mapping
from typing import NamedTuple


class Merge(NamedTuple):
    """``write`` holds the fields to save, ``conflicts`` those that both sides changed."""

    write: dict[str, str]
    conflicts: tuple[str, ...]


def merge_fields(
    sent: Mapping[str, str], base: Mapping[str, str], current: Mapping[str, str]
) -> Merge:
    """Merge what one person sent with what is stored now, field by field.

    ``base`` is what the sender had seen. A field that only one side changed is no conflict: two
    people who change different fields of one answer do not collide.
    """
    write: dict[str, str] = {}
    conflicts = []
    for field, value in sent.items():
        if value in (current[field], base[field]):
            continue
        if base[field] == current[field]:
            write[field] = value
        else:
            conflicts.append(field)
    return Merge(write, tuple(conflicts))
