"""Mails out: from the outbox to the mail server, each at most once."""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from assessments.actions import outbox
from assessments.models import Mail
from assessments.reports.mails import Letter, invitation_letter, reminder_letter
from assessments.reports.reminders import Due, due_by_person


@dataclass(slots=True)
class Delivered:
    """What became of the mails of one run; ``lines`` say it for people."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    unknown: int = 0
    lines: list[str] = field(default_factory=list)


def deliver(*, pks: Sequence[int] | None = None) -> Delivered:
    """Send what is queued, or only the mails ``pks``, over one connection.

    What the server certainly did not take goes back into the queue. What it may have taken stays
    ``unknown`` and is never sent again.
    """
    delivered = Delivered()
    mails = Mail.objects.to_send(pks)
    if not mails:
        return delivered
    connection: BaseEmailBackend = mailers.default
    due = _Due()
    for number, mail in enumerate(mails):
        try:
            _open(connection)
        except OSError as error:
            delivered.waiting += len(mails) - number
            delivered.lines.append(f"the mail server cannot be reached: {_said(error)}")
            return delivered
        if outbox.claim(mail, now=timezone.now()):
            _send(connection, mail, due, delivered)
    _close(connection)
    return delivered


class _Due:
    """What is due today, worked out at most once a run, and only if a reminder is sent."""

    def __init__(self) -> None:
        self.today: date = timezone.localdate()
        self._found: dict[int, tuple[Due, ...]] | None = None

    def of(self, person: int) -> tuple[Due, ...]:
        if self._found is None:
            self._found = due_by_person(today=self.today)
        return self._found.get(person, ())


def _open(connection: BaseEmailBackend) -> None:
    """Open it, or open it anew if the server has hung up meanwhile; before a mail is begun."""
    smtp = getattr(connection, "connection", None)
    if smtp is not None:
        try:
            smtp.noop()
        except smtplib.SMTPException:
            _close(connection)
    connection.open()


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError:  # the mail server has gone; there is nothing left to say to it
        connection.connection = None  # type: ignore[attr-defined]


def _send(connection: BaseEmailBackend, mail: Mail, due: _Due, delivered: Delivered) -> None:
    try:
        letter = _letter(mail, due)
        if letter is None:
            _failed(mail, delivered, "nothing is left to tell")
            return
        message = _message(mail, letter)
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _ in error.recipients.values()), default=550)
        _refused(mail, delivered, code, _said(error))
    except smtplib.SMTPResponseException as error:
        _refused(mail, delivered, error.smtp_code, _said(error))
    except ValueError as error:  # an address or a header that can not be written
        _failed(mail, delivered, str(error))
    except OSError as error:  # cut or silent in the middle: it may have been taken
        outbox.mark_unknown(mail, _said(error))
        delivered.unknown += 1
        delivered.lines.append(f"{mail}: not known whether it was sent ({_said(error)})")
        _close(connection)
    else:
        outbox.mark_sent(mail, now=timezone.now())
        delivered.sent += 1
        delivered.lines.append(f"sent to {letter.to}: {letter.subject}")


def _refused(mail: Mail, delivered: Delivered, code: int, why: str) -> None:
    """4xx is for now, 5xx is for good; either way it was not sent."""
    if code >= 500:
        _failed(mail, delivered, why)
        return
    outbox.put_back(mail, why)
    delivered.waiting += 1
    delivered.lines.append(f"{mail}: not taken yet, tried again later ({why})")


def _failed(mail: Mail, delivered: Delivered, why: str) -> None:
    outbox.mark_failed(mail, why)
    delivered.failed += 1
    delivered.lines.append(f"{mail}: not sent ({why})")


def _letter(mail: Mail, due: _Due) -> Letter | None:
    if mail.invitation:
        return invitation_letter(mail.invitation)
    assert mail.person is not None
    if not mail.person.is_active:
        return None
    return reminder_letter(mail.person, mail.notices.all(), due.of(mail.person.pk), today=due.today)


def _message(mail: Mail, letter: Letter) -> EmailMultiAlternatives:
    host = settings.SITE_URL.partition("://")[2].partition(":")[0]
    headers = {
        "Message-ID": f"<mail-{mail.pk}.{mail.queued_at:%Y%m%d%H%M%S}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    if mail.person_id:
        headers["List-Unsubscribe"] = f"<{settings.SITE_URL}/mine/settings/>"
    message = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.to], headers=headers)
    message.attach_alternative(letter.html, "text/html")
    return message


def _said(error: OSError) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
