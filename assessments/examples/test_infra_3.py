"""One test runs the whole chain, from raw records through features and training to an answer."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression


def featurize(raw):
    return pd.DataFrame(
        {
            "spend": raw["cents"].fillna(0) / 100,
            "is_new": (raw["days_since_signup"] < 30).astype(float),
        }
    )


def train(raw):
    model = LogisticRegression().fit(featurize(raw).to_numpy(), raw["bought"])
    return {"model": model, "columns": list(featurize(raw))}


def serve(artifact, request):
    """What production does with one request, as it comes over the wire."""
    features = featurize(pd.DataFrame([request]))[artifact["columns"]]
    return float(artifact["model"].predict_proba(features.to_numpy())[0, 1])


def faults(serve, raw):
    """The chain on a sample: train on one half, serve the other as single requests."""
    artifact = train(raw.iloc[::2])
    requests = raw.iloc[1::2].drop(columns="bought").to_dict("records")
    answers = np.array([serve(artifact, request) for request in requests])
    right = (answers > 0.5) == raw["bought"].iloc[1::2].to_numpy()
    found = [] if np.all((answers >= 0) & (answers <= 1)) else ["an answer is no probability"]
    return found + ([] if right.mean() > 0.75 else [f"only {right.mean():.0%} right, end to end"])


def raw_records(rows=300, seed=7):
    rng = np.random.default_rng(seed)
    cents, days = rng.integers(0, 10_000, rows), rng.integers(0, 365, rows)
    bought = (cents / 100 - 60 * (days < 30) + rng.normal(0, 15, rows) > 40).astype(int)
    return pd.DataFrame({"cents": cents, "days_since_signup": days, "bought": bought})


def test_the_chain_holds_from_raw_record_to_answer():
    assert faults(serve, raw_records()) == []


def test_columns_in_another_order_at_serving_are_caught():
    """Every stage passes its own tests; only the seam between them is wrong."""

    def alphabetical(artifact, request):
        return serve(artifact | {"columns": sorted(artifact["columns"])}, request)

    assert faults(alphabetical, raw_records()) != []
