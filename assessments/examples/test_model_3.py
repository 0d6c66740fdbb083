"""The settings in use have to be nearly as good as the best of a search on today's data."""

from sklearn.datasets import make_moons
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.svm import SVC

SPACE = {"C": [0.1, 1.0, 10.0], "gamma": [0.01, 0.1, 1.0, 10.0, 100.0]}
ALLOWED_REGRET = 0.01  # of accuracy


def search(features, label):
    """The tracked search: its space, its budget (3 x 5 settings, 5 folds) and its best result."""
    return GridSearchCV(SVC(), SPACE, cv=5).fit(features, label)


def regret(settings, features, label):
    """How much accuracy the settings give away against the best that the search found."""
    mine = cross_val_score(SVC(**settings), features, label, cv=5).mean()
    return search(features, label).best_score_ - mine


def data(seed=7):
    return make_moons(n_samples=300, noise=0.2, random_state=seed)


def test_the_settings_in_use_are_near_the_best_found():
    assert regret({"C": 10.0, "gamma": 1.0}, *data()) <= ALLOWED_REGRET


def test_settings_copied_from_another_project_are_caught():
    assert regret({"C": 0.1, "gamma": 0.01}, *data()) > ALLOWED_REGRET


def test_settings_from_before_the_data_changed_are_caught():
    """On features in another unit the old gamma is a hundred times too small."""
    features, label = data()
    assert regret({"C": 10.0, "gamma": 1.0}, features / 100, label) > ALLOWED_REGRET


def test_the_best_does_not_stand_at_the_edge_of_the_space():
    """A best value at an edge says that the search stopped too early."""
    best = search(*data()).best_params_
    assert SPACE["gamma"][0] < best["gamma"] < SPACE["gamma"][-1]
