"""Names in a chart lie over little else, and never over one another where there is room."""

import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring.chart_labels import VERSION_WIDTH, band_corners, version_places
from assessments.scoring.history import SectionSeries, Series, SeriesBand, VersionChange

FIRST = datetime.date(2024, 1, 1)
DAYS = tuple(FIRST + datetime.timedelta(days=100 * n) for n in range(11))


def rising(*scores: int) -> Series:
    """Ten bands of one point each, up to 10; a score each hundred days."""
    days = DAYS[: len(scores)]
    values = tuple(Decimal(score) for score in scores)
    return Series(
        dates=days,
        labels=tuple(map(str, days)),
        overall=values,
        band_labels=("",) * len(days),
        sections=(SectionSeries("data", "Data", values),),
        bands=tuple(SeriesBand(f"Band {n}", Decimal(n), Decimal(n + 1), n) for n in range(10)),
        top=Decimal(10),
    )


def test_a_band_is_named_where_no_line_runs() -> None:
    corners = band_corners(rising(1, 1, 1, 1, 5, 9, 9, 9, 9, 9, 9))
    assert corners[0] == "right", "its upper edge is where the line begins"
    assert corners[8] == "left", "and here it is where the line ends"
    assert corners[5] == "left", "the same on both sides"


def test_a_line_is_rather_lain_over_than_the_name_of_the_target() -> None:
    series = rising(1, 1, 1, 1, 5, 9, 9, 9, 9, 9, 9)._replace(target=Decimal("8.5"))
    assert band_corners(series)[8] == "right"


def test_names_of_versions_close_together_stand_in_rows() -> None:
    series = rising(*range(11))
    changes = tuple(VersionChange(DAYS[n], str(n)) for n in (1, 2, 8, 9))
    places = version_places(series._replace(changes=changes))
    assert [(place.late, place.row) for place in places] == [
        (False, 0),
        (False, 1),
        (True, 0),
        (True, 1),
    ]


@given(st.lists(st.integers(1, 10), unique=True).map(sorted))
def test_no_two_names_of_versions_meet(found: list[int]) -> None:
    series = rising(*range(11))
    changes = tuple(VersionChange(DAYS[n], str(n)) for n in found)
    places = version_places(series._replace(changes=changes))
    spans = [
        (n / 10 - VERSION_WIDTH if place.late else n / 10, place.row)
        for n, place in zip(found, places, strict=True)
    ]
    for at, (left, row) in enumerate(spans):
        for other, beside in spans[at + 1 :]:
            assert row != beside or abs(left - other) >= VERSION_WIDTH - 1e-9


def test_one_day_is_a_chart_too() -> None:
    assert band_corners(rising(3)) == ["left"] * 2 + ["right"] + ["left"] * 7
