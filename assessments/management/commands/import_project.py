from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.actions.project_import import import_project
from assessments.project_format import ProjectFileRefused
from assessments.transfer.project_files import read_project_file


class Command(BaseCommand):
    help = (
        "Import a project from a file of export_project, all of it or nothing. People who have no "
        "account here get one that is switched off."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            project = import_project(document=read_project_file(options["file"]))
        except ProjectFileRefused as error:
            raise CommandError(f"{error} Nothing was changed.") from None
        self.stdout.write(f"imported {project.slug} into the team {project.team.name}")
