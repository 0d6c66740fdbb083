"""The floor of a page: a bare view with one query and the same template, behind the same login.

The query is the one of the page's own that took longest, as text through a raw cursor; what the
template shows was put together once, beforehand. The floor of a save is an UPDATE and an INSERT.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test.utils import setup_test_environment, teardown_test_environment

LOGIN = ("django_session", 'FROM "assessments_user"')


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
        """The query that took longest, apart from those of the login."""
        own = [row for row in self.queries if not any(name in row[1] for name in LOGIN)]
        _, sql, params = max(own, key=lambda row: row[0])
        return sql, params


chosen = Recorded()
"""What the floor serves now."""


def serve(recorded: Recorded) -> None:
    global chosen
    chosen = recorded


def floor(request: HttpRequest) -> HttpResponse:
    if chosen.answer:
        _save(chosen.answer)
    else:
        with connection.cursor() as cursor:
            cursor.execute(*chosen.slowest)
            cursor.fetchall()
    return render(request, chosen.template, chosen.context)


def _save(answer: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assessments_answer SET note = 'x', revision = revision + 1 WHERE id = %s",
            [answer],
        )
        cursor.execute(
            "INSERT INTO assessments_change (at, by_name, door, action, item_key, old, new, "
            "reason, request_id) VALUES ('2026-01-01', 'x', 'web', 'answer', 'data-2', '{}', "
            "'{}', '', '')"
        )


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
    return recorded
