"""A candidate must pass a gate to serve: loose fixed limits, and tight ones against the present."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score

LEAST_AUC = 0.75  # never below, whatever came before: catches slow decay
LARGEST_DROP = 0.01  # against the model that serves: catches a sudden fall
LARGEST_LOG_LOSS = 0.55


def verdict(candidate, serving, features, label):
    """The reasons to reject, kept with the candidate in the registry; empty if it is blessed."""
    probability = candidate.predict_proba(features)[:, 1]
    if not np.isfinite(probability).all():
        return ["answers that are no numbers"]
    auc = roc_auc_score(label, probability)
    before = roc_auc_score(label, serving.predict_proba(features)[:, 1])
    found = []
    if auc < LEAST_AUC:
        found.append(f"AUC {auc:.2f} is below {LEAST_AUC}")
    if before - auc > LARGEST_DROP:
        found.append(f"AUC fell by {before - auc:.2f}")
    if log_loss(label, probability) > LARGEST_LOG_LOSS:
        found.append("probabilities are off")
    return found


def month(seed, rows=800):
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(rows, 3))
    pull = features @ [1.5, -1.0, 0.5]
    return features, (pull + rng.logistic(size=rows) > 0).astype(int)


HELD_OUT = month(99)
SERVING = LogisticRegression().fit(*month(1))


def test_an_ordinary_retraining_is_blessed():
    assert verdict(LogisticRegression().fit(*month(2)), SERVING, *HELD_OUT) == []


def test_a_training_on_shuffled_labels_is_caught():
    features, label = month(2)
    broken = LogisticRegression().fit(features, np.roll(label, 1))
    assert any("below" in reason for reason in verdict(broken, SERVING, *HELD_OUT))


def test_a_lost_column_that_the_loose_limit_lets_pass_is_caught():
    features, label = month(2)
    poorer = LogisticRegression().fit(features * [1, 1, 0], label)
    assert [reason[:8] for reason in verdict(poorer, SERVING, *HELD_OUT)] == ["AUC fell"]
