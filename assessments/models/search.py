"""Texts that hold or equal what somebody typed, in whatever case of letters."""

from typing import Any

from django.db import connection, models
from django.db.models.functions import Lower
from django.db.models.lookups import Contains, Exact, IContains

# A list by name has no capitals first. SQLite lowers ASCII letters only.
models.CharField.register_lookup(Lower)


@models.CharField.register_lookup
class Holds(IContains):
    """``icontains`` of PostgreSQL, by lower-case letters.

    Those have an index, so it knows how many names will match, and reads them in the order of the
    list if they are many.
    """

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        name, own = compiler.compile(Lower(self.lhs))
        pattern, params = self.process_rhs(compiler, connection)
        return f"{name} LIKE LOWER({pattern})", (*own, *params)


class Folded(models.Func):
    """A text casefolded by Python: a function that ``mlscore_site.sqlite`` gives SQLite."""

    function = "mlscore_fold"
    output_field = models.TextField()


def holding(path: str, text: str) -> models.Q:
    """SQLite itself folds ASCII letters only. Asked for others, Python looks at each row."""
    if _folds(text):
        return models.Q(Contains(Folded(path), text.casefold()))
    lookup = "holds" if connection.vendor == "postgresql" else "icontains"
    return models.Q(**{f"{path}__{lookup}": text})


def same_as(path: str, text: str) -> models.Q:
    if _folds(text):
        return models.Q(Exact(Folded(path), text.casefold()))
    return models.Q(**{f"{path}__iexact": text})


def _folds(text: str) -> bool:
    return not text.isascii() and connection.vendor == "sqlite"
