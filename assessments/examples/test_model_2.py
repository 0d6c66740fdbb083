"""For every release both metrics are kept; when they stop moving together, the check says so."""

import numpy as np
import pandas as pd

LEAST_RANK_CORRELATION = 0.6
LEAST_RELEASES = 8


def relation(releases):
    """The rank correlation of the changes in the offline and in the product metric."""
    return releases["offline"].rank().corr(releases["online"].rank())


def weak_link(releases):
    """Why the offline metric cannot be trusted to predict the product's; empty if it can."""
    if len(releases) < LEAST_RELEASES:
        return f"{len(releases)} releases say nothing yet; degrade a model on purpose to learn more"
    found = relation(releases)
    if np.isnan(found) or found < LEAST_RANK_CORRELATION:
        return f"rank correlation {found:.2f} is below {LEAST_RANK_CORRELATION}"
    return ""


def releases(count=12, link=1.0, seed=7):
    """Changes against the release before: area under the curve, and share of customers kept."""
    rng = np.random.default_rng(seed)
    offline = rng.normal(0.002, 0.004, count)
    online = link * 0.5 * offline + rng.normal(0, 0.0006, count)
    return pd.DataFrame({"offline": offline, "online": online})


def test_a_better_offline_metric_means_a_better_product():
    assert weak_link(releases()) == ""


def test_a_metric_that_users_never_notice_is_caught():
    assert "is below" in weak_link(releases(link=0.0))


def test_a_metric_that_points_the_wrong_way_is_caught():
    assert relation(releases(link=-1.0)) < 0
    assert "is below" in weak_link(releases(link=-1.0))


def test_too_few_releases_are_caught():
    assert weak_link(releases(count=3)).startswith("3 releases say nothing yet")
