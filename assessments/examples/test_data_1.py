"""A schema says what every feature should look like, and each batch is held against it."""

import numpy as np
import pandas as pd

# Written from a profile of the training data, corrected by people who know the business.
SCHEMA = {
    "age": {"least": 18, "most": 110, "missing": 0.02},
    "monthly_spend": {"least": 0, "most": 20_000, "missing": 0.05},
    "plan": {"values": {"free", "basic", "pro"}, "missing": 0.0},
}


def violations(batch, schema=SCHEMA):
    """What is wrong with the batch, one sentence for each expectation that is broken."""
    found = [f"{name}: not in the schema" for name in batch.columns.difference(list(schema))]
    for name, expected in schema.items():
        if name not in batch:
            found.append(f"{name}: the column is missing")
            continue
        values = batch[name].dropna()
        if batch[name].isna().mean() > expected["missing"]:
            found.append(f"{name}: missing too often")
        if "values" in expected and not values.isin(expected["values"]).all():
            found.append(f"{name}: unknown value")
        if "least" in expected and not pd.api.types.is_numeric_dtype(values):
            found.append(f"{name}: not a number")
        elif "least" in expected and not values.between(expected["least"], expected["most"]).all():
            found.append(f"{name}: out of range")
    return found


def batch(rows=500, seed=7):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "age": rng.integers(18, 90, rows),
            "monthly_spend": rng.gamma(2.0, 40.0, rows).round(2),
            "plan": rng.choice(["free", "basic", "pro"], rows, p=[0.6, 0.3, 0.1]),
        }
    )


def test_a_sound_batch_keeps_to_the_schema():
    assert violations(batch()) == []


def test_a_batch_in_cents_with_a_new_plan_is_caught():
    broken = batch().assign(monthly_spend=lambda b: b["monthly_spend"] * 1000)
    broken.loc[3, "plan"] = "enterprise"
    assert violations(broken) == ["monthly_spend: out of range", "plan: unknown value"]
