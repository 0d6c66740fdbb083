"""A release names a commit that another person reviewed, and the definition that was trained."""

import hashlib
import json


def fingerprint(definition):
    """The same for the same settings, in whatever order they are written."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()[:12]


def faults(release, history):
    """Why the release must not be trained or served; empty if it may."""
    commit = history.get(release["commit"])
    if commit is None:
        return ["the commit is not on the main branch"]
    found = []
    if not set(commit["reviewed_by"]) - {commit["author"]}:
        found.append("nobody but the author has looked at it")
    if release["uncommitted_files"]:
        found.append(f"not committed: {', '.join(release['uncommitted_files'])}")
    if release["trained_with"] != fingerprint(commit["definition"]):
        found.append("trained with another definition than the one reviewed")
    return found


DEFINITION = {"model": "boosted trees", "depth": 5, "features": ["visits", "tenure"]}
HISTORY = {
    "4f2a9c": {"author": "ines", "reviewed_by": ["tom"], "definition": DEFINITION},
    "8b11d0": {"author": "ines", "reviewed_by": ["ines"], "definition": DEFINITION},
}


def release(commit="4f2a9c", definition=DEFINITION, uncommitted=()):
    trained = fingerprint(definition)
    return {"commit": commit, "trained_with": trained, "uncommitted_files": list(uncommitted)}


def test_a_reviewed_and_committed_release_may_go():
    assert faults(release(), HISTORY) == []
    in_another_order = dict(reversed(DEFINITION.items()))
    assert faults(release(definition=in_another_order), HISTORY) == []


def test_a_self_approved_change_is_caught():
    assert faults(release("8b11d0"), HISTORY) == ["nobody but the author has looked at it"]


def test_a_setting_changed_after_the_review_is_caught():
    deeper = release(definition=DEFINITION | {"depth": 9}, uncommitted=["train.py"])
    assert faults(deeper, HISTORY) == [
        "not committed: train.py",
        "trained with another definition than the one reviewed",
    ]
