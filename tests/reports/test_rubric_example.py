"""The worked example: its formulas come to what the one scoring function computes."""

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import scoring
from assessments.reports.rubric_example import (
    invented_answers,
    section_formula,
    worked_example,
)
from assessments.reports.rubric_ruler import ruler
from assessments.scoring import Aggregation, NotApplicablePolicy
from assessments.transfer.rubric_files import read_rubric_file, shipped_files
from tests.scoring.rubrics import small

SHIPPED = [scoring.content_of(read_rubric_file(file)) for file in shipped_files()]


def made_up(**parts: Any) -> scoring.RubricContent:
    """A shipped version's words around a small made-up definition."""
    return replace(SHIPPED[0], items={}, definition=small(**parts))


CONTENTS = st.one_of(
    st.sampled_from(SHIPPED),
    st.builds(
        made_up,
        overall=st.sampled_from(Aggregation),
        aggregation=st.sampled_from([Aggregation.SUM, Aggregation.MEAN]),
        policy=st.sampled_from(NotApplicablePolicy),
        weights=st.lists(st.integers(1, 9), min_size=1, max_size=9).map(tuple),
        counts=st.sampled_from([(True, True), (True, False), (False, True)]),
    ),
)


def value(formula: str) -> Fraction:
    """What a formula comes to, computed apart from the code under test."""
    python = re.sub(r"\d+(?:\.\d+)?", r'Fraction("\g<0>")', formula)
    python = python.replace("×", "*").replace("÷", "/")
    return Fraction(eval(python, {"Fraction": Fraction}))  # noqa: S307  # made of our own digits


@given(CONTENTS)
def test_every_formula_comes_to_its_score(content: scoring.RubricContent) -> None:
    definition = content.definition
    answers = invented_answers(content)
    assert set(answers) == set(definition.item_keys)
    score = scoring.score_answers(definition, answers)
    for section, result in zip(definition.sections, score.sections, strict=True):
        assert value(section_formula(definition, section, answers)) == result.score


@given(CONTENTS)
def test_the_ruler_covers_all_scores_once(content: scoring.RubricContent) -> None:
    definition = content.definition
    drawn = ruler(definition, Fraction(0))
    whole = sum((Fraction(band.width.rstrip("%")) for band in drawn.bands), Fraction(0))
    assert abs(whole - 100) < Fraction(1, 10)
    assert len(drawn.bands) + len(drawn.points) == len(definition.bands)


@pytest.mark.parametrize("content", SHIPPED, ids=lambda content: content.name)
def test_the_shipped_versions_show_a_weakest_section(content: scoring.RubricContent) -> None:
    example = worked_example(content)
    assert any(part.weakest for part in example.sections)
    assert example.overall not in ("0", example.maximum)


@pytest.mark.parametrize("content", SHIPPED, ids=lambda content: content.name)
def test_where_there_are_gates_one_holds_and_lowers_the_example(
    content: scoring.RubricContent,
) -> None:
    example = worked_example(content)
    assert len(example.gates) == bool(content.definition.gates)
    assert bool(example.uncapped) == bool(content.definition.gates)
