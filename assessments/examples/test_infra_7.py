"""A drill: go back to the model before, and show that it answers as it did when it served."""

import pickle

import numpy as np
from sklearn.linear_model import LogisticRegression

RNG = np.random.default_rng(7)
ROWS, LABEL = RNG.normal(size=(200, 3)), np.tile([0, 1], 100)
PROBES = ROWS[:20]  # requests whose answers are kept with each version

INPUT_CODE = {"v1": lambda rows: rows[:, :2], "v2": lambda rows: rows}


def release(registry, version):
    """Keeps the model together with the name of its input code and its answers of today."""
    inputs = INPUT_CODE[version]
    model = LogisticRegression().fit(inputs(ROWS), LABEL)
    answers = model.predict_proba(inputs(PROBES))
    stored = {"model": pickle.dumps(model), "inputs": version, "answers": answers}
    return registry | {version: stored}


def drill(registry, serving):
    """Rolls back, on a quiet day; what is in the way, empty if the emergency exit is open."""
    versions = list(registry)
    if versions.index(serving) == 0:
        return "there is no version to go back to"
    before = registry[versions[versions.index(serving) - 1]]
    try:
        inputs = INPUT_CODE[before["inputs"]]
        answers = pickle.loads(before["model"]).predict_proba(inputs(PROBES))
    except Exception as error:
        return f"the version before does not run: {type(error).__name__}"
    same = np.allclose(answers, before["answers"])
    return "" if same else "the version before answers otherwise than it did"


def registry():
    return release(release({}, "v1"), "v2")


def test_the_version_before_comes_back_with_its_answers():
    assert drill(registry(), "v2") == ""


def test_a_version_left_without_its_input_code_is_caught():
    kept = registry()
    kept["v1"]["inputs"] = "v2"  # the tidy-up after the release
    assert drill(kept, "v2") == "the version before does not run: ValueError"


def test_a_file_that_was_overwritten_is_caught():
    kept = registry()
    retrained = LogisticRegression().fit(ROWS[:, :2], 1 - LABEL)
    kept["v1"]["model"] = pickle.dumps(retrained)
    assert drill(kept, "v2") == "the version before answers otherwise than it did"
