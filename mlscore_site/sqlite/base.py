"""Django's SQLite backend, with writers that wait in short steps, and all letters folded.

SQLite lets one write at a time. Who finds the database locked sleeps 1, 2, 5, 10, 15, 20, 25 … ms
between its looks, and others come first meanwhile: where a save holds the lock for 2 ms and a busy
machine makes it 20, one in a hundred waited for 110. Who looks each millisecond waits for as long
as the lock is held.
"""

import sqlite3
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

STEP = 0.001
"""Seconds between two looks."""
LONGEST = 16 * 1024
"""Characters of a statement whose translation is kept; what is longer is hardly asked twice."""


class DatabaseWrapper(base.DatabaseWrapper):
    """The settings have to say ``timeout``, in seconds, among their ``OPTIONS``."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        connection.create_function("mlscore_fold", 1, _fold, deterministic=True)
        return connection

    def create_cursor(self, name: str | None = None) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self.connection.cursor(factory=Cursor)
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        """Raises ``OperationalError`` if the lock is not free within the timeout."""
        patience: float = self.settings_dict["OPTIONS"]["timeout"]
        end = time.monotonic() + patience
        with self.wrap_database_errors:
            self._let_sqlite_wait(0)
            try:
                while not self._begun(last_try=time.monotonic() >= end):
                    time.sleep(STEP)
            finally:
                self._let_sqlite_wait(patience)

    def _let_sqlite_wait(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout={round(1000 * seconds)}")

    def _begun(self, *, last_try: bool) -> bool:
        """Not by a cursor of Django, which costs a waiting thread many times what a look costs."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if last_try or not _is_busy(error):
                raise
            return False
        return True


class Cursor(base.SQLiteCursorWrapper):
    """Translates each statement to SQLite's own placeholders once, not each time that it is run."""

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> str:
        if param_names is None and len(query) <= LONGEST:
            return _with_question_marks(query)
        converted: str = super().convert_query(query, param_names=param_names)
        return converted


@lru_cache(maxsize=256)
def _with_question_marks(query: str) -> str:
    converted: str = base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
    return converted


def _fold(text: str | None) -> str | None:
    return None if text is None else text.casefold()


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # its other bits say why
