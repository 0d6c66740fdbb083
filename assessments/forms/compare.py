"""What comparisons are asked for in the address."""

from django.http import QueryDict

from assessments.reports.compare_choice import Selection
from assessments.reports.compare_dates import Dates

SHOWN_LENGTH = 100


def compare_selection(data: QueryDict) -> Selection:
    """What ``/compare/`` is asked for; there is nothing that it could not be asked."""
    parts = (part.strip() for value in data.getlist("projects") for part in value.split(","))
    typed = dict.fromkeys(_shown(part) for part in parts if part)
    return Selection(
        typed=tuple(typed),
        different=data.get("different") == "1",
        choosing="choose" in data,
        q=_shown(data.get("q", "").strip()),
    )


def compare_dates(data: QueryDict) -> Dates:
    """What the comparison of two assessments is asked for."""
    return Dates(
        earlier=_shown(data.get("from", "").strip()),
        later=_shown(data.get("to", "").strip()),
        different=data.get("different") == "1",
    )


def _shown(text: str) -> str:
    """What a query string held, fit to be shown and to be looked up: one short line."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text[:SHOWN_LENGTH])
