from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.actions.standing_check import standing_faults
from assessments.management.tables import tables_needed
from assessments.reports.score_check import score_faults


class Command(BaseCommand):
    help = "Recompute every stored score; exit with 1 and name each difference. Changes nothing."

    @tables_needed()
    def handle(self, *args: Any, **options: Any) -> None:
        faults = [*score_faults(), *standing_faults()]
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} stored scores differ from a recount")
        self.stdout.write("all stored scores are right")
