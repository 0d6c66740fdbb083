"""What a schema says and what it cannot, each fault with its place and, in a file, its line."""

import json
import re
from copy import deepcopy
from typing import Any

import pytest
import yaml

from assessments import rubric_format, scoring
from assessments.rubric_format import document_faults, schema
from assessments.transfer.rubric_files import SHIPPED, FileRefused, parse_rubric, read_rubric_file

FACTS = [{"key": "real-time", "title": "Real time", "question": "Does it answer at once?"}]
ITEM_GATE = {"key": "g", "label": "G", "item": "data-1", "level": "manual", "cap": "2"}
SECTION_GATE = {"key": "g", "label": "G", "section": "data", "score": "2", "cap": "2"}


def document() -> dict[str, Any]:
    return deepcopy(read_rubric_file(SHIPPED / "ml-test-score-2017.yaml"))


def with_item(**changes: Any) -> dict[str, Any]:
    changed = document() | {"facts": FACTS}
    changed["sections"][0]["items"][0] |= changes
    return changed


def with_gates(*gates: dict[str, Any]) -> dict[str, Any]:
    return document() | {"gates": list(gates)}


def no_active_item() -> dict[str, Any]:
    changed = document()
    for item in changed["sections"][3]["items"]:
        item["status"] = "retired"
    return changed


def nothing_left_out() -> dict[str, Any]:
    changed = with_item(applies_if=["real-time"])
    changed["not_applicable"]["allowed"] = False
    return changed


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown status": (with_item(status="old"), "sections[0].items[0].status: 'old' is none of"),
    "an unknown fact": (
        with_item(applies_if=["real-time", "batch"]),
        "sections[0].items[0].applies_if[1]: data-1 names the fact 'batch'",
    ),
    "a fact twice": (document() | {"facts": FACTS * 2}, "facts[1].key: the key 'real-time'"),
    "nothing may be left out": (nothing_left_out(), "not_applicable.allowed is false"),
    "a section without items": (no_active_item(), "sections[3].items: needs at least one active"),
    "a key that an announced item has": (
        with_item(key="data-2", status="announced"),
        "sections[0].items[1].key: the key 'data-2' stands 2 times",
    ),
    "a gate on an announced item": (
        with_item(status="announced") | {"gates": [ITEM_GATE]},
        "gates[0].item: 'g' names 'data-1', which is no active item",
    ),
    "a gate on nothing": (
        with_gates({"key": "g", "label": "G", "cap": "2"}),
        "gates[0]: names either",
    ),
    "a gate on both": (with_gates(ITEM_GATE | SECTION_GATE), "gates[0]: names either"),
    "a gate without its level": (
        with_gates({"key": "g", "label": "G", "cap": "2", "item": "data-1"}),
        "gates[0]: names an item with a level",
    ),
    "a cap at the maximum": (
        with_gates(ITEM_GATE | {"cap": "7"}),
        "gates[0].cap: 'g' caps nothing",
    ),
    "a score above the section": (
        with_gates(SECTION_GATE | {"score": "7.5"}),
        "gates[0].score: 'g' can never be passed",
    ),
    "a gate twice": (with_gates(ITEM_GATE, SECTION_GATE), "gates[1].key: the key 'g'"),
    "a weight of nothing": (with_item(weight="0"), "sections[0].items[0].weight: has to be more"),
    "a score too large to store": (
        with_item(weight="999999") | {"overall": {"aggregation": "sum"}},
        "sections: the highest score has to stay below",
    ),
    "a key that goes on": (with_item(key="data-1\n"), "sections[0].items[0].key"),
    "a title of two lines": (with_item(title="One\nTwo"), "'One\\nTwo' has to be one line"),
    "a turned name": (document() | {"name": "ab\u202ecd"}, "name: holds the character U+202E"),
    "a control character": (with_item(why="a\x07b"), "why: holds the character U+0007"),
    "no roles and no name": (
        {key: value for key, value in document().items() if key not in ("roles", "name")},
        "the file: 'name' is missing",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_of_a_document(name: str) -> None:
    changed, words = FAULTS[name]
    assert any(str(fault).startswith(words) or words in str(fault) for fault in faults(changed))


def faults(changed: dict[str, Any]) -> list[str]:
    return [str(fault) for fault in document_faults(changed)]


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_names_the_line_of_each_fault(name: str) -> None:
    changed, _ = FAULTS[name]
    text = yaml.safe_dump(changed, sort_keys=False, allow_unicode=False)
    with pytest.raises(FileRefused) as refused:
        parse_rubric(text.encode(), name="mine.yaml")
    for line in str(refused.value).splitlines():
        assert re.match(r"mine\.yaml: line [0-9]+", line), line


def test_the_line_is_the_one_that_people_see() -> None:
    text = (SHIPPED / "ml-test-score-2017.yaml").read_text()
    broken = text.replace("effort: 2", "effort: 9", 1).replace('lower: "5"', 'lower: "-5"')
    wrong = ("effort: 9", 'lower: "-5"')
    expected = [n for n, row in enumerate(broken.splitlines(), 1) if row.strip() in wrong]
    with pytest.raises(FileRefused) as refused:
        parse_rubric(broken.encode(), name="f.yaml")
    found = [int(n) for n in re.findall(r"^f\.yaml: line ([0-9]+): ", str(refused.value), re.M)]
    assert sorted(found) == expected
    assert len(expected) == 2


def test_a_json_file_names_its_lines_too() -> None:
    text = json.dumps(with_item(effort=9), indent="\t")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if '"effort": 9' in row)
    with pytest.raises(FileRefused, match=rf"^f\.json: line {line}: sections"):
        parse_rubric(text.encode(), name="f.json")


def test_json_and_yaml_are_the_same_document() -> None:
    changed = with_item(why="Tab\there, “quotes”, 😀 and \\ud83d\\ude00 as it is")
    for text in (json.dumps(changed), json.dumps(changed, indent="\t", ensure_ascii=False)):
        assert parse_rubric(text.encode(), name="f.json") == changed
    assert parse_rubric(yaml.safe_dump(changed).encode(), name="f.yaml") == changed


def test_every_pattern_of_the_schema_has_its_words() -> None:
    patterns = set(re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', rubric_format.SCHEMA.read_text()))
    assert {json.loads(text) for text in patterns} == set(rubric_format.PATTERNS)
    assert schema()["$id"] == "urn:mlscore:rubric-file:1"


def test_what_the_content_holds() -> None:
    changed = with_item(status="announced", status_note="From 2027 on.", applies_if=["real-time"])
    changed["sections"][1]["items"][0] |= {"status": "retired"}
    changed |= {"release_notes": "Why.", "gates": [ITEM_GATE | {"item": "data-3"}, SECTION_GATE]}
    changed["gates"][1] = SECTION_GATE | {"key": "other"}
    assert document_faults(changed) == []
    content = scoring.content_of(changed)
    assert list(content.announced) == ["data-1"]
    assert content.announced["data-1"].status_note == "From 2027 on."
    assert content.announced["data-1"].applies_if == ("real-time",)
    assert content.announced["data-1"].section == "data"
    assert list(content.retired) == ["model-1"]
    assert not {"data-1", "model-1"} & set(content.items)
    assert len(content.definition.item_keys) == 26
    assert content.facts["real-time"].question == "Does it answer at once?"
    assert content.release_notes == "Why."
    assert [(gate.item, gate.section) for gate in content.definition.gates] == [
        ("data-3", ""),
        ("", "data"),
    ]
