"""The people of the tests: one team with everybody it needs, a stranger, another team's lead."""

import datetime
from dataclasses import dataclass

from assessments.actions.answers import AnswerInput, save_answers
from assessments.actions.assessments import start_assessment, submit_assessment
from assessments.actions.projects import ProjectInput, create_project
from assessments.models import (
    AccessLevel,
    Assessment,
    By,
    Change,
    Membership,
    Project,
    Role,
    RubricVersion,
    Team,
    User,
)

Q2, Q3, Q4 = (datetime.date(2026, month, day) for month, day in ((6, 30), (9, 30), (12, 31)))


@dataclass(frozen=True)
class Cast:
    """``lead``, ``member`` and ``viewer`` are of the ``team`` that has the ``project``."""

    team: Team
    lead: User
    member: User
    viewer: User
    stranger: User
    other_lead: User
    admin: User
    project: Project

    @property
    def by(self) -> By:
        return by(self.member)


def by(user: User) -> By:
    return By(user, Change.Door.WEB)


def make_cast() -> Cast:
    team = Team.objects.create(slug="growth", name="Growth")
    other = Team.objects.create(slug="other", name="Other")
    lead = person("lead", team, AccessLevel.LEAD, "engineer")
    return Cast(
        team=team,
        lead=lead,
        member=person("member", team, AccessLevel.MEMBER, "data_scientist"),
        viewer=person("viewer", team, AccessLevel.VIEWER, "devops"),
        stranger=person("stranger", other, AccessLevel.MEMBER, "engineer"),
        other_lead=person("otherlead", other, AccessLevel.LEAD, "devops"),
        admin=User.objects.create_superuser("admin@example.org", name="Admin"),
        project=make_project("Churn", team, lead),
    )


def person(name: str, team: Team, access_level: str, role: str) -> User:
    user = User.objects.create_user(f"{name}@example.org", name=name.title())
    Membership.objects.create(
        team=team, user=user, access_level=access_level, role=Role.objects.get(key=role)
    )
    return user


def version(number: str = "2017") -> RubricVersion:
    return RubricVersion.objects.select_related("rubric").get(
        rubric__slug="ml-test-score", version=number
    )


def make_project(name: str, team: Team, lead: User, rubric: str = "2017") -> Project:
    fields = ProjectInput(name, "", team, version(rubric), "quarterly")
    return create_project(fields=fields, by=by(lead))


def draft(project: Project, as_of: datetime.date = Q4, *, lead: User) -> Assessment:
    project = Project.objects.select_related("rubric_version__rubric").get(pk=project.pk)
    return start_assessment(project=project, as_of=as_of, by=by(lead))


def fill(assessment: Assessment, level: str = "manual", *, who: User, **levels: str) -> None:
    """Answer every item with ``level``; keywords such as ``data_1`` name others."""
    revisions = dict(assessment.answers.values_list("item__key", "revision"))
    inputs = [
        AnswerInput(key, revision, {"level": levels.get(key.replace("-", "_"), level)})
        for key, revision in revisions.items()
    ]
    save_answers(assessment=assessment, inputs=inputs, by=by(who))


def closed(
    project: Project, as_of: datetime.date, level: str = "manual", *, lead: User, **levels: str
) -> Assessment:
    """A closed assessment with every item at ``level`` but for the ones named."""
    assessment = draft(project, as_of, lead=lead)
    fill(assessment, level, who=lead, **levels)
    submit_assessment(assessment=assessment, by=by(lead))
    return Assessment.objects.select_related("project", "rubric_version__rubric", "band").get(
        pk=assessment.pk
    )
