"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from assessments.models import User
from assessments.models.waiting import Waiting, waiting_for

THEMES = ("light", "dark")
DEMO_LOGINS = (
    ("ada@example.org", "lead"),
    ("grace@example.org", "data scientist"),
    ("linus@example.org", "engineer"),
    ("olga@example.org", "DevOps"),
    ("vic@example.org", "viewer"),
    ("eve@example.org", "member of another team"),
    ("root@example.org", "administrator"),
)
DEMO_PASSWORD = "mlscore-demo"  # noqa: S105  # invented people, only where demo data is loaded


def site(request: HttpRequest) -> dict[str, Any]:
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in THEMES else "",
        "demo_logins": DEMO_LOGINS if settings.DEMO else (),
        "demo_password": DEMO_PASSWORD if settings.DEMO else "",
        "waiting": lambda: _waiting(request),
    }


def _waiting(request: HttpRequest) -> Waiting | None:
    """What waits for the person; asked for only by pages that show the navigation."""
    user = request.user
    return waiting_for(user, today=timezone.localdate()) if isinstance(user, User) else None
