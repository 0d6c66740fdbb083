"""What is due, and for whom: the content of the reminders."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.urls import reverse

from assessments.dates import MONTHS_OF_CADENCE, period_end, period_name
from assessments.models import (
    Action,
    Answer,
    Assessment,
    Kind,
    Membership,
    Mention,
    MutedKind,
    Owner,
    Project,
)
from assessments.models.people import CAN_ANSWER
from assessments.text import counted

SOON = timedelta(days=14)


class Due(NamedTuple):
    """One line of a reminder. ``kind``, ``about`` and ``period`` say that it is told once."""

    kind: str
    about: str
    period: str
    project: str
    text: str
    path: str
    due_on: date | None = None


@dataclass(slots=True)
class _Team:
    """The active members of a team: everybody, by role those who can answer, the leads."""

    everybody: set[int] = field(default_factory=set)
    able: set[int] = field(default_factory=set)
    by_role: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    leads: set[int] = field(default_factory=set)


Told = tuple[int, Due]


def due_by_person(*, today: date) -> dict[int, tuple[Due, ...]]:
    """Everything that is due on a day, by person's id, in nine queries.

    Told is only who is an active member of the project's team today, and what they did not mute.
    """
    teams = _teams()
    projects = {row.pk: row for row in Project.objects.filter(archived_at=None)}
    told: list[Told] = [
        *_of_projects(projects.values(), teams, today),
        *_items(projects, teams, today),
        *_actions(projects, teams, today),
        *_comments(projects, teams),
        *_reviews(projects, teams),
    ]
    muted = set(MutedKind.objects.values_list("person", "kind"))
    found: dict[int, list[Due]] = defaultdict(list)
    for person, due in told:
        if (person, due.kind) not in muted:
            found[person].append(due)
    order = {kind: number for number, kind in enumerate(Kind.values)}
    return {
        person: tuple(sorted(lines, key=lambda due: (order[due.kind], due.project)))
        for person, lines in sorted(found.items())
    }


def strongest(rows: Iterable[Due]) -> tuple[Due, ...]:
    """One line about each thing, the strongest: long overdue, then overdue, then begun."""
    order = {kind: number for number, kind in enumerate(Kind.values)}
    rows = list(rows)
    best: dict[str, int] = {}
    for row in rows:
        best[row.about] = max(best.get(row.about, -1), order[row.kind])
    return tuple(row for row in rows if order[row.kind] == best[row.about])


def _teams() -> dict[int, _Team]:
    teams: dict[int, _Team] = defaultdict(_Team)
    for member in Membership.objects.filter(user__is_active=True):
        team = teams[member.team_id]
        team.everybody.add(member.user_id)
        if member.access_level in CAN_ANSWER:
            team.able.add(member.user_id)
            team.by_role[member.role_id].add(member.user_id)
        if member.access_level == "lead":
            team.leads.add(member.user_id)
    return teams


def _of_projects(
    projects: Iterable[Project], teams: dict[int, _Team], today: date
) -> Iterator[Told]:
    """What leads are told: a period has begun, an assessment is overdue, or long overdue."""
    started = _started(today)
    for project in projects:
        for due in _of_project(project, started, today):
            for lead in sorted(teams[project.team_id].leads):
                yield lead, due


class _Started(NamedTuple):
    """Projects with an open assessment, and the days of each project's newer assessments."""

    open: set[int]
    days: dict[int, list[date]]


def _started(today: date) -> _Started:
    newer = Assessment.objects.filter(as_of__gte=today - timedelta(days=370))
    days: dict[int, list[date]] = defaultdict(list)
    for project, as_of in newer.values_list("project", "as_of"):
        days[project].append(as_of)
    still_open = Assessment.objects.exclude(status=Assessment.Status.CLOSED)
    return _Started(set(still_open.values_list("project", flat=True)), days)


def _of_project(project: Project, started: _Started, today: date) -> Iterator[Due]:
    months = MONTHS_OF_CADENCE[project.cadence]
    end = period_end(today, months)
    about, path = f"project:{project.pk}", reverse("project", args=[project.slug])
    in_period = any(period_end(day, months) == end for day in started.days.get(project.pk, ()))
    if project.pk not in started.open and not in_period:
        new = reverse("assessment_new", args=[project.slug])
        text = f"The assessment for {period_name(end)} can be started"
        yield Due(Kind.QUARTER_STARTS, about, str(end), project.name, text, new, end)
    if project.due_on is None or project.due_on >= today:
        return
    text = "The assessment is overdue"
    period = _weekly(project.due_on, today)
    yield Due(Kind.OVERDUE, about, period, project.name, text, path, project.due_on)
    days_over = (today - project.due_on).days
    if days_over >= project.escalate_after_days:
        text = f"The assessment is overdue for {counted(days_over, 'day')}"
        period = str(project.due_on)
        yield Due(Kind.ESCALATION, about, period, project.name, text, path, project.due_on)


def _weekly(due_on: date, today: date) -> str:
    year, week, _ = today.isocalendar()
    return f"{due_on}/{year}-W{week:02}"


def _items(projects: dict[int, Project], teams: dict[int, _Team], today: date) -> Iterator[Told]:
    owners = {(owner.project_id, owner.item_key): owner for owner in Owner.objects.of_drafts()}
    for answer in Answer.objects.open_in_drafts():
        assessment = answer.assessment
        project = projects.get(assessment.project_id)
        owner = owners.get((assessment.project_id, answer.item.key))
        if project is None or owner is None:
            continue
        due_on = assessment.due_dates.of(owner.due_on) or assessment.as_of
        path = reverse("assessment", args=[project.slug, assessment.as_of])
        due = _dated(
            f"answer:{assessment.pk}:{answer.item.key}",
            project.name,
            f"{answer.item.key} {answer.item.title}",
            f"{path}#{answer.item.key}",
            due_on,
            today,
        )
        if due:
            for person in sorted(_answering(owner, teams[project.team_id])):
                yield person, due


def _answering(owner: Owner, team: _Team) -> set[int]:
    """The effective owner: the person while they can answer, else all with the role who can."""
    if owner.person_id in team.able:
        return {owner.person_id}
    return team.by_role[owner.role_id]


def _dated(about: str, project: str, text: str, path: str, due_on: date, today: date) -> Due | None:
    if due_on < today:
        return Due(Kind.OVERDUE, about, _weekly(due_on, today), project, text, path, due_on)
    if due_on <= today + SOON:
        return Due(Kind.DUE_SOON, about, str(due_on), project, text, path, due_on)
    return None


def _actions(projects: dict[int, Project], teams: dict[int, _Team], today: date) -> Iterator[Told]:
    for action in Action.objects.filter(done_at=None).exclude(owner=None):
        project = projects.get(action.project_id)
        if project is None or action.owner_id not in teams[project.team_id].able:
            continue
        text = " ".join(action.text.split())
        path = f"{reverse('actions', args=[project.slug])}#action-{action.pk}"
        due = _dated(f"action:{action.pk}", project.name, text, path, action.due_on, today)
        if due:
            yield action.owner_id, due


def _comments(projects: dict[int, Project], teams: dict[int, _Team]) -> Iterator[Told]:
    for mention in Mention.objects.all_waiting():
        thread = mention.comment.thread
        project = projects.get(thread.assessment.project_id)
        if project is None or mention.person_id not in teams[project.team_id].everybody:
            continue
        path = reverse("discussion", args=[project.slug, thread.assessment.as_of, thread.item_key])
        why = mention.get_why_display()
        text = f"{mention.comment.by} {why}: {thread.item_key}"
        about = f"comment:{mention.comment_id}"
        yield mention.person_id, Due(Kind.COMMENT, about, "", project.name, text, path)


def _reviews(projects: dict[int, Project], teams: dict[int, _Team]) -> Iterator[Told]:
    for assessment in Assessment.objects.in_review():
        project = projects.get(assessment.project_id)
        reviewer = assessment.reviewer_id
        if project is None or reviewer is None or reviewer not in teams[project.team_id].able:
            continue
        assert assessment.submitted_at is not None
        path = reverse("review", args=[project.slug, assessment.as_of])
        text = f"{assessment.submitted_by} asks for your review of {period_name(assessment.as_of)}"
        period = assessment.submitted_at.isoformat()[:40]
        about = f"assessment:{assessment.pk}"
        yield reviewer, Due(Kind.REVIEW, about, period, project.name, text, path)
