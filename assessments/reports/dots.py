"""The section scores of a page of projects as rows of dots, with the same numbers as a table."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from assessments import scoring
from assessments.models import User
from assessments.models.columns import exact
from assessments.models.projects import ListedProject
from assessments.scoring import written
from assessments.scoring.chart_texts import Named, short_names, told_apart
from assessments.scoring.portfolio import Dot, DotRow, TargetMark

from .choices import narrowed
from .dashboard import project_page
from .figures import ChartTable
from .list_rows import ProjectRow, maxima_of, project_rows
from .listing import Listing
from .scorecard import SectionBar
from .sides import on_axis
from .targets import gap_words

NAME_SHOWN = 41
"""Characters of a name beside its row; what is read out has it whole."""


class Aim(NamedTuple):
    """The target of a project's overall score, on the scale of ``maximum``, with words as in
    other charts: *4 of 7* and *1.5 to go*.
    """

    score: Fraction
    maximum: Decimal
    text: str
    gap: str


class Dots(NamedTuple):
    """``aims`` are the targets of the rows, in their order. ``unit`` is what the axis shows:
    points, or the share of each full score where the rows are scored on different scales. ``top``
    is the axis's end. ``finding`` is a sentence.
    """

    rows: tuple[ProjectRow, ...]
    aims: tuple[Aim | None, ...]
    lines: tuple[DotRow, ...]
    unit: str
    top: float
    finding: str
    query: str

    @property
    def has_targets(self) -> bool:
        return any(self.aims)

    @property
    def note(self) -> str:
        ring = "A ring marks each lowest section"
        if not self.has_targets:
            return f"{ring}."
        return f"{ring}, an upright line the target of the overall score."

    @property
    def table(self) -> ChartTable:
        """The same numbers, a column for each section that one of the projects has.

        Target and gap have theirs, with the overall score that they are asked of, where a project
        has a target.
        """
        titles = tuple(dict.fromkeys(bar.title for row in self.rows for bar in row.sections))
        rows = [_numbers(row, titles) for row in self.rows]
        if not self.has_targets:
            return ChartTable(("Project", *titles), tuple(rows))
        found = zip(rows, self.rows, self.aims, strict=True)
        return ChartTable(
            ("Project", *titles, "Overall", "Target", "Gap"),
            tuple(
                (*numbers, _of(row), aim.text if aim else "–", aim.gap if aim else "–")
                for numbers, row, aim in found
            ),
        )


def dots(user: User, listing: Listing, *, today: date) -> Dots:
    """The projects of one page of a list that have a score, in the list's order.

    What has the name of another one says its team too.
    """
    view = narrowed(user, listing)
    page = project_page(user, view, today=today)
    maxima = maxima_of(view)
    found = zip(page.rows, project_rows(page.rows, view, today=today), strict=True)
    scored = [(project, row) for project, row in found if row.sections]
    labels = told_apart([Named(row.name, row.team, row.slug) for _, row in scored])
    rows = tuple(row._replace(name=label) for (_, row), label in zip(scored, labels, strict=True))
    aims = tuple(_aim(project, maxima) for project, _ in scored)
    scales = {bar.maximum for row in rows for bar in row.sections}
    scales |= {written(aim.maximum) for aim in aims if aim}
    shares = len(scales) > 1
    names = short_names((row.name for row in rows), NAME_SHOWN)
    return Dots(
        rows=rows,
        aims=aims,
        lines=tuple(
            _line(row, aim, names[row.name], shares=shares)
            for row, aim in zip(rows, aims, strict=True)
        ),
        unit="% of full score" if shares else "Points",
        top=100.0 if shares else float(next(iter(scales), "0")),
        finding=_finding(rows),
        query=view.listing.query(),
    )


def _aim(project: ListedProject, maxima: Mapping[int, Decimal]) -> Aim | None:
    """The target on the scale of the latest score; None without one."""
    maximum = maxima.get(project.latest_version_id or 0)
    if project.target is None or project.target_of is None or not maximum:
        return None
    share = scoring.share(Fraction(exact(project.target)), Fraction(exact(project.target_of)))
    score = share * Fraction(maximum)
    return Aim(
        score=score,
        maximum=maximum,
        text=f"{written(score)} of {written(maximum)}",
        gap=gap_words(score, exact(project.latest_overall)),
    )


def _of(row: ProjectRow) -> str:
    return f"{row.overall} of {row.maximum}"


def _numbers(row: ProjectRow, titles: tuple[str, ...]) -> tuple[str, ...]:
    texts = {
        bar.title: f"{bar.score} of {bar.maximum}{' ▼ lowest' if bar.weakest else ''}"
        for bar in row.sections
    }
    return (row.name, *(texts.get(title, "–") for title in titles))


def _line(row: ProjectRow, aim: Aim | None, name: str, *, shares: bool) -> DotRow:
    dots = tuple(_dot(bar, shares=shares) for bar in row.sections)
    mark = _mark(row, aim, shares=shares) if aim else None
    return DotRow(name, (row.name, row.period, row.band), dots, mark)


def _mark(row: ProjectRow, aim: Aim, *, shares: bool) -> TargetMark:
    at = on_axis(aim.score, Fraction(aim.maximum), percent=shares)
    return TargetMark(float(at), f"Overall {_of(row)}, target {aim.text}, {aim.gap}")


def _dot(bar: SectionBar, *, shares: bool) -> Dot:
    at = on_axis(scoring.exact(bar.score), scoring.exact(bar.maximum), percent=shares)
    return Dot(bar.title, float(at), f"{bar.score} of {bar.maximum}", bar.weakest)


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
