"""Which projects the list shows and in which order, as the address bar says it."""

import base64
import binascii
import datetime
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from assessments.models.keyset import Position, Value
from assessments.text import TextRefused, clean_text

NAME_LENGTH = 120
NOT_ASSESSED = "none"
"""The band of a project without a closed assessment."""
DEFAULT_SORT = "name"


class Sort(NamedTuple):
    """A column of the table. ``kind`` is what its values are.

    ``falling`` is the column for the order from the highest on, where that is another one.
    """

    label: str
    column: str
    kind: type[Value]
    falling: str = ""


SORTS: Mapping[str, Sort] = {
    "name": Sort("Project", "name__lower", str),
    "team": Sort("Team", "team__name__lower", str),
    "score": Sort("Score", "latest_share", Decimal),
    "band": Sort("Band", "latest_share", Decimal),
    "sections": Sort("Sections", "latest_section_share", Decimal),
    "change": Sort("Change", "change_ascending", Decimal, falling="change_descending"),
    "latest": Sort("Latest", "latest_on", datetime.date),
    "open": Sort("Open", "open_items", int),
    "unowned": Sort("Unowned", "unowned_items", int),
    "overdue": Sort("Due", "due_on", datetime.date),
}
"""Each column has an index on (column, id). Scores of all rubric versions are sorted by their
shares of the maximum, and bands as their scores; what has no change comes last either way."""


class Listing(NamedTuple):
    """What was asked for. ``faults`` say in words what could not be used and what is shown."""

    q: str = ""
    team: str = ""
    rubric: str = ""
    band: str = ""
    overdue: bool = False
    sort: str = DEFAULT_SORT
    descending: bool = False
    at: Position | None = None
    faults: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        sort = SORTS[self.sort]
        return (self.descending and sort.falling) or sort.column

    @property
    def is_filtered(self) -> bool:
        return bool(self.q or self.team or self.rubric or self.band or self.overdue)

    def without(self, name: str, fault: str) -> "Listing":
        """The same without a filter whose value is not known."""
        changed: dict[str, Any] = {name: "", "faults": (*self.faults, fault)}
        return self._replace(**changed)

    def query(self, *, cursor: str = "", **changed: Any) -> str:
        """The query string of this list, or of one that differs in what is ``changed``."""
        other = self._replace(**changed)
        sort = f"-{other.sort}" if other.descending else other.sort
        given = {
            "q": other.q,
            "team": other.team,
            "rubric": other.rubric,
            "band": other.band,
            "overdue": "yes" if other.overdue else "",
            "sort": "" if sort == DEFAULT_SORT else sort,
            "cursor": cursor,
        }
        return urlencode({name: value for name, value in given.items() if value})

    def cursor(self, value: Value, pk: int, *, before: bool = False) -> str:
        """An opaque name of the page after (or before) a row; it belongs to one order only."""
        # Without an exponent: a share of nothing is 0E-8 otherwise.
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        place = [self.sort, self.descending, before, text, pk]
        packed = json.dumps(place, ensure_ascii=False, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def listing_from(given: Mapping[str, str]) -> Listing:
    """Read a query string. Whatever makes no sense is left out and said, never an error."""
    faults: list[str] = []
    sort, descending = _sort(given.get("sort", ""), faults)
    listing = Listing(
        q=_text(given.get("q", ""), "search text", faults),
        team=_text(given.get("team", ""), "team", faults),
        rubric=_text(given.get("rubric", ""), "rubric version", faults),
        band=_text(given.get("band", ""), "band", faults),
        overdue=_flag(given.get("overdue", ""), faults),
        sort=sort,
        descending=descending,
    )
    at = _position(given.get("cursor", ""), listing, faults)
    return listing._replace(at=at, faults=tuple(faults))


def shown(text: str) -> str:
    """A value from the address as a message repeats it: short, on one line."""
    text = "".join(character if character.isprintable() else "�" for character in text)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _text(text: str, what: str, faults: list[str]) -> str:
    try:
        return " ".join(clean_text(text, limit=NAME_LENGTH).split())
    except TextRefused:
        faults.append(
            f"The {what} “{shown(text)}” was left out: it is longer than {NAME_LENGTH} characters "
            "or holds one that no name has."
        )
        return ""


def _flag(text: str, faults: list[str]) -> bool:
    if text not in ("", "yes", "no"):
        faults.append(f"“{shown(text)}” says nothing about being overdue; all are shown.")
    return text == "yes"


def _sort(text: str, faults: list[str]) -> tuple[str, bool]:
    name = text.removeprefix("-")
    if name in SORTS:
        return name, text.startswith("-")
    if text:
        faults.append(f"There is no column “{shown(text)}”; the list is sorted by name.")
    return DEFAULT_SORT, False


def _position(text: str, listing: Listing, faults: list[str]) -> Position | None:
    if not text:
        return None
    try:
        return _unpacked(text, listing)
    except (ValueError, TypeError, RecursionError, binascii.Error, TextRefused):
        faults.append("The address named a page of another list; this is the first page.")
        return None


def _unpacked(text: str, listing: Listing) -> Position:
    """Raises ``ValueError`` for anything that ``cursor`` does not make for this order."""
    if len(text) > 2000 or not text.isascii():
        raise ValueError("no cursor")
    packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    sort, descending, before, value, pk = json.loads(packed)
    if (sort, descending) != (listing.sort, listing.descending) or not isinstance(before, bool):
        raise ValueError("a cursor of another order")
    if type(pk) is not int or not 0 <= pk < 2**63 or not isinstance(value, str):
        raise ValueError("no row")
    return Position(_value(value, SORTS[sort].kind), pk, before)


def _value(text: str, kind: type[Value]) -> Value:
    if kind is Decimal:
        if not re.fullmatch(r"-?[0-9]{1,8}(\.[0-9]{1,8})?", text):
            raise ValueError("no score")
        return Decimal(text)
    if kind is int:
        if not re.fullmatch(r"[0-9]{1,9}", text):
            raise ValueError("no count")
        return int(text)
    if kind is datetime.date:
        return datetime.date.fromisoformat(text)
    clean_text(text, limit=NAME_LENGTH)
    return text
