from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.actions.demo import load_demo, rubrics_missing
from assessments.actions.demo_bulk import add_generated
from assessments.actions.invented import Inventor
from assessments.context import DEMO_PASSWORD
from assessments.management.tables import tables_needed

DATA = Path(__file__).resolve().parents[2] / "demo_data"
MOST = {"projects": 100_000, "assessments": 40, "seed": 999_999}


class Command(BaseCommand):
    help = (
        "Load the demo data: invented teams, people and projects, and the rubrics that come with "
        "mlscore where they are not there yet. Twice changes nothing. "
        "With --projects, add generated projects in bulk: the same for the same seed and day. What "
        "is there already stays as it is, so that a run that was broken off goes on where it "
        "ended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--projects", type=int, metavar="N", help="have N generated projects of this seed"
        )
        parser.add_argument(
            "--assessments",
            type=int,
            metavar="M",
            help="with up to M quarterly closed assessments each, some fewer (default 8)",
        )
        parser.add_argument("--seed", type=int, default=1, help="what chance begins with")

    @tables_needed()
    def handle(self, *args: Any, **options: Any) -> None:
        _check(options)
        projects = [_read(path) for path in sorted(DATA.glob("project-*.yaml"))]
        if rubrics_missing(projects):
            call_command("load_rubric", shipped=True, stdout=self.stdout)
        loaded = load_demo(
            people=_read(DATA / "people.yaml"),
            projects=projects,
            password=DEMO_PASSWORD,
            today=timezone.localdate(),
        )
        self.stdout.write("demo data loaded" if loaded else "demo data is there already")
        if options["projects"]:
            self._generate(options)

    def _generate(self, options: dict[str, Any]) -> None:
        inventor = Inventor(
            _read(DATA / "generated.yaml"),
            seed=options["seed"],
            assessments=8 if options["assessments"] is None else options["assessments"],
            today=timezone.localdate(),
        )
        added = add_generated(
            inventor=inventor,
            projects=options["projects"],
            lead="ada@example.org",
            administrator="root@example.org",
            progress=self._progress(options["projects"]),
        )
        if not added.projects:
            self.stdout.write("the generated projects are there already; nothing was changed")
            return
        self.stdout.write(
            f"{added.projects:,} projects added with {added.assessments:,} assessments "
            f"and {added.answers:,} answers"
        )

    def _progress(self, total: int) -> Callable[[int], None]:
        """One line that is written over on a terminal, a line for each tenth elsewhere."""
        said = [0]

        def show(done: int) -> None:
            line = f"{done:,} of {total:,} projects"
            if self.stderr.isatty():
                self.stderr.write(f"\r{line}", str, ending="\n" if done == total else "")
                self.stderr.flush()
            elif 10 * done // total > said[0]:
                said[0] = 10 * done // total
                self.stderr.write(line, str)

        return show


def _check(options: dict[str, Any]) -> None:
    """Raises ``CommandError`` for a number that makes no sense."""
    for name, most in MOST.items():
        value = options[name]
        lowest = 1 if name == "projects" else 0
        if value is not None and not lowest <= value <= most:
            raise CommandError(f"--{name} is {value:,}; choose a number from {lowest} to {most:,}.")
    if options["assessments"] is not None and options["projects"] is None:
        raise CommandError("--assessments says how many each of the --projects has; add those.")


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
