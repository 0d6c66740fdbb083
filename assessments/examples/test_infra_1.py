"""Train twice on the same data: every single prediction has to stay within a tolerance."""

import numpy as np
from sklearn.ensemble import RandomForestClassifier

TOLERANCE = 0.001  # of a predicted probability


def train(features, label, seed=7):
    """Everything that draws lots is given its seed here, and draws from nowhere else."""
    rng = np.random.default_rng(seed)
    sample = rng.permutation(len(label))[: len(label) // 2]
    model = RandomForestClassifier(n_estimators=20, random_state=seed)
    return model.fit(features[sample], label[sample])


def differing(train, features, label):
    """The share of examples on which two trainings disagree by more than the tolerance."""
    first = train(features, label).predict_proba(features)
    second = train(features, label).predict_proba(features)
    return (np.abs(first - second).max(axis=1) > TOLERANCE).mean()


def data(rows=400, seed=3):
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(rows, 4))
    return features, (features[:, 0] + rng.normal(size=rows) > 0).astype(int)


def test_two_trainings_give_the_same_model():
    assert differing(train, *data()) == 0


def test_lots_drawn_from_a_shared_generator_are_caught():
    """A seed was set, once, for the whole process: the second training goes on where it stood."""
    shared = np.random.default_rng(7)

    def careless(features, label):
        return train(features, label, seed=int(shared.integers(1_000)))

    assert differing(careless, *data()) > 0.1


def test_rows_in_whatever_order_they_arrive_are_caught():
    """The seed picks the same places, but other rows stand there."""
    turns = iter([1, -1])

    def unordered(features, label):
        turn = next(turns)
        return train(features[::turn], label[::turn])

    assert differing(unordered, *data()) > 0.1
