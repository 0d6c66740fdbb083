"""Weights are looked at while training, answers while serving: no number may be none."""

import numpy as np
from sklearn.linear_model import SGDRegressor

LARGEST_WEIGHT = 1e3
PLAUSIBLE = (0.0, 500.0)  # minutes until delivery


def bad_weights(model):
    weights = np.append(model.coef_, model.intercept_)
    if not np.isfinite(weights).all():
        return ["a weight is no number"]
    return ["a weight runs away"] if np.abs(weights).max() > LARGEST_WEIGHT else []


def bad_answers(answers):
    """How many answers are no number, and how many are none that could be true."""
    nothing = int((~np.isfinite(answers)).sum())
    numbers = answers[np.isfinite(answers)]
    absurd = int(((numbers < PLAUSIBLE[0]) | (numbers > PLAUSIBLE[1])).sum())
    found = [f"{nothing} answers are no number"] if nothing else []
    return found + ([f"{absurd} answers cannot be true"] if absurd else [])


def train(distance, minutes, step=0.01, epochs=20):
    """Stops at the first sign, with its epoch, instead of training on for hours."""
    model = SGDRegressor(learning_rate="constant", eta0=step, random_state=7)
    for epoch in range(epochs):
        with np.errstate(all="ignore"):
            model.partial_fit(distance, minutes)
        if found := bad_weights(model):
            return model, [f"epoch {epoch}: {found[0]}"]
    return model, []


def deliveries(rows=300, seed=7):
    rng = np.random.default_rng(seed)
    distance = rng.uniform(0, 10, size=(rows, 1))
    return distance, 10 + 6 * distance[:, 0] + rng.normal(size=rows)


def test_training_and_answers_stay_sound():
    model, found = train(*deliveries())
    assert found == []
    assert bad_answers(model.predict(deliveries(seed=8)[0])) == []


def test_a_step_that_is_too_long_is_caught_in_the_first_epoch_it_shows():
    _, found = train(*deliveries(), step=0.1)
    assert found == ["epoch 0: a weight runs away"]


def test_answers_that_are_no_numbers_or_absurd_are_caught():
    model, _ = train(*deliveries())
    metres = model.predict(np.array([[4_000.0], [2.0]]))
    assert bad_answers(np.append(metres, np.nan)) == [
        "1 answers are no number",
        "1 answers cannot be true",
    ]
