"""Asks the pages as the demo's people, and the floor beside them."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client

from assessments.models import Answer, Assessment, User
from tests.support.queries import CountedQueries

from .floor import record, serve
from .pages import ADMINISTRATOR, LEAD, Page

Ask = Callable[[], Any]
LEVELS = ("manual", "automated")


class Scene:
    def __init__(self) -> None:
        self.engine = connection.vendor
        self.clients = {email: _client(email) for email in (LEAD, ADMINISTRATOR)}
        own = Assessment.objects.filter(project__slug="churn")
        self.draft = own.get(status="draft")
        self.dates = {
            "draft": self.draft.as_of,
            "closed": own.filter(status="closed").latest("as_of").as_of,
        }

    def page(self, page: Page) -> tuple[Ask, Ask]:
        """How to ask for the page and for its floor."""
        client, path = self.clients[page.who], page.path.format(**self.dates)

        def app() -> Any:
            return _right(client.get(path), path)

        serve(record(app))
        return app, lambda: _right(client.get("/_floor/"), path)

    def save(self, page: Page) -> tuple[Ask, Ask]:
        """How to save one answer as htmx does, and the floor on another answer."""
        client, path = self.clients[page.who], page.path.format(**self.dates)
        answer = Answer.objects.get(assessment=self.draft, item__key="data-1")

        def app() -> Any:
            answer.refresh_from_db(fields=["revision"])
            body = {
                "data-1-level": LEVELS[answer.revision % 2],
                "data-1-revision": str(answer.revision),
            }
            return _right(client.post(path, body, headers={"HX-Request": "true"}), path)

        recorded = record(app)
        recorded.template = "assessments/assessment.html#answer-saved"
        recorded.answer = Answer.objects.get(assessment=self.draft, item__key="data-2").pk
        serve(recorded)
        return app, lambda: _right(client.post("/_floor/"), path)

    def statements(self, ask: Ask) -> int:
        counted = CountedQueries(connection)
        with counted:
            ask()
        return len(counted)


def _client(email: str) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=email))
    return client


def _right(response: Any, path: str) -> Any:
    assert response.status_code == 200, f"{path} answers {response.status_code}"
    return response
