"""The runnable examples, as text: one for each item, whole, and shown letter by letter."""

import ast
import sys
from pathlib import Path

import pytest

from assessments import scoring
from assessments.transfer.examples import FOLDER, examples, examples_of, key_of
from assessments.transfer.rubric_files import SHIPPED, read_rubric_file

FILES = sorted(FOLDER.glob("*.py"))
LIBRARIES = {"numpy", "pandas", "sklearn", "pytest"}
LONGEST = 60


def name(file: Path) -> str:
    return file.name


def functions(file: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)]


def called(function: ast.FunctionDef) -> set[str]:
    return {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def test_each_item_of_the_2017_version_has_one() -> None:
    content = scoring.content_of(read_rubric_file(SHIPPED / "ml-test-score-2017.yaml"))
    assert {key_of(file) for file in FILES} == set(content.items)
    assert set(examples()) == set(content.items)
    assert examples_of("another-rubric") == {}


@pytest.mark.parametrize("file", FILES, ids=name)
def test_one_check_passes_on_what_is_sound_and_catches_a_fault(file: Path) -> None:
    tests = [function for function in functions(file) if function.name.startswith("test_")]
    faults = [test for test in tests if test.name.endswith("_caught")]
    assert faults, "no test that a planted fault is caught"
    sound = [test for test in tests if test not in faults]
    assert sound, "no test that what is sound passes"
    own = {function.name for function in functions(file)} - {test.name for test in tests}
    together = own & called(sound[0]) & {name for test in faults for name in called(test)}
    assert together, "the fault is looked for by another function than the one that passes"


@pytest.mark.parametrize("file", FILES, ids=name)
def test_it_is_short_needs_little_and_says_what_it_shows(file: Path) -> None:
    text = file.read_text()
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LONGEST
    assert max(map(len, text.splitlines())) <= 100
    assert (ast.get_docstring(tree) or "").endswith(".")
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for top in {full.split(".")[0] for full in names}:
            assert top in LIBRARIES or top in sys.stdlib_module_names, top
            assert top != "time", "a clock makes a test fail now and then"


@pytest.mark.parametrize("key", sorted(examples()))
def test_what_is_shown_is_the_file(key: str) -> None:
    example = examples()[key]
    assert "".join(run.text for run in example.runs) == example.code
    assert example.code == (FOLDER / example.name).read_text()
    assert {run.kind for run in example.runs} >= {"", "word", "text", "name"}
    assert all(run.kind in ("", "word", "text", "note", "name") for run in example.runs)
