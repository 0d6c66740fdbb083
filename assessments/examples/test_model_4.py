"""Models of every age are scored on today's data: the curve says how long one may be used."""

import numpy as np
from sklearn.linear_model import LogisticRegression

ALLOWED_LOSS = 0.02  # of accuracy, against a model trained on last month


def month(number, drift, rows=800):
    """In each month the right answer turns a little: what people want changes."""
    rng = np.random.default_rng(number)
    features = rng.normal(size=(rows, 2))
    angle = drift * number
    pull = np.cos(angle) * features[:, 0] + np.sin(angle) * features[:, 1]
    return features, (pull + 0.2 * rng.normal(size=rows) > 0).astype(int)


def loss_by_age(drift, months=12):
    """Accuracy lost on today's data by a model that is 1, 2, … months old, against a fresh one."""
    features, label = month(months, drift)
    scores = [
        LogisticRegression().fit(*month(months - age, drift)).score(features, label)
        for age in range(1, months)
    ]
    return {age: scores[0] - score for age, score in enumerate(scores, start=1)}


def longest_use(losses):
    """The age in months up to which no model lost more than is allowed."""
    too_old = [age for age, loss in losses.items() if loss > ALLOWED_LOSS]
    return min(too_old, default=len(losses) + 1) - 1


def test_the_retraining_interval_comes_from_the_curve():
    retrain_every = 2
    assert retrain_every <= longest_use(loss_by_age(drift=0.03))


def test_in_a_world_that_stands_still_no_age_hurts():
    assert longest_use(loss_by_age(drift=0.0)) == 11


def test_a_schedule_by_habit_in_a_world_that_moves_is_caught():
    retrain_every = 6
    assert retrain_every > longest_use(loss_by_age(drift=0.08))
