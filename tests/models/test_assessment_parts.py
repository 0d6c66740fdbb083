"""What a page reads in one statement is what the single queries give."""

import datetime
from typing import Any

import pytest
from django.db.models import QuerySet

from assessments.models import (
    Action,
    Answer,
    Assessment,
    Comment,
    Owner,
    SectionScore,
    Thread,
)
from assessments.models.actions import ShownAction
from assessments.models.answers import ShownAnswer
from assessments.models.assessment_parts import parts_of
from assessments.models.owners import ShownOwner
from assessments.models.waiting import waiting_for
from tests.cast import Q2, Q3, Q4, Cast, closed, draft
from tests.support.queries import CountedQueries

NOW = datetime.datetime(2026, 11, 2, 13, 14, 15, 123456, tzinfo=datetime.UTC)
NOTE = 'Ünïcode, "quotes" \\ and\nlines, %s, שלום, 🧪, <b>'


@pytest.fixture
def rows(cast: Cast) -> list[Assessment]:
    """A closed assessment before, the last closed one, one in review, and the draft after them."""
    old = closed(cast.project, Q2, "automated", lead=cast.lead)
    last = closed(cast.project, Q3, "manual", lead=cast.lead)
    now = draft(cast.project, Q4, lead=cast.lead)
    answer = now.answers.get(item__key="data-1")
    Answer.objects.filter(pk=answer.pk).update(
        note=NOTE, evidence="https://example.org/a", updated_at=NOW, updated_by=cast.member
    )
    thread = Thread.objects.create(assessment=now, item_key="data-1")
    for text in ("one", "two"):
        Comment.objects.create(thread=thread, text=text, by=cast.lead, at=NOW)
    told = {"project": cast.project, "created_by": cast.lead, "created_at": NOW}
    Action.objects.create(
        **told, text=NOTE, owner=cast.member, owner_name="x", due_on=Q4, assessment=last
    )
    Action.objects.create(
        **told,
        **{"text": "done", "owner": None, "owner_name": "Gone", "due_on": Q3, "item_key": "data-1"},
        **{"done_at": NOW, "done_by": cast.lead, "reviewed_in": now},
    )
    Owner.objects.filter(project=cast.project, item_key="data-1").update(person=cast.member)
    return [old, last, now]


def plain(rows: QuerySet[Owner, tuple[Any, ...]]) -> list[ShownOwner]:
    return sorted(ShownOwner(*row) for row in rows)


def test_one_statement_gives_what_the_single_ones_give(
    rows: list[Assessment], cast: Cast, queries: CountedQueries
) -> None:
    old, last, now = rows
    user = cast.lead
    for assessment in rows:
        parts = parts_of(assessment, user, Q4)
        shown = [ShownAnswer(*row) for row in Answer.objects.shown(assessment)]
        assert parts.answers == {row.item_key: row for row in shown}
        assert len(shown) == 28
        same = [ShownAction(*row) for row in Action.objects.at(assessment)]
        assert parts.actions == same
        before = Answer.objects.last_time(assessment)
        levels = {(row.item.key, row.level, row.assessment.as_of) for row in before}
        assert {(row.key, row.level, row.as_of) for row in parts.last} == levels
        stored = SectionScore.objects.of([assessment.pk])
        frozen = tuple(row.plain for row in stored) if assessment.is_closed else ()
        assert parts.scores == frozen
        owners = plain(Owner.objects.shown(assessment.project_id)) if assessment.is_draft else []
        assert sorted(parts.owners) == owners
    with queries:
        assert parts_of(now, user, Q4).answers
    assert len(queries) == 1, queries.statements
    assert parts_of(last, user, Q4).last[0].as_of == old.as_of
    assert parts_of(old, user, Q4).last == []
    assert parts_of(now, user, Q4).waiting == waiting_for(user, today=Q4)


def test_nothing_is_lost_on_the_way_through_json(rows: list[Assessment], cast: Cast) -> None:
    parts = parts_of(rows[-1], cast.lead, Q4)
    answer = parts.answers["data-1"]
    assert (answer.note, answer.updated_at, answer.saved_by) == (NOTE, NOW, str(cast.member))
    assert (answer.comments, bool(answer.unsettled)) == (2, True)
    first, second = parts.actions
    assert (first.text, first.owner, first.promised_on, first.done_at) == (
        *(NOTE, str(cast.member)),
        *(Q3, None),
    )
    assert (second.owner, second.done_by, second.done_at) == ("Gone", str(cast.lead), NOW)
    assert {owner.person for owner in parts.owners if owner.item_key == "data-1"} == {
        str(cast.member)
    }


def test_an_assessment_that_is_gone_is_said_to_be(cast: Cast) -> None:
    now = draft(cast.project, Q4, lead=cast.lead)
    Assessment.objects.filter(pk=now.pk).delete()
    with pytest.raises(Assessment.DoesNotExist):
        parts_of(now, cast.lead, Q4)
