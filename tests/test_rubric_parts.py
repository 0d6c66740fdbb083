"""A rubric's document in parts: read, put back, added to, moved, derived."""

from copy import deepcopy
from typing import Any

import pytest

from assessments import scoring
from assessments.rubric_format import document_faults
from assessments.rubric_parts import (
    ITEM,
    ROLES,
    SCORING,
    SECTION,
    NoSuchPart,
    Place,
    add_item,
    add_section,
    derived,
    digest,
    moved,
    part_at,
    place_of,
    removed,
    shape_faults,
    skeleton,
    with_part,
)
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file, shipped_files

PLACES = (Place("identity"), Place(SCORING), Place(ROLES))


def document() -> dict[str, Any]:
    return deepcopy(read_rubric_file(SHIPPED / "ml-test-score-2017.yaml"))


def places(of: dict[str, Any]) -> list[Place]:
    sections = [Place(SECTION, section["key"]) for section in of["sections"]]
    return [
        *PLACES,
        *sections,
        *(Place(ITEM, i["key"]) for s in of["sections"] for i in s["items"]),
    ]


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.stem)
def test_each_part_put_back_unchanged_gives_the_same_document(path: Any) -> None:
    whole = read_rubric_file(path)
    for place in places(whole):
        assert with_part(whole, place, part_at(whole, place)) == whole, place


def test_the_parts_together_hold_every_field_of_the_document() -> None:
    whole = document()
    held = {name for place in PLACES for name in part_at(whole, place)}
    assert held | {"sections"} == set(whole)


def test_changing_a_part_changes_nothing_else() -> None:
    whole = document()
    item = part_at(whole, Place(ITEM, "monitor-7")) | {"title": "Other"}
    changed = with_part(whole, Place(ITEM, "monitor-7"), item)
    assert [line.split(":")[0] for line in scoring.differences(whole, changed)] == [
        "sections[3].items[6].title"
    ]
    assert whole == document()


def test_an_item_goes_to_another_section_and_its_gate_follows_a_new_key() -> None:
    whole = document()
    whole["gates"] = [
        {"key": "g", "label": "G", "item": "data-1", "level": "manual", "cap": "1"},
        {"key": "h", "label": "H", "section": "data", "score": "1", "cap": "1"},
    ]
    item = part_at(whole, Place(ITEM, "data-1")) | {"key": "data-x", "section": "monitoring"}
    item["section"] = whole["sections"][3]["key"]
    changed = with_part(whole, Place(ITEM, "data-1"), item)
    assert changed["sections"][3]["items"][-1]["key"] == "data-x"
    assert "section" not in changed["sections"][3]["items"][-1]
    assert len(changed["sections"][0]["items"]) == 6
    assert changed["gates"][0]["item"] == "data-x"
    section = part_at(changed, Place(SECTION, "data")) | {"key": "inputs"}
    changed = with_part(changed, Place(SECTION, "data"), section)
    assert changed["gates"][1]["section"] == "inputs"
    assert not document_faults(changed)


def test_what_is_added_gets_a_key_that_goes_on() -> None:
    changed, key = add_item(document(), document()["sections"][3]["key"], "Costs are watched")
    assert key == "monitor-8"
    assert not document_faults(changed)
    changed, section = add_section(changed, "Über Cost & Energy!")
    assert section == "uber-cost-energy"
    assert [str(fault) for fault in document_faults(changed)] == [
        "sections[4].items: needs at least 1"
    ]
    changed, item = add_item(changed, section, "First")
    assert item == "uber-cost-energy-1"
    assert add_section(changed, "日本")[1] == "section"


def test_parts_move_among_their_neighbours_and_stay_at_the_ends() -> None:
    whole = document()
    down = moved(whole, Place(ITEM, "data-1"), up=False)
    assert [item["key"] for item in down["sections"][0]["items"]][:2] == ["data-2", "data-1"]
    assert moved(down, Place(ITEM, "data-1"), up=True) == whole
    assert moved(whole, Place(ITEM, "data-1"), up=True) == whole
    assert moved(whole, Place(SECTION, "data"), up=True) == whole
    assert moved(whole, Place(SECTION, "data"), up=False)["sections"][1]["key"] == "data"


def test_what_is_taken_out_is_gone() -> None:
    whole = document()
    assert len(removed(whole, Place(SECTION, "data"))["sections"]) == 3
    left = removed(whole, Place(ITEM, "data-1"))
    with pytest.raises(NoSuchPart):
        part_at(left, Place(ITEM, "data-1"))


def test_a_version_of_the_same_rubric_continues_every_item() -> None:
    ours = derived(document(), slug="ml-test-score", version="2017-ours")
    items = [item for section in ours["sections"] for item in section["items"]]
    assert all(item["replaces"] == [item["key"]] for item in items)
    assert "default" not in ours and ours["follows"] == "2017"
    assert not document_faults(ours)
    other = derived(document(), slug="ours", version="1")
    assert "follows" not in other
    assert not any("replaces" in item for section in other["sections"] for item in section["items"])


def test_the_smallest_document_is_sound() -> None:
    assert not document_faults(skeleton(slug="ours", version="1", name="Ours"))


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("sections", 3, "items", 6, "title"), Place(ITEM, "monitor-7")),
        (("sections", 0, "title"), Place(SECTION, "data")),
        (("bands", 1), Place(SCORING)),
        (("roles",), Place(ROLES)),
        ((), Place("identity")),
        (("nosuch",), Place("identity")),
    ],
)
def test_a_fault_leads_to_its_part(path: tuple[Any, ...], place: Place) -> None:
    assert place_of(document(), path) == place


def test_the_shape_lets_unsound_documents_be_but_no_wrong_types() -> None:
    whole = document()
    assert not shape_faults(whole)
    assert not shape_faults({"sections": [{"key": "data", "items": []}], "name": ""})
    whole["overall"] = {"aggregation": "nosuch"}
    whole["bands"] = [{"lower": "x"}]
    assert not shape_faults(whole)
    unfit: tuple[Any, ...] = (
        [],
        {"sections": {}},
        {"sections": [{"key": "", "items": []}]},
        {"sections": [{"key": "a/b", "items": []}]},
        {"sections": [{"key": "a"}]},
        {"name": 1},
        {"overall": {"aggregation": ["sum"]}},
        {"unknown": ""},
        {"levels": ["x"]},
    )
    for wrong in unfit:
        assert shape_faults(wrong), wrong


def test_a_digest_tells_values_apart_and_knows_no_order() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1}) != digest({"a": 1, "b": 3})
