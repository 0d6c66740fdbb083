"""The chart of a page of projects: their section scores in, figure out, as ``charts`` has them."""

from collections.abc import Iterator, Sequence
from typing import Any

from assessments.charts import LAST, SYMBOLS, checked, lowest_rings, plain
from assessments.scoring.chart_texts import in_lines
from assessments.scoring.portfolio import Dot, DotRow

ROW_HEIGHT, DOTS_MARGIN = 30, 96
RING, TARGET_SIZE = 15, 18
"""Plotly draws such a line 1.4 times as long: nearly as high as a row."""
READ_OUT = "%{customdata[0]}<br>%{text}<extra></extra>"
SPREAD, MOST_SPREAD = 0.2, 0.64
"""How far apart, in rows, sections stand in a row, so that equal scores do not hide each other.

With many sections they stand closer together, so that they keep to their row.
"""


def dots_figure(rows: Sequence[DotRow], *, unit: str, top: float) -> dict[str, Any]:
    """Projects as rows, a mark a section at its score, and a ring round each weakest one.

    Where a row has a target an upright line stands at it. The first row is the uppermost.
    ``top`` is the end of the axis, in ``unit``. What is said of a row stands once in ``words``,
    in the order of the rows.
    """
    sections = list(dict.fromkeys(dot.section for row in rows for dot in row.dots))
    figure = checked(
        {
            "data": [
                # First, so that no section is hidden behind it.
                *([_targets(rows)] if any(row.target for row in rows) else []),
                _ring(rows),
                *(_dots(rows, name, at) for at, name in enumerate(sections)),
            ],
            "layout": _layout(rows, unit, top),
        }
    )
    words = ["<br>".join(map(plain, in_lines(*row.facts))) for row in rows]
    return {**figure, "words": words}


def _placed(rows: Sequence[DotRow]) -> Iterator[tuple[float, int, Dot]]:
    """Every dot with its height and the number of its row, over which it is spread.

    Sections stand in the order of the row's rubric.
    """
    for at, row in enumerate(rows):
        step = _step(row)
        for place, dot in enumerate(row.dots):
            yield round(at + step * (place - (len(row.dots) - 1) / 2), 2), at, dot


def _step(row: DotRow) -> float:
    return min(SPREAD, MOST_SPREAD / max(len(row.dots) - 1, 1))


def _ring(rows: Sequence[DotRow]) -> dict[str, Any]:
    return lowest_rings([(dot.at, y) for y, _, dot in _placed(rows) if dot.weakest], RING)


def _targets(rows: Sequence[DotRow]) -> dict[str, Any]:
    """In the middle of each row, but between two sections, so that the pointer finds both."""
    found = [(at, row, row.target) for at, row in enumerate(rows) if row.target]
    return {
        "type": "scatter",
        "name": "Target",
        "mode": "markers",
        "x": [target.at for _, _, target in found],
        "y": [round(at + len(row.dots) % 2 * _step(row) / 2, 2) for at, row, _ in found],
        "customdata": [[at] for at, _, _ in found],
        "text": [target.words for _, _, target in found],
        "marker": {"size": TARGET_SIZE, "symbol": "line-ns-open", "line": {"width": 2}},
        "meta": "target",
        "legendrank": LAST,
        "cliponaxis": False,
        "hovertemplate": READ_OUT,
    }


def _dots(rows: Sequence[DotRow], section: str, index: int) -> dict[str, Any]:
    found = [(y, at, dot) for y, at, dot in _placed(rows) if dot.section == section]
    return {
        "type": "scatter",
        "name": section,
        "mode": "markers",
        "x": [dot.at for _, _, dot in found],
        "y": [y for y, _, _ in found],
        "customdata": [[at] for _, at, _ in found],
        "text": [_read_out(dot) for _, _, dot in found],
        "marker": {"size": 8, "symbol": SYMBOLS[index % len(SYMBOLS)]},
        "meta": f"section-{index % 6}",
        "cliponaxis": False,
        "hovertemplate": READ_OUT,
    }


def _read_out(dot: Dot) -> str:
    lowest = ", the lowest section" if dot.weakest else ""
    return f"{plain(dot.section)}: {dot.words}{lowest}"


def _layout(rows: Sequence[DotRow], unit: str, top: float) -> dict[str, Any]:
    return {
        "height": DOTS_MARGIN + ROW_HEIGHT * len(rows),
        "shapes": [],
        "xaxis": {
            "range": [-top / 16, top * 1.06],
            "title": {"text": unit, "standoff": 6},
            "side": "top",
            "fixedrange": True,
        },
        "yaxis": {
            "tickvals": list(range(len(rows))),
            "ticktext": [plain(row.name) for row in rows],
            "range": [len(rows) - 0.4, -0.6],
            "fixedrange": True,
        },
        "hovermode": "closest",
        "showlegend": True,
        # Above the rows: at the foot of 50 of them it would be out of sight.
        "legend": {"orientation": "h", "y": 1, "yanchor": "top", "yref": "container"},
        "margin": {"l": 8, "r": 12, "t": 84, "b": 12},
        "dragmode": False,
    }
