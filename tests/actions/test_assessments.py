"""The life of an assessment."""

import datetime
from typing import Any

import pytest

from assessments.actions import assessments as module
from assessments.actions.assessments import (
    ActionRefused,
    NotComplete,
    discard_assessment,
    reopen_assessment,
    start_assessment,
    submit_assessment,
)
from assessments.models import Answer, Assessment, Change, Owner, Project
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, fill, version


def project(cast: Cast) -> Project:
    return Project.objects.select_related("rubric_version__rubric").get(pk=cast.project.pk)


def test_it_carries_over_from_the_last_closed_one_before_its_date(cast: Cast) -> None:
    closed(cast.project, Q2, "none", lead=cast.lead)
    closed(cast.project, Q4, "automated", lead=cast.lead)
    between = draft(cast.project, Q3, lead=cast.lead)
    assert set(between.answers.values_list("level", flat=True)) == {"none"}
    assert set(between.answers.values_list("carried_over", flat=True)) == {True}
    change = Change.objects.filter(action="start").latest("pk")
    assert change.new["carried_from"] == "2026-06-30"
    assert len(change.new["answers"]) == 28


def test_the_last_outcome_is_of_its_date_and_is_not_carried_over(cast: Cast) -> None:
    before = draft(cast.project, Q3, lead=cast.lead)
    fill(before, "automated", who=cast.member)
    Answer.objects.filter(assessment=before).update(outcome="passed")
    submit_assessment(assessment=before, by=by(cast.lead))
    after = draft(cast.project, Q4, lead=cast.lead)
    assert set(after.answers.values_list("outcome", flat=True)) == {""}


def test_answers_carry_over_into_another_rubric_version(cast: Cast) -> None:
    closed(cast.project, Q3, "automated", lead=cast.lead)
    Project.objects.filter(pk=cast.project.pk).update(rubric_version=version("2016"))
    after = draft(cast.project, Q4, lead=cast.lead)
    after.refresh_from_db()
    assert (str(after.overall), after.unconfirmed) == ("14.00", 28)


@pytest.mark.parametrize("as_of", [datetime.date(1999, 12, 31), datetime.date(2101, 1, 1)])
def test_dates_out_of_range(as_of: datetime.date, cast: Cast) -> None:
    with pytest.raises(ActionRefused, match="2000 to 2100"):
        start_assessment(project=project(cast), as_of=as_of, by=cast.by)


def test_one_per_date(cast: Cast) -> None:
    draft(cast.project, Q4, lead=cast.lead)
    with pytest.raises(ActionRefused, match="already has"):
        start_assessment(project=project(cast), as_of=Q4, by=cast.by)


def test_what_is_missing_is_named(cast: Cast) -> None:
    assessment = draft(cast.project, Q4, lead=cast.lead)
    fill(assessment, "manual", who=cast.member, data_3="", model_2="not_applicable")
    with pytest.raises(NotComplete) as refused:
        submit_assessment(assessment=assessment, by=cast.by)
    assert [missing.item_key for missing in refused.value.missing] == ["data-3", "model-2"]


def test_nothing_is_frozen_when_the_last_step_fails(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment = draft(cast.project, Q4, lead=cast.lead)
    fill(assessment, "manual", who=cast.member)

    def fail(*_: Any) -> str:
        raise RuntimeError("at the end")

    monkeypatch.setattr(module, "inputs_hash", fail)
    with pytest.raises(RuntimeError):
        submit_assessment(assessment=assessment, by=cast.by)
    assert Assessment.objects.get(pk=assessment.pk).is_draft
    assert set(assessment.answers.values_list("owner_role", flat=True)) == {""}


def test_owners_stay_as_they_were_on_a_closed_assessment(cast: Cast) -> None:
    Owner.objects.filter(project=cast.project, item_key="data-1").update(person=cast.member)
    assessment = closed(cast.project, Q4, lead=cast.lead)
    cast.member.name = "Somebody else"
    cast.member.save(update_fields=["name"])
    Owner.objects.filter(project=cast.project).update(person=cast.lead)
    answer = assessment.answers.get(item__key="data-1")
    assert (answer.owner, answer.owner_role) == ("Member", "Data scientist")


def test_reopening_and_closing_again(cast: Cast) -> None:
    assessment = closed(cast.project, Q4, "manual", lead=cast.lead)
    reopen_assessment(assessment=assessment, reason="wrong", by=by(cast.lead))
    with pytest.raises(ActionRefused):
        reopen_assessment(assessment=assessment, reason="wrong", by=by(cast.lead))
    fill(assessment, "automated", who=cast.lead)
    submit_assessment(assessment=assessment, by=by(cast.lead))
    assessment.refresh_from_db()
    assert (str(assessment.overall), assessment.status) == ("7.00", "closed")
    actions = Change.objects.filter(action__in=["submit", "reopen"]).order_by("pk")
    assert [change.action for change in actions] == ["submit", "reopen", "submit"]
    assert actions[1].old == {"status": "closed", "overall": "3.5"}


def test_a_discarded_draft_can_be_started_again(cast: Cast) -> None:
    assessment = draft(cast.project, Q4, lead=cast.lead)
    fill(assessment, "manual", who=cast.member)
    discard_assessment(assessment=assessment, by=by(cast.lead))
    again = draft(cast.project, Q4, lead=cast.lead)
    assert set(again.answers.values_list("level", "revision")) == {("", 0)}
