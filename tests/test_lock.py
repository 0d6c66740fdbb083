"""The locked requirements are complete, hashed, and name no package index."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
FILES = ("requirements.txt", "requirements-pdf.txt", "requirements-test.txt")
PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?P<rest>(?:.*\\\n)(?:    --hash=.*\n?)+)", re.M
)


def text(file: str) -> str:
    return (ROOT / file).read_text()


def pins(file: str) -> dict[str, str]:
    return {pin["name"]: pin["version"] for pin in PIN.finditer(text(file))}


def pyproject() -> dict[str, Any]:
    return tomllib.loads(text("pyproject.toml"))


def asked_for(requirements: list[str]) -> list[Requirement]:
    return [Requirement(line) for line in requirements]


@pytest.mark.parametrize("file", FILES)
def test_no_index_is_named(file: str) -> None:
    assert "://" not in text(file)
    assert not re.search(r"^\s*--(?!hash=)", text(file), re.MULTILINE)


@pytest.mark.parametrize("file", FILES)
def test_every_line_belongs_to_a_hashed_pin(file: str) -> None:
    assert PIN.sub("", text(file)).strip() == ""


@pytest.mark.parametrize("file", FILES)
def test_what_the_project_asks_for_is_locked(file: str) -> None:
    locked = pins(file)
    for requirement in asked_for(pyproject()["project"]["dependencies"]):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)])


@pytest.mark.parametrize("file", ["requirements-pdf.txt", "requirements-test.txt"])
def test_what_writes_a_pdf_is_locked(file: str) -> None:
    locked = pins(file)
    for requirement in asked_for(pyproject()["project"]["optional-dependencies"]["pdf"]):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)])
        assert canonicalize_name(requirement.name) not in pins("requirements.txt")


def test_what_the_tests_ask_for_is_locked() -> None:
    locked = pins("requirements-test.txt")
    for requirement in asked_for(pyproject()["dependency-groups"]["test"]):
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)])


def test_the_tests_run_on_the_versions_that_are_served() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-pdf.txt").items()
    assert pins("requirements-pdf.txt").items() <= pins("requirements-test.txt").items()
