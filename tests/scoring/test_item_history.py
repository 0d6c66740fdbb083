"""How long an item stood at a level, and how often it fell back."""

import datetime
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.dates import period_end, quarters_before
from assessments.scoring.item_history import State, lasted, longest_stay, regressions

D = datetime.date
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


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("2024-02-29", "2024-02-29", ""),
        ("2024-02-29", "2024-03-01", "1 day"),
        ("2026-01-01", "2026-02-15", "45 days"),
        ("2026-07-01", "2026-08-31", "61 days"),
        ("2026-07-01", "2026-09-01", "2 months"),
        ("2026-06-30", "2026-09-30", "3 months"),
        ("2026-03-31", "2026-12-31", "9 months"),
        ("2025-12-31", "2026-06-30", "6 months"),
        ("2025-12-31", "2026-06-29", "5 months"),
        ("2024-02-29", "2025-12-01", "21 months"),
        ("2024-02-29", "2026-02-27", "23 months"),
        ("2024-02-29", "2026-02-28", "2 years"),
        ("2024-02-29", "2026-03-29", "2 years 1 month"),
        ("2024-02-29", "2026-11-26", "2 years 8 months"),
        ("2024-02-29", "2026-11-29", "2 years 9 months"),
        ("2024-02-29", "2027-02-27", "2 years 11 months"),
        ("2024-02-29", "2027-02-28", "3 years"),
    ],
)
def test_times_are_said_in_whole_ones_and_never_as_more(since: str, until: str, said: str) -> None:
    assert lasted(*map(datetime.date.fromisoformat, (since, until))) == said


@settings(max_examples=100)
@given(st.dates(D(2000, 1, 1), D(2100, 12, 31)), st.integers(0, 100))
def test_quarters_from_end_to_end_are_said_exactly(day: datetime.date, quarters: int) -> None:
    """What is looked at each quarter, at its last day, stands as long as the quarters do."""
    until = period_end(day)
    since = quarters_before(until, quarters)
    years, months = divmod(3 * quarters, 12)
    words = [f"{years} year{'' if years == 1 else 's'}"] if years else []
    words += [f"{months} months"] if months else []
    few = f"{3 * quarters} months" if quarters else ""
    assert lasted(since, until) == (few if quarters < 8 else " ".join(words))
