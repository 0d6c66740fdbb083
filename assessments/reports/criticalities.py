"""The criticalities of the installation."""

from typing import NamedTuple

from assessments.models import Criticality
from assessments.scoring import written
from assessments.seen import marks_as_text, marks_of


class CriticalityRow(NamedTuple):
    """``seen`` is the mark of name and target, to be sent along with a change."""

    id: int
    name: str
    target: str
    target_of: str
    retired: bool
    used: int
    seen: str


def criticality_rows() -> tuple[CriticalityRow, ...]:
    """All criticalities, those in use first, in one query."""
    rows = (
        CriticalityRow(
            id=row.pk,
            name=row.name,
            target=written(row.target),
            target_of=written(row.target_of),
            retired=row.retired_at is not None,
            used=row.used,
            seen=marks_as_text(marks_of({"whole": row.said})),
        )
        for row in Criticality.objects.for_page()
    )
    return tuple(sorted(rows, key=lambda row: row.retired))
