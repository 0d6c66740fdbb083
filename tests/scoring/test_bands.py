from fractions import Fraction

import pytest

from assessments.scoring import Band, band_faults, band_for

from .rubrics import shipped


def bands(*bounds: tuple[str, bool]) -> list[Band]:
    return [Band(f"b{n}", "", "", Fraction(low), inc) for n, (low, inc) in enumerate(bounds)]


def test_the_bound_belongs_to_a_band_only_if_it_says_so() -> None:
    closed, opened = bands(("0", True), ("1", True)), bands(("0", True), ("1", False))
    assert band_for(closed, Fraction(1)).key == "b1"
    assert band_for(opened, Fraction(1)).key == "b0"
    assert band_for(opened, Fraction(10001, 10000)).key == "b1"


def test_the_exact_score_decides_not_the_rounded_one() -> None:
    assert band_for(bands(("0", True), ("1", True)), Fraction(999, 1000)).key == "b0"


def test_zero_may_be_a_band_of_its_own() -> None:
    found = bands(("0", True), ("0", False), ("1", False))
    assert band_for(found, Fraction(0)).key == "b0"
    assert band_for(found, Fraction(1, 2)).key == "b1"
    assert band_faults(found, Fraction(7)) == []


def test_a_score_below_every_band_is_an_error() -> None:
    with pytest.raises(ValueError, match="no band"):
        band_for(bands(("1", True)), Fraction(0))


@pytest.mark.parametrize(
    ("bounds", "word"),
    [
        ([], "no bands"),
        ([("1", True)], "score of 0"),
        ([("0", False)], "score of 0"),
        ([("0", True), ("2", True), ("2", True)], "overlap"),
        ([("0", True), ("2", True), ("1", True)], "overlap"),
        ([("0", True), ("0", True)], "overlap"),
        ([("0", True), ("7", False)], "never be reached"),
        ([("0", True), ("8", True)], "never be reached"),
    ],
)
def test_unsound_bands_are_named(bounds: list[tuple[str, bool]], word: str) -> None:
    assert word in " ".join(band_faults(bands(*bounds), Fraction(7)))


@pytest.mark.parametrize("version", ["2016", "2017", "2019"])
def test_the_shipped_bands_are_sound(version: str) -> None:
    assert band_faults(shipped(version).bands, Fraction(7 if version == "2017" else 14)) == []
