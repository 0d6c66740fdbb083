"""The section scores of a page of projects as rows of dots, with the same numbers as a table."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from assessments.models import User
from assessments.scoring.chart_texts import short_names
from assessments.scoring.portfolio import Dot, DotRow

from .choices import narrowed
from .dashboard import ProjectRow, project_page, project_rows
from .figures import ChartTable
from .listing import Listing
from .scorecard import SectionBar

NAME_SHOWN = 41
"""Characters of a name beside its row; what is read out has it whole."""


@dataclass(frozen=True, slots=True)
class Dots:
    """``unit`` is what the axis shows: points, or the share of each section's full score where
    the rows are scored on different scales. ``top`` is the axis's end. ``finding`` is a sentence.
    """

    rows: tuple[ProjectRow, ...]
    lines: tuple[DotRow, ...]
    unit: str
    top: float
    finding: str
    query: str

    @property
    def table(self) -> ChartTable:
        """The same numbers, a column for each section that one of the projects has."""
        titles = tuple(dict.fromkeys(bar.title for row in self.rows for bar in row.sections))
        return ChartTable(("Project", *titles), tuple(_numbers(row, titles) for row in self.rows))


def dots(user: User, listing: Listing, *, today: date) -> Dots:
    """The projects of one page of a list that have a score, in the list's order."""
    view = narrowed(user, listing)
    page = project_page(user, view, today=today)
    rows = tuple(row for row in project_rows(page.rows, view, today=today) if row.sections)
    scales = {bar.maximum for row in rows for bar in row.sections}
    shares = len(scales) > 1
    names = short_names((row.name for row in rows), NAME_SHOWN)
    return Dots(
        rows=rows,
        lines=tuple(_line(row, names[row.name], shares=shares) for row in rows),
        unit="% of full score" if shares else "Points",
        top=100.0 if shares else float(next(iter(scales), "0")),
        finding=_finding(rows),
        query=view.listing.query(),
    )


def _numbers(row: ProjectRow, titles: tuple[str, ...]) -> tuple[str, ...]:
    texts = {
        bar.title: f"{bar.score} of {bar.maximum}{' ▼ lowest' if bar.weakest else ''}"
        for bar in row.sections
    }
    return (row.name, *(texts.get(title, "–") for title in titles))


def _line(row: ProjectRow, name: str, *, shares: bool) -> DotRow:
    dots = tuple(_dot(bar, shares=shares) for bar in row.sections)
    return DotRow(name, (row.name, row.period, row.band), dots)


def _dot(bar: SectionBar, *, shares: bool) -> Dot:
    at = float(bar.percent) if shares else float(bar.score)
    return Dot(bar.title, at, f"{bar.score} of {bar.maximum}", bar.weakest)


def _finding(rows: tuple[ProjectRow, ...]) -> str:
    """Which section is the lowest most often, as one sentence."""
    counts = Counter(bar.title for row in rows for bar in row.sections if bar.weakest)
    if not counts:
        return "No section holds a project of this page back."
    title, number = counts.most_common(1)[0]
    if len(rows) == 1:
        if rows[0].capped:
            return rows[0].capped
        return f"{' and '.join(counts)} {'hold' if len(counts) > 1 else 'holds'} it down."
    return f"{title} is the lowest section most often: in {number} of {len(rows)} projects."
