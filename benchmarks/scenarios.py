"""What is measured, and the installation it is measured in."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test import Client

from assessments.models import Answer, Assessment
from tests.cast import Q4, Cast, closed, draft, make_cast, make_project
from tests.support.queries import CountedQueries

PAGE = "/projects/churn/assessments/2026-12-31/"


@dataclass(frozen=True)
class Scenario:
    """``app`` is one request through the whole of mlscore, ``floor`` the least that could do."""

    name: str
    app: Callable[[], object]
    floor: Callable[[], object]
    kb: Callable[[], float]

    def statements(self) -> int:
        counted = CountedQueries(connection)
        with counted:
            self.app()
        return len(counted)


class Installation:
    """One team; ``grow`` adds projects with a closed assessment each, and past to the first."""

    def __init__(self) -> None:
        self.engine = connection.vendor
        self.cast: Cast = make_cast()
        self.draft = draft(self.cast.project, Q4, lead=self.cast.lead)
        self.client = Client()
        self.client.force_login(self.cast.lead)
        self.size = 1

    def grow(self, size: int) -> None:
        day = datetime.date(2025, 12, 31)
        for number in range(self.size, size):
            project = make_project(f"Project {number}", self.cast.team, self.cast.lead)
            closed(project, day, lead=self.cast.lead)
        closed(self.cast.project, day - datetime.timedelta(days=self.size), lead=self.cast.lead)
        self.size = size


def scenarios(installation: Installation) -> Iterator[Scenario]:
    for name, path in (
        ("open an assessment", PAGE),
        ("project page", "/projects/churn/"),
    ):
        yield _page(installation.client, name, path)
    yield _save(installation)


def _page(client: Client, name: str, path: str) -> Scenario:
    response: Any = client.get(path)
    template = str(response.templates[0].name)
    context = {name: response.context[name] for name in response.context.keys()}  # noqa: SIM118

    def floor() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM assessments_answer ORDER BY id LIMIT 28")
            cursor.fetchall()
        return render_to_string(template, context)

    return Scenario(name, lambda: client.get(path), floor, lambda: len(response.content) / 1000)


def _save(installation: Installation) -> Scenario:
    levels = ("manual", "automated")
    answer = Answer.objects.get(assessment=installation.draft, item__key="data-1")
    other = Answer.objects.get(assessment=installation.draft, item__key="data-2")
    state = {"revision": answer.revision, "size": 0.0}

    def app() -> None:
        response = installation.client.post(
            f"{PAGE}answers/data-1/",
            {
                "data-1-level": levels[state["revision"] % 2 == 1],
                "data-1-revision": str(int(state["revision"])),
            },
            headers={"HX-Request": "true"},
        )
        assert response.status_code == 200, response.content
        state["revision"] += 1
        state["size"] = len(response.content) / 1000

    def floor() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE assessments_answer SET note = 'x', revision = revision + 1 WHERE id = %s",
                [other.pk],
            )
            cursor.execute(
                "INSERT INTO assessments_change (at, by_name, door, action, item_key, old, new, "
                "reason, request_id) VALUES ('2026-01-01', 'x', 'web', 'answer', 'data-2', '{}', "
                "'{}', '', '')"
            )

    assert Assessment.objects.get(pk=installation.draft.pk).is_draft
    return Scenario("save an answer", app, floor, lambda: state["size"])
