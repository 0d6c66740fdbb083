"""The two statements by which every save stores the scores, written out.

Putting them together anew took Django a quarter of a save's time. The constraints and triggers of
the tables hold here as everywhere.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

OVERALL = """
UPDATE assessments_assessment SET overall = %s, answered = %s, unconfirmed = %s,
band_id = (SELECT id FROM assessments_band WHERE version_id = %s AND key = %s)
WHERE id = %s
"""


def store_section_scores(assessment_id: int, rows: Sequence[tuple[int, Decimal, bool]]) -> None:
    """Store the score of each section of an assessment and whether it is a weakest one.

    A row is a section's id, its score and the flag. Each section that has a stored score must be
    there: one that is not is refused by the column, which must not be empty.
    """
    scores = [value for pk, score, _ in rows for value in (pk, _adapted(score))]
    flags = [value for pk, _, weakest in rows for value in (pk, weakest)]
    case = "CASE section_id " + "WHEN %s THEN %s " * len(rows) + "END"
    # The number of sections is the only thing put into the text.
    statement = (
        f"UPDATE assessments_sectionscore SET score = {case}, weakest = {case} "  # noqa: S608
        "WHERE assessment_id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*scores, *flags, assessment_id])


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


def _adapted(score: Decimal) -> Any:
    return connection.ops.adapt_decimalfield_value(score, 10, 2)
