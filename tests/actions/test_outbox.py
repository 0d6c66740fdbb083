"""The outbox: told once, one mail a day, each mail claimed by one."""

import datetime

from django.utils import timezone

from assessments.actions.outbox import (
    ToTell,
    claim,
    give_up_stale,
    mark_sent,
    put_back,
    queue_reminders,
)
from assessments.models import Mail, Notice
from tests.cast import Cast

MONDAY = datetime.date(2026, 12, 7)
TUESDAY = datetime.date(2026, 12, 8)
A, B = ToTell("overdue", "answer:1:data-1", "x"), ToTell("review", "assessment:1", "y")


def queue(cast: Cast, *things: ToTell, day: datetime.date = MONDAY) -> list[Mail]:
    return queue_reminders(due={cast.lead.pk: things}, day=day, now=timezone.now())


def test_one_mail_a_day_and_each_thing_once(cast: Cast) -> None:
    assert len(queue(cast, A)) == 1
    assert queue(cast, A) == []
    assert queue(cast, A, B) == []
    assert len(queue(cast, A, B, day=TUESDAY)) == 1
    assert sorted(Notice.objects.values_list("kind", flat=True)) == ["overdue", "review"]
    assert queue(cast, A, B, day=TUESDAY + datetime.timedelta(days=1)) == []


def test_a_notice_that_somebody_else_wrote_meanwhile_leaves_nothing_behind(cast: Cast) -> None:
    queue(cast, A)
    Notice.objects.update(period="")  # as if it had been told under another name when we looked
    stale = ToTell(A.kind, A.about, "")
    assert queue_reminders(due={cast.lead.pk: [stale]}, day=TUESDAY, now=timezone.now()) == []
    assert Mail.objects.count() == 1


def test_a_mail_is_claimed_by_one(cast: Cast) -> None:
    (mail,) = queue(cast, A)
    now = timezone.now()
    assert claim(mail, now=now)
    assert not claim(mail, now=now)
    mark_sent(mail, now=now)
    assert not claim(mail, now=now)
    mail.refresh_from_db()
    assert (mail.status, mail.attempts, mail.sent_at) == ("sent", 1, now)


def test_put_back_five_times_at_most(cast: Cast) -> None:
    (mail,) = queue(cast, A)
    for attempt in range(1, 6):
        assert claim(mail, now=timezone.now())
        put_back(mail, "busy")
        mail.refresh_from_db()
        assert mail.status == ("failed" if attempt == 5 else "queued")
    assert not claim(mail, now=timezone.now())


def test_what_was_claimed_long_ago_is_never_sent_again(cast: Cast) -> None:
    (mail,) = queue(cast, A)
    now = timezone.now()
    claim(mail, now=now - datetime.timedelta(minutes=16))
    assert give_up_stale(now=now) == 1
    mail.refresh_from_db()
    assert mail.status == "unknown"
    assert not claim(mail, now=now)
    mark_sent(mail, now=now)
    mail.refresh_from_db()
    assert mail.status == "unknown"
