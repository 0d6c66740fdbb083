"""Connections to PostgreSQL that the server has ended, and what it costs to notice."""

import select
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.utils import ConnectionHandler

from mlscore_site.postgres.base import TRUSTED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def kept() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, looked at just now."""
    own = ConnectionHandler({"default": settings.DATABASES["default"]})["default"]
    assert ask(own) != 0 and own.is_usable()
    yield own
    own.close()


def ask(own: BaseDatabaseWrapper) -> int:
    """The number of the server's process that answers."""
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    return int(number)


def next_request(own: BaseDatabaseWrapper) -> int:
    own.close_if_unusable_or_obsolete()
    return ask(own)


def end(number: int) -> None:
    """As a restart does, and wait until it is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
        assert cursor.fetchone() == (True,)


def asked(own: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the server says from now on when it is asked whether it is there."""
    answers: list[bool] = []
    really = DatabaseWrapper.is_usable

    def noted(self: DatabaseWrapper) -> bool:
        answers.append(really(self))
        return answers[-1]

    monkeypatch.setattr(DatabaseWrapper, "is_usable", noted)
    return answers


def test_a_connection_in_use_is_trusted(
    kept: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, answers = ask(kept), asked(kept, monkeypatch)
    assert {next_request(kept) for _ in range(5)} == {number}
    assert answers == []


def test_what_the_server_ended_is_opened_anew(
    kept: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, answers = ask(kept), asked(kept, monkeypatch)
    end(first)
    assert next_request(kept) != first
    assert answers == [False]


def test_after_a_while_without_use_the_server_is_asked(
    kept: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = asked(kept, monkeypatch)
    later = time.monotonic() + TRUSTED
    monkeypatch.setattr("mlscore_site.postgres.base.time.monotonic", lambda: later)
    number = next_request(kept)
    assert (next_request(kept), answers) == (number, [True])


def test_after_an_error_the_server_is_asked(
    kept: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = asked(kept, monkeypatch)
    kept.errors_occurred = True
    kept.close_if_unusable_or_obsolete()
    assert (answers, kept.errors_occurred) == ([True], False)


def test_what_was_closed_on_this_side_is_opened_anew(kept: BaseDatabaseWrapper) -> None:
    first = ask(kept)
    kept.connection.close()
    assert next_request(kept) != first


def test_a_message_that_nobody_asked_for_is_read(
    kept: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kept.cursor() as cursor:
        cursor.execute("LISTEN news")
    answers = asked(kept, monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY news")
    assert select.select([kept.connection.fileno()], [], [], 5)[0]
    assert (next_request(kept) > 0, answers) == (True, [True])


def test_it_compiles_no_statement_and_knows_how_many_answers_an_assessment_has() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
        cursor.execute(
            "SELECT attoptions FROM pg_attribute "
            "WHERE attrelid = 'assessments_answer'::regclass AND attname = 'assessment_id'"
        )
        assert cursor.fetchone() == (["n_distinct=-0.0357"],)


def test_what_a_rule_asks_is_planned_once() -> None:
    """Planned anew for each row, the look for an answer's level took a third of its update."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proconfig FROM pg_proc WHERE proname LIKE 'assessments%rules'"
        )
        found = dict(cursor.fetchall())
    assert "assessments_answer_rules" in found
    assert {tuple(settings or ()) for settings in found.values()} == {
        ("plan_cache_mode=force_generic_plan",)
    }
