"""Section scores of what is compared as dots, a row an assessment."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from assessments import scoring
from assessments.scoring import written
from assessments.scoring.comparison import Dot, DotPlot, DotRow
from assessments.text import listed

from .figures import ChartTable
from .sides import LinedUp, Side, on_axis


def dot_plot(lined: LinedUp, order: Sequence[Side], *, by_date: bool = False) -> DotPlot:
    """Rows in ``order``, sections in the order of the first side that has them.

    ``by_date``: the sides are named by their dates, which need not be said again.
    """
    percent = lined.percent
    sections = {part.key: part.title for side in lined.sides for part in side.sections}
    tops = [part.maximum for side in lined.sides for part in side.sections]
    tops += [side.maximum for side in lined.sides]
    return DotPlot(
        rows=tuple(_dot_row(side, percent=percent, by_date=by_date) for side in order),
        sections=sections,
        top=Decimal(100) if percent else scoring.rounded(max(tops)),
        percent=percent,
    )


def _dot_row(side: Side, *, percent: bool, by_date: bool) -> DotRow:
    def axis(score: Fraction, maximum: Fraction) -> Decimal:
        return on_axis(score, maximum, percent=percent)

    return DotRow(
        name=side.name,
        period="" if by_date else side.period,
        band=side.band,
        overall=axis(side.overall, side.maximum),
        overall_text=side.words,
        target=None if side.target is None else axis(side.target, side.maximum),
        target_text=side.target_words,
        dots=tuple(
            Dot(part.key, axis(part.score, part.maximum), part.words, part.weakest, part.counts)
            for part in side.sections
        ),
    )


def dot_table(plot: DotPlot) -> ChartTable:
    """The numbers of the dots, row by row, in the order of the chart."""
    unit = " (%)" if plot.percent else ""
    targets = any(row.target is not None for row in plot.rows)
    head = ["Compared", f"Overall{unit}", *(title + unit for title in plot.sections.values())]
    rows = []
    for row in plot.rows:
        values = {dot.section: f"{written(dot.value)}{' ▼' * dot.weakest}" for dot in row.dots}
        cells = [row.name, written(row.overall), *(values.get(key, "–") for key in plot.sections)]
        if targets:
            cells.append("–" if row.target is None else written(row.target))
        rows.append(tuple(cells))
    return ChartTable((*head, *(["Target" + unit] if targets else [])), tuple(rows))


def dots_finding(sides: Sequence[Side]) -> str:
    """What the dots show, as a sentence; ``sides`` are the highest first."""
    first, last = sides[0], sides[-1]
    if len(sides) == 1:
        return f"{first.name} has {first.words}."
    best = [side for side in sides if _share(side) == _share(first)]
    worst = [side for side in sides if _share(side) == _share(last)]
    if len(best) == len(sides):
        return f"All stand at {first.words}." if first.words == last.words else "All stand level."
    stands = "stands" if len(best) == 1 else "stand"
    held = {side.held for side in worst}
    why = f", {last.held}" if len(held) == 1 and last.held else ""
    return (
        f"{_named(best)} {stands} highest with {_scores(best)}, "
        f"{_named(worst)} lowest with {_scores(worst)}{why}."
    )


def _share(side: Side) -> Fraction:
    return scoring.share(side.overall, side.maximum)


def _named(sides: Sequence[Side]) -> str:
    return listed([side.name for side in sides])


def _scores(sides: Sequence[Side]) -> str:
    """*3 of 7*, *3 of 7 and 6 of 14*: scores of one share, each once."""
    return listed(list(dict.fromkeys(side.words for side in sides)))
