import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.dates import (
    DueDates,
    due_after,
    in_period,
    period_end,
    period_name,
    quarters_before,
)

D = datetime.date


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (D(2026, 11, 24), 3, D(2026, 12, 31)),
        (D(2026, 1, 1), 3, D(2026, 3, 31)),
        (D(2024, 2, 10), 1, D(2024, 2, 29)),
        (D(2026, 7, 1), 6, D(2026, 12, 31)),
        (D(2026, 6, 30), 6, D(2026, 6, 30)),
        (D(2026, 5, 5), 12, D(2026, 12, 31)),
    ],
)
def test_period_end(day: datetime.date, months: int, end: datetime.date) -> None:
    assert period_end(day, months) == end


def test_quarters_before_cross_the_year() -> None:
    assert [quarters_before(D(2026, 2, 1), n) for n in (0, 1, 5)] == [
        D(2026, 3, 31),
        D(2025, 12, 31),
        D(2024, 12, 31),
    ]


def test_period_name() -> None:
    assert period_name(D(2026, 12, 31)) == "Q4 2026"
    assert period_name(D(2026, 10, 15)) == "15 Oct 2026"


def test_a_sentence_is_in_a_quarter_but_on_a_day() -> None:
    assert in_period(D(2026, 12, 31)) == "in Q4 2026"
    assert in_period(D(2024, 2, 29)) == "on 29 Feb 2024"


@pytest.mark.parametrize(
    ("cadence", "due"),
    [
        ("monthly", D(2026, 10, 31)),
        ("quarterly", D(2026, 12, 31)),
        ("half-yearly", D(2026, 12, 31)),
        ("yearly", D(2026, 12, 31)),
    ],
)
def test_the_next_one_is_due_at_the_end_of_the_next_period(
    cadence: str, due: datetime.date
) -> None:
    assert due_after(D(2026, 9, 30), cadence) == due


@settings(max_examples=100, derandomize=True)
@given(st.none() | st.dates(), st.none() | st.dates(), st.none() | st.dates())
def test_an_own_due_date_counts_after_the_last_assessment_only(
    own: datetime.date | None, last: datetime.date | None, otherwise: datetime.date | None
) -> None:
    due = DueDates(last, otherwise)
    late = own is not None and (last is None or last < own)
    assert due.counts(own) == late
    assert due.of(own) == (own if late else otherwise)
