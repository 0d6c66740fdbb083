"""The worked example: its formulas come to what the one scoring function computes."""

import re
from fractions import Fraction

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
from tests.scoring.rubrics import shipped, small

DEFINITIONS = st.one_of(
    st.sampled_from(["2016", "2017", "2019"]).map(shipped),
    st.builds(
        small,
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


@given(DEFINITIONS)
def test_every_formula_comes_to_its_score(definition: scoring.RubricDefinition) -> None:
    answers = invented_answers(definition)
    assert set(answers) == set(definition.item_keys)
    score = scoring.score_answers(definition, answers)
    for section, result in zip(definition.sections, score.sections, strict=True):
        assert value(section_formula(definition, section, answers)) == result.score


@given(DEFINITIONS)
def test_the_ruler_covers_all_scores_once(definition: scoring.RubricDefinition) -> None:
    drawn = ruler(definition, Fraction(0))
    whole = sum((Fraction(band.width.rstrip("%")) for band in drawn.bands), Fraction(0))
    assert abs(whole - 100) < Fraction(1, 10)
    assert len(drawn.bands) + len(drawn.points) == len(definition.bands)


def test_the_shipped_versions_show_a_weakest_section() -> None:
    for file in shipped_files():
        definition = scoring.content_of(read_rubric_file(file)).definition
        example = worked_example(definition)
        assert any(part.weakest for part in example.sections), file.name
        assert example.overall not in ("0", example.maximum), file.name
