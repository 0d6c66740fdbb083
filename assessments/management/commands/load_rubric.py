from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.actions.rubrics import RubricRefused, load_rubric
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

    def handle(self, *args: Any, **options: Any) -> None:
        files = options["files"] + (shipped_files() if options["shipped"] else [])
        if not files:
            raise CommandError("name at least one file, or use --shipped")
        try:
            documents = [(path, read_rubric_file(path)) for path in files]
            for path, document in documents:
                loaded = load_rubric(document=document)
                self.stdout.write(f"{path.name}: {'loaded' if loaded else 'already there'}")
        except (FileRefused, RubricRefused) as error:
            raise CommandError(str(error)) from None
