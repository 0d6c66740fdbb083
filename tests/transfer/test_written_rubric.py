"""A rubric as a file: it reads back to the same document, in an order that people like."""

import json
from copy import deepcopy
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from assessments.actions.rubrics import content_hash, load_rubric
from assessments.models.rubrics import RubricFile
from assessments.rubric_format import document_faults
from assessments.transfer.rubric_files import (
    parse_rubric,
    read_rubric_file,
    shipped_files,
)
from assessments.transfer.written_rubric import Kind, written_rubric

from .documents import ODD, documents

KINDS: tuple[Kind, ...] = ("yaml", "json")
slow = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=slow)
@given(documents())
def test_reading_what_was_written_gives_the_same_document(document: dict[str, Any]) -> None:
    assert document_faults(document) == []
    for kind in KINDS:
        raw = written_rubric(document, kind)
        assert parse_rubric(raw, name="f") == document
        assert written_rubric(parse_rubric(raw, name="f"), kind) == raw
    assert yaml.safe_load(written_rubric(document, "yaml")) == document
    assert json.loads(written_rubric(document, "json")) == document


def shipped() -> dict[str, Any]:
    return deepcopy(read_rubric_file(shipped_files()[0]))


@pytest.mark.parametrize("text", [*ODD, *(f"{a}\n{b}" for a in ODD[:12] for b in ODD[:12])])
def test_each_odd_text_survives(text: str) -> None:
    document = shipped()
    document["sections"][0]["items"][0]["why"] = text
    for kind in KINDS:
        assert parse_rubric(written_rubric(document, kind), name="f") == document


def turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: turned(value[name]) for name in reversed(list(value))}
    return [turned(entry) for entry in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", shipped_files(), ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", KINDS)
def test_the_order_is_that_of_the_shipped_files(path: Any, kind: Kind) -> None:
    document = read_rubric_file(path)
    raw = written_rubric(turned(document), kind)
    assert raw == written_rubric(document, kind)
    back = parse_rubric(raw, name="f")
    assert json.dumps(back) == json.dumps(document)


def test_people_can_read_it() -> None:
    document = shipped()
    document["sections"][0]["items"][0] |= {"why": "One line.\nAnother.", "manual": "word " * 30}
    document["sections"][0]["items"][0]["manual"] += "end"
    text = written_rubric(document, "yaml").decode()
    assert 'version: "2016"' in text
    assert "        why: |-\n          One line.\n          Another.\n" in text
    assert "        manual: >-\n          word word" in text
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_loaded_written_and_loaded_again_changes_nothing(db: None, kind: Kind) -> None:
    for file in RubricFile.objects.all():
        document = parse_rubric(written_rubric(file.document, kind), name="f")
        assert content_hash(document) == file.version.content_sha256
        assert load_rubric(document=document) is False
