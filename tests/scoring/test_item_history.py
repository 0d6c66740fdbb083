"""How long an item stood at a level, and how often it fell back."""

import datetime
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.item_history import State, lasted, longest_stay, regressions

SHARES = {"none": Fraction(0), "manual": Fraction(1, 2), "automated": Fraction(1)}


def states(*levels: str) -> list[State]:
    return [
        State(datetime.date(2025, 1 + place, 1), level, SHARES.get(level))
        for place, level in enumerate(levels)
    ]


def test_a_level_lasts_until_another_one_is_found() -> None:
    stay = longest_stay(states("none", "manual", "manual", "automated"))
    assert stay
    assert (stay.level, stay.since.month, stay.until.month) == ("manual", 2, 4)


def test_nothing_is_known_after_the_newest_assessment() -> None:
    stay = longest_stay(states("none", "manual"))
    assert stay
    assert (stay.level, stay.until.month) == ("none", 2)
    assert longest_stay([]) is None


def test_falls_are_counted_but_not_to_or_from_what_has_no_points() -> None:
    assert regressions(states("automated", "manual", "none", "automated", "manual")) == 3
    assert regressions(states("automated", "not_applicable", "none")) == 0


@settings(max_examples=50)
@given(st.lists(st.sampled_from([*SHARES, "not_applicable"]), min_size=1, max_size=12))
def test_no_stay_is_longer_than_all_of_the_time(levels: list[str]) -> None:
    past = states(*levels)
    stay = longest_stay(past)
    assert stay
    assert 0 <= stay.days <= (past[-1].on - past[0].on).days
    assert regressions(past) < len(past)


def test_times_are_said_about_as_exact_as_anybody_wants() -> None:
    said = [lasted(days) for days in (0, 1, 45, 92, 274, 730, 920)]
    assert said == ["", "1 day", "45 days", "3 months", "9 months", "2 years", "2.5 years"]
