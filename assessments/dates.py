"""Quarters and other periods, kept in one place. Plain dates, no clock."""

import calendar
import datetime
from typing import NamedTuple

FIRST_DAY = datetime.date(2000, 1, 1)
LAST_DAY = datetime.date(2100, 12, 31)
MONTHS_OF_CADENCE = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}


def period_end(day: datetime.date, months: int = 3) -> datetime.date:
    """The last day of the period of ``months`` (1, 3, 6 or 12) that holds ``day``."""
    month = (day.month - 1) // months * months + months
    return datetime.date(day.year, month, calendar.monthrange(day.year, month)[1])


def quarters_before(day: datetime.date, count: int) -> datetime.date:
    """The last day of the quarter that lies ``count`` quarters before the one of ``day``."""
    index = day.year * 4 + (day.month - 1) // 3 - count
    return period_end(datetime.date(index // 4, index % 4 * 3 + 1, 1))


def quarter_ends(day: datetime.date, count: int) -> tuple[datetime.date, ...]:
    """The last days of ``count`` quarters, from the one of ``day`` on; none after ``LAST_DAY``."""
    ends = (quarters_before(day, -number) for number in range(count))
    return tuple(end for end in ends if end <= LAST_DAY)


def period_name(day: datetime.date) -> str:
    """*Q4 2026* for the last day of a quarter, else the date, *15 Oct 2026*."""
    if day == period_end(day):
        return f"Q{day.month // 3} {day.year}"
    return f"{day.day} {day:%b} {day.year}"


def in_period(day: datetime.date) -> str:
    """*in Q4 2026*, but *on 15 Oct 2026*: a ``period_name`` within a sentence."""
    return f"{'in' if day == period_end(day) else 'on'} {period_name(day)}"


def due_after(last: datetime.date, cadence: str) -> datetime.date:
    """When the next assessment is due after one as of ``last``: the end of the next period."""
    return period_end(last + datetime.timedelta(days=1), MONTHS_OF_CADENCE[cadence])


class DueDates(NamedTuple):
    """When an item is due: the owner's own date, if it counts, else ``otherwise``.

    An own date counts if it is later than the assessment before (``last``, None without one):
    a date from an earlier period has done its work.
    """

    last: datetime.date | None
    otherwise: datetime.date | None

    def counts(self, own: datetime.date | None) -> bool:
        return own is not None and (self.last is None or own > self.last)

    def of(self, own: datetime.date | None) -> datetime.date | None:
        return own if self.counts(own) else self.otherwise
