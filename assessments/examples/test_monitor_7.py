"""On live traffic the average prediction has to meet the average outcome, in total and by slice."""

import numpy as np
import pandas as pd

LARGEST_BIAS = 0.03  # of a probability
CERTAINTY = 4.0  # standard errors that a bias must exceed, so that luck makes no alert


def bias(rows):
    """Mean prediction less mean outcome, and its standard error."""
    gap = rows["predicted"] - rows["outcome"]
    return gap.mean(), gap.std() / np.sqrt(len(gap))


def alerts(served, slices=("country", "channel")):
    """Where predictions are too high or too low, the whole first, then each slice."""
    parts = [("all", served)]
    parts += [(f"{name}={value}", rows) for name in slices for value, rows in served.groupby(name)]
    found = []
    for name, rows in parts:
        mean, error = bias(rows)
        if abs(mean) > LARGEST_BIAS and abs(mean) > CERTAINTY * error:
            found.append(f"{name}: {'too high' if mean > 0 else 'too low'} by {abs(mean):.2f}")
    return found


def week(seed=7, rows=8000, changed=None):
    """Predictions and the outcomes of some days later; in ``changed`` the world has moved."""
    rng = np.random.default_rng(seed)
    country = rng.choice(["at", "ch", "de"], rows, p=[0.1, 0.1, 0.8])
    channel = rng.choice(["app", "web"], rows)
    predicted = rng.beta(2, 5, rows)
    truth = np.where(country == changed, predicted * 0.5, predicted)
    outcome = (rng.random(rows) < truth).astype(int)
    columns = {"country": country, "channel": channel, "predicted": predicted, "outcome": outcome}
    return pd.DataFrame(columns)


def test_predictions_meet_outcomes_week_after_week():
    for seed in range(20):
        assert alerts(week(seed)) == []


def test_a_country_in_which_the_world_moved_is_caught():
    """In the whole it is too little to see."""
    assert [line[:20] for line in alerts(week(changed="at"))] == ["country=at: too high"]


def test_a_model_that_answers_too_low_everywhere_is_caught():
    low = week().assign(predicted=lambda rows: rows["predicted"] * 0.8)
    assert alerts(low)[0].startswith("all: too low")
