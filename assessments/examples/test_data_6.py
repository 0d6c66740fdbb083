"""The time from first commit to production is computed for each feature, and watched by quarter."""

import pandas as pd

LONGEST_MEDIAN = 21  # days from the first commit until the feature serves


def lead_times(log, today):
    """Days for each feature. One that is not in production yet is as old as it is today."""
    started, deployed = pd.to_datetime(log["started"]), pd.to_datetime(log["deployed"])
    days = (deployed.fillna(pd.Timestamp(today)) - started).dt.days
    return days.groupby(started.dt.to_period("Q"))


def slow_quarters(log, today):
    """Quarters in which half of the features took longer than agreed."""
    median = lead_times(log, today).median()
    return [str(quarter) for quarter in median.index[median > LONGEST_MEDIAN]]


def log(*rows):
    return pd.DataFrame(rows, columns=["feature", "started", "deployed"])


BRISK = (
    ("visits_30d", "2026-01-12", "2026-01-26"),
    ("basket_size", "2026-02-03", "2026-03-02"),
    ("is_weekend", "2026-03-09", "2026-03-13"),
    ("returns_rate", "2026-04-20", "2026-05-08"),
    ("price_drop", "2026-05-11", "2026-05-29"),
)


def test_new_features_reach_production_in_time():
    assert slow_quarters(log(*BRISK), today="2026-06-30") == []


def test_a_quarter_in_which_everything_waited_for_review_is_caught():
    late = (
        ("store_distance", "2026-07-06", "2026-09-21"),
        ("loyalty_tier", "2026-07-20", "2026-09-21"),
        ("gift_card", "2026-08-10", "2026-08-24"),
    )
    assert slow_quarters(log(*BRISK, *late), today="2026-09-30") == ["2026Q3"]


def test_features_that_never_arrive_are_caught():
    """Counting only what was deployed would make the worst quarter look like the best."""
    stuck = (("weather", "2026-07-01", None), ("holiday", "2026-07-02", None))
    quick = (("opened_mail", "2026-07-03", "2026-07-06"),)
    assert slow_quarters(log(*BRISK, *stuck, *quick), today="2026-09-30") == ["2026Q3"]
