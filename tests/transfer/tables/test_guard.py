"""The apostrophe before a formula: put where one could begin, taken away only where it was put."""

import csv
import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assessments.text import TextRefused, clean_text
from assessments.transfer.owners_csv import read_owners, write_owners
from assessments.transfer.tables import read_table, write_csv, write_xlsx
from assessments.transfer.tables.cells import (
    guarded_in_csv,
    guarded_in_workbook,
    unguarded,
)
from assessments.transfer.tables.read import _table
from assessments.transfer.tables.workbook import Sheet
from assessments.transfer.tables.workbook_child import sheets_of

LENGTH = 10_000
EVALUATED = re.compile(r"[\s\"\u200b-\u200f\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫−]")
PIECES = st.sampled_from(
    [*"'=+-@\t\n;,|\"\u00a0\u200b\ufeff＝＋－＠﹣−", " ", "1+1", "x", "''", "_x0041_", "_x003D_"]
)
ANY = st.text(max_size=12)


def storable(text: str) -> str:
    """As it would be stored; '' for what no field takes."""
    try:
        return clean_text(text, limit=LENGTH)
    except TextRefused:
        return ""


STORED = st.lists(PIECES | ANY, max_size=12).map("".join).map(storable)


@given(STORED | st.lists(PIECES, max_size=9).map("".join))
@example("'quoted'")
@example("'=1+1")
@example("''=1+1")
@example("'’tis")
@example("a;'=1")
@example("- one\n- two")
@settings(max_examples=600, deadline=None)
def test_the_guard_is_taken_back_exactly(text: str) -> None:
    for guarded in (guarded_in_csv(text), guarded_in_workbook(text)):
        assert unguarded(guarded) == text
    assert unguarded(guarded_in_csv(unguarded(text))) == unguarded(text)


@given(st.lists(STORED, min_size=1, max_size=4))
@settings(max_examples=200, deadline=None)
def test_any_text_that_may_be_stored_comes_back_from_csv(texts: list[str]) -> None:
    lines = read_table(write_csv([["note", "end"], *([text, "."] for text in texts)])).lines
    assert [line.cells[0] for line in lines[1:]] == texts


@given(st.lists(STORED, min_size=1, max_size=4))
@settings(max_examples=80, deadline=None)
def test_any_text_that_may_be_stored_comes_back_from_xlsx(texts: list[str]) -> None:
    out = io.BytesIO()
    write_xlsx([["note", "end"], *([text, "."] for text in texts)], out, title="x")
    lines = _table(Sheet(*sheets_of(out.getvalue())[0])).lines
    assert [line.cells[0] for line in lines[1:]] == texts


@given(st.lists(STORED, min_size=1, max_size=4), st.sampled_from(",;\t"))
@settings(max_examples=300, deadline=None)
@example(["see;=1+1;"], ";")
@example(['x;"=1+1&"'], ";")
@example(["x\n=1+1"], ";")
@example(["x\t@SUM(A1)"], "\t")
def test_no_formula_whatever_a_file_is_split_at(texts: list[str], delimiter: str) -> None:
    raw = write_csv([["item", "note"], *(["data-1", text] for text in texts)])
    text = raw.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        assert not [cell for cell in row if EVALUATED.match(cell)]


@pytest.mark.parametrize("text", ["'quoted' words", "'", "''", "it's", "'a", "' =", "a'=1"])
def test_an_apostrophe_of_somebodys_own_stays(text: str) -> None:
    guarded = guarded_in_csv(text)
    assert (guarded, unguarded(text)) == (text, text) or text == "' ="
    assert unguarded(guarded) == text


def test_a_workbook_guards_no_list_within_a_text() -> None:
    """It has no separators; one that was a CSV file before is still taken back."""
    assert guarded_in_workbook("a\n- b") == "a\n- b"
    assert guarded_in_csv("a\n- b") == "a\n'- b"
    assert guarded_in_workbook("a\n'- b") == "a\n''- b"
    assert unguarded("a\n'- b") == unguarded("a\n- b") == "a\n- b"


@given(st.lists(PIECES | st.just("ada"), max_size=6).map("".join).map(storable))
@settings(max_examples=100, deadline=None)
def test_owners_files_keep_names_too(name: str) -> None:
    row = {"item": "data-1", "title": "x", "role": "r", "person": name, "due_on": ""}
    (line,) = read_owners(write_owners([row]).encode())
    assert line.fields["person"] == name
