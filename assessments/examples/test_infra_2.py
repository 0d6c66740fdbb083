"""The model's definition has quick tests of its own, long before anybody trains it for hours."""

import pickle

import numpy as np
from sklearn.neural_network import MLPClassifier

SETTINGS = {"hidden": (16,), "learning_rate": 0.05, "weight_decay": 0.0}


def build(settings):
    return MLPClassifier(
        hidden_layer_sizes=settings["hidden"],
        learning_rate_init=settings["learning_rate"],
        alpha=settings["weight_decay"],
        random_state=7,
    )


def steps(model, features, label, count):
    """The loss after each training step; no expected number that any change would break."""
    losses = []
    for _ in range(count):
        model.partial_fit(features, label, classes=[0, 1])
        losses.append(model.loss_)
    return losses


def faults(settings):
    """What is wrong with the definition, found on 12 made-up rows in a moment."""
    rng = np.random.default_rng(7)
    features, label = rng.normal(size=(12, 3)), np.tile([0, 1], 6)
    model, found = build(settings), []
    losses = steps(model, features, label, 300)
    if not losses[5] < losses[0]:
        found.append("the loss does not fall")
    if model.score(features, label) < 1:
        found.append("cannot learn 12 rows by heart")
    restored = pickle.loads(pickle.dumps(model))
    if not np.array_equal(restored.predict_proba(features), model.predict_proba(features)):
        found.append("saved and restored, it answers otherwise")
    return found


def test_the_definition_learns_saves_and_restores():
    assert faults(SETTINGS) == []


def test_a_learning_rate_with_a_slipped_decimal_point_is_caught():
    assert faults(SETTINGS | {"learning_rate": 0.05e-9}) != []


def test_a_penalty_that_forbids_all_learning_is_caught():
    assert faults(SETTINGS | {"weight_decay": 1e4}) == ["cannot learn 12 rows by heart"]
