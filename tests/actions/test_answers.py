"""The one save path: what it writes, what it refuses, what it leaves behind."""

import random
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import scoring
from assessments.actions import scores
from assessments.actions.answers import AnswerInput, AssessmentClosed, Saved, save_answers
from assessments.models import Answer, Assessment, Change
from tests.cast import Q3, Q4, Cast, by, closed, draft


@pytest.fixture
def assessment(cast: Cast) -> Assessment:
    return draft(cast.project, Q4, lead=cast.lead)


def save(
    assessment: Assessment, cast: Cast, *, revision: int = 0, confirm: bool = False, **fields: str
) -> Saved:
    sent = AnswerInput("data-1", revision, fields, confirm=confirm)
    return save_answers(assessment=assessment, inputs=[sent], by=cast.by)


def stored(assessment: Assessment, item: str = "data-1") -> Answer:
    return assessment.answers.get(item__key=item)


def test_a_save_leaves_an_exact_trace(assessment: Assessment, cast: Cast) -> None:
    save(assessment, cast, level="manual", note="by hand")
    save(assessment, cast, revision=1, level="automated", note="by hand")
    first, second = Change.objects.filter(action="answer").order_by("pk")
    assert first.old == {"level": "", "note": ""}
    assert first.new == {"level": "manual", "note": "by hand"}
    assert (second.old, second.new) == ({"level": "manual"}, {"level": "automated"})
    assert (second.by, second.by_name, second.door) == (cast.member, "Member", "web")
    assert (second.item_key, second.revision) == ("data-1", 2)


def test_the_same_again_changes_nothing(assessment: Assessment, cast: Cast) -> None:
    save(assessment, cast, level="manual")
    count = Change.objects.count()
    result = save(assessment, cast, revision=1, level="manual").results[0]
    assert not result.changed
    assert (stored(assessment).revision, Change.objects.count()) == (1, count)


def test_a_stale_save_merges_other_fields(assessment: Assessment, cast: Cast) -> None:
    save(assessment, cast, note="theirs")
    saved = save(assessment, cast, level="manual", note="")
    assert not saved.clashed
    assert (stored(assessment).level, stored(assessment).note) == ("manual", "theirs")


def test_a_stale_save_of_the_same_field_is_a_clash_with_both_texts(
    assessment: Assessment, cast: Cast
) -> None:
    save(assessment, cast, note="theirs")
    result = save(assessment, cast, note="mine", level="manual").results[0]
    assert result.clash
    assert (result.clash.fields, result.clash.mine) == (("note",), {"note": "mine"})
    assert (result.answer.note, result.clash.by) == ("theirs", "Member")
    assert stored(assessment).level == ""


def test_a_clash_over_several_saves_compares_with_what_was_seen(
    assessment: Assessment, cast: Cast
) -> None:
    save(assessment, cast, note="one")
    save(assessment, cast, revision=1, note="two")
    save(assessment, cast, revision=2, note="")
    assert not save(assessment, cast, revision=0, note="mine").clashed
    assert stored(assessment).note == "mine"


def test_a_revision_from_the_future_is_refused(assessment: Assessment, cast: Cast) -> None:
    result = save(assessment, cast, revision=7, note="x").results[0]
    assert result.errors
    assert stored(assessment).note == ""


def test_one_refused_item_holds_up_no_other(assessment: Assessment, cast: Cast) -> None:
    inputs = [
        AnswerInput("data-1", 0, {"evidence": "ftp://x"}),
        AnswerInput("data-2", 0, {"level": "manual"}),
    ]
    saved = save_answers(assessment=assessment, inputs=inputs, by=cast.by)
    assert saved.refused
    assert stored(assessment, "data-2").level == "manual"


def test_carried_over_stays_until_touched(cast: Cast) -> None:
    closed(cast.project, Q3, lead=cast.lead)
    assessment = draft(cast.project, Q4, lead=cast.lead)
    save(assessment, cast, level="manual", note="")
    assert stored(assessment).carried_over
    save(assessment, cast, confirm=True)
    assert not stored(assessment).carried_over
    change = Change.objects.get(action="confirm")
    assert (change.old, change.new) == ({"carried_over": True}, {"carried_over": False})
    assert save(assessment, cast, confirm=True).results[0].changed is False


def test_a_closed_assessment_takes_nothing(cast: Cast) -> None:
    assessment = closed(cast.project, Q4, lead=cast.lead)
    with pytest.raises(AssessmentClosed):
        save(assessment, cast, level="none", revision=1)


def test_nothing_is_written_when_the_last_step_fails(
    assessment: Assessment, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("at the end")

    monkeypatch.setattr(scores, "_store_overall", fail)
    count = Change.objects.count()
    with pytest.raises(RuntimeError):
        save(assessment, cast, level="automated")
    assert (stored(assessment).level, stored(assessment).revision) == ("", 0)
    assert Change.objects.count() == count
    assert assessment.section_scores.get(section__key="data").score == 0


def test_the_update_has_conditions_on_its_own_columns_only(
    assessment: Assessment, cast: Cast
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        save(assessment, cast, level="manual")
    statements = [query["sql"] for query in queries]
    updates = [sql for sql in statements if sql.lstrip().startswith("UPDATE assessments_answer ")]
    assert len(updates) == 1
    assert "SELECT" not in updates[0]
    assert "revision" in updates[0].partition("WHERE")[2]
    lock = next(n for n, sql in enumerate(statements) if 'FROM "assessments_assessment"' in sql)
    assert lock < statements.index(updates[0])
    if connection.vendor == "postgresql":
        assert "FOR NO KEY UPDATE" in statements[lock]


def test_stored_scores_equal_a_recount_after_200_random_saves(
    assessment: Assessment, cast: Cast
) -> None:
    chance = random.Random(2017)
    definition = assessment.rubric_version.content.definition
    for _ in range(200):
        key = chance.choice(definition.item_keys)
        level = chance.choice(["", "none", "manual", "automated", "not_applicable"])
        sent = AnswerInput(key, stored(assessment, key).revision, {"level": level})
        save_answers(assessment=assessment, inputs=[sent], by=cast.by)
    assessment.refresh_from_db()
    levels = dict(assessment.answers.values_list("item__key", "level"))
    score = scoring.score_answers(definition, levels)
    assert assessment.overall == scoring.rounded(score.overall)
    assert assessment.band is not None
    assert assessment.band.key == score.band.key
    assert assessment.answered == score.answered
    sections = {row.section.key: row for row in assessment.section_scores.all()}
    for part in score.sections:
        assert sections[part.key].score == scoring.rounded(part.score)
        assert sections[part.key].weakest == part.weakest


def test_levels_and_outcomes_are_two_facts(assessment: Assessment, cast: Cast) -> None:
    save(assessment, cast, level="automated", outcome="failed")
    assert assessment.section_scores.get(section__key="data").score == Decimal(1)
    assert stored(assessment).outcome == "failed"


def test_a_renamed_person_keeps_the_name_in_history(assessment: Assessment, cast: Cast) -> None:
    save(assessment, cast, level="manual")
    cast.member.name = "Renamed"
    cast.member.save(update_fields=["name"])
    assert Change.objects.get(action="answer").by_name == "Member"
    assert str(by(cast.member).person) == "Renamed"
