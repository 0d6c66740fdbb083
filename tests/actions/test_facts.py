"""What a project declares decides which items apply, and its open draft follows."""

from typing import Any

import pytest

from assessments.actions.answers import AnswerInput, save_answers
from assessments.actions.assessments import submit_assessment
from assessments.actions.projects import ProjectInput, change_project
from assessments.actions.reviews import request_changes
from assessments.models import Answer, Assessment, Change, Project, SectionScore
from assessments.scoring import NOT_APPLICABLE
from tests.cast import Q3, Q4, Cast, by, closed, draft, fill
from tests.everything import everything, load, project_of

REASON = "Applies only to projects that declare: Real time."


@pytest.fixture
def bot(cast: Cast) -> Project:
    return project_of(cast, load(everything()), "batch")


def levels(assessment: Assessment) -> dict[str, str]:
    return dict(assessment.answers.values_list("item__key", "level"))


def answer(assessment: Assessment, key: str) -> Answer:
    return Answer.objects.get(assessment=assessment, item__key=key)


def declare(project: Project, cast: Cast, *facts: str, **changes: Any) -> Project:
    project = Project.objects.select_related("team", "rubric_version__rubric").get(pk=project.pk)
    fields = ProjectInput(
        project.name, "", project.team, project.rubric_version, project.cadence, facts=facts
    )
    fields = fields._replace(**changes)
    return change_project(project=project, fields=fields, by=by(cast.lead))


def test_a_draft_begins_with_what_does_not_apply(bot: Project, cast: Cast) -> None:
    assessment = draft(bot, lead=cast.lead)
    assert {key for key, level in levels(assessment).items() if level == NOT_APPLICABLE} == {
        "base-3",
        "safe-2",
    }
    assert answer(assessment, "base-3").note == REASON
    assert not answer(assessment, "base-3").carried_over
    assessment.refresh_from_db()
    assert (assessment.answered, assessment.unconfirmed) == (2, 0)
    started = Change.objects.get(assessment=assessment, action="start")
    assert started.new["not_applicable"] == {"base-3": REASON, "safe-2": REASON}
    bot.refresh_from_db()
    assert bot.open_items == 5


def test_no_level_can_be_chosen_for_it(bot: Project, cast: Cast) -> None:
    assessment = draft(bot, lead=cast.lead)
    sent = AnswerInput("base-3", 5, {"level": "four"})
    (result,) = save_answers(
        assessment=assessment, inputs=[sent._replace(revision=0)], by=cast.by
    ).results
    assert "This item does not apply. Applies only" in result.errors[0]
    assert "settings" in result.errors[0]
    assert answer(assessment, "base-3").level == NOT_APPLICABLE
    note = AnswerInput("base-3", 0, {"note": "Because of us."})
    assert save_answers(assessment=assessment, inputs=[note], by=cast.by).results[0].changed


def test_the_open_draft_follows_when_facts_change(bot: Project, cast: Cast) -> None:
    assessment = draft(bot, lead=cast.lead)
    declare(bot, cast, "batch", "real-time")
    assert "base-3" not in [k for k, v in levels(assessment).items() if v == NOT_APPLICABLE]
    assert (answer(assessment, "base-3").level, answer(assessment, "base-3").note) == ("", "")
    change = Change.objects.get(project=bot, action="project", old__has_key="facts")
    assert (change.old["facts"], change.new["facts"]) == (["batch"], ["batch", "real-time"])
    fill(assessment, "four", who=cast.lead)
    stored = SectionScore.objects.get(assessment=assessment, section__key="safe")
    assert stored.score == 4
    declare(bot, cast)
    assert levels(assessment)["base-3"] == levels(assessment)["safe-2"] == NOT_APPLICABLE
    note = answer(assessment, "safe-2").note
    assert note == "Applies only to projects that declare: Batch, Real time."
    row = Change.objects.filter(assessment=assessment, item_key="base-3").latest("pk")
    assert (row.old["level"], row.new["level"]) == ("four", NOT_APPLICABLE)
    assert row.by_name == "Lead"
    bot.refresh_from_db()
    assert bot.open_items == 0


def test_what_people_called_not_applicable_stays(bot: Project, cast: Cast) -> None:
    declare(bot, cast, "real-time", "batch")
    assessment = draft(bot, lead=cast.lead)
    sent = AnswerInput("base-3", 0, {"level": NOT_APPLICABLE, "note": "No server."})
    save_answers(assessment=assessment, inputs=[sent], by=cast.by)
    declare(bot, cast, "real-time")
    assert (answer(assessment, "base-3").level, answer(assessment, "base-3").note) == (
        NOT_APPLICABLE,
        "No server.",
    )


def test_closed_assessments_stay_and_the_next_one_starts_anew(bot: Project, cast: Cast) -> None:
    before = closed(bot, Q3, "two", lead=cast.lead, base_3=NOT_APPLICABLE, safe_2=NOT_APPLICABLE)
    old = (levels(before), before.inputs_sha256, before.overall)
    declare(bot, cast, "batch", "real-time")
    before.refresh_from_db()
    assert (levels(before), before.inputs_sha256, before.overall) == old
    assessment = draft(bot, Q4, lead=cast.lead)
    assert levels(assessment)["base-3"] == ""
    assert answer(assessment, "base-1").carried_over
    assert not answer(assessment, "base-3").carried_over


def test_a_version_that_asks_no_more_leaves_the_item_to_be_answered(
    bot: Project, cast: Cast
) -> None:
    closed(bot, Q3, "two", lead=cast.lead, base_3=NOT_APPLICABLE, safe_2=NOT_APPLICABLE)
    free = everything() | {"version": "2", "name": "Everything 2"}
    free["sections"][0]["items"][2].pop("applies_if")
    Project.objects.filter(pk=bot.pk).update(rubric_version=load(free))
    assessment = draft(bot, Q4, lead=cast.lead)
    asked = answer(assessment, "base-3")
    assert (asked.level, asked.note, asked.carried_over) == ("", "", False)
    assert levels(assessment)["safe-2"] == NOT_APPLICABLE
    assert answer(assessment, "base-1").carried_over


def test_a_draft_that_comes_back_from_review_follows(bot: Project, cast: Cast) -> None:
    declare(bot, cast, "batch", "real-time", review_required=True)
    assessment = draft(bot, lead=cast.lead)
    fill(assessment, "two", who=cast.lead)
    submit_assessment(assessment=assessment, by=by(cast.lead), reviewer=cast.member.pk)
    declare(bot, cast, "batch", review_required=True)
    assert levels(assessment)["base-3"] == "two"
    request_changes(assessment=assessment, comment="Again", by=by(cast.member))
    assert levels(assessment)["base-3"] == NOT_APPLICABLE


def test_a_draft_can_be_submitted_with_what_does_not_apply(bot: Project, cast: Cast) -> None:
    done = closed(bot, Q4, "four", lead=cast.lead, base_3=NOT_APPLICABLE, safe_2=NOT_APPLICABLE)
    assert done.overall == 4
