from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.actions.rubrics import RubricRefused, is_published, load_rubric
from assessments.management.tables import tables_needed
from assessments.rubric_format import Fault, document_faults
from assessments.transfer.rubric_files import FileRefused, read_rubric_file, shipped_files


class Command(BaseCommand):
    help = (
        "Check and load rubric files (YAML or JSON). The same file twice changes nothing; "
        "a changed file of a published version is refused with the differences."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument(
            "--shipped", action="store_true", help="load those that come with mlscore"
        )

    @tables_needed()
    def handle(self, *args: Any, **options: Any) -> None:
        shipped = shipped_files() if options["shipped"] else []
        if not (options["files"] or shipped):
            raise CommandError("name at least one file, or use --shipped")
        try:
            documents = [(path, read_rubric_file(path)) for path in options["files"]]
            documents += [(path, read_rubric_file(path, _faults)) for path in shipped]
            for path, document in documents:
                loaded = load_rubric(document=document)
                self.stdout.write(f"{path.name}: {'loaded' if loaded else 'already there'}")
        except (FileRefused, RubricRefused) as error:
            raise CommandError(str(error)) from None


def _faults(document: Any) -> list[Fault]:
    """Not looked for in what is published as it is: every start of the server asks."""
    return [] if is_published(document) else document_faults(document)
