"""The outbox: what is to be told is written down first, sent once, and its fate recorded.

A mail is claimed, and that is committed, before the mail server is spoken to. If the process dies
in between, nobody knows whether it went out, and it is never sent again: at most one mail, not at
least one.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import IntegrityError, models, transaction

from assessments.models import Mail, Notice

MOST_ATTEMPTS = 5
STALE_AFTER = datetime.timedelta(minutes=15)


class ToTell(NamedTuple):
    """One thing to tell once: its kind, what it is about, and for which period."""

    kind: str
    about: str
    period: str


def queue_reminders(
    *, due: Mapping[int, Sequence[ToTell]], day: datetime.date, now: datetime.datetime
) -> list[Mail]:
    """One mail a person and day, with what they have not been told yet; none if that is nothing.

    Safe when several run at once: the unique rules of the database decide who queues a mail.
    """
    told = _told(due)
    mails = []
    for person, things in due.items():
        new = [thing for thing in things if (person, thing) not in told]
        if new:
            mails += _queue(person, new, day, now)
    return mails


def _told(due: Mapping[int, Sequence[ToTell]]) -> set[tuple[int, ToTell]]:
    periods = {thing.period for things in due.values() for thing in things}
    rows = Notice.objects.filter(person__in=list(due), period__in=list(periods))
    return {
        (person, ToTell(kind, about, period))
        for person, kind, about, period in rows.values_list("person", "kind", "about", "period")
    }


def _queue(
    person: int, things: Iterable[ToTell], day: datetime.date, now: datetime.datetime
) -> list[Mail]:
    try:
        with transaction.atomic():
            if Mail.objects.filter(person=person, day=day).exists():
                return []
            mail = Mail.objects.create(person_id=person, day=day, queued_at=now)
            Notice.objects.bulk_create(
                [
                    Notice(
                        mail=mail,
                        person_id=person,
                        kind=thing.kind,
                        about=thing.about,
                        period=thing.period,
                    )
                    for thing in things
                ]
            )
            return [mail]
    except IntegrityError:  # another run was faster; what is still new waits for the next one
        return []


def claim(mail: Mail, *, now: datetime.datetime) -> bool:
    """Take a queued mail for sending; False if somebody else has it."""
    rows = Mail.objects.filter(pk=mail.pk, status=Mail.Status.QUEUED)
    claimed = rows.update(
        status=Mail.Status.SENDING, claimed_at=now, attempts=models.F("attempts") + 1
    )
    return claimed == 1


def mark_sent(mail: Mail, *, now: datetime.datetime) -> None:
    _finish(mail, Mail.Status.SENT, "", sent_at=now)


def mark_failed(mail: Mail, why: str) -> None:
    _finish(mail, Mail.Status.FAILED, why)


def mark_unknown(mail: Mail, why: str) -> None:
    _finish(mail, Mail.Status.UNKNOWN, why)


def put_back(mail: Mail, why: str) -> None:
    """It was certainly not sent: try again in a later run, at most five times in all."""
    Mail.objects.filter(pk=mail.pk, status=Mail.Status.SENDING).update(
        status=models.Case(
            models.When(attempts__gte=MOST_ATTEMPTS, then=models.Value(Mail.Status.FAILED.value)),
            default=models.Value(Mail.Status.QUEUED.value),
        ),
        error=why[:500],
    )


def give_up_stale(*, now: datetime.datetime) -> int:
    """Mails that were claimed long ago by a process that is gone: their fate is not known."""
    stale = Mail.objects.filter(status=Mail.Status.SENDING, claimed_at__lt=now - STALE_AFTER)
    return stale.update(status=Mail.Status.UNKNOWN, error="the sending process ended")


def _finish(
    mail: Mail, status: Mail.Status, why: str, sent_at: datetime.datetime | None = None
) -> None:
    rows = Mail.objects.filter(pk=mail.pk, status=Mail.Status.SENDING)
    rows.update(status=status, error=why[:500], sent_at=sent_at)
