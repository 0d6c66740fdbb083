"""Asks the pages as the demo's people, and the floor beside them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from assessments.models import Answer, Assessment, Project, User
from tests.support.queries import CountedQueries

from .floor import record, serve
from .pages import ADMINISTRATOR, LEAD, Page

Ask = Callable[[], bytes]
FORM = "application/x-www-form-urlencoded"
LEVELS = ("manual", "automated")


class Scene:
    def __init__(self) -> None:
        self.engine = connection.vendor
        self.answer: Answer | None = None
        self.clients = {email: _client(email) for email in (LEAD, ADMINISTRATOR)}
        own = Assessment.objects.filter(project__slug="churn")
        self.draft = own.get(status="draft")
        eight = Project.objects.filter(latest__isnull=False).order_by("team__name", "pk")[:8]
        self.places = {
            "draft": self.draft.as_of,
            "closed": own.filter(status="closed").latest("as_of").as_of,
            "eight": ",".join(project.slug for project in eight),
        }

    def page(self, page: Page) -> tuple[Ask, Ask | None]:
        """How to ask for the page and for its floor, if it has one."""
        client, path = self.clients[page.who], page.path.format(**self.places)

        def app() -> bytes:
            return _right(client.get(path), path)

        if page.download:
            return app, None
        serve(record(lambda: client.get(path)))
        return app, lambda: _right(client.get("/_floor/"), path)

    def save(self, page: Page) -> tuple[Ask, Ask]:
        """How to save one answer as htmx does, and the floor on another answer."""
        client, path = self.clients[page.who], page.path.format(**self.places)
        answer = Answer.objects.get(assessment=self.draft, item__key="data-1")

        self.answer = answer

        def post() -> Any:
            """Each time the other level, under the revision that the last save made."""
            answer.level = LEVELS[answer.level == LEVELS[0]]
            body = {"data-1-level": answer.level, "data-1-revision": str(answer.revision)}
            answer.revision += 1
            return _post(client, path, body)

        def app() -> bytes:
            return _right(post(), path)

        recorded = record(post)
        recorded.template = "assessments/assessment.html#answer-saved"
        recorded.context["assessment_id"] = self.draft.pk
        recorded.answer = Answer.objects.get(assessment=self.draft, item__key="data-2").pk
        serve(recorded)
        other = {"level": LEVELS[0], "revision": "1"}
        return app, lambda: _right(_post(client, "/_floor/", other), path)

    def check_saves(self) -> None:
        """That each save was one: the stored revision is the one that the last save made."""
        assert self.answer is not None
        stored = Answer.objects.get(pk=self.answer.pk)
        assert (stored.level, stored.revision) == (self.answer.level, self.answer.revision)

    def statements(self, ask: Ask) -> int:
        counted = CountedQueries(connection)
        with counted:
            ask()
        return len(counted)


def _client(email: str) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(email=email))
    return client


def _post(client: Client, path: str, body: dict[str, str]) -> Any:
    """As htmx sends a form."""
    headers = {"HX-Request": "true"}
    return client.post(path, urlencode(body), FORM, headers=headers)


def _right(response: Any, path: str) -> bytes:
    """The whole body, also of a download that comes piece by piece."""
    assert response.status_code == 200, f"{path} answers {response.status_code}"
    if response.streaming:
        return b"".join(response.streaming_content)
    body: bytes = response.content
    return body
