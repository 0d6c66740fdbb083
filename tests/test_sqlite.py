"""Writers that find SQLite's lock taken, on a file of their own."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler, OperationalError

PATIENCE = 0.2
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "one.sqlite3"
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE note (text TEXT)")
    return place


def writer(place: Path | str, patience: float = 30) -> BaseDatabaseWrapper:
    options = {"timeout": patience, "transaction_mode": "IMMEDIATE"}
    settings = {"ENGINE": "mlscore_site.sqlite", "NAME": place, "OPTIONS": options}
    connection = ConnectionHandler({"default": settings})["default"]
    connection.ensure_connection()
    return connection


def held(place: Path) -> sqlite3.Connection:
    """A connection that has the lock, and has written something."""
    other = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO note VALUES ('first')")
    return other


def write(connection: BaseDatabaseWrapper, text: str) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.cursor().execute("INSERT INTO note VALUES (%s)", [text])
    connection.commit()
    connection.set_autocommit(True)


def notes(place: Path) -> list[str]:
    with closing(sqlite3.connect(place)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM note ORDER BY rowid")]


def waits_inside(connection: BaseDatabaseWrapper) -> int:
    """Milliseconds that SQLite itself waits in statements outside a transaction."""
    (milliseconds,) = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    return int(milliseconds)


@pytest.mark.parametrize("padding", [0, 20_000])
def test_placeholders_and_percent_signs_become_those_of_sqlite(place: Path, padding: int) -> None:
    """The second time as the first, and where it is too long to be kept."""
    text = "SELECT %s, '100%%', %s || '%%s'" + padding * " "
    connection = writer(place)
    for given in (["a", "b"], ["c%s", "d"]):
        with connection.cursor() as cursor:
            cursor.execute(text, given)
            assert cursor.fetchall() == [(given[0], "100%", f"{given[1]}%s")]
            cursor.execute(f"SELECT %(one)s{padding * ' '}", {"one": given[0]})
            assert cursor.fetchall() == [(given[0],)]
            cursor.execute("SELECT '100%%'")
            assert cursor.fetchall() == [("100%%",)]
    connection.close()


def test_a_writer_waits_until_the_lock_is_free(place: Path) -> None:
    other = held(place)
    threading.Timer(PATIENCE, other.execute, ["COMMIT"]).start()
    connection = writer(place)
    write(connection, "second")
    assert notes(place) == ["first", "second"]
    assert waits_inside(connection) == 30_000
    assert not connection.errors_occurred
    connection.close()
    other.close()


def test_a_writer_gives_up_after_its_patience_and_can_try_again(place: Path) -> None:
    other = held(place)
    connection = writer(place, PATIENCE)
    with pytest.raises(OperationalError, match="locked"):
        write(connection, "refused")
    assert waits_inside(connection) == 1000 * PATIENCE
    other.execute("ROLLBACK")
    connection.close()
    again = writer(place, PATIENCE)
    write(again, "third")
    assert notes(place) == ["third"]
    again.close()
    other.close()


def test_what_is_no_lock_is_said_at_once(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def asleep(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} s over a fault that waiting does not mend")

    monkeypatch.setattr("mlscore_site.sqlite.base.time.sleep", asleep)
    connection = writer(f"file:{place}?mode=ro")
    with pytest.raises(OperationalError, match="readonly"):
        write(connection, "refused")
    connection.close()


def test_many_writers_lose_nothing(place: Path) -> None:
    """Each adds to what it has read under the lock."""
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("INSERT INTO note VALUES ('0')")
        connection.commit()

    def add(times: int) -> None:
        own = writer(place)
        for _ in range(times):
            own.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
            with own.cursor() as cursor:
                cursor.execute("SELECT CAST(text AS INTEGER) FROM note")
                cursor.execute("UPDATE note SET text = %s", [str(cursor.fetchone()[0] + 1)])
            own.commit()
            own.set_autocommit(True)
        own.close()

    threads = [threading.Thread(target=add, args=[50]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert notes(place) == ["400"]
