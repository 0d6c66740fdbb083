"""The work behind an answer is counted by version; no clock, so the check never fails by chance."""

import pickle
from itertools import pairwise

import numpy as np
from sklearn.ensemble import RandomForestClassifier

# Fixed limits catch slow drift, the one against the version before a sudden jump.
LIMITS = {"nodes per request": 600, "bytes of the model": 400_000}
LARGEST_GROWTH = 1.25


def cost(model, requests):
    """Tree nodes that one request visits, and what the model weighs in memory and on the wire."""
    visited, _ = model.decision_path(requests)
    return {
        "nodes per request": visited.nnz / len(requests),
        "bytes of the model": len(pickle.dumps(model)),
    }


def regressions(now, before):
    """What became too dear: in itself, or against the version before."""
    found = [f"{name} above {limit}" for name, limit in LIMITS.items() if now[name] > limit]
    grown = [name for name in LIMITS if now[name] > LARGEST_GROWTH * before[name]]
    return found + [f"{name} grew {now[name] / before[name]:.1f} times" for name in grown]


def data(rows=400, seed=7):
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(rows, 5))
    return features, (features[:, 0] + 0.5 * rng.normal(size=rows) > 0).astype(int)


def version(trees=40, depth=6, seed=7):
    features, label = data()
    model = RandomForestClassifier(trees, max_depth=depth, random_state=seed).fit(features, label)
    return cost(model, features)


def test_the_next_version_costs_about_the_same():
    assert regressions(version(seed=8), before=version(seed=7)) == []


def test_twice_the_trees_are_caught():
    now = version(trees=80)
    assert "nodes per request grew 2.0 times" in regressions(now, before=version())


def test_slow_growth_over_many_versions_is_caught():
    """Each step is small enough for the relative limit; the fixed one ends it."""
    costs = [version(trees=trees) for trees in (80, 92, 105)]
    for before, now in pairwise(costs):
        assert not any("grew" in line for line in regressions(now, before))
    assert "nodes per request above 600" in regressions(costs[-1], before=costs[-2])
