from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.actions.demo import load_demo
from assessments.context import DEMO_PASSWORD

DATA = Path(__file__).resolve().parents[2] / "demo_data"


class Command(BaseCommand):
    help = "Load the demo data: invented teams, people and projects. Twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_demo(
            people=_read(DATA / "people.yaml"),
            projects=[_read(path) for path in sorted(DATA.glob("project-*.yaml"))],
            password=DEMO_PASSWORD,
            today=timezone.localdate(),
        )
        self.stdout.write("demo data loaded" if loaded else "demo data is there already")


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
