"""What a command says of a database that was not brought up to this version."""

from collections.abc import Generator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError

from assessments.models.behind import BEHIND, comes_of_being_behind


@contextmanager
def tables_needed() -> Generator[None]:
    """Missing tables or columns are one sentence, and no traceback; other errors stay."""
    try:
        yield
    except DatabaseError as error:
        if comes_of_being_behind(error):
            raise CommandError(BEHIND) from None
        raise
