"""A new model meets a small share of live requests first, and is stopped if it fails there."""

import hashlib

SHARE = 0.05
MOST_FAILURES = 3
LARGEST_DIFFERENCE = 0.02  # between the average answers of both models


def meets_the_new_one(customer, share=SHARE):
    """By the customer, so that nobody is sent to and fro between two models."""
    digest = hashlib.sha256(f"canary {customer}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 < share


def canary(old, new, requests):
    """The verdict, and how many requests the new model had seen by then."""
    failures, seen, gap = 0, 0, 0.0
    for request in requests:
        if not meets_the_new_one(request["customer"]):
            continue
        seen += 1
        try:
            gap += new(request) - old(request)
        except Exception:
            failures += 1
        if failures > MOST_FAILURES:
            return "stopped: it fails on live requests", seen
    if abs(gap / seen) > LARGEST_DIFFERENCE:
        return "stopped: it answers otherwise", seen
    return "more traffic", seen


def requests(count=4000):
    return [
        {"customer": n % 2000, "age": None if n % 3 == 0 else 20 + n % 50} for n in range(count)
    ]


def old(request):
    return 0.30 if request["age"] is None else 0.20 + request["age"] / 200


def test_a_sound_model_is_given_more_traffic():
    verdict, seen = canary(old, lambda request: old(request) + 0.005, requests())
    assert verdict == "more traffic"
    assert 0.03 < seen / 4000 < 0.07


def test_a_model_that_cannot_take_what_is_live_is_caught():
    """It was fine offline, where nobody's age was missing. Few customers have met it by then."""
    verdict, seen = canary(old, lambda request: 0.20 + request["age"] / 200, requests())
    assert verdict == "stopped: it fails on live requests"
    assert seen < 30


def test_a_model_that_answers_in_another_unit_is_caught():
    assert canary(old, lambda request: 100 * old(request), requests())[0].startswith("stopped")
