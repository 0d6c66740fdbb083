"""The model has to beat something very simple, by enough to be worth its upkeep."""

import numpy as np
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

LEAST_GAIN = 0.10  # of the baseline's error must be saved
BASELINES = {"the mean": DummyRegressor(), "a straight line": LinearRegression()}


def error(model, parts):
    features, others, target, held_out = parts
    return np.abs(model.fit(features, target).predict(others) - held_out).mean()


def not_beaten(model, features, target):
    """The baselines that do nearly as well; each is trained and scored in the same run."""
    parts = train_test_split(features, target, random_state=7)
    ours = error(model, parts)
    return [
        name for name, simple in BASELINES.items() if ours > (1 - LEAST_GAIN) * error(simple, parts)
    ]


def demand(rows=800, bend=1.0, seed=7):
    rng = np.random.default_rng(seed)
    features = rng.uniform(-2, 2, size=(rows, 3))
    target = features @ [1.0, 0.5, 0.0] + bend * np.abs(features[:, 0] * features[:, 1]) * 2
    return features, target + 0.3 * rng.normal(size=rows)


def model():
    return GradientBoostingRegressor(n_estimators=60, random_state=7)


def test_the_model_is_worth_more_than_a_simple_one():
    assert not_beaten(model(), *demand()) == []


def test_a_forest_where_a_line_would_do_is_caught():
    assert not_beaten(model(), *demand(bend=0.0)) == ["a straight line"]


def test_a_join_that_mixed_up_the_rows_is_caught():
    """The pipeline runs and the error looks like a number; only the baseline gives it away."""
    features, target = demand()
    assert not_beaten(model(), features, np.roll(target, 1)) == list(BASELINES)
