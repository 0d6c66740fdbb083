"""Texts of a chart: names as short as it has room for, and what is said of a point, in lines."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from textwrap import wrap
from typing import NamedTuple

CUT = "…"
WORD = 8
"""So many characters before the first difference are shown with it, to begin with a whole word."""
TOLD = 6
"""So many characters at least are left of what tells a name that is cut at its end from others."""

LINE = 44
"""Characters of a line of what the pointer shows, so that a phone has room for it."""


def in_lines(*parts: str) -> list[str]:
    """What is said of a point, with commas between its parts; no word is broken."""
    return list(_wrapped(", ".join(filter(None, parts))))


@lru_cache(maxsize=2048)
def _wrapped(text: str) -> tuple[str, ...]:
    """Kept, since a page has hundreds of them, and most say what others say too."""
    return tuple(wrap(text, LINE, break_long_words=False, break_on_hyphens=False))


class Named(NamedTuple):
    """What a project is known by; no two have the same ``slug``."""

    name: str
    team: str
    slug: str


def told_apart(projects: Sequence[Named]) -> list[str]:
    """The name of each project, in their order; what has the name of another says its team too.

    Where the team is the same as well, or another is called as both together, it says its slug.
    """
    names = Counter(row.name for row in projects)
    teams = Counter((row.name, row.team) for row in projects)
    found = []
    for row in projects:
        with_team = f"{row.name} ({row.team})"
        if names[row.name] == 1:
            found.append(row.name)
        elif teams[row.name, row.team] == 1 and with_team not in names:
            found.append(with_team)
        else:
            found.append(f"{row.name} ({row.team}, {row.slug})")
    return found


def short_names(names: Iterable[str], length: int) -> dict[str, str]:
    """Each name in at most ``length`` characters, 20 or more; different names stay different.

    A name that is too long is cut at its end. Where others look nearly the same then, it is cut in
    the middle, so that its beginning and what tells it from them is left; names that differ in too
    many places are numbered.
    """
    short = {name: _cut(name, length) for name in names}
    long = [name for name in short if len(name) > length]
    for alike in _groups((name, name[: length - len(CUT) - TOLD]) for name in long):
        short |= _cut_in_the_middle(alike, length)
    for alike in _groups(short.items()):
        short |= _numbered(alike, short, length)
    return short


def _cut(name: str, length: int) -> str:
    return name if len(name) <= length else name[: length - 1].rstrip() + CUT


def _groups(forms: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The names that have one form, in groups of two or more."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name, form in forms:
        groups[form].append(name)
    return [group for group in groups.values() if len(group) > 1]


def _cut_in_the_middle(names: Sequence[str], length: int) -> dict[str, str]:
    head = length // 3
    room = length - head - len(CUT)
    start = _word_start(names[0], _same_start(names))
    # What is left of the longest fills the room, where the difference stands near the end.
    full = max(map(len, names)) - room
    if full < start:
        space = names[0].find(" ", full, start)
        start = full if space < 0 else space + 1
    start = max(head, start)
    return {name: name[:head].rstrip() + CUT + _cut(name[start:].lstrip(), room) for name in names}


def _same_start(names: Sequence[str]) -> int:
    """How many letters all names begin with in common."""
    columns = enumerate(zip(*names, strict=False))
    return next((at for at, letters in columns if len(set(letters)) > 1), min(map(len, names)))


def _word_start(name: str, place: int) -> int:
    """Where the word at ``place`` begins, if that is near."""
    space = name.rfind(" ", max(0, place - WORD), place)
    return place if space < 0 else space + 1


def _numbered(names: Sequence[str], short: Mapping[str, str], length: int) -> dict[str, str]:
    """*Name…*, *Name… 2*, *Name… 3*: all but the first of ``names`` get a form that is free."""
    taken = set(short.values())
    found: dict[str, str] = {}
    for name in names[1:]:
        number = 2
        while (form := _with_number(short[name], number, length)) in taken:
            number += 1
        taken.add(form)
        found[name] = form
    return found


def _with_number(form: str, number: int, length: int) -> str:
    end = f" {number}"
    return _cut(form, length - len(end)) + end
