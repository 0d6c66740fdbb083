"""Mails as they leave: their words, their headers, and what becomes of those that are refused."""

import datetime
import smtplib
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from pytest_django import Settings

from assessments.actions.outbox import ToTell, queue_reminders
from assessments.models import Mail, Membership, Project, User
from assessments.reports.mails import one_line
from assessments.reports.reminders import due_by_person
from assessments.transfer.mails import Delivered, deliver
from tests.cast import Q3, Q4, Cast, closed, draft

pytestmark = pytest.mark.django_db
TODAY = datetime.datetime(2027, 1, 20, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def on_a_day() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def overdue(cast: Cast, settings: Settings) -> Cast:
    settings.SITE_URL = "https://scores.example.org"
    closed(cast.project, Q3, lead=cast.lead)
    draft(cast.project, Q4, lead=cast.lead)
    return cast


def queue() -> None:
    due = {
        person: [ToTell(row.kind, row.about, row.period) for row in rows]
        for person, rows in due_by_person(today=TODAY.date()).items()
    }
    queue_reminders(due=due, day=TODAY.date(), now=timezone.now())


def sent_to(address: str) -> Any:
    return next(message for message in django_mail.outbox if message.to == [address])


def test_text_html_links_and_headers(overdue: Cast) -> None:
    queue()
    assert deliver().sent == 2
    message = sent_to("lead@example.org")
    html = message.alternatives[0].content
    for body in (message.body, html):
        assert "https://scores.example.org/projects/churn/" in body
        assert "https://scores.example.org/mine/settings/" in body
        assert "http://" not in body
        assert "due 31 Dec 2026" in body
    assert "Long overdue" in message.body
    raw = message.message()
    assert raw["Auto-Submitted"] == "auto-generated"
    assert raw["List-Unsubscribe"] == "<https://scores.example.org/mine/settings/>"
    assert raw["Message-ID"].endswith("@scores.example.org>")
    assert raw["Subject"].startswith("mlscore: ")
    assert deliver() == Delivered()


def test_names_are_text_and_subjects_one_line(overdue: Cast) -> None:
    Project.objects.update(name="<b>x</b>\r\nBcc: evil@example.com & Co")
    queue()
    deliver()
    message = sent_to("lead@example.org")
    raw = message.message()
    assert raw["Bcc"] is None
    assert "\n" not in raw["Subject"]
    assert "&lt;b&gt;x&lt;/b&gt;" in message.alternatives[0].content
    assert "<b>x</b>" in message.body
    assert message.recipients() == ["lead@example.org"]


def test_a_subject_is_never_too_long() -> None:
    assert one_line("a\nb\tc") == "a b c"
    assert len(one_line("x" * 400)) == 150


@pytest.mark.parametrize("how", ["removed", "deactivated"])
def test_who_has_gone_since_it_was_queued_is_told_nothing(how: str, overdue: Cast) -> None:
    queue()
    if how == "removed":
        Membership.objects.filter(user=overdue.member).delete()
    else:
        User.objects.filter(pk=overdue.member.pk).update(is_active=False)
    done = deliver()
    assert (done.sent, done.failed) == (1, 1)
    assert [message.to for message in django_mail.outbox] == [["lead@example.org"]]
    assert Mail.objects.get(person=overdue.member).error == "nothing is left to tell"


REFUSALS = [
    (smtplib.SMTPRecipientsRefused({"x": (450, b"later")}), "queued"),
    (smtplib.SMTPRecipientsRefused({"x": (550, b"no")}), "failed"),
    (smtplib.SMTPDataError(451, b"later"), "queued"),
    (smtplib.SMTPDataError(554, b"no"), "failed"),
    (smtplib.SMTPSenderRefused(421, b"busy", "me"), "queued"),
    (smtplib.SMTPServerDisconnected("cut"), "unknown"),
    (TimeoutError("silent"), "unknown"),
    (ConnectionResetError("cut"), "unknown"),
    (ValueError("no address"), "failed"),
]


@pytest.mark.parametrize(("error", "status"), REFUSALS, ids=lambda value: str(value)[:30])
def test_what_becomes_of_a_mail_that_is_refused(
    error: Exception, status: str, overdue: Cast
) -> None:
    queue()
    with patch.object(EmailBackend, "send_messages", side_effect=error):
        done = deliver()
    assert set(Mail.objects.values_list("status", flat=True)) == {status}
    assert done.sent == 0
    again = deliver()
    assert again.sent == (2 if status == "queued" else 0)


def test_a_server_that_can_not_be_reached_leaves_all_in_the_queue(overdue: Cast) -> None:
    queue()
    with patch.object(EmailBackend, "open", side_effect=ConnectionRefusedError("no")):
        done = deliver()
    assert (done.sent, done.waiting) == (0, 2)
    assert set(Mail.objects.values_list("status", "attempts")) == {("queued", 0)}
