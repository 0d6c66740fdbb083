"""The parts of a rubric's document as forms: what is shown and sent back is the same part."""

from copy import deepcopy
from typing import Any

import pytest
from django.forms import CheckboxSelectMultiple
from django.http import QueryDict

from assessments.rubric_forms import part_form
from assessments.rubric_parts import ITEM, SCORING, SECTION, Place, part_at
from assessments.rubric_rows import table_value, tables
from assessments.transfer.rubric_files import read_rubric_file, shipped_files

from .test_rubric_parts import document, places


def sent(form: Any, rows: list[Any]) -> QueryDict:
    """What a browser sends for a page as it is shown."""
    data = QueryDict(mutable=True)
    bound = [form, *(row for table in rows for row in table.forms)]
    for table in rows:
        for field in table.management_form:
            data[field.html_name] = str(field.value())
    for one in bound:
        for field in one:
            value = field.value()
            if isinstance(value, list):
                data.setlist(field.html_name, [str(v) for v in value])
            elif value is True:
                data[field.html_name] = "on"
            elif value not in (None, False):
                data[field.html_name] = str(value)
            elif hasattr(field.field, "choices") and not _has_boxes(field):  # the first choice
                data[field.html_name] = (
                    str(field.field.choices[0][0]) if field.field.choices else ""
                )
    return data


def _has_boxes(field: Any) -> bool:
    return isinstance(field.field.widget, CheckboxSelectMultiple)


def again(whole: dict[str, Any], place: Place, **changes: str) -> dict[str, Any]:
    part = part_at(whole, place)
    shown, rows = part_form(place.part, None, part, whole), tables(place.part, None, part, whole)
    data = sent(shown, rows)
    for name, value in changes.items():
        data[name.replace("__", "-")] = value
    form, rows = part_form(place.part, data, part, whole), tables(place.part, data, part, whole)
    assert form.is_valid(), form.errors
    found: dict[str, Any] = form.value(part)
    for table in rows:
        assert table.is_valid(), table.errors
        table_rows = table_value(table)
        if table_rows or table.name in part:
            found[table.name] = table_rows
    return found


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.stem)
def test_every_part_sent_back_as_shown_is_the_same(path: Any) -> None:
    whole = read_rubric_file(path)
    for place in places(whole):
        assert again(whole, place) == part_at(whole, place), place


def with_everything() -> dict[str, Any]:
    whole = document()
    whole["facts"] = [{"key": "batch", "title": "Batch", "question": "Does it run in batches?"}]
    whole["gates"] = [
        {"key": "g", "label": "G", "item": "data-1", "level": "manual", "cap": "1"},
        {"key": "h", "label": "H", "section": "data", "score": "1", "cap": "1", "meaning": "M"},
    ]
    item = whole["sections"][0]["items"][0]
    item["applies_if"] = ["batch"]
    item["references"] = [{"title": "A long title", "url": "https://example.org/x"}]
    whole["sections"][0]["items"][1] |= {"status": "announced", "status_note": "From 2028 on."}
    return whole


def test_facts_gates_links_and_announcements_come_back_too() -> None:
    whole = with_everything()
    for place in places(whole):
        assert again(whole, place) == part_at(whole, place), place


def test_a_row_more_gets_a_key_and_its_place() -> None:
    part = again(
        document(), Place(SCORING), levels__3__label="Watched live", levels__3__points="0.75"
    )
    assert [level["key"] for level in part["levels"]] == [
        *("none", "manual", "watched-live", "automated")
    ]
    assert part["levels"][2] == {"label": "Watched live", "key": "watched-live", "points": "0.75"}


def test_a_removed_and_an_emptied_row_are_gone() -> None:
    part = again(document(), Place(SCORING), bands__1__DELETE="on")
    assert len(part["bands"]) == 5


def test_a_gate_is_on_an_item_or_on_a_section() -> None:
    whole = deepcopy(document())
    more = {"gates__0__label": "No schema", "gates__0__cap": "1"}
    part = again(
        whole, Place(SCORING), **more, gates__0__on="item data-1", gates__0__below="manual"
    )
    assert part["gates"] == [
        {"label": "No schema", "key": "no-schema", "cap": "1", "item": "data-1", "level": "manual"}
    ]


@pytest.mark.parametrize(
    ("place", "name", "value"),
    [
        (Place(ITEM, "data-1"), "key", "data-2"),
        (Place(ITEM, "data-1"), "key", "Data 1"),
        (Place(ITEM, "data-1"), "title", "a\x00b"),
        (Place(ITEM, "data-1"), "title", "two\nlines"),
        (Place(ITEM, "data-1"), "section", "nosuch"),
        (Place(ITEM, "data-1"), "why", "x" * 4001),
        (Place(SECTION, "data"), "key", ""),
        (Place(SECTION, "data"), "aggregation", "nosuch"),
        (Place("identity"), "source_year", "MMXVII"),
    ],
)
def test_what_cannot_be_stored_is_refused(place: Place, name: str, value: str) -> None:
    whole = document()
    part = part_at(whole, place)
    data = sent(part_form(place.part, None, part, whole), [])
    data[name] = value
    form = part_form(place.part, data, part, whole)
    assert not form.is_valid() and name in form.errors
