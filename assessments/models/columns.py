"""Which columns of rows a query reads, and as what."""

from decimal import Decimal

from django.db import models
from django.db.models.functions import Coalesce, NullIf

type Number = Decimal | float
"""A stored decimal as the driver gives it: SQLite's as a float, with at most 15 digits."""


def all_but(path: str, model: type[models.Model], *kept: str) -> tuple[str, ...]:
    """The fields of ``model`` at ``path`` for ``defer``, apart from its key and those to keep.

    A page names a person or a date in each of its rows: reading the whole of the joined row, a
    password too, costs more than reading the row itself.
    """
    return tuple(
        f"{path}__{field.name}"
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in kept
    )


NAMED = ("name", "email", "is_active")
"""What is kept of a person who is only named."""


def name_of(path: str) -> models.Expression:
    """The name of the person at ``path``, else their address; '' where there is nobody."""
    empty = models.Value("")
    return Coalesce(
        NullIf(f"{path}__name", empty),
        f"{path}__email",
        empty,
        output_field=models.CharField(),
    )


def as_number(name: str) -> models.Expression:
    """A decimal as the driver gives it.

    To make Decimals of the 400 scores of a list takes longer than to read them, and most rows
    are known already.
    """
    return models.ExpressionWrapper(models.F(name), output_field=models.FloatField())


def as_text(name: str) -> models.Expression:
    """JSON as it is stored, not read."""
    return models.ExpressionWrapper(models.F(name), output_field=models.TextField())


def exact(number: Number) -> Decimal:
    """The decimal that is stored."""
    return number if isinstance(number, Decimal) else Decimal(str(number))
