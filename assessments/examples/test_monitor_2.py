"""Live inputs are held against the schema and against training data; large deviations alert."""

import numpy as np
import pandas as pd

SCHEMA = {"age": (18, 110), "spend": (0, 5_000)}
MOST_OUTSIDE = 0.001  # the share of rows out of range that is mere noise
LARGEST_SHIFT = 0.2  # of the population stability index; below 0.1 is every day's noise


def shift(training, live, bins=10):
    """Population stability index: 0 where both are distributed alike."""
    edges = np.quantile(training, np.linspace(0, 1, bins + 1)[1:-1])
    shares = []
    for values in (training, live):
        counts = np.bincount(np.searchsorted(edges, values), minlength=bins)
        shares.append((counts + 0.5) / (counts.sum() + 0.5 * bins))
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())


def alerts(training, live):
    """One line for each input that somebody has to look at today."""
    found = []
    for name, (least, most) in SCHEMA.items():
        outside = 1 - live[name].between(least, most).mean()
        if outside > MOST_OUTSIDE:
            found.append(f"{name}: {outside:.1%} out of range or missing")
        elif shift(training[name], live[name]) > LARGEST_SHIFT:
            found.append(f"{name}: distributed otherwise than in training")
    return found


def inputs(seed, rows=2000):
    rng = np.random.default_rng(seed)
    columns = {"age": rng.uniform(18, 80, rows), "spend": rng.gamma(2, 60, rows)}
    return pd.DataFrame(columns)


def test_an_ordinary_day_is_no_alert():
    for day in range(1, 31):
        assert alerts(inputs(seed=0), inputs(seed=day)) == []


def test_amounts_in_another_currency_are_caught():
    live = inputs(seed=1).assign(spend=lambda rows: rows["spend"] * 1.8)
    assert alerts(inputs(seed=0), live) == ["spend: distributed otherwise than in training"]


def test_a_field_that_an_app_no_longer_sends_is_caught():
    live = inputs(seed=1)
    live.loc[live.index % 20 == 0, "age"] = np.nan
    assert alerts(inputs(seed=0), live) == ["age: 5.0% out of range or missing"]
