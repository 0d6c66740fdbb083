import pytest
from django.db import OperationalError, connection
from django.test import Client


def test_it_answers_when_the_database_does(client: Client, db: None) -> None:
    assert client.get("/healthz/").content == b"ok\n"


def test_it_is_503_when_the_database_is_away(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("away")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "cursor", away)
        assert client.get("/healthz/").status_code == 503
