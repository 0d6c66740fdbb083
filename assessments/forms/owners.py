"""Owners of items."""

from collections.abc import Iterable

from django.http import QueryDict

from assessments.actions.owners import FIELDS as OWNER_FIELDS
from assessments.actions.owners import OwnerInput
from assessments.reports.owners import GONE


def owner_inputs(data: QueryDict, item_keys: Iterable[str]) -> list[OwnerInput]:
    """What a form sent for these items: role, person and due date, each only if it was sent."""
    inputs = []
    for key in item_keys:
        sent = {name: f"{key}-{name}" for name in OWNER_FIELDS}
        fields = {name: str(data[field]) for name, field in sent.items() if field in data}
        if fields.get("person") == GONE:
            del fields["person"]
        if fields:
            inputs.append(OwnerInput(key, fields))
    return inputs


def changed_on_page(data: QueryDict, item_keys: Iterable[str]) -> list[str]:
    """The items that somebody changed on the page of all items.

    Each row sends what it showed as stored, so that a page which was opened earlier does not
    take back what others have changed meanwhile.
    """
    return [
        key
        for key in item_keys
        if data.get(f"{key}-stored")
        != "|".join(data.get(f"{key}-{name}", "") for name in OWNER_FIELDS)
    ]
