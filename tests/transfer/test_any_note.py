"""Whatever a note may hold: exported and imported into an empty draft, it is the same note."""

import io

from hypothesis import example, given, settings
from hypothesis.extra.django import TestCase

from assessments.actions.answers import AnswerInput, save_answers
from assessments.actions.imports import try_answers
from assessments.models import Answer, Assessment
from assessments.reports.exports import answer_rows
from assessments.transfer.answer_files import read_answers
from assessments.transfer.tables import read_table, write_csv, write_xlsx
from tests.cast import Q4, Cast, draft, make_cast
from tests.transfer.tables.test_guard import STORED


def from_csv(assessment: Assessment) -> bytes:
    return write_csv(answer_rows(assessment))


def from_xlsx(assessment: Assessment) -> bytes:
    out = io.BytesIO()
    write_xlsx(answer_rows(assessment), out, title="x")
    return out.getvalue()


def note_of(assessment: Assessment) -> str:
    return Answer.objects.get(assessment=assessment, item__key="data-1").note


class AnyNote(TestCase):
    cast: Cast

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = make_cast()

    @settings(max_examples=20, deadline=None)
    @given(note=STORED)
    @example(note="'quoted'\n- one\n'- two;=1+1")
    def test_a_note_comes_back_from_both_files(self, note: str) -> None:
        assessment = draft(self.cast.project, Q4, lead=self.cast.lead)
        content = assessment.rubric_version.content
        sent = AnswerInput("data-1", 0, {"note": note})
        save_answers(assessment=assessment, inputs=[sent], by=self.cast.by)
        revision = int(bool(note))
        assert note_of(assessment) == note
        for made in (from_csv, from_xlsx):
            rows = read_answers(read_table(made(assessment)), content)
            assert (rows[0].fields["note"], rows[0].revision) == (note, revision)
            inputs = [AnswerInput(row.item_key, row.revision, row.fields) for row in rows]
            fates = try_answers(assessment=assessment, inputs=inputs, by=self.cast.by)
            assert {fate["fate"] for fate in fates} == {"same"}
            cleared = AnswerInput("data-1", revision, {"note": ""})
            save_answers(assessment=assessment, inputs=[cleared], by=self.cast.by)
            again = AnswerInput("data-1", revision + int(bool(note)), rows[0].fields)
            save_answers(assessment=assessment, inputs=[again], by=self.cast.by)
            assert note_of(assessment) == note
            revision += 2 * int(bool(note))
