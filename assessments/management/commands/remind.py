from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.actions.outbox import ToTell, give_up_stale, queue_reminders
from assessments.management.tables import tables_needed
from assessments.reports.people import names_of
from assessments.reports.reminders import Due, due_by_person, strongest
from assessments.transfer.mails import deliver


class Command(BaseCommand):
    help = (
        "Send reminders: to each person at most one mail a day with what is due, and whatever "
        "else waits in the outbox. Safe to run as often as wanted, and by several at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say who would be told what; change nothing"
        )

    @tables_needed()
    def handle(self, *args: Any, **options: Any) -> None:
        today, now = timezone.localdate(), timezone.now()
        due = due_by_person(today=today)
        if options["dry_run"]:
            self._say(due)
            return
        stale = give_up_stale(now=now)
        to_tell = {
            person: [ToTell(row.kind, row.about, row.period) for row in rows]
            for person, rows in due.items()
        }
        queue_reminders(due=to_tell, day=today, now=now)
        done = deliver()
        for line in done.lines:
            self.stdout.write(line)
        unknown = done.unknown + stale
        self.stdout.write(
            f"{done.sent} sent, {done.waiting} waiting, {done.failed} failed, {unknown} unknown"
        )
        if done.waiting or done.failed or unknown:
            raise SystemExit(1)

    def _say(self, due: dict[int, tuple[Due, ...]]) -> None:
        names = names_of(due)
        for person, all_rows in due.items():
            rows = strongest(all_rows)
            self.stdout.write(f"{names[person]}: {len(rows)}")
            for row in rows:
                self.stdout.write(f"  {row.kind}: {row.project}: {row.text}")
        self.stdout.write("nothing was sent: this was a dry run; some of it may be told already")
