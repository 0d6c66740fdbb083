"""Served feature values are logged, computed again by the training code, and compared."""

import numpy as np
import pandas as pd

MOST_DIFFERING = 0.001  # of all requests, for any feature


def training_features(events):
    """From the warehouse, for many requests at once."""
    spend = (events["cents"] / 100).fillna(0.0)
    hour = events["at"].dt.hour
    return pd.DataFrame({"request": events["request"], "spend": spend, "hour": hour})


def serving_features(event):
    """From one request as it comes, in the service."""
    cents = 0 if pd.isna(event["cents"]) else event["cents"]
    return {"request": event["request"], "spend": cents / 100, "hour": event["at"].hour}


def skew(logged, events):
    """The share of requests that differ, for each feature that differs too often."""
    again = training_features(events)
    both = logged.merge(again, on="request", how="outer", suffixes=("_served", "_again"))
    shares = {
        name: 1 - np.isclose(both[f"{name}_served"], both[f"{name}_again"]).mean()
        for name in again.columns.drop("request")
    }
    return {name: round(share, 3) for name, share in shares.items() if share > MOST_DIFFERING}


def events(rows=500, seed=7):
    rng = np.random.default_rng(seed)
    cents = np.where(rng.random(rows) < 0.1, np.nan, rng.integers(0, 9_999, rows))
    at = pd.Timestamp("2026-03-01", tz="UTC") + pd.to_timedelta(rng.integers(0, 86_400, rows), "s")
    return pd.DataFrame({"request": range(rows), "cents": cents, "at": at})


def served(events, compute=serving_features):
    return pd.DataFrame([compute(event) for event in events.to_dict("records")])


def test_serving_computes_what_training_does():
    assert skew(served(events()), events()) == {}


def test_whole_euros_at_serving_are_caught():
    def truncated(event):
        return serving_features(event) | {"spend": serving_features(event)["spend"] // 1}

    assert list(skew(served(events(), truncated), events())) == ["spend"]


def test_requests_that_were_never_logged_are_caught():
    lost = served(events()).iloc[:-25]
    assert skew(lost, events()) == {"spend": 0.05, "hour": 0.05}
