"""Who is meant by an @ in a text. Plain values, no database."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# An @ inside a word, as in an e-mail address, mentions nobody.
_AT = re.compile(r"(?<![\w.+-])@(?=\w)")
_WORD = re.compile(r"[\w.+-]*\w")


class Person(NamedTuple):
    """Somebody who can be mentioned: by name, by first name if no other has it, by address."""

    id: int
    name: str
    email: str


class Span(NamedTuple):
    """A mention in a text, from its @ up to ``end``."""

    start: int
    end: int
    person: int


class Mentions(NamedTuple):
    """``unknown`` are the words after an @ that name nobody, or more than one."""

    spans: tuple[Span, ...]
    unknown: tuple[str, ...]

    @property
    def people(self) -> set[int]:
        return {span.person for span in self.spans}


def find_mentions(text: str, people: Sequence[Person]) -> Mentions:
    """Every mention in the text; the longest name that fits wins, in any case of letters."""
    names = sorted(_names(people), key=lambda pair: -len(pair[0]))
    spans, unknown = [], []
    for at in _AT.finditer(text):
        start = at.end()
        found = next((pair for pair in names if _stands(text, start, pair[0])), None)
        if found:
            spans.append(Span(at.start(), start + len(found[0]), found[1]))
        elif word := _WORD.match(text, start):
            unknown.append(word[0])
    return Mentions(tuple(spans), tuple(dict.fromkeys(unknown)))


def parts(text: str, people: Sequence[Person]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a mention."""
    pieces, last = [], 0
    for span in find_mentions(text, people).spans:
        pieces += [(text[last : span.start], False), (text[span.start : span.end], True)]
        last = span.end
    return [piece for piece in [*pieces, (text[last:], False)] if piece[0]]


def _names(people: Iterable[Person]) -> list[tuple[str, int]]:
    people = list(people)
    names = [(person.email, person.id) for person in people]
    full = [(person.name, person.id) for person in people if person.name]
    for written in (full, [(name.partition(" ")[0], number) for name, number in full]):
        counted = [name.casefold() for name, _ in written]
        names += [pair for pair in written if counted.count(pair[0].casefold()) == 1]
    return names


def _stands(text: str, start: int, name: str) -> bool:
    end = start + len(name)
    if text[start:end].casefold() != name.casefold():
        return False
    return end == len(text) or not (text[end].isalnum() or text[end] == "_")
