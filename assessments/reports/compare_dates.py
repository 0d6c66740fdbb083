"""Two assessments of one project, chosen by their dates."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from assessments.dates import period_name
from assessments.models import Assessment, Project, User
from assessments.models.page_parts import DatesParts, dates_parts
from assessments.models.waiting import Waiting

from .compare_changes import Changes, changes_between
from .explained import ExplainedChange, Way, explained_change, way_between
from .sides import lined_up, side_of


class NotCompared(Exception):
    """There is nothing to compare; the message says why and what to do, for people."""


class Dates(NamedTuple):
    """What the address asks for: ISO dates as typed, '' where it says nothing."""

    earlier: str = ""
    later: str = ""
    different: bool = False


class DateChoice(NamedTuple):
    as_of: str
    label: str


class DatesPage(NamedTuple):
    """``problem`` says why nothing is compared. ``earlier`` and ``later`` are what is selected."""

    project_name: str
    project_slug: str
    choices: tuple[DateChoice, ...]
    earlier: str
    later: str
    different: bool
    problem: str
    comparison: Changes | None
    explained: ExplainedChange | None
    waiting: Waiting | None

    @property
    def switch(self) -> str:
        """The query string with *differences only* the other way round."""
        different = {} if self.different else {"different": "1"}
        return urlencode({"from": self.earlier, "to": self.later, **different})


def compare_dates_page(project: Project, user: User, dates: Dates, *, today: date) -> DatesPage:
    """The page in two statements, more if the two are of different rubric versions."""
    rows = list(Assessment.objects.for_compare_dates(project))
    earlier = later = None
    problem = ""
    try:
        earlier, later = _chosen(rows, dates)
    except NotCompared as refused:
        problem = str(refused)
    first, second = _offered(rows, dates)
    compared = explained = waiting = None
    if earlier and later:
        first, second = earlier.as_of.isoformat(), later.as_of.isoformat()
        way = way_between(earlier, later)
        parts = dates_parts(user, today, earlier.pk, later.pk)
        waiting = parts.waiting
        compared = _compared(project, (earlier, later), parts, dates, way)
        if way:
            old, new = (side.levels for side in (compared.old, compared.new))
            explained = explained_change(earlier, later, old, new, way)
    return DatesPage(
        project_name=project.name,
        project_slug=project.slug,
        choices=tuple(DateChoice(row.as_of.isoformat(), _label(row)) for row in rows),
        earlier=first,
        later=second,
        different=dates.different,
        problem=problem,
        comparison=compared,
        explained=explained,
        waiting=waiting,
    )


def _offered(rows: Sequence[Assessment], dates: Dates) -> tuple[str, str]:
    """What the two lists stand at while nothing is compared: the dates typed, else the newest.

    Never the same twice, so that the button leads on.
    """
    days = [row.as_of.isoformat() for row in rows]
    later = dates.later if dates.later in days else next(iter(days), "")
    others = [day for day in days if day != later]
    if dates.earlier in others:
        return dates.earlier, later
    return next((day for day in others if day < later), next(iter(others), "")), later


def _label(row: Assessment) -> str:
    state = "" if row.is_closed else f" ({row.get_status_display().lower()})"
    return f"{period_name(row.as_of)}{state}"


def _chosen(rows: Sequence[Assessment], dates: Dates) -> tuple[Assessment, Assessment]:
    """The two assessments, the earlier first; ``rows`` are the newest first.

    Without dates the last two closed ones. Raises ``NotCompared``.
    """
    later = _named(rows, dates.later)
    earlier = _named(rows, dates.earlier)
    closed = [row for row in rows if row.is_closed]
    if later is None:
        later = next((row for row in closed if row is not earlier), None)
    if earlier is None:
        before = [row for row in closed if later is None or row.as_of < later.as_of]
        earlier = next(iter(before), None)
    if earlier is None or later is None:
        if dates.earlier or dates.later:
            raise NotCompared("There is no other assessment to compare it with. Choose another.")
        if len(rows) > 1:
            raise NotCompared(
                "Two closed assessments are needed to compare; choose two from the lists."
            )
        have = "a single assessment" if rows else "no assessment yet"
        raise NotCompared(f"This project has {have}, and two are needed to compare.")
    if earlier is later:
        raise NotCompared("Both dates are the same assessment. Choose two different ones.")
    first, second = sorted((earlier, later), key=lambda row: row.as_of)
    return first, second


def _named(rows: Sequence[Assessment], text: str) -> Assessment | None:
    """The assessment of a date as typed, None for ''. Raises ``NotCompared``."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotCompared(f"“{text}” is no date. Choose two assessments from the lists.") from None
    found = next((row for row in rows if row.as_of == day), None)
    if found is None:
        raise NotCompared(
            f"There is no assessment as of {period_name(day)}. Choose two from the lists."
        )
    return found


def _compared(
    project: Project,
    both: tuple[Assessment, Assessment],
    parts: DatesParts,
    dates: Dates,
    way: Way | None,
) -> Changes:
    answers = parts.answers
    for row in both:
        row.project = project
    sides = [
        side_of(
            row,
            name=_label(row),
            scores=parts.scores[row.pk],
            levels={key: answer.level for key, answer in answers[row.pk].items()},
        )
        for row in both
    ]
    old, new = (answers[row.pk] for row in both)
    return changes_between(
        lined_up(sides, way.published if way else ()), old, new, different=dates.different
    )
