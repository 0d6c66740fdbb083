"""What pages read in one statement is what the single queries give."""

import datetime

import pytest
from django.utils import timezone

from assessments.actions.owners import OwnerInput, assign_owners
from assessments.models import (
    Answer,
    Assessment,
    By,
    Change,
    Membership,
    Owner,
    Role,
    RubricVersion,
    SectionScore,
    User,
)
from assessments.models.assessments import due_dates
from assessments.models.owners import ShownOwner
from assessments.models.page_parts import (
    compared_parts,
    dates_parts,
    owners_parts,
    project_parts,
)
from assessments.models.waiting import waiting_for
from assessments.reports.people import roles_and_members
from tests.cast import Q2, Q3, Q4, Cast, closed, draft, make_project
from tests.support.queries import CountedQueries

NOTE = 'Ünïcode, "quotes" \\ and\nlines, %s, שלום, 🧪'


def test_a_project_has_its_levels_and_owners(cast: Cast, queries: CountedQueries) -> None:
    closed(cast.project, Q3, "manual", lead=cast.lead)
    draft(cast.project, Q4, lead=cast.lead)
    Owner.objects.filter(item_key="data-2").update(person=cast.stranger, person_name="Left")
    with queries:
        found = project_parts(cast.project, cast.lead, Q4)
    assert len(queries) == 1
    levels = Answer.objects.levels_over_time(cast.project, with_open=True)
    assert found.levels == list(levels)
    owners = [ShownOwner(*row) for row in Owner.objects.shown(cast.project.pk)]
    assert sorted(found.owners) == sorted(owners)
    rows = {row.item_key: row for row in Owner.objects.for_page(cast.project.pk)}
    assert {row.item_key: (row.able, row.has_left) for row in found.owners} == {
        key: (row.able, row.has_left) for key, row in rows.items()
    }
    assert any(row.has_left for row in found.owners)
    assert found.waiting == waiting_for(cast.lead, today=Q4)


@pytest.mark.parametrize("status", ["draft", "closed", "none"])
def test_the_owners_page_has_roles_days_and_what_can_be_undone(
    status: str, cast: Cast, queries: CountedQueries
) -> None:
    if status != "none":
        closed(cast.project, Q3, "manual", lead=cast.lead)
    if status == "draft":
        draft(cast.project, Q4, lead=cast.lead)
    cast.project.refresh_from_db()
    now = timezone.now()
    since = now - datetime.timedelta(hours=1)
    parts = owners_parts(cast.project, cast.lead, now=now, since=since, done=None)
    assert parts.undoable is None
    newest = Assessment.objects.newest_of(cast.project)
    assert parts.due == due_dates(cast.project, newest)
    roles, members = roles_and_members(cast.team.pk, parts.roles)
    assert roles == list(Role.objects.all())
    same = list(Membership.objects.able().for_page(cast.team.pk))
    assert members == same
    assert [(row.user.name, row.user.email, row.role) for row in members] == [
        (row.user.name, row.user.email, row.role) for row in same
    ]
    User.objects.filter(pk=cast.member.pk).update(is_active=False)
    with queries:
        parts = owners_parts(cast.project, cast.lead, now=now, since=since, done=None)
    assert len(queries) == 1
    assert cast.member not in [row.user for row in roles_and_members(cast.team.pk, parts.roles)[1]]
    assert parts.waiting == waiting_for(cast.lead, today=timezone.localdate(now))


def test_the_change_just_made_comes_first(cast: Cast) -> None:
    now = timezone.now()
    since = now - datetime.timedelta(hours=1)
    by = By(cast.lead, Change.Door.WEB)
    for key in ("data-1", "data-2"):
        assign_owners(project=cast.project, inputs=[owner(key, cast.member)], by=by)
    older, newer = Change.objects.owners_of(cast.project.pk).order_by("pk")
    for done, change in ((None, newer), (older.pk, older)):
        found = owners_parts(cast.project, cast.lead, now=now, since=since, done=done).undoable
        assert found == (change.pk, 1, change.by_name, change.at)


def owner(key: str, person: User) -> OwnerInput:
    return OwnerInput(key, {"person": str(person.pk)})


def test_compared_projects_have_scores_levels_and_versions(
    cast: Cast, queries: CountedQueries
) -> None:
    first = closed(cast.project, Q2, "manual", lead=cast.lead)
    latest = closed(cast.project, Q3, "automated", lead=cast.lead)
    other = closed(make_project("Fraud", cast.team, cast.lead), Q3, lead=cast.lead)
    rubric = latest.rubric_version.rubric_id
    history = [first.pk, latest.pk, other.pk]
    with queries:
        found = compared_parts(
            *(cast.lead, Q4), history=history, latest=[latest.pk, other.pk], rubrics={rubric}
        )
    assert len(queries) == 1
    for pk in history:
        stored = SectionScore.objects.of([pk])
        assert found.scores[pk] == tuple(row.plain for row in stored)
    assert found.levels == Answer.objects.levels_of([latest.pk, other.pk])
    versions = RubricVersion.objects.of_rubrics([rubric])
    assert [row.pk for row in found.published] == [row.pk for row in versions]
    assert [row.content for row in found.published] == [row.content for row in versions]
    nothing = compared_parts(cast.lead, Q4, history=[], latest=[], rubrics=[])
    assert (nothing.scores, nothing.levels, nothing.published) == ({}, {}, [])
    assert nothing.waiting == waiting_for(cast.lead, today=Q4)


def test_compared_dates_have_all_of_their_answers(cast: Cast, queries: CountedQueries) -> None:
    first = closed(cast.project, Q2, "manual", lead=cast.lead)
    second = draft(cast.project, Q3, lead=cast.lead)
    second.answers.filter(item__key="data-3").update(note=NOTE, outcome="passed")
    with queries:
        found = dates_parts(cast.lead, Q4, first.pk, second.pk)
    assert len(queries) == 1
    rows = Answer.objects.filter(assessment__in=[first, second]).select_related("item")
    for row in rows:
        same = (row.level, row.note, row.evidence, row.outcome)
        assert found.answers[row.assessment_id][row.item.key] == same
    assert sum(map(len, found.answers.values())) == len(rows)
    assert set(found.scores) == {first.pk, second.pk}


def test_a_person_who_is_gone_is_said_to_be(cast: Cast) -> None:
    gone = User(pk=999_999)
    with pytest.raises(User.DoesNotExist):
        project_parts(cast.project, gone, Q4)
