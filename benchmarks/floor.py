"""The floor of a page: a bare view with one query and the same template, behind the same login.

The query is the one of the page's own that took longest, as text through a raw cursor; what the
template shows, the counts in its navigation too, was put together once, beforehand. So a page's
floor takes two statements, one of them the login's.

The floor of a save is the plain SQL of a save that loses nothing, in a transaction: lock the
assessment, read its answers, update one under its revision, add to the history, store the score of
each section and the overall one, added up from the answers read. It asks no rights, cleans no text,
merges nothing, and shows a reply that was put together beforehand.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test.utils import setup_test_environment, teardown_test_environment

LOGIN = 'FROM "assessments_session"'
POINTS = {"automated": 1.0, "manual": 0.5}


@dataclass
class Recorded:
    """What one request did: ``queries`` with their parameters and seconds."""

    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    queries: list[tuple[float, str, Any]] = field(default_factory=list)
    answer: int = 0
    """The row that the floor of a save writes; 0 for a page."""

    @property
    def slowest(self) -> tuple[str, Any]:
        """The query that took longest, apart from the login's."""
        own = [row for row in self.queries if LOGIN not in row[1]]
        _, sql, params = max(own, key=lambda row: row[0])
        return sql, params


chosen = Recorded()
"""What the floor serves now."""


def serve(recorded: Recorded) -> None:
    global chosen
    chosen = recorded


def floor(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        save(chosen.context["assessment_id"], chosen.answer, request.POST["level"])
    else:
        with connection.cursor() as cursor:
            cursor.execute(*chosen.slowest)
            cursor.fetchall()
    return render(request, chosen.template, chosen.context)


LOCK = "SELECT id, status, rubric_version_id FROM assessments_assessment WHERE id = %s"
ANSWERS = """
SELECT n.id, i.section_id, n.level, n.note, n.evidence, n.outcome, n.carried_over, n.revision,
n.assessment_id FROM assessments_answer n JOIN assessments_item i ON i.id = n.item_id
WHERE n.assessment_id = (SELECT assessment_id FROM assessments_answer WHERE id = %s)
"""
ANSWER = """
UPDATE assessments_answer SET level = %s, note = 'x', carried_over = %s, revision = revision + 1
WHERE id = %s AND revision = %s
"""
CHANGE = """
INSERT INTO assessments_change (at, by_name, door, action, item_key, old, new, reason, request_id)
VALUES ('2026-01-01', 'x', 'web', 'answer', 'data-2', '{}', '{}', '', '')
"""
OVERALL = """
UPDATE assessments_assessment SET overall = %s, answered = %s, unconfirmed = %s,
band_id = (SELECT b.id FROM assessments_band b WHERE b.version_id = %s AND b.lower <= %s
ORDER BY b.position DESC LIMIT 1) WHERE id = %s
"""


def save(assessment: int, answer: int, sent: str) -> None:
    """Store the level that was sent, or another one where it is stored already."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK + _for_update(), [assessment])
        pk, _, version = cursor.fetchone()
        cursor.execute(ANSWERS, [answer])
        rows = {row[0]: row for row in cursor.fetchall()}
        level, revision = rows[answer][2], rows[answer][7]
        new = sent if level != sent else "automated"
        cursor.execute(ANSWER, [new, False, answer, revision])
        cursor.execute(CHANGE)
        sections: dict[int, float] = {}
        for key, row in rows.items():
            points = POINTS.get(new if key == answer else row[2], 0.0)
            sections[row[1]] = sections.get(row[1], 0.0) + points
        lowest = min(sections.values())
        case = "CASE section_id " + "WHEN %s THEN %s " * len(sections) + "END"
        scores = [value for pair in sections.items() for value in pair]
        flags = [value for key, score in sections.items() for value in (key, score == lowest)]
        cursor.execute(
            f"UPDATE assessments_sectionscore SET score = {case}, weakest = {case} "  # noqa: S608
            "WHERE assessment_id = %s",
            [*scores, *flags, pk],
        )
        answered = sum(bool(row[2]) for row in rows.values())
        unconfirmed = sum(bool(row[6]) for row in rows.values())
        cursor.execute(OVERALL, [lowest, answered, unconfirmed, version, lowest, pk])


def _for_update() -> str:
    return " FOR UPDATE" if connection.vendor == "postgresql" else ""


def record(ask: Callable[[], Any]) -> Recorded:
    """Ask once and keep which template was rendered with what, and which queries were run."""
    recorded = Recorded()

    def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        result = execute(sql, params, many, context)
        if sql.startswith("SELECT"):
            recorded.queries.append((time.perf_counter() - started, sql, params))
        return result

    setup_test_environment()
    try:
        with connection.execute_wrapper(timed):
            response = ask()
    finally:
        teardown_test_environment()
    shown = response.context[0] if isinstance(response.context, list) else response.context
    own = shown.dicts[shown._processors_index + 1 :]
    recorded.template = str(response.templates[0].name)
    recorded.context = {key: value for part in own for key, value in part.items()}
    waiting = shown.get("waiting")
    recorded.context["waiting"] = waiting() if callable(waiting) else waiting
    return recorded
