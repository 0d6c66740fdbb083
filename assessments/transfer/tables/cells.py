"""One cell on its way out and in: no formula, no invisible character, nothing cut.

The rule, which the reader turns back exactly: where a spreadsheet could see a formula begin, one
apostrophe goes before it. What has apostrophes there already, then a formula, gets one more, so
that one taken away always gives the text back; any other apostrophe stays as it is.

A formula can begin where a cell does. That is also within a text if a file is opened with another
separator than it was written with, as a spreadsheet in half of Europe does with commas: there a
note that says ``see;=1+1`` is two cells, and one with a line break is two rows. A workbook has no
separators, so there only the beginning of a text is guarded, and what looks guarded already.
"""

import re
from datetime import date
from decimal import Decimal

Cell = str | Decimal | int | date
"""Text stays text in every format; a number is written as a number, a day as a date."""

LONGEST_CELL = 32_767
"""What a cell of a spreadsheet holds, in UTF-16 code units. A longer one is refused, never cut."""

_FORMULA = "[=+\\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff1d\uff0b\uff0d\uff20]"
# Blanks and quotes that a spreadsheet may drop, and characters that nobody sees; no separators.
_DROPPED = '(?:[^\\S\t\n]|["\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff])*'
_INNER = "(?<=[;,\t\n])"
_IN_CSV = re.compile(rf"(?:\A|{_INNER})(?='*{_DROPPED}{_FORMULA})")
_IN_WORKBOOK = re.compile(rf"\A(?='*{_DROPPED}{_FORMULA})|{_INNER}(?='+{_DROPPED}{_FORMULA})")
_GUARD = re.compile(rf"(?:\A|{_INNER})'(?='*{_DROPPED}{_FORMULA})")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class TableRefused(Exception):
    """The file can not be read; ``lines`` say where and why, for people."""

    def __init__(self, *lines: str) -> None:
        super().__init__(" ".join(lines))
        self.lines = lines


class CellTooLong(ValueError):
    """A text does not fit a cell; it is not written at all, since it would be cut."""


def guarded_in_csv(text: str) -> str:
    """``text`` as it stands in a file with separators. Raises ``CellTooLong``."""
    return _fitting(_IN_CSV.sub("'", _INVISIBLE.sub(_mark, text)))


def guarded_in_workbook(text: str) -> str:
    """``text`` as it stands in a cell of a workbook. Raises ``CellTooLong``."""
    return _fitting(_IN_WORKBOOK.sub("'", _INVISIBLE.sub(_mark, text)))


def unguarded(text: str) -> str:
    """The text of a cell, by whichever of the two it was guarded. Others stay as they are."""
    return _GUARD.sub("", text)


def _fitting(text: str) -> str:
    if len(text) > LONGEST_CELL // 2 and units(text) > LONGEST_CELL:
        raise CellTooLong(f"A text of {len(text):,} characters does not fit a spreadsheet's cell.")
    return text


def units(text: str) -> int:
    """The length as spreadsheets count it: characters beyond the basic plane are two."""
    return len(text.encode("utf-16-le")) // 2


def as_text(cell: Cell) -> str:
    """A cell as the reader gives it back: a number without trailing zeros, a day as 2026-09-30."""
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
