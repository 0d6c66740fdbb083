"""Project files: the same bytes after a round trip; what is wrong names its place."""

import gzip
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from assessments.actions.answers import AnswerInput, save_answers
from assessments.actions.assessments import reopen_assessment, submit_assessment
from assessments.actions.project_import import import_project
from assessments.actions.projects import ProjectInput, change_project
from assessments.models import (
    Action,
    Answer,
    Assessment,
    Change,
    Comment,
    Criticality,
    Mention,
    Migration,
    Owner,
    Plan,
    PlanStep,
    Project,
    Team,
    Thread,
    User,
)
from assessments.project_format import ProjectFileRefused
from assessments.reports.project_file import project_document
from assessments.transfer.project_files import LARGEST_FILE, parse_project, write_project
from tests.cast import Q2, Q3, Q4, Cast, by, closed, draft, fill, make_cast, version
from tests.everything import everything, load, project_of

EVERYTHING = (
    Project,
    Assessment,
    Answer,
    Change,
    Owner,
    User,
    Team,
    Thread,
    Comment,
    Action,
    Plan,
    Migration,
)


def export() -> bytes:
    return write_project(project_document("churn"))


def rich(cast: Cast, note: str = "As agreed.") -> bytes:
    """A project with everything that can belong to one."""
    project, now = cast.project, timezone.now()
    project.criticality = Criticality.objects.first()
    project.description = note
    project.save(update_fields=["criticality", "description"])
    Owner.objects.filter(project=project, item_key="data-1").update(
        person=cast.member, person_name="Member", due_on=Q4
    )
    first = closed(project, Q2, lead=cast.lead, data_2="automated")
    reopen_assessment(assessment=first, reason=note or "x", by=by(cast.lead))
    submit_assessment(assessment=first, by=by(cast.lead))
    last = closed(project, Q3, "automated", lead=cast.lead)
    open_now = draft(project, Q4, lead=cast.lead)
    fields = {"level": "none", "note": note, "evidence": "https://example.org/a"}
    save_answers(assessment=open_now, inputs=[AnswerInput("data-3", 0, fields)], by=cast.by)
    thread = Thread.objects.create(assessment=open_now, item_key="data-1")
    comment = Comment.objects.create(thread=thread, by=cast.viewer, text="Why?", at=now)
    Mention.objects.create(comment=comment, person=cast.lead, why="mentioned")
    Action.objects.create(
        project=project,
        assessment=last,
        text="Write it down",
        owner=cast.member,
        owner_name="Member",
        due_on=Q4,
        created_at=now,
        created_by=cast.lead,
        done_at=now,
        done_by=cast.member,
        reviewed_in=open_now,
    )
    plan = Plan.objects.create(
        project=project, assessment=last, created_at=now, created_by=cast.lead
    )
    PlanStep.objects.create(plan=plan, item_key="data-3", level="automated", due_on=Q4)
    Migration.objects.create(
        project=project,
        from_version=version("2016"),
        to_version=version("2017"),
        choices={"data-1": "lowest"},
        at=now,
        by=cast.lead,
    )
    return export()


def elsewhere(make: Callable[[], bytes]) -> bytes:
    """What ``make`` exports, in a database in which nothing of it is left."""
    with transaction.atomic():
        raw = make()
        transaction.set_rollback(True)
    assert not Project.objects.exists()
    return raw


@pytest.fixture
def raw(db: None) -> bytes:
    return _raw()


@cache
def _raw() -> bytes:
    """Made once: what it names, but for the rubric, is in no database afterwards."""
    return elsewhere(lambda: rich(make_cast()))


def test_a_round_trip_through_the_commands_gives_the_same_bytes(raw: bytes, tmp_path: Path) -> None:
    path, back = tmp_path / "a.json", tmp_path / "b.json"
    path.write_bytes(raw)
    call_command("import_project", path, verbosity=0)
    call_command("export_project", "churn", "-o", back)
    assert back.read_bytes() == raw
    call_command("check_scores")
    project = Project.objects.get()
    assert (project.latest_on, project.trend) == (Q3, [["2026-06-30", "3.5"], ["2026-09-30", "7"]])
    assert not User.objects.filter(is_active=True).exists()
    assert Comment.objects.get().mentions.get().person.name == "Lead"


def test_imported_closed_assessments_are_frozen(raw: bytes) -> None:
    import_project(document=parse_project(raw))
    answer = Answer.objects.filter(assessment__as_of=Q2).first()
    assert answer
    with pytest.raises(Exception, match="locked"), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(note="other")


def test_accounts_that_are_there_are_used_and_stay_as_they_are(raw: bytes) -> None:
    there = User.objects.create_user("lead@example.org", password="pass-word-9", name="Other")
    import_project(document=parse_project(raw))
    there.refresh_from_db()
    assert (there.name, there.is_active) == ("Other", True)
    assert Action.objects.get().created_by == there


class RoundTrip(TestCase):
    @settings(max_examples=8, deadline=None)
    @given(
        note=st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=40),
        levels=st.dictionaries(
            st.sampled_from(["data_1", "model_2", "infra_3"]),
            st.sampled_from(["none", "manual", "automated"]),
        ),
    )
    def test_same_bytes(self, note: str, levels: dict[str, str]) -> None:
        def make() -> bytes:
            cast = make_cast()
            assessment = draft(cast.project, Q2, lead=cast.lead)
            fill(assessment, "manual", who=cast.lead, **levels)
            inputs = [AnswerInput("data-1", 1, {"note": note})]
            save_answers(assessment=assessment, inputs=inputs, by=cast.by)
            return export()

        raw = elsewhere(make)
        import_project(document=parse_project(raw))
        assert export() == raw


def changed(path: str, value: Any) -> Callable[[bytes], bytes]:
    def change(raw: bytes) -> bytes:
        document = place = json.loads(raw)
        *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        for part in way:
            place = place[part]
        place[last] = value
        return json.dumps(document).encode()

    return change


def replaced(old: str, new: str) -> Callable[[bytes], bytes]:
    return lambda raw: raw.replace(old.encode(), new.encode(), 1)


WRONG = {
    "format": (changed("format", "other"), "no project file"),
    "version": (changed("version", 2), "version: the file has format version 2"),
    "unknown rubric": (changed("project.rubric.version", "1999"), "1999 is not here.*load_rubric"),
    "other rubric": (changed("project.rubric.sha256", "0" * 64), "another content"),
    "not JSON": (lambda raw: raw[:-5], "no JSON"),
    "not UTF-8": (lambda raw: b"\xff\xfe" + raw, "not UTF-8"),
    "key twice": (replaced('"format"', '"version": 1, "format"'), "“version” stands twice"),
    "NaN": (replaced('"revision": 1', '"revision": NaN'), "NaN is no number"),
    "endless": (replaced('"revision": 1', '"revision": 1e999'), "number is too large"),
    "digits": (replaced('"revision": 1', f'"revision": {"9" * 5000}'), "more than 18 digits"),
    "number as text": (
        changed("assessments.0.answers.0.revision", "1" * 5000),
        r"assessments\[0\].answers\[0\].revision: A plain number",
    ),
    "below zero": (changed("assessments.0.answers.0.revision", -1), r"answers\[0\].revision"),
    "deep": (changed("history.0.new", json.loads("[" * 40 + "]" * 40)), "more than 20 levels"),
    "very deep": (lambda raw: b"[" * 200_000, "more than 20 levels"),
    "too large": (lambda raw: raw + b" " * LARGEST_FILE, "larger than 20 MB"),
    "level": (
        changed("assessments.0.answers.0.level", "superb"),
        r"assessments\[0\].answers\[0\].level: “superb” is no level",
    ),
    "unanswered": (changed("assessments.0.answers.0.level", ""), "data-1 is not answered yet"),
    "item": (changed("assessments.0.answers.0.item", "data-99"), r"answers\[0\].item: “data-99”"),
    "year": (changed("assessments.0.as_of", "99999-01-01"), r"assessments\[0\].as_of: Invalid"),
    "year 1999": (changed("actions.0.due_on", "1999-12-31"), r"actions\[0\].due_on.*2000 and 2100"),
    "no zone": (changed("plans.0.created_at", "2026-01-01T00:00:00"), "time zone is missing"),
    "NUL": (
        changed("assessments.0.answers.0.note", "a\0b"),
        r"assessments\[0\].answers\[0\].note: .*U\+0000",
    ),
    "NUL in history": (changed("history.0.new", {"a": ["\0"]}), r"history\[0\].new.a\[0\]"),
    "script link": (changed("assessments.0.answers.0.evidence", "javascript:x"), "web address"),
    "score": (changed("assessments.0.overall", "7"), r"\[0\].overall: the file says 7, but .* 3.5"),
    "person": (
        changed("assessments.0.started_by", "who@example.org"),
        "who@.*not among the people",
    ),
    "no person": (changed("assessments.0.started_by", None), "a person is missing"),
    "e-mail": (changed("people.0.email", "no address"), r"people\[0\]"),
    "missing": (changed("project", {}), "project: “.*” is missing"),
    "unknown key": (changed("project.colour", "red"), "project: “colour” does not belong here"),
    "slug": (changed("project.slug", "new"), "taken by a page"),
    "no slug": (changed("project.slug", "a b/"), "project.slug"),
    "long": (changed("project.name", "x" * 121), "project.name"),
    "criticality": (changed("project.criticality", "huge"), "project.criticality: “huge”"),
    "migrations": (changed("migrations", {}), r"migrations: a list"),
    "a choice": (
        changed("migrations.0.choices", {"data-1": 1}),
        r"migrations\[0\].choices: a text",
    ),
    "moved to": (
        changed("migrations.0.to.version", "1999"),
        r"migrations\[0\].to: .* 1999 is not here",
    ),
    "carried": (changed("assessments.0.answers.0.carried_as", "x"), "do not fit together"),
    "a list": (changed("assessments", {}), r"assessments: a list"),
    "nothing": (lambda raw: b"", "no JSON, or a part of it.*Write it anew with export_project"),
    "half": (lambda raw: raw[: len(raw) // 2], "no JSON, or a part of it.*send it whole"),
    "packed": (gzip.compress, "not UTF-8 text.*Write it anew"),
    "half packed": (lambda raw: gzip.compress(raw)[:99], "not UTF-8 text.*Write it anew"),
    "UTF-16": (lambda raw: raw.decode().encode("utf-16"), "not UTF-8 text.*Write it anew"),
    "a list at the top": (lambda raw: b"[]", "no project file. Write one with export_project"),
    "null": (lambda raw: b"null", "no project file. Write one"),
    "text of 11 MB": (lambda raw: b'"' + b"x" * 11_000_000 + b'"', "no project file. Write one"),
    "values without end": (
        lambda raw: raw.replace(b'"history": [', b'"history": [' + b"{}," * 6_000_000),
        "over 300,000 values. No project file holds so many. Write it anew",
    ),
    "deep in the history": (
        lambda raw: raw.replace(b'"history": [', b'"history": [' + b"[" * 100_000),
        "more than 20 levels",
    ),
    "Infinity": (replaced('"revision": 1', '"revision": -Infinity'), "Infinity is no number"),
    "a long fraction": (replaced('"revision": 1', '"revision": 1.5'), "A plain number"),
    "half a pair": (
        changed("assessments.0.answers.0.note", "a\ud800b"),
        r"answers\[0\].note: .*U\+D800",
    ),
    "turned around": (changed("project.name", "a\u202eb"), r"project.name: .*U\+202E"),
    "a carriage return": (
        changed("assessments.0.answers.0.note", "a\r\nb"),
        r"answers\[0\].note: This text holds a carriage return",
    ),
    "day 0": (changed("assessments.0.as_of", "0000-00-00"), r"assessments\[0\].as_of: "),
    "30 February": (changed("actions.0.due_on", "2026-02-30"), r"actions\[0\].due_on: "),
    "the last day": (changed("actions.0.due_on", "9999-12-31"), r"due_on.*2000 and 2100"),
    "a day as a number": (changed("actions.0.due_on", 46112), r"due_on: A text in quotes"),
    "a moment of the year 1": (
        changed("plans.0.created_at", "0001-01-01T00:00:00+23:59"),
        r"plans\[0\].created_at",
    ),
    "a zone without end": (
        changed("plans.0.created_at", "2026-01-01T00:00:00+99:99"),
        r"plans\[0\].created_at",
    ),
    "a level of a plan": (
        changed("plans.0.steps.0.level", "superb"),
        r"plans\[0\].steps\[0\].level: “superb” is not among the levels",
    ),
    "an item of a plan": (
        changed("plans.0.steps.0.item_key", "data-99"),
        r"plans\[0\].steps\[0\].item_key: “data-99” is not among the items",
    ),
    "a comment on nothing": (
        changed("assessments.2.threads.0.item_key", "data-99"),
        r"threads\[0\].item_key: “data-99” is not among the items",
    ),
    "database": (changed("assessments.0.closed_at", None), "do not fit together"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_names_its_place_and_changes_nothing(
    what: str, raw: bytes, tmp_path: Path
) -> None:
    spoil, message = WRONG[what]
    path = tmp_path / "a.json"
    path.write_bytes(spoil(raw))
    before = [model._default_manager.count() for model in EVERYTHING]
    with pytest.raises(CommandError) as refused:
        call_command("import_project", path)
    assert re.search(message, str(refused.value)), str(refused.value)
    assert str(refused.value).endswith("Nothing was changed.")
    assert [model._default_manager.count() for model in EVERYTHING] == before


def test_a_project_that_is_there_is_not_overwritten(raw: bytes) -> None:
    import_project(document=parse_project(raw))
    with pytest.raises(ProjectFileRefused, match=r"“churn” already.*Change the slug"):
        import_project(document=parse_project(raw))
    assert export() == raw


def test_the_commands_say_what_is_not_there(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no project nothing"):
        call_command("export_project", "nothing")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_project", tmp_path / "nothing.json")


def with_facts(cast: Cast) -> bytes:
    bot = project_of(cast, load(everything()), "batch", "real-time")
    closed(bot, Q3, "two", lead=cast.lead)
    fields = ProjectInput("Bot", "", cast.team, bot.rubric_version, "quarterly", facts=("batch",))
    draft(bot, Q4, lead=cast.lead)
    change_project(project=bot, fields=fields, by=by(cast.lead))
    return write_project(project_document("bot"))


def test_facts_come_back_with_the_same_bytes(cast: Cast) -> None:
    raw = with_facts(cast)
    assert json.loads(raw)["project"]["facts"] == ["batch"]
    Project.objects.filter(slug="bot").update(slug="was-bot")
    imported = import_project(document=parse_project(raw))
    assert imported.facts == ["batch"]
    assert write_project(project_document("bot")) == raw


def test_a_file_from_before_facts_is_still_read(cast: Cast) -> None:
    document = json.loads(export())
    del document["project"]["facts"]
    document["project"]["slug"] = "older"
    imported = import_project(document=parse_project(json.dumps(document).encode()))
    assert imported.facts == []


@pytest.mark.parametrize(
    "facts", [None, "batch", ["b", "a"], ["a", "a"], [1], ["No"], ["a\n"], {}, ["x"] * 500]
)
def test_facts_that_are_none_are_refused(cast: Cast, facts: Any) -> None:
    document = json.loads(export())
    document["project"] |= {"facts": facts, "slug": "other"}
    with pytest.raises(ProjectFileRefused, match=r"project\.facts"):
        import_project(document=document)
    assert not Project.objects.filter(slug="other").exists()
