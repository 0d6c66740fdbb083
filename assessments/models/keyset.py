"""Paging by key: a page begins after a row, wherever that is, at the same cost.

``OFFSET`` reads all that it skips; here an index on (column, id) leads straight to the place.
"""

import datetime
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


def keyset_page[Row](
    found: "models.QuerySet[Any, Row]",
    column: str,
    *,
    descending: bool,
    at: Position | None,
    size: int,
) -> Page[Row]:
    """The rows after (or before) a position in the order of (``column``, id): one statement.

    One row more than shown is asked for, to know whether there are more.
    """
    if at is None:
        return first_page(list(first_rows(found, column, descending=descending, size=size)), size)
    backward = at.before
    downward = descending != backward
    found = found.filter(_beyond(column, at, downward=downward))
    rows = list(first_rows(found, column, descending=downward, size=size))
    more = len(rows) > size
    rows = rows[:size]
    if backward:
        return Page(rows[::-1], has_previous=more, has_next=True)
    return Page(rows, has_previous=True, has_next=more)


def first_rows[Row](
    found: "models.QuerySet[Any, Row]", column: str, *, descending: bool, size: int
) -> "models.QuerySet[Any, Row]":
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
