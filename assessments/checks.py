"""System checks on what a wrong environment could break."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning
from django.core.checks import register as register_check


def register() -> None:
    register_check(sqlite_in_production, Tags.database, deploy=True)


def sqlite_in_production(**_: Any) -> list[CheckMessage]:
    engine = settings.DATABASES["default"]["ENGINE"]
    if not engine.endswith("sqlite3"):
        return []
    return [
        Warning(
            "SQLite serves one host with a local disk only.",
            hint="Set DATABASE_URL to PostgreSQL for production.",
            id="mlscore.W001",
        )
    ]
