"""One example is followed through every step of the model, down to the number that came out."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

NAMES = ["visits", "spend", "age"]


def train(rows=300, seed=7):
    rng = np.random.default_rng(seed)
    features = np.column_stack(
        [rng.poisson(5, rows), rng.gamma(2, 40, rows), rng.uniform(18, 90, rows)]
    )
    label = (features[:, 1] / 40 + rng.normal(size=rows) > 2).astype(int)
    logs = FunctionTransformer(np.log1p, validate=False)
    return make_pipeline(logs, StandardScaler(), LogisticRegression()).fit(features, label)


def trace(model, example):
    """What each step made of the example, then each input's pull, then the answer."""
    steps, values = {"input": np.asarray(example, dtype=float)}, np.array([example], dtype=float)
    for name, step in model.steps[:-1]:
        with np.errstate(invalid="ignore", divide="ignore"):
            values = step.transform(values)
        steps[name] = values[0]
    last = model.steps[-1][1]
    steps["pull"] = values[0] * last.coef_[0]
    steps["answer"] = 1 / (1 + np.exp(-(steps["pull"].sum() + last.intercept_)))
    return steps


def first_fault(steps):
    """The first step, and the input in it, at which something is no longer a number."""
    for name, values in steps.items():
        bad = np.flatnonzero(~np.isfinite(values))
        if len(bad):
            return f"{name}: {NAMES[bad[0]]}"
    return ""


def test_a_trace_ends_in_the_very_answer_that_is_served():
    model, example = train(), [4, 120.0, 37]
    steps = trace(model, example)
    assert first_fault(steps) == ""
    assert np.isclose(steps["answer"][0], model.predict_proba([example])[0, 1])
    assert NAMES[np.argmax(np.abs(steps["pull"]))] == "spend"


def test_the_step_that_breaks_an_example_is_caught():
    """A refund makes the spend negative, of which there is no logarithm."""
    assert first_fault(trace(train(), [4, -120.0, 37])) == "functiontransformer: spend"
