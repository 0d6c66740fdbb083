"""Feature code has cases with known answers, awkward ones too, that every copy of it must give."""

import pandas as pd
import pytest

NOW = pd.Timestamp("2026-03-01 00:30", tz="UTC")


def days_since_last_order(orders, now=NOW):
    """Whole days; -1 for somebody who has never ordered. Times without a zone are refused."""
    if not len(orders):
        return -1
    if orders.dt.tz is None:
        raise ValueError("an order without a time zone")
    return max((now - orders.max()).days, 0)


def times(*texts):
    return pd.Series(pd.to_datetime(list(texts), utc=True))


# What the case is about: what goes in, what has to come out.
CASES = {
    "one order": (times("2026-02-26T00:30Z"), 3),
    "several, the last not at the end": (times("2026-02-27T00:30Z", "2025-01-01T00:00Z"), 2),
    "over the end of February": (times("2026-02-28T12:00Z"), 0),
    "written down in another time zone": (times("2026-02-27T23:30-05:00"), 0),
    "never": (times(), -1),
    "a clock ahead of ours": (times("2026-03-01T00:31Z"), 0),
}


def wrong_answers(feature):
    return [name for name, (given, expected) in CASES.items() if feature(given) != expected]


def test_the_feature_gives_the_known_answers():
    assert wrong_answers(days_since_last_order) == []
    with pytest.raises(ValueError, match="time zone"):
        days_since_last_order(times("2026-02-26T00:30Z").dt.tz_localize(None))


def test_a_rewrite_for_serving_is_caught():
    """It takes the last row for the latest, local time for UTC, and nothing for today."""

    def for_serving(orders):
        local = orders.dt.tz_convert("America/New_York").dt.tz_localize(None)
        return max((NOW.tz_localize(None) - local.iloc[-1]).days, 0) if len(local) else 0

    assert wrong_answers(for_serving) == [
        "several, the last not at the end",
        "written down in another time zone",
        "never",
    ]
