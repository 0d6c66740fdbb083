"""Paging by key: a page begins after a row, wherever that is, at the same cost.

``OFFSET`` reads all that it skips; here an index on (column, id) leads straight to the place.
"""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

Value = str | int | Decimal | datetime.date


class Position(NamedTuple):
    """A row by its value in the sort's column and its id. ``before``: the page ends in front."""

    value: Value
    pk: int
    before: bool = False


class Page[Row](NamedTuple):
    rows: list[Row]
    has_previous: bool
    has_next: bool


def keyset_page[Found: "models.QuerySet[Any, Any]", Row](
    found: Found,
    column: str,
    *,
    descending: bool,
    at: Position | None,
    size: int,
    read: "Callable[[Found], models.QuerySet[Any, Row]]",
) -> Page[Row]:
    """The rows after (or before) a position in the order of (``column``, id): one statement.

    ``read`` makes of the page, a slice of ``found``, what is asked for. One row more than shown
    is, to know whether there are more.
    """
    if at is None:
        first = first_rows(found, column, descending=descending, size=size)
        return first_page(list(read(first)), size)
    backward = at.before
    downward = descending != backward
    found = found.filter(_beyond(column, at, downward=downward))
    rows = list(read(first_rows(found, column, descending=downward, size=size)))
    more = len(rows) > size
    rows = rows[:size]
    if backward:
        return Page(rows[::-1], has_previous=more, has_next=True)
    return Page(rows, has_previous=True, has_next=more)


def first_rows[Found: "models.QuerySet[Any, Any]"](
    found: Found, column: str, *, descending: bool, size: int
) -> Found:
    """The first ``size`` rows in the order of (``column``, id), and one more."""
    sign = "-" if descending else ""
    return found.order_by(f"{sign}{column}", f"{sign}pk")[: size + 1]


def first_page[Row](rows: list[Row], size: int) -> Page[Row]:
    """The first page, from its rows and the one after."""
    return Page(rows[:size], has_previous=False, has_next=len(rows) > size)


def _beyond(column: str, at: Position, *, downward: bool) -> Any:
    """A comparison of pairs, which both databases answer from the index."""
    compare = TupleLessThan if downward else TupleGreaterThan
    return compare((models.F(column), models.F("pk")), (at.value, at.pk))
