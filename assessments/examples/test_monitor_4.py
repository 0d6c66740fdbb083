"""The model carries the date of its data; each stage has an age and a limit that alerts."""

import pandas as pd

# Hours; the model's limit is the longest use that the curve of model-4 allows.
LIMITS = {
    "orders table": 26,
    "feature table": 26,
    "model": 24 * 35,
    "model's training data": 24 * 45,
}


def ages(stamps, now):
    """Hours since each stage was last renewed; missing where nobody wrote a date down."""
    times = pd.Series({stage: pd.to_datetime(stamps.get(stage)) for stage in LIMITS})
    return (pd.Timestamp(now) - times).dt.total_seconds() / 3600


def stale(stamps, now):
    """One line for each stage that is too old, ahead of the clock, or without a date."""
    found = []
    for stage, hours in ages(stamps, now).items():
        if pd.isna(hours):
            found.append(f"{stage}: no date")
        elif hours < 0:
            found.append(f"{stage}: dated in the future")
        elif hours > LIMITS[stage]:
            found.append(f"{stage}: {hours:.0f} hours old, at most {LIMITS[stage]}")
    return found


NOW = "2026-03-20 06:00"
STAMPS = {
    "orders table": "2026-03-20 01:00",
    "feature table": "2026-03-20 03:00",
    "model": "2026-03-02 04:00",
    "model's training data": "2026-02-28 23:59",
}


def test_everything_was_renewed_in_time():
    assert stale(STAMPS, NOW) == []


def test_a_job_that_stopped_without_an_error_is_caught():
    """The model is fresh, and fed with features of Monday."""
    stopped = STAMPS | {"feature table": "2026-03-16 03:00"}
    assert stale(stopped, NOW) == ["feature table: 99 hours old, at most 26"]


def test_a_new_model_from_old_data_is_caught():
    retrained = STAMPS | {"model": NOW, "model's training data": "2025-12-31"}
    assert stale(retrained, NOW) == ["model's training data: 1902 hours old, at most 1080"]


def test_a_stage_that_nobody_dates_is_caught():
    assert stale({**STAMPS, "orders table": None}, NOW) == ["orders table: no date"]
