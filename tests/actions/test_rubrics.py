"""Rubric files: checked, loaded once, never changed."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from assessments.actions.rubrics import RubricRefused, load_rubric
from assessments.models import RubricVersion
from assessments.transfer.rubric_files import (
    SHIPPED,
    FileRefused,
    parse_rubric,
    read_rubric_file,
    shipped_files,
)


def document() -> dict[str, Any]:
    return deepcopy(read_rubric_file(SHIPPED / "ml-test-score-2017.yaml"))


def parse(changed: dict[str, Any]) -> dict[str, Any]:
    return parse_rubric(yaml.safe_dump(changed).encode(), name="mine.yaml")


def test_the_same_file_twice_changes_nothing(db: None) -> None:
    for path in shipped_files():
        assert load_rubric(document=read_rubric_file(path)) is False
    assert RubricVersion.objects.count() == len(shipped_files()) == 5


def test_a_start_checks_what_is_not_published_yet(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsound = tmp_path / "new.yaml"
    unsound.write_text(yaml.safe_dump({**document(), "version": "2030", "bands": []}))
    command = "assessments.management.commands.load_rubric"
    monkeypatch.setattr(f"{command}.shipped_files", lambda: [*shipped_files(), unsound])
    with pytest.raises(CommandError, match="bands: needs at least 1"):
        call_command("load_rubric", shipped=True, verbosity=0)
    monkeypatch.setattr(f"{command}.shipped_files", shipped_files)
    monkeypatch.setattr(f"{command}.document_faults", lambda document: pytest.fail("checked"))
    call_command("load_rubric", shipped=True, verbosity=0)


def test_2017_is_the_default(db: None) -> None:
    version = RubricVersion.objects.get(version="2017")
    assert version.rubric.default_version == version


def test_a_changed_file_of_a_published_version_is_refused_with_the_place(db: None) -> None:
    changed = document()
    changed["sections"][0]["items"][2]["title"] = "Other"
    with pytest.raises(RubricRefused, match=r"sections\[0\]\.items\[2\]\.title"):
        load_rubric(document=changed)


def test_another_version_is_loaded_with_all_its_rows(db: None) -> None:
    changed = document() | {"version": "2017-ours", "default": False}
    assert load_rubric(document=parse(changed)) is True
    version = RubricVersion.objects.get(version="2017-ours")
    assert (version.items.count(), version.levels.count(), version.bands.count()) == (28, 3, 6)
    assert version.status == "published"


def test_each_text_of_the_shipped_rubrics_is_there(db: None) -> None:
    sizes = []
    for path in shipped_files():
        items = [i for section in read_rubric_file(path)["sections"] for i in section["items"]]
        sizes.append(len(items))
        for item in items:
            for name in ("statement", "why", "how_to_check", "manual", "automated", "not_enough"):
                assert len(item[name]) > 20, (path.name, item["key"], name)
            assert item["suggested_role"] not in item["supporting_roles"]
    assert sizes == [28, 28, 28, 20, 25]


def test_what_is_ours_says_so_and_is_no_default_of_new_projects(db: None) -> None:
    for slug in ("llm-application", "launch-checklist"):
        version = RubricVersion.objects.get(rubric__slug=slug)
        assert version.content.source.endswith("mlscore. 2026.")
        assert version.content.licence.startswith("MIT")
        assert "Our own wording" in version.content.source_note
        assert RubricVersion.objects.for_choice().first() != version


def broken(**changes: Any) -> dict[str, Any]:
    return document() | changes


def with_bands(*bounds: tuple[str, bool]) -> dict[str, Any]:
    bands = [
        {"key": f"b{n}", "label": "B", "lower": low, "inclusive": inc}
        for n, (low, inc) in enumerate(bounds)
    ]
    return broken(bands=bands)


def with_item(**changes: Any) -> dict[str, Any]:
    changed = document()
    changed["sections"][1]["items"][0] |= changes
    return changed


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown field": (broken(colour="red"), "colour"),
    "no name": (broken(name=""), "name"),
    "a float": (with_item(weight=0.5), r"sections\[1\].items\[0\].weight"),
    "a negative weight": (with_item(weight="-1"), r"items\[0\].weight"),
    "an effort of 6": (with_item(effort=6), "effort"),
    "an unknown role": (with_item(suggested_role="boss"), "names the role 'boss'"),
    "a key used twice": (with_item(key="data-1"), "'data-1' stands 2 times"),
    "a hole": (with_bands(("1", True)), "score of 0 is in no band"),
    "an overlap": (with_bands(("0", True), ("3", True), ("2", True)), "overlap"),
    "an unreachable band": (with_bands(("0", True), ("8", True)), "never be reached"),
    "no bands": (broken(bands=[]), "bands"),
    "nothing counts": (
        broken(sections=[section | {"counts": False} for section in document()["sections"]]),
        "at least one",
    ),
    "levels out of order": (broken(levels=document()["levels"][::-1]), "in the order"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_named_with_file_and_place(name: str) -> None:
    changed, words = FAULTS[name]
    with pytest.raises(FileRefused, match=words) as refused:
        parse(changed)
    assert str(refused.value).startswith("mine.yaml: ")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"a: [1]\nb: *x\n", "line 2, column 4: aliases"),
        (b"name: one\nname: two\n", "line 2, column 1: the key 'name' stands twice"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 5000, "nested too deeply|line"),
        (b"{a: b", "line"),
        (b"- 1", "the file"),
        (b"", "the file"),
        (b"!!python/object/apply:os.system ['x']", "line 1"),
    ],
)
def test_what_is_no_sound_yaml(raw: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        parse_rubric(raw, name="mine.yaml")


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a" * (2 * 1024 * 1024))
    with pytest.raises(FileRefused, match="larger than 1024 KiB"):
        read_rubric_file(path)


def test_the_command_loads_nothing_if_one_file_is_wrong(db: None, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(yaml.safe_dump(document() | {"version": "new"}))
    bad.write_text("slug: 1")
    with pytest.raises(CommandError, match=r"bad\.yaml"):
        call_command("load_rubric", str(good), str(bad))
    assert not RubricVersion.objects.filter(version="new").exists()
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_rubric", str(tmp_path / "absent.yaml"))


def test_announced_and_retired_items_get_no_row(db: None) -> None:
    changed = document() | {"version": "2017-next", "default": False}
    changed["sections"][0]["items"][0] |= {"status": "retired", "status_note": "Said elsewhere."}
    changed["sections"][1]["items"][0] |= {"status": "announced"}
    load_rubric(document=parse(changed))
    version = RubricVersion.objects.get(version="2017-next")
    assert version.items.count() == 26
    assert set(version.content.retired) == {"data-1"}
    assert set(version.content.announced) == {"model-1"}
