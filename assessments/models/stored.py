"""The statements by which every save stores answers, their history and the scores, written out.

Putting them together anew took Django a third of a save's time. The constraints and triggers of
the tables hold here as everywhere.
"""

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db import connection

from .answers import StoredAnswer
from .changes import Change

ANSWER = """
UPDATE assessments_answer SET level = %s, note = %s, evidence = %s, outcome = %s,
carried_over = %s, updated_at = %s, updated_by_id = %s, revision = revision + 1
WHERE id = %s AND revision = %s
"""
CHANGE = """
INSERT INTO assessments_change (at, by_id, by_name, door, action, project_id, assessment_id,
item_key, revision, old, new, reason, request_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
OVERALL = """
UPDATE assessments_assessment SET overall = %s, answered = %s, unconfirmed = %s,
band_id = (SELECT id FROM assessments_band WHERE version_id = %s AND key = %s)
WHERE id = %s
"""
OPEN_ITEMS = """
UPDATE assessments_project
SET open_items = CASE WHEN open_items + %s > 0 THEN open_items + %s ELSE 0 END
WHERE id = %s
"""


@contextmanager
def without_waiting() -> Iterator[None]:
    """What is written inside goes to PostgreSQL without waiting for each reply.

    Whatever one of the statements is refused for is raised at the end; the number of rows that it
    changed is not known.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def store_answer(answer: StoredAnswer, *, at: datetime.datetime, by: int | None) -> bool:
    """Store an answer as it is now, and count its revision up, here too. ``by`` is a person's id.

    False if the stored revision is not the one that the answer has; then nothing was written.
    Only own columns are asked: on PostgreSQL a waiting UPDATE re-checks only its own row.
    """
    values = (
        *(answer.level, answer.note, answer.evidence, answer.outcome, answer.carried_over),
        connection.ops.adapt_datetimefield_value(at),
        *(by, answer.pk, answer.revision),
    )
    with connection.cursor() as cursor:
        cursor.execute(ANSWER, values)
        stored: bool = cursor.rowcount == 1
    answer.revision += stored
    return stored


def store_changes(changes: Sequence[Change]) -> None:
    """Add rows to the history."""
    rows = [
        (
            *(connection.ops.adapt_datetimefield_value(change.at), change.by_id, change.by_name),
            *(change.door, change.action, change.project_id, change.assessment_id),
            *(change.item_key, change.revision),
            connection.ops.adapt_json_value(change.old, None),
            connection.ops.adapt_json_value(change.new, None),
            *(change.reason, change.request_id),
        )
        for change in changes
    ]
    with connection.cursor() as cursor:
        cursor.executemany(CHANGE, rows)


def store_section_scores(assessment_id: int, rows: Sequence[tuple[int, Decimal, bool]]) -> None:
    """Store the score of each section of an assessment and whether it is a weakest one.

    A row is a section's id, its score and the flag. Only what differs is written. Each section
    that has a stored score must be there: one that is not is refused by the column, which must not
    be empty.
    """
    scores = [value for pk, score, _ in rows for value in (pk, _adapted(score))]
    flags = [value for pk, _, weakest in rows for value in (pk, weakest)]
    case = "CASE section_id " + "WHEN %s THEN %s " * len(rows) + "END"
    # The number of sections is the only thing put into the text; no score is below 0.
    statement = (
        f"UPDATE assessments_sectionscore SET score = {case}, weakest = {case} "  # noqa: S608
        f"WHERE assessment_id = %s AND (score <> COALESCE({case}, -1) OR weakest <> {case})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*scores, *flags, assessment_id, *scores, *flags])


def store_overall_score(
    assessment_id: int,
    overall: Decimal,
    *,
    version_id: int,
    band: str,
    answered: int,
    unconfirmed: int,
) -> None:
    """Store an assessment's overall score, its band by key, and how much of it is answered."""
    values = [_adapted(overall), answered, unconfirmed, version_id, band, assessment_id]
    with connection.cursor() as cursor:
        cursor.execute(OVERALL, values)


def add_open_items(project_id: int, more: int) -> None:
    """Store that so many items of a locked draft were opened, or closed where it is negative.

    One statement without a count, so that a save need not lock the project before it.
    """
    with connection.cursor() as cursor:
        cursor.execute(OPEN_ITEMS, (more, more, project_id))


def _adapted(score: Decimal) -> Any:
    return connection.ops.adapt_decimalfield_value(score, 10, 2)
