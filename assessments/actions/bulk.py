"""Rows by the million: COPY on PostgreSQL, a hundred rows a statement on SQLite.

Values go in as the database takes them: whole numbers, booleans, None and text; ``moment`` writes
a time. Constraints and triggers hold as for any other write.
"""

import datetime
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import batched, chain
from typing import Any

from django.db import connection, models

AT_ONCE = 1000
"""Rows of one statement, of as many values as SQLite takes. With one row each it would count its
sequence up for every row; with few there is no time to make the next ones beside.
"""


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert ``rows``, each in the order of ``columns``.

    What makes them may not ask the database: on PostgreSQL it is busy with COPY meanwhile, and on
    SQLite they are made in another thread, which has another connection.
    """
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        row_marks = f"({', '.join('?' * len(columns))})"
        most = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        for group in _ahead(batched(rows, min(AT_ONCE, most // len(columns)))):
            marks = ", ".join([row_marks] * len(group))
            # Django's own executemany keeps every row in memory.
            connection.connection.execute(
                f'INSERT INTO "{table}" ({names}) VALUES {marks}',  # noqa: S608
                tuple(chain.from_iterable(group)),
            )


def _ahead[Group](groups: Iterator[Group]) -> Iterator[Group]:
    """Each group while a thread makes the next one: SQLite writes on the other processor."""
    with ThreadPoolExecutor(1) as beside:
        following = beside.submit(next, groups, None)
        while (group := following.result()) is not None:
            following = beside.submit(next, groups, None)
            yield group


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids that nobody else gets. On SQLite only inside the transaction that then uses them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        return range(first, first + count)


def moment(at: datetime.datetime) -> str:
    """A time as this database stores it."""
    return str(connection.ops.adapt_datetimefield_value(at))


def use_memory() -> None:
    """Let SQLite keep up to 200 MB of pages in this connection instead of few, and no temporary
    files: a statement of many rows keeps the pages that it changes until its end.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -200000")
            if not connection.in_atomic_block:
                cursor.execute("PRAGMA temp_store = MEMORY")


def refresh_statistics(*tables: type[models.Model]) -> None:
    """Let the planner know what is there now; a table that the role does not own is passed by.

    On SQLite a thousand entries of each index are enough; otherwise it reads all of them.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit = 1000")
        for model in tables:
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
