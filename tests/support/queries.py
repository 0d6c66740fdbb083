"""Counting statements."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext

TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class CountedQueries:
    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.context = CaptureQueriesContext(connection)

    def __enter__(self) -> "CountedQueries":
        self.context.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self.context.__exit__(*error)

    @property
    def statements(self) -> list[str]:
        found = [query["sql"] for query in self.context.captured_queries]
        return [sql for sql in found if not sql.startswith(TRANSACTION)]

    def __len__(self) -> int:
        return len(self.statements)
