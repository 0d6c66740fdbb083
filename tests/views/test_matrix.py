"""The matrix and the loads, against sums made by hand."""

import datetime
import html

from django.test import Client

from assessments.actions.answers import AnswerInput, save_answers
from assessments.models import Answer, Owner, Project
from assessments.reports.matrix import MatrixPage, matrix_page
from tests.cast import Q3, Q4, Cast, closed, draft, fill

PAGE = "/projects/churn/owners/matrix/"
TODAY = datetime.date(2026, 11, 24)


def page(cast: Cast) -> MatrixPage:
    project = Project.objects.for_page(cast.lead).get(pk=cast.project.pk)
    return matrix_page(project, today=TODAY)


def test_before_the_first_assessment_nothing_is_answered(cast: Cast, client: Client) -> None:
    client.force_login(cast.viewer)
    text = html.unescape(client.get(PAGE).content.decode())
    assert "no assessment yet" in text
    assert text.count('class="shape unanswered"') == 28 + 1


def test_loads_add_up(cast: Cast) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    fill(draft(cast.project, Q4, lead=cast.lead), "manual", who=cast.member, data_1="none")
    Owner.objects.filter(item_key__in=["data-1", "data-2"]).update(
        person=cast.member, due_on=datetime.date(2026, 12, 24)
    )
    Owner.objects.filter(item_key="data-3").update(due_on=datetime.date(2026, 12, 25))
    found = page(cast)
    assert found.of == "Q4 2026, draft"
    assert sum(load.due for load in found.by_role) == 0
    current = Answer.objects.filter(assessment__status="draft")
    current.filter(item__key__in=["data-1", "data-3"]).update(carried_over=True)
    current.filter(item__key="data-2").update(level="", note="")
    found = page(cast)
    assert found.weakest == "Features and data"
    for loads in (found.by_role, found.by_person):
        assert sum(load.items for load in loads) == 28
        assert sum(float(load.held) for load in loads) == 13
        assert sum(float(load.to_win) for load in loads) == 15
    mine = next(load for load in found.by_person if load.name == "Member")
    assert (mine.items, mine.held, mine.to_win, mine.due) == (2, "0", "2", 2)
    assert mine.share == round(100 * 2 / 4.5)
    assert sum(load.due for load in found.by_role) == 2


def test_evidence_is_due_by_the_date_that_counts_and_while_it_is_open(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    assert due(cast, datetime.date(2026, 11, 30)) == 0
    assert due(cast, datetime.date(2026, 12, 1)) == 28  # the project's day is 31 December
    Owner.objects.filter(item_key="data-1").update(due_on=datetime.date(2026, 12, 10))
    Owner.objects.filter(item_key="data-2").update(due_on=datetime.date(2026, 9, 30))
    assert due(cast, TODAY) == 1  # 30 September was the day of the last assessment
    current = draft(cast.project, datetime.date(2026, 12, 20), lead=cast.lead)
    assert due(cast, TODAY) == 28  # the draft's day is 20 December
    revision = current.answers.get(item__key="data-1").revision
    save_answers(
        assessment=current, inputs=[AnswerInput("data-1", revision, {}, confirm=True)], by=cast.by
    )
    assert due(cast, TODAY) == 27


def due(cast: Cast, today: datetime.date) -> int:
    project = Project.objects.for_page(cast.lead).get(pk=cast.project.pk)
    return sum(load.due for load in matrix_page(project, today=today).by_person)


def test_what_does_not_apply_is_nothing_to_win(cast: Cast) -> None:
    assessment = draft(cast.project, Q4, lead=cast.lead)
    fill(assessment, "automated", who=cast.member, data_1="not_applicable")
    found = page(cast)
    assert sum(float(load.to_win) for load in found.by_role) == 0
