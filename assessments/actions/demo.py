"""The demo data: invented teams, people and projects with a past."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from assessments import scoring
from assessments.dates import quarters_before
from assessments.models import (
    Action,
    Answer,
    Assessment,
    By,
    Change,
    Comment,
    Criticality,
    Membership,
    Owner,
    Project,
    Role,
    RubricVersion,
    SectionScore,
    Team,
    User,
)

from .assessments import close, empty_section_scores, first_answers, freeze_owners
from .discussions import add_comment, resolve_thread
from .projects import add_suggested_owners
from .scores import store_scores
from .standing import store_standing, store_unowned_items_of_teams


@dataclass(slots=True)
class _Demo:
    today: datetime.date
    people: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)


def rubrics_missing(projects: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a rubric version that one of the demo's projects uses is not there yet."""
    there = RubricVersion.objects.filter(status=RubricVersion.Status.PUBLISHED)
    needed = {(one["rubric"]["slug"], one["rubric"]["version"]) for one in projects}
    return not needed <= set(there.values_list("rubric__slug", "version"))


@transaction.atomic
def load_demo(
    *,
    people: Mapping[str, Any],
    projects: Sequence[Mapping[str, Any]],
    password: str,
    today: datetime.date,
) -> bool:
    """Load the demo data, dated relative to ``today``. False if it is there already.

    So it is if somebody, a team or a project of the same name is: nothing of theirs is changed.
    """
    if _is_there(people, projects):
        return False
    demo = _Demo(today, roles={role.key: role for role in Role.objects.all()})
    _create_people(demo, people, password)
    for document in projects:
        _create_project(demo, document)
    return True


def _is_there(people: Mapping[str, Any], projects: Sequence[Mapping[str, Any]]) -> bool:
    emails = [person["email"] for person in people["people"]]
    return (
        User.objects.filter(email__lower__in=emails).exists()
        or Team.objects.filter(slug__in=[team["slug"] for team in people["teams"]]).exists()
        or Project.objects.filter(slug__in=[project["slug"] for project in projects]).exists()
    )


def _create_people(demo: _Demo, document: Mapping[str, Any], password: str) -> None:
    hashed = make_password(password)
    for team in document["teams"]:
        demo.teams[team["slug"]] = Team.objects.create(slug=team["slug"], name=team["name"])
    for person in document["people"]:
        admin = person.get("admin", False)
        user = User(email=person["email"], name=person["name"], password=hashed)
        user.is_staff = user.is_superuser = admin
        user.save()
        demo.people[user.email] = user
        for membership in person.get("memberships", ()):
            Membership.objects.create(
                team=demo.teams[membership["team"]],
                user=user,
                access_level=membership["access_level"],
                role=demo.roles[membership["role"]],
            )


def _create_project(demo: _Demo, document: Mapping[str, Any]) -> None:
    version = RubricVersion.objects.select_related("rubric").get(
        rubric__slug=document["rubric"]["slug"], version=document["rubric"]["version"]
    )
    project = Project.objects.create(
        team=demo.teams[document["team"]],
        slug=document["slug"],
        name=document["name"],
        description=document["description"].strip(),
        rubric_version=version,
        cadence=document["cadence"],
        review_required=document.get("review_required", False),
        criticality=Criticality.objects.get(key=document.get("criticality", "normal")),
    )
    _create_owners(demo, project, document["owners"])
    before = None
    for quarter in document["quarters"]:
        before = _closed_assessment(demo, project, document, quarter, before)
    if "draft" in document:
        draft = _open_draft(demo, project, document["draft"], before)
        _comment(demo, draft, document["draft"])
    _promise(demo, project, document.get("actions", ()))
    store_standing(project.pk)
    store_unowned_items_of_teams([project.team_id])


def _create_owners(demo: _Demo, project: Project, owners: Mapping[str, Any]) -> None:
    add_suggested_owners(project)
    rows = list(Owner.objects.filter(project=project, item_key__in=owners))
    for row in rows:
        row.role = demo.roles[owners[row.item_key]["role"]]
        row.person = demo.people.get(owners[row.item_key].get("person", ""))
        row.person_name = str(row.person) if row.person else ""
        days = owners[row.item_key].get("due_in_days")
        row.due_on = demo.today + datetime.timedelta(days=days) if days is not None else None
    Owner.objects.bulk_update(rows, ["role", "person", "person_name", "due_on"])


def _closed_assessment(
    demo: _Demo,
    project: Project,
    document: Mapping[str, Any],
    quarter: int,
    before: Assessment | None,
) -> Assessment:
    as_of = quarters_before(demo.today, -quarter)
    lead = By(demo.people[document["closed_by"]], Change.Door.COMMAND)
    assessment = _started(project, as_of, before, lead)
    answers = first_answers(assessment)
    started = _at(as_of, days=-12)
    changes = [_start_change(assessment, answers, lead, started)]
    for key, entries in document["answers"].items():
        entry = next((entry for entry in entries if entry["quarter"] == quarter), None)
        at = _at(as_of, days=-8, minutes=7 * len(changes))
        changes.append(_answered(demo, assessment, answers[key], entry, at, lead))
    _store(assessment, answers)
    score = store_scores(assessment, answers)
    freeze_owners(assessment, answers)
    closed = _at(as_of, days=2)
    close(assessment, assessment.rubric_version, answers, by=lead, at=closed)
    new = {"status": "closed", "overall": scoring.written(score.overall), "band": score.band.label}
    changes.append(_change(assessment, lead, "submit", closed, old={"status": "draft"}, new=new))
    Change.objects.bulk_create(changes)
    return assessment


def _open_draft(
    demo: _Demo, project: Project, draft: Mapping[str, Any], before: Assessment | None
) -> Assessment:
    as_of = quarters_before(demo.today, 0)
    lead = By(demo.people[draft["started_by"]], Change.Door.COMMAND)
    assessment = _started(project, as_of, before, lead)
    answers = first_answers(assessment)
    for key in draft.get("unanswered", ()):
        answer = answers[key]
        answer.level, answer.note, answer.evidence = "", "", ""
        answer.carried_over = False
    now = timezone.now()
    changes = [_start_change(assessment, answers, lead, now - datetime.timedelta(days=3))]
    for key in draft["confirmed"]:
        at = now - datetime.timedelta(days=2, minutes=-9 * len(changes))
        changes.append(_answered(demo, assessment, answers[key], None, at, lead))
    for entry in draft["changes"]:
        at = now - datetime.timedelta(days=1, minutes=-11 * len(changes))
        changes.append(_answered(demo, assessment, answers[entry["item"]], entry, at, lead))
    _store(assessment, answers)
    store_scores(assessment, answers)
    Change.objects.bulk_create(changes)
    return assessment


def _comment(demo: _Demo, draft: Assessment, document: Mapping[str, Any]) -> None:
    for number, entry in enumerate(document.get("comments", ())):
        by = By(demo.people[entry["by"]], Change.Door.COMMAND)
        add_comment(assessment=draft, item_key=entry["item"], text=entry["text"], by=by)
        at = timezone.now() - datetime.timedelta(days=entry["days_ago"], minutes=60 - 7 * number)
        last = Comment.objects.filter(thread__assessment=draft).latest("pk")
        Comment.objects.filter(pk=last.pk).update(at=at)
    for key in document.get("settled", ()):
        by = By(demo.people[document["started_by"]], Change.Door.COMMAND)
        resolve_thread(assessment=draft, item_key=key, resolved=True, by=by)


def _promise(demo: _Demo, project: Project, entries: Sequence[Mapping[str, Any]]) -> None:
    """Actions, each dated into the assessment in which it was promised."""
    for entry in entries:
        as_of = quarters_before(demo.today, -entry["quarter"])
        assessment = Assessment.objects.get(project=project, as_of=as_of)
        owner = demo.people[entry["owner"]]
        promised = assessment.closed_at or timezone.now()
        action = Action(
            project=project,
            assessment=assessment,
            item_key=entry["item"],
            text=entry["text"],
            owner=owner,
            owner_name=str(owner),
            due_on=demo.today + datetime.timedelta(days=entry["due_in_days"]),
            created_at=promised - datetime.timedelta(hours=1),
            created_by=assessment.started_by,
        )
        if "done_days_ago" in entry:
            action.done_at = timezone.now() - datetime.timedelta(days=entry["done_days_ago"])
            action.done_by = owner
        action.save()


def _started(
    project: Project, as_of: datetime.date, before: Assessment | None, lead: By
) -> Assessment:
    return Assessment.objects.create(
        project=project,
        as_of=as_of,
        rubric_version=project.rubric_version,
        carried_from=before,
        started_at=min(_at(as_of, days=-12), timezone.now() - datetime.timedelta(days=3)),
        started_by=lead.person,
    )


def _start_change(
    assessment: Assessment, answers: Mapping[str, Answer], lead: By, at: datetime.datetime
) -> Change:
    before = assessment.carried_from
    new = {
        "as_of": assessment.as_of.isoformat(),
        "carried_from": before.as_of.isoformat() if before else None,
        "answers": {
            key: {"level": answer.level, "note": answer.note, "evidence": answer.evidence}
            for key, answer in answers.items()
            if answer.carried_over
        },
    }
    return _change(assessment, lead, "start", at, new=new)


def _answered(
    demo: _Demo,
    assessment: Assessment,
    answer: Answer,
    entry: Mapping[str, Any] | None,
    at: datetime.datetime,
    lead: By,
) -> Change:
    """Change an answer as ``entry`` says, or confirm it as it was carried over."""
    old: dict[str, Any] = {"carried_over": True} if answer.carried_over else {}
    new: dict[str, Any] = {"carried_over": False} if answer.carried_over else {}
    by = lead
    if entry:
        by = By(demo.people[entry["by"]], Change.Door.COMMAND)
        links = "\n".join(entry.get("evidence", ()))
        sent = {"level": entry["level"], "note": entry["note"].strip(), "evidence": links}
        for name, value in sent.items():
            if getattr(answer, name) != value:
                old[name], new[name] = getattr(answer, name), value
                setattr(answer, name, value)
    answer.carried_over = False
    answer.revision += 1
    answer.updated_at, answer.updated_by = at, by.user
    return _change(
        assessment,
        by,
        "answer" if entry else "confirm",
        at,
        item_key=answer.item.key,
        revision=answer.revision,
        old=old,
        new=new,
    )


def _change(
    assessment: Assessment, by: By, action: str, at: datetime.datetime, **fields: Any
) -> Change:
    project_id = assessment.project_id
    return by.change(action, at=at, project_id=project_id, assessment=assessment, **fields)


def _store(assessment: Assessment, answers: Mapping[str, Answer]) -> None:
    Answer.objects.bulk_create(answers.values())
    SectionScore.objects.bulk_create(empty_section_scores(assessment, answers))


def _at(day: datetime.date, *, days: int, minutes: int = 0) -> datetime.datetime:
    midnight = datetime.datetime.combine(day, datetime.time(9), tzinfo=datetime.UTC)
    return midnight + datetime.timedelta(days=days, minutes=minutes)
