"""What is due for whom, on a given day."""

import datetime
from collections import Counter
from typing import Any

import pytest
import time_machine

from assessments.actions.actions import ActionInput, finish_action, promise_action
from assessments.actions.assessments import submit_assessment
from assessments.actions.discussions import add_comment
from assessments.actions.outbox import ToTell, queue_reminders
from assessments.models import (
    Action,
    Assessment,
    Membership,
    MutedKind,
    Owner,
    Project,
    User,
)
from assessments.reports.mails import reminder_letter
from assessments.reports.reminders import Due, due_by_person
from tests.cast import Q3, Q4, Cast, by, closed, draft, fill, make_project, person
from tests.support.queries import CountedQueries

EARLY = datetime.date(2026, 10, 5)
SOON = datetime.date(2026, 12, 20)
LATE = datetime.date(2027, 1, 4)


def due(user: User, today: datetime.date) -> tuple[Due, ...]:
    return due_by_person(today=today).get(user.pk, ())


def kinds(user: User, today: datetime.date) -> Counter[str]:
    return Counter(row.kind for row in due(user, today))


def test_leads_are_told_that_a_period_has_begun(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    row = due(cast.lead, EARLY)[0]
    assert (row.kind, row.period, row.text) == (
        "quarter_starts",
        "2026-12-31",
        "The assessment for Q4 2026 can be started",
    )
    assert row.path == "/projects/churn/assessments/new/"
    assert not due(cast.member, EARLY)
    draft(cast.project, Q4, lead=cast.lead)
    assert not kinds(cast.lead, EARLY)["quarter_starts"]


def test_items_are_due_soon_then_overdue_once_a_week(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    draft(cast.project, Q4, lead=cast.lead)
    count = Owner.objects.filter(role__key="data_scientist").count()
    assert not due(cast.member, EARLY)
    assert kinds(cast.member, SOON) == {"due_soon": count}
    assert due(cast.member, SOON)[0].path.startswith("/projects/churn/assessments/2026-12-31/#")
    assert kinds(cast.member, LATE) == {"overdue": count}
    periods = {day: due(cast.member, day)[0].period for day in (LATE, LATE.replace(day=10))}
    assert len(set(periods.values())) == 1
    assert due(cast.member, LATE.replace(day=11))[0].period not in periods.values()


def test_the_owners_own_date_goes_before_the_drafts(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    draft(cast.project, Q4, lead=cast.lead)
    Owner.objects.filter(item_key="data-1").update(
        person=cast.member, due_on=datetime.date(2026, 10, 10)
    )
    assert [row.about.rpartition(":")[2] for row in due(cast.member, EARLY)] == ["data-1"]


def test_named_people_and_those_who_left(cast: Cast) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    gone = person("gone", cast.team, "member", "engineer")
    Owner.objects.filter(item_key="data-1").update(person=gone)
    every = kinds(cast.member, SOON)["due_soon"]
    assert kinds(gone, SOON)["due_soon"] > 0
    Membership.objects.filter(user=gone).delete()
    assert not due(gone, SOON)
    assert kinds(cast.member, SOON)["due_soon"] == every + 1


@pytest.mark.parametrize("who", ["viewer", "stranger", "other_lead", "admin"])
def test_who_can_not_answer_has_no_items(who: str, cast: Cast) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    assert not due(getattr(cast, who), SOON)


def test_overdue_and_escalation_to_the_leads(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    Project.objects.update(escalate_after_days=10)
    assert kinds(cast.lead, LATE) == {"quarter_starts": 1, "overdue": 1}
    assert kinds(cast.lead, LATE.replace(day=10))["escalation"] == 1
    assert kinds(cast.lead, LATE.replace(day=9))["escalation"] == 0
    assert not due(cast.member, LATE.replace(day=10))


def test_an_overdue_project_is_one_line_and_the_rest_counts_as_told(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    Project.objects.update(escalate_after_days=10)
    late = LATE.replace(day=11)
    assert kinds(cast.lead, late) == {"quarter_starts": 1, "overdue": 1, "escalation": 1}
    letter = told(cast.lead, late)
    assert letter.subject == "mlscore: 1 thing waits for you: Churn"
    assert "The assessment is overdue for 11 days" in letter.text
    assert "can be started" not in letter.text
    assert told(cast.lead, late.replace(day=12)) is None
    again = told(cast.lead, late.replace(day=18))
    assert again.subject == "mlscore: 1 thing waits for you: Churn"
    assert "The assessment is overdue (due" in again.text


def told(user: User, today: datetime.date) -> Any:
    """The letter of a day, None if nothing is new."""
    rows = due(user, today)
    things = {user.pk: [ToTell(row.kind, row.about, row.period) for row in rows]}
    now = datetime.datetime.combine(today, datetime.time(9), datetime.UTC)
    mails = queue_reminders(due=things, day=today, now=now)
    return reminder_letter(user, mails[0].notices.all(), rows, today=today) if mails else None


def test_actions_comments_and_reviews(cast: Cast) -> None:
    current = draft(cast.project, Q4, lead=cast.lead)
    what = ActionInput("Alert on drift", cast.member.pk, datetime.date(2026, 10, 8))
    action = promise_action(project=cast.project, fields=what, by=by(cast.lead))
    assert kinds(cast.member, EARLY) == {"due_soon": 1}
    finish_action(project=cast.project, action_id=action.pk, done=True, by=by(cast.lead))
    assert not due(cast.member, EARLY)
    add_comment(assessment=current, item_key="data-1", text="@Member look", by=by(cast.lead))
    assert kinds(cast.member, EARLY) == {"comment": 1}
    Project.objects.update(review_required=True)
    fill(current, "manual", who=cast.lead)
    submit_assessment(assessment=current, by=by(cast.lead), reviewer=cast.member.pk)
    assert kinds(cast.member, EARLY) == {"comment": 1, "review": 1}


@time_machine.travel(datetime.datetime(2026, 12, 20, tzinfo=datetime.UTC), tick=False)
@pytest.mark.parametrize("how", ["muted", "deactivated", "removed", "archived"])
def test_who_is_told_nothing(how: str, cast: Cast) -> None:
    current = draft(cast.project, Q4, lead=cast.lead)
    add_comment(assessment=current, item_key="data-1", text="@Member look", by=by(cast.lead))
    assert kinds(cast.member, SOON)["comment"] == 1
    if how == "muted":
        for kind in ("comment", "due_soon"):
            MutedKind.objects.create(person=cast.member, kind=kind)
    elif how == "deactivated":
        User.objects.filter(pk=cast.member.pk).update(is_active=False)
    elif how == "removed":
        Membership.objects.filter(user=cast.member).delete()
    else:
        Project.objects.update(archived_at=datetime.datetime.now(datetime.UTC))
    assert not due(cast.member, SOON)


def test_the_number_of_statements_does_not_grow(cast: Cast, queries: CountedQueries) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    due_by_person(today=SOON)
    with queries:
        due_by_person(today=SOON)
    few = len(queries)
    for number in range(5):
        draft(make_project(f"P{number}", cast.team, cast.lead), Q4, lead=cast.lead)
    with queries:
        due_by_person(today=SOON)
    assert few == len(queries) <= 12
    assert Assessment.objects.count() == 6
    assert not Action.objects.exists()
