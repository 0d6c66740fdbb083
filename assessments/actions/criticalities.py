"""Criticalities of the installation: added, changed, retired. Projects keep the one they have."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from assessments.models import By, Change, Criticality
from assessments.seen import compared

from .assessments import ActionRefused

KEY_LENGTH = 40


class CriticalityInput(NamedTuple):
    """``target`` is said on the scale whose full score is ``target_of``: 0 to ``target_of``."""

    name: str
    target: Decimal
    target_of: Decimal


class CriticalityChanged(Exception):
    """Somebody else changed it since the page was opened; nothing was written.

    ``name`` and ``target`` are what is stored now, in words, and ``by`` who changed it last.
    """

    def __init__(self, row: Criticality, by: str) -> None:
        super().__init__("somebody else changed the criticality")
        self.name = row.name
        self.target = row.target_text
        self.by = by


@transaction.atomic
def add_criticality(*, fields: CriticalityInput, by: By) -> Criticality:
    """Add a criticality; its key comes from the name, for good. Raises ``ActionRefused``."""
    last = Criticality.objects.order_by("-position").first()
    row = Criticality(
        key=_free_key(fields.name),
        name=fields.name,
        target=fields.target,
        target_of=fields.target_of,
        position=last.position + 1 if last else 0,
    )
    with _name_is_free(fields.name):
        row.save(force_insert=True)
    by.change("criticality", new={"key": row.key, **row.said}).save()
    return row


@transaction.atomic
def change_criticality(
    *,
    criticality_id: int,
    fields: CriticalityInput,
    by: By,
    seen: Mapping[str, str] | None = None,
) -> Criticality:
    """Change name and target, for all projects that have it.

    ``seen`` is the mark of what the page showed: nothing is done where nothing else is sent. Raises
    ``ActionRefused``, ``Criticality.DoesNotExist``, and ``CriticalityChanged`` where it is not as
    shown any more.
    """
    row = Criticality.objects.select_for_update(of=("self",), no_key=True).get(pk=criticality_id)
    old = row.said
    wanted = Criticality(name=fields.name, target=fields.target, target_of=fields.target_of)
    found = compared(seen or {}, {"whole": old}, {"whole": wanted.said})
    if found.clash:
        raise CriticalityChanged(row, _changed_by(row))
    if found.left:
        return row
    row.name, row.target, row.target_of = fields.name, fields.target, fields.target_of
    new = row.said
    changed = [name for name in new if old[name] != new[name]]
    if not changed:
        return row
    with _name_is_free(fields.name):
        row.save(update_fields=changed)
    by.change(
        "criticality",
        old={name: old[name] for name in changed},
        new={"key": row.key, **{name: new[name] for name in changed}},
    ).save()
    return row


@transaction.atomic
def retire_criticality(*, criticality_id: int, retired: bool, by: By) -> Criticality:
    """Give it no more, or again; projects that have it keep it with its target.

    Raises ``Criticality.DoesNotExist``.
    """
    row = Criticality.objects.select_for_update(of=("self",), no_key=True).get(pk=criticality_id)
    if (row.retired_at is not None) == retired:
        return row
    row.retired_at = timezone.now() if retired else None
    row.save(update_fields=["retired_at"])
    by.change(
        "criticality", old={"retired": not retired}, new={"key": row.key, "retired": retired}
    ).save()
    return row


@contextmanager
def _name_is_free(name: str) -> Iterator[None]:
    """The database decides: two who take one name at once are told apart here."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise ActionRefused(
            f"There is a criticality called {name} already. Choose another name."
        ) from None


def _changed_by(row: Criticality) -> str:
    last = Change.objects.filter(action="criticality", new__key=row.key).order_by("-pk").first()
    return last.by_name if last else "Somebody"


def _free_key(name: str) -> str:
    stem = slugify(name).replace("-", "_")[: KEY_LENGTH - 4].strip("_") or "criticality"
    taken = set(Criticality.objects.values_list("key", flat=True))
    return next(key for key in (stem, *(f"{stem}_{n}" for n in range(2, 1000))) if key not in taken)
