"""The one gate for text that people or programs send, and for links.

Plain values, no database: pages, API and imports all use it.
"""

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

LINK_LENGTH = 2000
LINKS_PER_ANSWER = 20
# Control characters but tab and newline, and lone surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# They turn all text after them around, so that it reads as something else. The marks and isolates
# that right-to-left text needs do not.
_OVERRIDES = re.compile("[\u202d\u202e]")
# Spaces, quotes and brackets, invisible characters and the marks that turn text around.
_NOT_IN_LINKS = re.compile('[\\s"<>\\\\^`{|}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]')


_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


class TextRefused(ValueError):
    """The text cannot be taken; the message says why and what to do, for people."""


def whole_number(text: str) -> int | None:
    """A plain number from 0 to 10^18 - 1 as programs and forms send it; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def unfit_character(text: str) -> str | None:
    """The first character that no text may hold: a control character, half of a surrogate pair
    or one that overrides the direction of writing. None if there is none.
    """
    found = _FORBIDDEN.search(text) or _OVERRIDES.search(text)
    return found[0] if found else None


def clean_text(text: str, *, limit: int) -> str:
    """Normalise to NFC with plain newlines. ``limit`` is the most characters allowed.

    Raises ``TextRefused`` for control characters, for characters that override the direction of
    writing, and for text that is too long; nothing is ever cut off.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    found = _FORBIDDEN.search(text)
    if found:
        raise TextRefused(
            f"This text holds a character that cannot be stored (U+{ord(found[0]):04X}, character "
            f"{found.start() + 1}). Delete it and save again."
        )
    found = _OVERRIDES.search(text)
    if found:
        raise TextRefused(
            f"This text holds a character that turns the letters after it around "
            f"(U+{ord(found[0]):04X}, character {found.start() + 1}). Delete it and save again."
        )
    text = text.strip() if _shows_something(text) else ""
    if len(text) > limit:
        raise TextRefused(
            f"This text is {len(text):,} characters long; at most {limit:,} fit. "
            "Shorten it or put the full text behind an evidence link."
        )
    return text


def _shows_something(text: str) -> bool:
    """Whether it holds more than spaces and invisible characters, such as a zero-width space."""
    return any(unicodedata.category(character) not in _UNSEEN for character in text)


def clean_links(text: str, *, limit: int) -> str:
    """Evidence links, one per line, checked and without repeats, again as lines.

    Raises ``TextRefused`` naming the first line that is no plain http or https address.
    """
    lines = [line.strip() for line in clean_text(text, limit=limit).split("\n")]
    links = list(dict.fromkeys(line for line in lines if line))
    if len(links) > LINKS_PER_ANSWER:
        raise TextRefused(
            f"{len(links)} evidence links are too many; at most {LINKS_PER_ANSWER} fit one answer."
        )
    for link in links:
        _check_link(link)
    return "\n".join(links)


def _check_link(link: str) -> None:
    shown = link if len(link) <= 80 else f"{link[:80]}…"
    if len(link) > LINK_LENGTH:
        raise TextRefused(f"The link {shown} is longer than {LINK_LENGTH:,} characters.")
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise TextRefused(f"“{shown}” is not a web address: {error}.") from None
    if parts.scheme.lower() not in ("http", "https"):
        raise TextRefused(
            f"“{shown}” is not a web address. An evidence link starts with https:// or http://."
        )
    if not host or _NOT_IN_LINKS.search(link):
        raise TextRefused(
            f"“{shown}” is not a web address: it needs a host and no spaces or special marks. "
            "Write one link per line."
        )
    if "@" in parts.netloc:
        raise TextRefused(f"“{shown}” holds a user name or password. Take it out of the link.")


def counted(number: object, thing: str) -> str:
    """*1 point*, *0.5 points*, *2 points*: the number as it is written, the thing in its form."""
    return f"{number} {thing}" if str(number) == "1" else f"{number} {thing}s"


def listed(words: Sequence[str]) -> str:
    """*A*, *A and B*, *A, B and C*; '' for none."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
