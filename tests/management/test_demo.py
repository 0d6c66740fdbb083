"""``demo --projects``: in bulk what people would have done one by one."""

import datetime
from contextlib import nullcontext
from io import StringIO
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import DatabaseError, models, transaction
from django.db.models import F

from assessments.actions import demo_bulk, demo_rows
from assessments.actions.bulk import insert_rows
from assessments.actions.demo_bulk import add_generated
from assessments.actions.invented import Inventor
from assessments.management.commands.demo import DATA
from assessments.models import (
    Answer,
    Assessment,
    Change,
    Owner,
    Project,
    SectionScore,
    Team,
    TeamRollup,
)

KEPT: tuple[type[models.Model], ...] = (Project, Owner, Assessment, Answer, SectionScore, Change)


def demo(**options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("demo", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def generate(projects: int, assessments: int, seed: int = 1) -> None:
    """The generated projects alone, without the demo's own."""
    words = yaml.safe_load((DATA / "generated.yaml").read_text())
    day = datetime.date(2026, 11, 3)
    inventor = Inventor(words, seed=seed, assessments=assessments, today=day)
    add_generated(
        inventor=inventor,
        projects=projects,
        lead="",
        administrator="",
        progress=lambda done: None,
    )


def rows() -> list[list[dict[str, Any]]]:
    return [list(model._default_manager.order_by("pk").values()) for model in KEPT]


def told() -> list[tuple[Any, ...]]:
    """What generated assessments hold, without ids."""
    answers = Answer.objects.filter(assessment__project__team__slug__startswith="generated-")
    return list(
        answers.order_by("assessment__project__slug", "assessment__as_of", "item__key").values_list(
            *("assessment__project__name", "assessment__as_of", "assessment__overall"),
            *("item__key", "level", "note", "evidence", "revision", "owner", "updated_by__email"),
        )
    )


def test_a_recount_finds_nothing_and_the_same_call_again_changes_nothing(db: None) -> None:
    out, err = demo(projects=30, assessments=3)
    assert "30 projects added with " in out
    assert err.endswith("30 of 30 projects\n")
    checked = StringIO()
    call_command("check_scores", stdout=checked)
    assert checked.getvalue() == "all stored scores are right\n"
    before = rows()
    out, _ = demo(projects=30, assessments=3)
    assert "there already; nothing was changed" in out
    assert rows() == before


def test_what_was_broken_off_goes_on_to_the_same_end(db: None) -> None:
    with transaction.atomic():
        generate(28, 2, seed=7)
        at_once = told()
        transaction.set_rollback(True)
    generate(11, 2, seed=7)
    assert len(told()) < len(at_once)
    generate(28, 2, seed=7)
    assert told() == at_once


def test_a_role_that_may_not_switch_rules_off_writes_the_same(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction.atomic():
        generate(4, 2, seed=7)
        quickly = told()
        transaction.set_rollback(True)
    monkeypatch.setattr(demo_bulk, "rules_off", lambda: nullcontext(False))
    generate(4, 2, seed=7)
    assert told() == quickly
    assert not Assessment.objects.exclude(status="closed", closed_by=F("started_by")).exists()


def test_a_fault_in_bulk_leaves_nothing_behind(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = demo_rows._answer_rows

    def faulty(*args: Any) -> list[demo_rows.Row]:
        return [(*row[:2], "grand", *row[3:]) for row in rows(*args)]

    monkeypatch.setattr(demo_rows, "_answer_rows", faulty)
    with pytest.raises(DatabaseError, match="level is not of"):
        generate(4, 2)
    assert not Project.objects.exists()


def test_it_is_believable(db: None) -> None:
    generate(60, 4)
    generated = Project.objects.filter(team__slug__startswith="generated-")
    assert [generated.count(), Team.objects.filter(slug__startswith="generated-").count()] == [
        60,
        3,
    ]
    assert len(set(generated.values_list("name", flat=True))) > 50
    assert len(set(generated.values_list("latest__band", flat=True))) >= 3
    changes = generated.values_list("latest_change", flat=True)
    known = [change for change in changes if change is not None]
    assert sum(change > 0 for change in known) > sum(change < 0 for change in known)
    answers = Answer.objects.filter(assessment__project__in=generated)
    assert answers.filter(level="not_applicable").exists()
    assert not answers.filter(level="not_applicable", note="").exists()
    assert 0.2 < answers.filter(note="").count() / answers.count() < 0.6
    latest = generated.exclude(latest=None)
    rollups = TeamRollup.objects.filter(team__slug__startswith="generated-")
    assert sum(rollups.values_list("projects", flat=True)) == latest.count()
    assert not Assessment.objects.filter(project__in=generated).exclude(status="closed").exists()
    assert {row.door for row in Change.objects.filter(project__in=generated)} == {"command"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"projects": 0}, "--projects is 0; choose a number from 1 to 100,000."),
        ({"projects": 100_001}, "--projects is 100,001; choose"),
        ({"projects": 5, "assessments": -1}, "--assessments is -1; choose a number from 0 to 40."),
        ({"projects": 5, "seed": -3}, "--seed is -3; choose"),
        ({"assessments": 3}, "add those"),
    ],
)
def test_a_number_without_sense_is_refused(db: None, options: dict[str, int], said: str) -> None:
    with pytest.raises(CommandError, match=said.replace(".", r"\.")):
        demo(**options)
    assert not Project.objects.exists()


def test_rows_in_bulk_keep_every_character_and_every_rule(db: None) -> None:
    text = "tab\t, line\n, \\N, \\, \"quoted\", 'quoted', é, حساب, 😀, %s, ?"
    insert_rows(Team, ("slug", "name"), [("bulk", text[:60]), ("plain", "Plain")])
    assert Team.objects.get(slug="bulk").name == text[:60]
    generate(2, 1)
    answer = dict(Answer.objects.values()[0])
    del answer["id"]
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        insert_rows(Answer, list(answer), [list(answer.values())])
