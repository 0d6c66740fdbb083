"""Whether the database has the tables of this version."""

import re

from django.db import DatabaseError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

BEHIND = (
    "The database does not have the tables of this version yet. `manage.py migrate` makes them."
)
_MISSING_IN_SQLITE = re.compile(r"no such (table|column)|has no column")


def is_behind() -> bool:
    """Whether migrations of this version did not run there. Raises ``DatabaseError``."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def comes_of_being_behind(error: DatabaseError) -> bool:
    """Whether ``error`` is a missing table or column that a migration makes.

    A database that is locked or away is not asked: it would be waited for once more.
    """
    missing = isinstance(error, ProgrammingError) or _MISSING_IN_SQLITE.search(str(error))
    return bool(missing) and is_behind()
