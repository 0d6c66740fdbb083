"""All rows of a query as one value of another query, so that a page asks the database once."""

import datetime
import json
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

AGGREGATED = {
    "postgresql": "COALESCE(JSON_AGG(JSON_BUILD_ARRAY({columns})), '[]')::text",
    "sqlite": "JSON_GROUP_ARRAY(JSON_ARRAY({columns}))",
}
"""Both take the rows in the order in which the query around them gives them."""

STEP = 8
"""From 9 numbers on PostgreSQL looks for them in another way if it knows them when it plans."""


class Rows(models.Subquery):
    """The rows of a ``values_list`` in its order, as JSON in text: see ``read_rows``."""

    template = "(SELECT %(rows)s FROM (%(subquery)s) part)"
    output_field = models.TextField()

    def as_sql(
        self, compiler: Any, connection: BaseDatabaseWrapper, template: Any = None, **extra: Any
    ) -> Any:
        columns = ", ".join(map(connection.ops.quote_name, self.query.selected or ()))
        rows = AGGREGATED[connection.vendor].format(columns=columns)
        return super().as_sql(compiler, connection, template, rows=rows, **extra)


def read_rows(found: str) -> list[list[Any]]:
    """The rows of a ``Rows``, each a list of what JSON has.

    So dates and times are text (see ``moment``), decimals floats, and SQLite's booleans 0, 1.
    """
    rows: list[list[Any]] = json.loads(found)
    return rows


def moment(text: str) -> datetime.datetime:
    """SQLite keeps times in UTC without saying so."""
    at = datetime.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=datetime.UTC)


def filled(ids: Sequence[int]) -> list[int]:
    """The ids and, up to a multiple of ``STEP``, negative ones that nobody has.

    So few statements are put together. No two are the same: PostgreSQL would plan for how many
    differ, each time anew.
    """
    missing = -len(ids) % STEP if ids else STEP
    return [*ids, *range(-missing, 0)]
