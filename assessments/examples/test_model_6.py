"""Quality has a limit in every slice that matters: a good average can hide a lost group."""

import numpy as np
import pandas as pd

LEAST_ACCURACY = 0.80
LARGEST_DROP = 0.03  # against the version before, in any slice
LEAST_ROWS = 50  # fewer say nothing, and that is said instead


def by_slice(rows, slices=("country", "device")):
    """Accuracy and size of each slice: one line for each value of each column."""
    right = rows["predicted"] == rows["label"]
    tables = {name: right.groupby(rows[name]).agg(["mean", "size"]) for name in slices}
    return pd.concat(tables, names=["slice", "value"])


def failing_slices(now, before):
    new, old = by_slice(now), by_slice(before)
    small = new["size"] < LEAST_ROWS
    low = new["mean"] < LEAST_ACCURACY
    fallen = (old["mean"] - new["mean"]).reindex(new.index) > LARGEST_DROP
    reasons = {"too small": small, "too low": ~small & low, "fallen": ~small & ~low & fallen}
    return [
        f"{name}={value}: {reason}"
        for reason, hit in reasons.items()
        for name, value in new.index[hit]
    ]


def evaluated(errors=None, rows=6000, seed=7):
    """Predictions that are right in 90 of 100 cases but for the countries in ``errors``."""
    rng = np.random.default_rng(seed)
    country = rng.choice(["at", "ch", "de"], rows, p=[0.08, 0.12, 0.8])
    device = rng.choice(["phone", "desktop"], rows)
    label = rng.integers(0, 2, rows)
    rate = pd.Series(country).map(errors or {}).fillna(0.1).to_numpy()
    predicted = np.where(rng.random(rows) < rate, 1 - label, label)
    columns = {"country": country, "device": device, "label": label, "predicted": predicted}
    return pd.DataFrame(columns)


def test_every_slice_is_good_enough():
    assert failing_slices(evaluated(), before=evaluated(seed=8)) == []


def test_a_small_country_that_the_average_hides_is_caught():
    now = evaluated({"at": 0.3})
    assert (now["predicted"] == now["label"]).mean() > 0.85, "the average looks fine"
    assert failing_slices(now, before=evaluated(seed=8)) == ["country=at: too low"]


def test_a_slice_too_small_to_say_anything_is_caught():
    few = evaluated(rows=300)
    assert "country=at: too small" in failing_slices(few, before=evaluated(seed=8))
