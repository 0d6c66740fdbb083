"""A whole project as plain values: what ``export_project`` writes."""

import datetime
from typing import Any

from assessments import scoring
from assessments.models import (
    Action,
    Answer,
    Assessment,
    Change,
    Migration,
    Owner,
    Plan,
    Project,
    Role,
    RubricVersion,
    Thread,
    User,
)
from assessments.project_format import FORMAT, PEOPLE, VERSION, written_row


def project_document(slug: str) -> dict[str, Any]:
    """Everything that belongs to a project. Raises ``Project.DoesNotExist``."""
    projects = Project.objects.select_related("team", "criticality", "rubric_version__rubric")
    project = projects.get(slug=slug)
    assessments = list(
        Assessment.objects.filter(project=project)
        .select_related("rubric_version__rubric", *PEOPLE[Assessment])
        .order_by("as_of")
    )
    days = {one.pk: one.as_of for one in assessments}
    owners = Owner.objects.filter(project=project).select_related("role", "person")
    return {
        "format": FORMAT,
        "version": VERSION,
        "people": _people(project),
        "roles": _roles(project),
        "project": {
            **written_row(project),
            "team": {"slug": project.team.slug, "name": project.team.name},
            "rubric": _rubric(project.rubric_version),
            "criticality": project.criticality and project.criticality.key,
        },
        "owners": [
            {**written_row(owner), "role": owner.role.key} for owner in owners.order_by("item_key")
        ],
        "assessments": [_assessment(one, days) for one in assessments],
        "actions": _actions(project, days),
        "plans": _plans(project, days),
        "migrations": [
            {
                **written_row(one),
                "from": _rubric(one.from_version),
                "to": _rubric(one.to_version),
            }
            for one in Migration.objects.of_project(project.pk).select_related("by")
        ],
        "history": _history(project, days),
    }


def _people(project: Project) -> list[dict[str, str]]:
    """Whoever is named anywhere, each once."""
    paths = {
        Owner: "project",
        Assessment: "project",
        Answer: "assessment__project",
        Thread: "assessment__project",
        Action: "project",
        Plan: "project",
        Migration: "project",
        Change: "project",
    }
    found: set[int | None] = set()
    for model, path in paths.items():
        rows = model._default_manager.filter(**{path: project}).order_by()
        for name in PEOPLE[model]:
            found |= set(rows.values_list(name, flat=True).distinct())
    threads = Thread.objects.filter(assessment__project=project).order_by()
    for path in ("comments__by", "comments__mentions__person"):
        found |= set(threads.values_list(path, flat=True).distinct())
    found |= set(Plan.objects.filter(project=project).values_list("steps__owner", flat=True))
    people = User.objects.filter(pk__in=[person for person in found if person])
    return sorted(
        ({"email": person.email, "name": person.name} for person in people),
        key=lambda person: person["email"],
    )


def _roles(project: Project) -> list[dict[str, str]]:
    roles = Role.objects.filter(owned_items__project=project).distinct()
    return sorted(
        ({"key": role.key, "name": role.name} for role in roles), key=lambda role: role["key"]
    )


def _rubric(version: RubricVersion) -> dict[str, str]:
    return {
        "slug": version.rubric.slug,
        "version": version.version,
        "sha256": version.content_sha256,
    }


def _day(days: dict[int, datetime.date], assessment: int | None) -> str | None:
    """The date of an assessment; None for one that was discarded."""
    day = days.get(assessment) if assessment else None
    return day.isoformat() if day else None


def _assessment(one: Assessment, days: dict[int, datetime.date]) -> dict[str, Any]:
    answers = Answer.objects.filter(assessment=one).select_related("item__section", "updated_by")
    return {
        **written_row(one),
        "rubric": _rubric(one.rubric_version),
        "carried_from": _day(days, one.carried_from_id),
        "overall": scoring.written(one.overall),
        "answers": [
            {**written_row(answer), "item": answer.item.key}
            for answer in answers.order_by("item__section__position", "item__position")
        ],
        "threads": _threads(one),
    }


def _threads(one: Assessment) -> list[dict[str, Any]]:
    threads = Thread.objects.filter(assessment=one).select_related("resolved_by")
    threads = threads.prefetch_related("comments__by", "comments__mentions__person")
    return [
        {
            **written_row(thread),
            "comments": [
                {
                    **written_row(comment),
                    "mentions": sorted(
                        (written_row(mention) for mention in comment.mentions.all()),
                        key=lambda mention: mention["person"],
                    ),
                }
                for comment in thread.comments.all()
            ],
        }
        for thread in threads.order_by("item_key")
    ]


def _actions(project: Project, days: dict[int, datetime.date]) -> list[dict[str, Any]]:
    actions = Action.objects.filter(project=project).select_related(*PEOPLE[Action])
    return [
        {
            **written_row(action),
            "assessment": _day(days, action.assessment_id),
            "reviewed_in": _day(days, action.reviewed_in_id),
        }
        for action in actions.order_by("pk")
    ]


def _plans(project: Project, days: dict[int, datetime.date]) -> list[dict[str, Any]]:
    plans = Plan.objects.filter(project=project).select_related("created_by")
    return [
        {
            **written_row(plan),
            "assessment": _day(days, plan.assessment_id),
            "steps": [
                written_row(step)
                for step in plan.steps.select_related("owner").order_by("due_on", "pk")
            ],
        }
        for plan in plans.order_by("pk")
    ]


def _history(project: Project, days: dict[int, datetime.date]) -> list[dict[str, Any]]:
    changes = Change.objects.filter(project=project).select_related("by").order_by("pk")
    return [
        {**written_row(change), "assessment": _day(days, change.assessment_id)}
        for change in changes
    ]
