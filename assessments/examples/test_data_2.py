"""Each feature is left out once; one whose absence costs nothing has not earned its place."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score

LEAST_GAIN = 0.005  # of the area under the curve, agreed on by the team


def quality(features, label):
    model = LogisticRegression()
    return cross_val_score(model, features, label, cv=3, scoring="roc_auc").mean()


def gains(features, label):
    """What each feature adds to the quality that all others reach without it."""
    whole = quality(features, label)
    return {name: whole - quality(features.drop(columns=name), label) for name in features}


def idle_features(features, label):
    return [name for name, gain in gains(features, label).items() if gain < LEAST_GAIN]


def customers(rows=900, seed=7):
    rng = np.random.default_rng(seed)
    features = pd.DataFrame(
        {
            "visits": rng.normal(size=rows),
            "tenure": rng.normal(size=rows),
            "complaints": rng.normal(size=rows),
        }
    )
    pull = 1.2 * features["visits"] + 0.9 * features["tenure"] - 0.8 * features["complaints"]
    return features, (pull + rng.logistic(size=rows) > 0).astype(int)


def test_every_feature_of_the_model_helps():
    features, label = customers()
    assert idle_features(features, label) == []


def test_a_column_of_noise_is_caught():
    features, label = customers()
    noise = np.random.default_rng(8).normal(size=len(features))
    assert idle_features(features.assign(moon_phase=noise), label) == ["moon_phase"]


def test_a_copy_in_another_unit_is_caught():
    features, label = customers()
    both = features.assign(tenure_in_days=features["tenure"] * 365)
    assert set(idle_features(both, label)) == {"tenure", "tenure_in_days"}
