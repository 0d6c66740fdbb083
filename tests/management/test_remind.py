"""The command: once a day, with a dry run, honest about what did not work."""

import datetime
from io import StringIO

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command

from assessments.models import Mail, Notice
from tests.cast import Q3, Q4, Cast, closed, draft

TODAY = datetime.datetime(2026, 12, 28, 9, tzinfo=datetime.UTC)


def remind(**options: bool) -> str:
    out = StringIO()
    call_command("remind", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def scene(cast: Cast) -> Cast:
    closed(cast.project, Q3, lead=cast.lead)
    draft(cast.project, Q4, lead=cast.lead)
    return cast


@time_machine.travel(TODAY, tick=False)
def test_once_a_day_however_often_it_runs(scene: Cast) -> None:
    assert "2 sent, 0 waiting, 0 failed, 0 unknown" in remind()
    assert "0 sent" in remind()
    assert sorted(message.to[0] for message in django_mail.outbox) == [
        "lead@example.org",
        "member@example.org",
    ]


def test_the_next_day_brings_only_what_is_new(scene: Cast) -> None:
    with time_machine.travel(TODAY, tick=False):
        remind()
    with time_machine.travel(TODAY + datetime.timedelta(days=1), tick=False):
        assert "0 sent" in remind()
    with time_machine.travel(TODAY + datetime.timedelta(days=5), tick=False):
        assert "2 sent" in remind()


@time_machine.travel(TODAY, tick=False)
def test_a_dry_run_says_and_changes_nothing(scene: Cast) -> None:
    said = remind(dry_run=True)
    assert "Member: " in said
    assert "due_soon: Churn: data-1" in said
    assert not Mail.objects.exists()
    assert not Notice.objects.exists()
    assert not django_mail.outbox


@time_machine.travel(TODAY, tick=False)
def test_it_ends_with_1_where_something_waits(scene: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: EmailBackend) -> None:
        raise ConnectionRefusedError("nobody listens")

    monkeypatch.setattr(EmailBackend, "open", refuse)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("remind", stdout=out)
    assert ended.value.code == 1
    assert "the mail server cannot be reached: nobody listens" in out.getvalue()
    assert "0 sent, 2 waiting" in out.getvalue()
