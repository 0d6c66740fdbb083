"""The picture in a report names its bands where fewer lines run."""

import datetime
from decimal import Decimal

import pytest

from assessments.reports.report_chart import MOST_TICKS, Past, _scores, history_picture
from tests.cast import version


@pytest.mark.django_db
def test_bands_are_named_where_no_line_begins() -> None:
    """A line that rises from 0.5 to 5.5 begins in the lower bands and ends in the upper ones."""
    days = tuple(datetime.date(2024, 1, 1) + datetime.timedelta(days=91 * n) for n in range(6))
    scores = tuple(Decimal(n) + Decimal("0.9") for n in range(6))
    past = Past(days, tuple(map(str, days)), scores, (("Data", scores),), None)
    picture = history_picture(past, version("2017").content.definition)
    assert picture
    sides = {area.label: area.right for area in picture.bands}
    assert sides["Some testing, serious gaps likely"] is True
    assert sides["Strong automation"] is False


@pytest.mark.parametrize(
    ("top", "marks"), [("7", 7), ("14", 7), ("17", 3), ("100", 5), ("0.5", 0), ("99999999.99", 4)]
)
def test_the_axis_has_few_round_marks(top: str, marks: int) -> None:
    ticks = _scores(Decimal(top), float)
    assert len(ticks) - 1 == marks <= MOST_TICKS
