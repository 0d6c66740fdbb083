"""Quarters and other periods, kept in one place. Plain dates, no clock."""

import calendar
import datetime

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


def period_name(day: datetime.date) -> str:
    """*Q4 2026* for the last day of a quarter, else the date, *15 Oct 2026*."""
    if day == period_end(day):
        return f"Q{day.month // 3} {day.year}"
    return f"{day.day} {day:%b} {day.year}"


def due_after(last: datetime.date, cadence: str) -> datetime.date:
    """When the next assessment is due after one as of ``last``: the end of the next period."""
    return period_end(last + datetime.timedelta(days=1), MONTHS_OF_CADENCE[cadence])
