"""Past assessments from a table: every item's level at several dates, as it is exported."""

import datetime
import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from assessments.dates import FIRST_DAY, LAST_DAY
from assessments.scoring import RubricContent

from .answer_files import first_of
from .level_words import LevelWords
from .tables import NO_RESULT, Table, TableRefused, no_result

FOR_READERS = ("item", "section", "title")
# As a spreadsheet in much of Europe saves a date to CSV; with slashes nobody knows the month.
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


class PastFile(NamedTuple):
    """Levels by date and item. A date whose column is empty is not there."""

    levels: Mapping[datetime.date, Mapping[str, str]]
    rows: Mapping[str, int]


def read_levels(table: Table, content: RubricContent) -> PastFile:
    """Raises ``TableRefused`` naming each row, and column, that can not be read."""
    header = table.lines[0]
    rows = table.named(header)
    names = [name.strip().lower() for name in header.cells if name.strip()]
    if "item" not in names:
        raise TableRefused(
            "The first row has to name the columns; the column “item” is not among them."
        )
    dates = {name: read_date(name) for name in names if name not in FOR_READERS}
    if not dates:
        raise TableRefused("No column is named after a date, such as 2026-03-31.")
    twice = next((day for day, count in Counter(dates.values()).items() if count > 1), None)
    if twice:
        raise TableRefused(f"Two columns are named after {twice}. Delete one of them.")
    faults: list[str] = []
    found: dict[str, int] = {}
    words = LevelWords(content.definition)
    levels: dict[datetime.date, dict[str, str]] = {day: {} for day in dates.values()}
    for number, cells in rows:
        key = cells["item"].strip().lower()
        sent = {day: cells[name].strip() for name, day in dates.items() if cells[name].strip()}
        where = f"Row {number}, {key[:40]}"
        if key == NO_RESULT and sent:
            faults.append(f"Row {number}: {no_result('“item”')}")
        elif key not in content.items:
            if set(sent.values()) - {NO_RESULT}:
                faults.append(f"{where}: this item is not in the project's rubric version.")
        elif key in found:
            faults.append(f"{where}: this item stands in row {found[key]} already.")
        else:
            found[key] = number
            for day, text in sent.items():
                level = words.word(text)
                if text == NO_RESULT:
                    faults.append(f"{where}: {no_result(f'“{day}”')}")
                elif level is None:
                    faults.append(f"{where}, {day}: the level “{text[:40]}” does not exist.")
                else:
                    levels[day][key] = level
    kept = {day: answers for day, answers in sorted(levels.items()) if answers}
    faults += [fault for day, answers in kept.items() for fault in _missing(day, answers, content)]
    if faults:
        raise TableRefused(*first_of(faults))
    if not kept:
        raise TableRefused("The file holds no levels.")
    return PastFile(kept, found)


def read_date(text: str) -> datetime.date:
    """A date as year-month-day, or day.month.year. Raises ``TableRefused``."""
    try:
        day = _date(text)
    except ValueError:
        raise TableRefused(
            f"“{text[:40]}” is not a date. Write it as year-month-day, e.g. 2026-03-31."
        ) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise TableRefused(f"{day} is not between {FIRST_DAY.year} and {LAST_DAY.year}.")
    return day


def _date(text: str) -> datetime.date:
    day_first = _DAY_FIRST.fullmatch(text)
    if day_first:
        day, month, year = map(int, day_first.groups())
        return datetime.date(year, month, day)
    return datetime.date.fromisoformat(text)


def _missing(day: datetime.date, answers: Mapping[str, str], content: RubricContent) -> list[str]:
    missing = [key for key in content.items if key not in answers]
    return [f"{day}: there is no level for {', '.join(missing)}."] if missing else []
