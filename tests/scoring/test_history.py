import datetime
from decimal import Decimal

from assessments.scoring.history import step_path, step_points

DAYS = [datetime.date(2026, 1, 1), datetime.date(2026, 1, 3), datetime.date(2026, 1, 5)]


def test_steps_stand_at_true_dates_and_nothing_is_invented_between() -> None:
    scores = [Decimal(0), Decimal(7), Decimal("3.5")]
    assert step_points(DAYS, scores, Decimal(7), 100, 20) == (
        "0.0,20.0 50.0,20.0 50.0,0.0 100.0,0.0 100.0,10.0"
    )


def test_one_score_is_no_line() -> None:
    assert step_points(DAYS[:1], [Decimal(1)], Decimal(7), 100, 20) == ""


def test_the_short_path_takes_the_same_steps() -> None:
    scores = [Decimal(0), Decimal(7), Decimal("3.5")]
    assert step_path(DAYS, scores, Decimal(7), 100, 20) == "M0 20h50v-20h50v10"
    assert step_path(DAYS, [Decimal(7)] * 3, Decimal(7), 100, 20) == "M0 0h100"
    assert step_path(DAYS[:1], scores[:1], Decimal(7), 100, 20) == ""
