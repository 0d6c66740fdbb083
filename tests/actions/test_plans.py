"""A plan is written whole or not at all, and says of each item what is wrong with it."""

import datetime

import pytest

from assessments.actions.answers import AnswerInput, save_answers
from assessments.actions.assessments import start_assessment, submit_assessment
from assessments.actions.plans import PlanRefused, StepInput, save_plan
from assessments.models import Change, Plan, PlanStep
from tests.cast import Q3, Q4, Cast, by, closed, draft, fill, make_project, person

TODAY = datetime.date(2026, 10, 15)


def step(cast: Cast, **changed: str) -> StepInput:
    fields = {
        "item_key": "data-1",
        "level": "automated",
        "owner": str(cast.member.pk),
        "due_on": "2026-12-31",
    }
    return StepInput(**(fields | changed))


def save(cast: Cast, *steps: StepInput, today: datetime.date = TODAY) -> Plan:
    return save_plan(project=cast.project, steps=list(steps), today=today, by=by(cast.lead))


def refusal(cast: Cast, *steps: StepInput) -> dict[str, str]:
    with pytest.raises(PlanRefused) as refused:
        save(cast, *steps)
    assert not Plan.objects.exists()
    assert not PlanStep.objects.exists()
    assert not Change.objects.filter(action="plan").exists()
    return {fault.item_key: fault.text for fault in refused.value.faults}


def test_it_writes_the_steps_in_the_order_of_the_rubric_and_a_history_row(cast: Cast) -> None:
    base = closed(cast.project, Q3, lead=cast.lead)
    plan = save(
        cast, step(cast, item_key="monitor-1"), step(cast, due_on="2028-09-30"), today=TODAY
    )
    assert plan.assessment == base
    assert plan.created_by == cast.lead
    rows = PlanStep.objects.order_by("pk").values_list("item_key", "level", "owner_name", "due_on")
    assert list(rows) == [
        ("data-1", "automated", "Member", datetime.date(2028, 9, 30)),
        ("monitor-1", "automated", "Member", datetime.date(2026, 12, 31)),
    ]
    change = Change.objects.get(action="plan")
    assert change.project == cast.project
    assert change.new["steps"]["data-1"]["name"] == "Member"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"item_key": "nosuch-1"}, "not in the rubric version"),
        ({"level": "perfect"}, "level does not exist"),
        ({"level": ""}, "level does not exist"),
        ({"level": "not_applicable"}, "level does not exist"),
        ({"level": "manual"}, "at this level already"),
        ({"level": "none"}, "at this level already"),
        ({"owner": ""}, "choose an owner"),
        ({"owner": "x"}, "choose an owner"),
        ({"owner": "9" * 30}, "choose an owner"),
        ({"owner": "STRANGER"}, "choose an owner"),
        ({"owner": "VIEWER"}, "choose an owner"),
        ({"due_on": ""}, "choose a quarter from Q4 2026 to Q3 2028"),
        ({"due_on": "2026-12-30"}, "choose a quarter"),
        ({"due_on": "2026-09-30"}, "choose a quarter"),
        ({"due_on": "2028-12-31"}, "choose a quarter"),
        ({"due_on": "99999-99-99"}, "choose a quarter"),
    ],
)
def test_what_is_wrong_is_said_with_the_item(wrong: dict[str, str], says: str, cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    ids = {"STRANGER": str(cast.stranger.pk), "VIEWER": str(cast.viewer.pk)}
    sent = step(cast, **{name: ids.get(value, value) for name, value in wrong.items()})
    good = step(cast, item_key="data-2")
    ((key, text),) = refusal(cast, good, sent).items()
    assert key == sent.item_key
    assert text.startswith(f"{key}: ")
    assert says in text


def test_several_faults_come_at_once(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    found = refusal(cast, step(cast, level="x"), step(cast, item_key="data-2", owner="x"))
    assert set(found) == {"data-1", "data-2"}


def test_an_item_comes_once_and_a_plan_has_a_step(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    assert "comes twice" in refusal(cast, step(cast), step(cast))["data-1"]
    assert "no step" in refusal(cast)[""]


def test_what_does_not_apply_cannot_be_planned(cast: Cast) -> None:
    assessment = draft(cast.project, Q3, lead=cast.lead)
    fill(assessment, who=cast.lead)
    revision = assessment.answers.get(item__key="data-1").revision
    sent = {"level": "not_applicable", "note": "It has no features"}
    save_answers(assessment=assessment, inputs=[AnswerInput("data-1", revision, sent)], by=cast.by)
    submit_assessment(assessment=assessment, by=by(cast.lead))
    assert "does not apply" in refusal(cast, step(cast))["data-1"]


def test_without_a_closed_assessment_there_is_no_plan(cast: Cast) -> None:
    project = make_project("New", cast.team, cast.lead)
    start_assessment(project=project, as_of=Q4, by=by(cast.lead))
    with pytest.raises(PlanRefused, match="starts from a closed assessment"):
        save_plan(project=project, steps=[step(cast)], today=TODAY, by=by(cast.lead))


def test_the_same_plan_twice_is_one_and_another_takes_its_place(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    first = save(cast, step(cast))
    assert save(cast, step(cast)) == first
    second = save(cast, step(cast)._replace(due_on="2027-03-31"))
    assert second != first
    assert list(Plan.objects.for_page(cast.project.pk, count=5)) == [second, first]
    assert Change.objects.filter(action="plan").count() == 2


def test_who_left_stays_named(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    gone = person("gone", cast.team, "member", "engineer")
    save(cast, step(cast, owner=str(gone.pk)))
    gone.memberships.all().delete()
    gone.delete()
    found = PlanStep.objects.get()
    assert (found.owner, found.owner_name) == (None, "Gone")


def test_nothing_is_left_when_the_last_write_fails(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(cast.project, Q3, lead=cast.lead)

    def fail(*args: object, **fields: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Change, "save", fail)
    with pytest.raises(RuntimeError):
        save(cast, step(cast))
    assert not Plan.objects.exists()
