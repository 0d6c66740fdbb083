"""Rows in bulk with the rules off: a fault is found before it is kept, and the rules return."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from assessments.actions.bulk import insert_rows
from assessments.actions.bulk_rules import Written, check_bulk, rules_off
from assessments.models import (
    Answer,
    Assessment,
    Item,
    Owner,
    Project,
    RubricVersion,
    SectionScore,
)
from assessments.triggers import UNPUBLISHED
from tests.cast import Q3, Cast, closed, version

NOWHERE = 999_999_999
ANSWER = (
    *("assessment_id", "item_id", "level", "note", "evidence", "outcome", "carried_over"),
    *("revision", "updated_by_id", "owner", "owner_role"),
)
"""The columns that a row of bulk is written with here."""


def written(cast: Cast, **changed: Any) -> Written:
    """A closed assessment whose first answer is written again, with other values, rules off."""
    assessment = closed(cast.project, Q3, lead=cast.lead)
    found = Answer.objects.filter(assessment=assessment).order_by("pk")
    row = {**found.values(*ANSWER)[0], "updated_by_id": cast.lead.pk, **changed}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM assessments_answer WHERE id = %s", [found[0].pk])
    insert_rows(Answer, ANSWER, [[row[name] for name in ANSWER]])
    return Written([cast.project.pk], [assessment.pk], 28)


def foreign_item() -> int:
    return Item.objects.filter(version=version("2016")).values_list("pk", flat=True)[0]


FAULTS: dict[str, tuple[Callable[[], dict[str, Any]], str]] = {
    "a level that the version does not have": (lambda: {"level": "grand"}, "level is not of"),
    "an item of another version": (lambda: {"item_id": foreign_item()}, "item is not of"),
    "an item that is not there": (lambda: {"item_id": NOWHERE}, "item"),
    "a person who is not there": (lambda: {"updated_by_id": NOWHERE}, "user"),
    "an assessment that is not there": (lambda: {"assessment_id": NOWHERE}, "no answer of"),
    "NUL in a note": (lambda: {"note": "a\0b"}, "NUL"),
}


def in_bulk(cast: Cast, **changed: Any) -> None:
    with transaction.atomic(), rules_off():
        check_bulk(written(cast, **changed))


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_row_is_found_and_nothing_is_kept(name: str, cast: Cast) -> None:
    changed, said = FAULTS[name]
    with pytest.raises(DatabaseError, match=said):
        in_bulk(cast, **changed())
    assert not Assessment.objects.exists()
    closed(cast.project, Q3, lead=cast.lead)
    the_rules_hold()


def test_an_unpublished_version_is_found(cast: Cast) -> None:
    other = RubricVersion.objects.create(
        rubric=version().rubric, version="draft", name="Draft", content_sha256="x"
    )
    with pytest.raises(IntegrityError, match=UNPUBLISHED), transaction.atomic():
        taken_over(cast, other)
    assert Project.objects.get(pk=cast.project.pk).rubric_version == version()


def taken_over(cast: Cast, other: RubricVersion) -> None:
    """A project row of a version that is no more than a draft, written while its rule is off."""
    with rules_off(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER project_update_published")
        Project.objects.filter(pk=cast.project.pk).update(rubric_version=other)
        check_bulk(Written([cast.project.pk], [], 0))


def test_what_is_right_is_kept_and_the_rules_hold_again(cast: Cast) -> None:
    with transaction.atomic():
        with rules_off():
            check_bulk(written(cast, note="fine"))
        the_rules_hold()
    assert Answer.objects.filter(note="fine").count() == 1
    the_rules_hold()


def the_rules_hold() -> None:
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        Answer.objects.update(note="changed")
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        SectionScore.objects.update(score=0)
    with pytest.raises(IntegrityError):
        break_a_foreign_key()


def break_a_foreign_key() -> None:
    with transaction.atomic():
        Owner.objects.update(role=NOWHERE)
        connection.check_constraints()
