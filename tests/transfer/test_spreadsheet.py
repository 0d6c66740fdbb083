"""The spreadsheet form in the shapes that people keep it in, and what is refused."""

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring import RubricContent, content_of
from assessments.transfer.rubric_files import read_rubric_file, shipped_files
from assessments.transfer.spreadsheet import Form, read_form
from assessments.transfer.tables import TableRefused, read_table, write_csv

RUBRICS: dict[str, RubricContent] = {
    path.stem[-4:]: content_of(read_rubric_file(path)) for path in shipped_files()
}
RUBRIC = RUBRICS["2017"]
KEYS = list(RUBRIC.items)
NUMBERS = ["0", "0.5", "1"]
LEVELS = ["none", "manual", "automated"]


def read(rows: Sequence[Sequence[str]], rubric: str = "2017", scale: str = "") -> Form:
    return read_form(read_table(write_csv(rows)), RUBRICS[rubric], scale)


def levels(form: Form) -> dict[str, str]:
    return {row.item_key: row.level for row in form.rows}


def numbered(numbers: Sequence[str] = NUMBERS) -> dict[str, str]:
    return {key: numbers[index % 3] for index, key in enumerate(KEYS)}


EXPECTED = {key: LEVELS[index % 3] for index, key in enumerate(KEYS)}


def test_names_numbers_and_notes_beneath_their_names() -> None:
    rows = [["Test", "Score", "Notes"]]
    rows += [[RUBRIC.items[key].official_name, n, f"why {key}"] for key, n in numbered().items()]
    form = read(rows)
    assert levels(form) == EXPECTED
    assert [row.note for row in form.rows] == [f"why {key}" for key in KEYS]
    assert [row.row for row in form.rows] == list(range(2, 30))
    assert form.skipped == ()


@pytest.mark.parametrize("name", ["key", "title", "numbered title", "key and title"])
def test_items_in_any_order_by_key_or_title(name: str) -> None:
    def called(key: str) -> str:
        title = RUBRIC.items[key].title.upper()
        return {
            "key": key.replace("-", " ").title(),
            "title": title,
            "numbered title": f"{KEYS.index(key) + 1}. {title}",
            "key and title": f"{key}: {title}",
        }[name]

    rows = [[called(key), number, "because"] for key, number in numbered().items()]
    random.Random(4).shuffle(rows)
    assert levels(read(rows)) == EXPECTED


def test_rows_in_the_order_of_the_rubric_between_titles_and_sums() -> None:
    rows = [["Our ML test score"], [""], ["", "Q", "Points", "Comment"]]
    for index, (key, number) in enumerate(numbered().items()):
        if index % 7 == 0:
            rows.append([RUBRIC.items[key].section])
        rows.append([str(index + 1), "our own words", number.replace(".", ","), "x"])
        if index % 7 == 6:
            rows.append(["Subtotal", "", "3.5"])
    rows.append(["Final score (minimum)", "", "3"])
    form = read(rows)
    assert levels(form) == EXPECTED
    assert len(form.skipped) == 9


@pytest.mark.parametrize("rubric", ["2017", "2016"])
def test_both_scales_are_read_under_both_rubrics(rubric: str) -> None:
    for numbers, said in ((["0", "0.5", "1"], "0, 0.5, 1"), (["0", "1", "2"], "0, 1, 2")):
        form = read([[key, number] for key, number in numbered(numbers).items()], rubric)
        assert levels(form) == EXPECTED
        assert form.scale == said


@pytest.mark.parametrize("rubric", ["2017", "2016"])
def test_numbers_that_fit_both_scales_ask_which_one(rubric: str) -> None:
    rows = [[key, "01"[index % 2]] for index, key in enumerate(KEYS)]
    with pytest.raises(TableRefused, match="can be read in two ways: as 0, "):
        read(rows, rubric)
    assert set(levels(read(rows, rubric, "0, 0.5, 1")).values()) == {"none", "automated"}
    assert set(levels(read(rows, rubric, "0, 1, 2")).values()) == {"none", "manual"}
    assert set(levels(read([[key, "0"] for key in KEYS], rubric)).values()) == {"none"}


def test_levels_by_name_and_what_does_not_apply() -> None:
    words = {key: ["Not done", "manual", "Automated"][index % 3] for index, key in enumerate(KEYS)}
    rows = [["item", "level", "note"], *([key, word, ""] for key, word in words.items())]
    assert levels(read(rows)) == EXPECTED
    rows[1] = ["data-1", "N/A", "no features"]
    assert levels(read(rows))["data-1"] == "not_applicable"


WRONG = {
    "an unknown item": (1, ["a test of our own", "1", ""], "Row 2: “a test of our own” is no item"),
    "an item twice": (2, ["data-1", "1", ""], "Row 3, data-1: this item stands in row 2 already"),
    "an unknown number": (3, ["data-3", "0.7", ""], "Row 4, data-3: “0.7” does not fit"),
    "both scales": (3, ["data-3", "2", ""], "Row 4, data-3: “2” does not fit"),
    "a huge number": (3, ["data-3", "1e999999", ""], "Row 4, data-3: “1e999999” does not fit"),
    "no number": (3, ["data-3", "", "x"], "Row 4, data-3: there is no number"),
    "a missing item": (3, ["", "", ""], "No row was found for data-3"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_row_is_named(what: str) -> None:
    at, row, says = WRONG[what]
    rows = [["item", "score", "note"], *([key, number, ""] for key, number in numbered().items())]
    rows[at] = row
    with pytest.raises(TableRefused) as refused:
        read(rows)
    assert says in str(refused.value)
    assert len(refused.value.lines) == 1 + (what in ("an unknown item", "an item twice"))


def test_too_few_rows_without_names_are_refused() -> None:
    with pytest.raises(TableRefused, match="has 27 rows with a number; the rubric has 28"):
        read([["score"], *([number] for number in list(numbered().values())[1:])])


def test_a_table_without_numbers_is_refused() -> None:
    with pytest.raises(TableRefused, match="No column with the numbers was found"):
        read([["a", "b"], ["c", "d"]])


@given(st.lists(st.lists(st.text(max_size=8) | st.sampled_from([*KEYS, *NUMBERS]), max_size=4)))
@settings(max_examples=60, deadline=None)
def test_any_table_is_a_form_or_refused(rows: list[list[str]]) -> None:
    try:
        assert len(read(rows).rows) == 28
    except TableRefused:
        return
