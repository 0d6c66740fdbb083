from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessments.management.tables import tables_needed
from assessments.models import Project
from assessments.reports.project_file import project_document
from assessments.transfer.project_files import write_project


class Command(BaseCommand):
    help = "Write one project with everything that belongs to it as one JSON file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the project's name in its address")
        parser.add_argument("-o", dest="file", type=Path, metavar="FILE", help="else to stdout")

    @tables_needed()
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                raw = write_project(project_document(options["slug"]))
        except Project.DoesNotExist:
            raise CommandError(f"there is no project {options['slug']}") from None
        if options["file"] is None:
            self.stdout.write(raw.decode(), ending="")
            return
        try:
            options["file"].write_bytes(raw)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
