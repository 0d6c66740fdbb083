"""What is in the database of the running server: generated projects, drafts, signed-in people."""

import pickle
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from assessments.actions.assessments import start_assessment
from assessments.models import Answer, Assessment, By, Membership, Project, Role, User
from assessments.reports.score_check import score_faults

from .floor import record
from .pages import ADMINISTRATOR, LEAD
from .people import Draft, Stored

PROJECTS, ASSESSMENTS = 900, 20
COOKIE = "mlscore-session"


class Cast:
    """``crowd`` people, each with a draft; ``floors`` drafts for the floor; one for all to share.

    Everybody may answer in the team of their own draft and in that of the shared one. ``lead`` is
    the session of the demo's lead, ``demo`` the draft of the demo's project: pages are measured
    with these.
    """

    def __init__(self, crowd: int, floors: int) -> None:
        call_command("demo", projects=PROJECTS, assessments=ASSESSMENTS)
        self.administrator = User.objects.get(email=ADMINISTRATOR)
        generated = Project.objects.filter(
            latest__isnull=False, assessments__as_of__lt="2024-01-01"
        )
        free = generated.exclude(assessments__status="draft").distinct().order_by("pk")
        wanted = crowd + floors + 2
        projects = list(free[:wanted])
        assert len(projects) == wanted, "there are not enough generated projects"
        self.long = projects.pop()
        drafts = [self._draft(project) for project in projects]
        self.lead = session(User.objects.get(email=LEAD))
        self.demo = _stored(
            Assessment.objects.select_related("project").get(
                project__slug="churn", status=Assessment.Status.DRAFT
            )
        )
        self.shared, self.own, self.floors = drafts[0], drafts[1 : crowd + 1], drafts[crowd + 1 :]
        users = self._people(crowd, projects)
        self.sessions = [session(user) for user in users]
        self.root = session(self.administrator)
        eight = Project.objects.filter(latest__isnull=False).order_by("pk")[:8]
        self.eight = ",".join(project.slug for project in eight)

    def _draft(self, project: Project) -> Draft:
        by = By.web(self.administrator)
        return _stored(start_assessment(project=project, as_of=timezone.localdate(), by=by))

    def _people(self, count: int, projects: list[Project]) -> list[User]:
        people = [
            User(email=f"crowd-{number}@example.org", name=f"Person {number}", password="!")
            for number in range(count)
        ]
        people = User.objects.bulk_create(people)
        role = Role.objects.order_by("pk")[0]
        Membership.objects.bulk_create(
            Membership(team_id=team, user=user, role=role, access_level="member")
            for number, user in enumerate(people)
            for team in {projects[0].team_id, projects[number + 1].team_id}
        )
        return people

    def record_floor(self, target: Path) -> None:
        """What a save's reply shows, put together once, for the floor of the server to show."""
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(self.administrator)
        draft = self.floors[-1]
        key, stored = next(iter(draft.answers.items()))
        path = f"{draft.path}answers/{key}/"
        body = {f"{key}-note": "x", f"{key}-revision": str(stored.revision)}
        recorded = record(lambda: client.post(path, body, headers={"HX-Request": "true"}))
        target.write_bytes(pickle.dumps(recorded.context))


def _stored(draft: Assessment) -> Draft:
    rows = Answer.objects.filter(assessment=draft).select_related("item")
    answers = {row.item.key: Stored(row.pk, row.revision, row.level) for row in rows}
    return Draft(draft.pk, draft.get_absolute_url(), draft.project.slug, answers)


def session(user: User) -> str:
    """The key of a new session of this person."""
    client = Client()
    client.force_login(user)
    return client.cookies[COOKIE].value


def wrong_scores(drafts: list[Draft]) -> int:
    """How many stored scores of these drafts a recount does not give."""
    slugs = {f"{draft.slug} " for draft in drafts}
    return sum(any(fault.startswith(slug) for slug in slugs) for fault in score_faults())


def stored_answers(drafts: list[Draft]) -> dict[tuple[int, str], dict[str, Any]]:
    rows = Answer.objects.filter(assessment__in=[draft.pk for draft in drafts])
    return {
        (pk, key): {"level": level, "note": note, "revision": str(revision)}
        for pk, key, level, note, revision in rows.values_list(
            "assessment", "item__key", "level", "note", "revision"
        )
    }
