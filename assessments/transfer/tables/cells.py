"""One cell on its way out and in: no formula, no invisible character, nothing cut.

The rule, which the reader turns back exactly: a text that a spreadsheet could take for a formula,
or that begins with an apostrophe itself, gets one apostrophe before it.
"""

import re
from decimal import Decimal

Cell = str | Decimal | int
"""Text stays text in every format; a number is written as a number."""

LONGEST_CELL = 32_767
"""What a cell of a spreadsheet holds, in UTF-16 code units. A longer one is refused, never cut."""

_FORMULA = tuple("=+-@＝＋－＠")
_GUARDED = ("'", "\t", "\n")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class TableRefused(Exception):
    """The file can not be read; ``lines`` say where and why, for people."""

    def __init__(self, *lines: str) -> None:
        super().__init__(" ".join(lines))
        self.lines = lines


class CellTooLong(ValueError):
    """A text does not fit a cell; it is not written at all, since it would be cut."""


def guarded(text: str) -> str:
    """``text`` as it stands in a file. Raises ``CellTooLong``."""
    text = _INVISIBLE.sub(_mark, text)
    if text.startswith(_GUARDED) or text.lstrip().startswith(_FORMULA):
        text = f"'{text}"
    if len(text) > LONGEST_CELL // 2 and units(text) > LONGEST_CELL:
        raise CellTooLong(f"A text of {len(text):,} characters does not fit a spreadsheet's cell.")
    return text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") else text


def units(text: str) -> int:
    """The length as spreadsheets count it: characters beyond the basic plane are two."""
    return len(text.encode("utf-16-le")) // 2


def as_text(cell: Cell) -> str:
    """A cell as the reader gives it back: a number without trailing zeros."""
    return str(plain_number(cell)) if isinstance(cell, Decimal) else str(cell)


def plain_number(number: Decimal) -> Decimal:
    """The same number without trailing zeros and never with an exponent: 3.50 is 3.5, 10 is 10."""
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _mark(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "�"
