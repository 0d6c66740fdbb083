"""Who deserves a yes gets it equally often in every group, and no input stands in for the group."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

LARGEST_GAP = 0.08  # between groups, of deserved approvals that are given
LARGEST_CORRELATION = 0.3  # of an input with the protected attribute

FEATURES = ["income", "years_in_job"]


def approval_gap(people, approved):
    """Among those who would pay back: the approval rate of the best served group less the worst."""
    deserving = people["pays_back"] == 1
    rates = approved[deserving].groupby(people["group"][deserving]).mean()
    return rates.max() - rates.min()


def stand_ins(people, features):
    """Inputs from which the group can be guessed though it is not among them."""
    group = (people["group"] == "b").astype(float)
    return [name for name in features if abs(people[name].corr(group)) > LARGEST_CORRELATION]


def approve(people, features):
    model = LogisticRegression().fit(people[features], people["approved_before"])
    return pd.Series(model.predict(people[features]), index=people.index)


def applicants(rows=4000, biased=False, seed=7):
    rng = np.random.default_rng(seed)
    group = rng.choice(["a", "b"], rows, p=[0.7, 0.3])
    income, years = rng.normal(size=(2, rows))
    able = income + 0.7 * years + 0.5 * rng.normal(size=rows)
    burden = 0.9 * (group == "b") if biased else 0.0  # how officers decided in the past
    people = {"group": group, "income": income, "years_in_job": years}
    people |= {"postcode_rank": 1.0 * (group == "b") + 0.4 * rng.normal(size=rows)}
    people |= {
        "pays_back": (able > 0).astype(int),
        "approved_before": (able - burden > 0).astype(int),
    }
    return pd.DataFrame(people)


def test_both_groups_are_served_alike():
    people = applicants()
    assert stand_ins(people, FEATURES) == []
    assert approval_gap(people, approve(people, FEATURES)) <= LARGEST_GAP


def test_past_bias_that_comes_back_through_the_postcode_is_caught():
    """The protected column was never an input; leaving it out is not enough."""
    people, features = applicants(biased=True), [*FEATURES, "postcode_rank"]
    assert stand_ins(people, features) == ["postcode_rank"]
    assert approval_gap(people, approve(people, features)) > LARGEST_GAP
