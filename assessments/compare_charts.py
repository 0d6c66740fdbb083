"""The charts of a comparison: scores in, figure out, in the terms of ``charts``."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assessments.charts import LAST, SYMBOLS, checked, lowest_rings
from assessments.scoring import written
from assessments.scoring.chart_texts import in_lines, short_names
from assessments.scoring.comparison import Dot, DotPlot, DotRow, ScoreLine, ScoreLines, TargetLine

LINE_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid", "dash")
LINE_SYMBOLS = (*SYMBOLS, "circle-open", "square-open")
NAME_AT, FIRST_LANE, LAST_LANE = -0.33, -0.08, 0.36
"""Where a row's name stands and over what its sections spread, as parts of the row's height."""
MIDDLE = (FIRST_LANE + LAST_LANE) / 2
DOTS_ROW, DOTS_MARGIN = 72, 160
LINES_HEIGHT, LEGEND_ROW = 360, 20
"""Heights in CSS pixels. On a phone the legend of the lines has a row a project."""
NAME_LENGTH = 26
"""Characters of a name in a chart; what is read out and the tables beside have it in full."""


def dots_figure(plot: DotPlot) -> dict[str, Any]:
    """A row an assessment: its sections, a bar at the overall score, a line at the target.

    Sections stand in lanes, so that equal scores do not hide each other; round the weakest is a
    ring, one that does not count is hollow.
    """
    names = _names(plot.rows)
    figure = {
        "data": [
            # First, so that no section is hidden behind them.
            *([_target_dots(plot)] if any(row.target is not None for row in plot.rows) else []),
            _overall_dots(plot),
            *(_section_dots(plot, index, key) for index, key in enumerate(plot.sections)),
            lowest_rings([(float(dot.value), y) for y, _, dot in _placed(plot) if dot.weakest], 20),
        ],
        "layout": {
            "height": DOTS_MARGIN + DOTS_ROW * len(plot.rows),
            "xaxis": {
                **_score_axis(plot.top, percent=plot.percent),
                "showgrid": True,
                "side": "top",
            },
            "yaxis": {
                "range": [len(plot.rows) - 0.5, -0.5],
                "showticklabels": False,
                "showgrid": False,
                "fixedrange": True,
            },
            "annotations": [
                {
                    "xref": "paper",
                    "x": 0,
                    "xanchor": "left",
                    "y": lane + NAME_AT,
                    "text": names[row.name],
                    "font": {"size": 12, "weight": 600},
                    "showarrow": False,
                }
                for lane, row in enumerate(plot.rows)
            ],
            "shapes": [
                {
                    "type": "line",
                    "xref": "paper",
                    "x0": 0,
                    "x1": 1,
                    "y0": index + 0.5,
                    "y1": index + 0.5,
                    "layer": "below",
                    "line": {"width": 1},
                    "name": "grid",
                }
                for index in range(len(plot.rows) - 1)
            ],
            "hovermode": "closest",
            "showlegend": True,
            "legend": {"orientation": "h", "y": 0, "yanchor": "top"},
            "margin": {"l": 8, "r": 16, "t": 32, "b": 72},
            "dragmode": False,
        },
    }
    return checked(figure)


def _placed(plot: DotPlot) -> list[tuple[float, DotRow, Dot]]:
    """Every dot with its height and row."""
    count = max(len(plot.sections) - 1, 1)
    step = (LAST_LANE - FIRST_LANE) / count
    lanes = {key: FIRST_LANE + step * index for index, key in enumerate(plot.sections)}
    return [
        (round(at + lanes[dot.section], 2), row, dot)
        for at, row in enumerate(plot.rows)
        for dot in row.dots
    ]


def _section_dots(plot: DotPlot, index: int, key: str) -> dict[str, Any]:
    found = [place for place in _placed(plot) if place[2].section == key]
    title = plot.sections[key]
    shape = SYMBOLS[index % len(SYMBOLS)]
    return {
        "type": "scatter",
        "name": _escaped(title),
        "mode": "markers",
        # A legend shows the first point: one without a place stands for the section's own shape.
        "x": [None, *(float(dot.value) for _, _, dot in found)],
        "y": [None, *(y for y, _, _ in found)],
        "marker": {
            "symbol": [shape, *(shape if dot.counts else f"{shape}-open" for *_, dot in found)],
            "size": 11,
            "opacity": 1,
            "line": {"width": [0, *(0 if dot.counts else 2 for _, _, dot in found)]},
        },
        "meta": f"section-{index % 6}",
        "text": [
            "",
            *(
                _sentence(row.name, row.period, f"{title} {dot.text}", _remark(dot))
                for _, row, dot in found
            ),
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _remark(dot: Dot) -> str:
    return "lowest section" if dot.weakest else "" if dot.counts else "does not count"


def _overall_dots(plot: DotPlot) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": "Overall",
        "mode": "markers",
        "x": [float(row.overall) for row in plot.rows],
        "y": [lane + MIDDLE for lane in range(len(plot.rows))],
        "marker": {"symbol": "line-ns-open", "size": 16, "line": {"width": 6}},
        "meta": "overall",
        "text": [
            _sentence(
                row.name, row.period, f"overall {row.overall_text}", row.band, row.target_text
            )
            for row in plot.rows
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _target_dots(plot: DotPlot) -> dict[str, Any]:
    rows = [(lane, row) for lane, row in enumerate(plot.rows) if row.target is not None]
    return {
        "type": "scatter",
        "name": "Target",
        "mode": "markers",
        "x": [float(row.target) for _, row in rows if row.target is not None],
        "y": [lane + MIDDLE for lane, _ in rows],
        "marker": {"symbol": "line-ns-open", "size": 34, "line": {"width": 2}},
        "meta": "target",
        "legendrank": LAST,
        "text": [_sentence(row.name, row.target_text) for _, row in rows],
        "hovertemplate": "%{text}<extra></extra>",
    }


def lines_figure(lines: ScoreLines) -> dict[str, Any]:
    """Overall scores as steps at true dates, a line a project, with a line at each target."""
    names = _names(lines.lines)
    figure = {
        "data": [_line(lines, index, names) for index in range(len(lines.lines))],
        "layout": {
            "height": LINES_HEIGHT + LEGEND_ROW * len(lines.lines),
            "shapes": [_target_line(target) for target in lines.targets],
            "yaxis": {**_score_axis(lines.top, percent=lines.percent), "automargin": True},
            "hovermode": "closest",
            "showlegend": True,
            "legend": {"orientation": "h", "y": -0.2},
            "margin": {"l": 40, "r": 12, "t": 12, "b": 40},
            "dragmode": False,
        },
    }
    return checked(figure)


def _line(lines: ScoreLines, index: int, names: Mapping[str, str]) -> dict[str, Any]:
    line, unit = lines.lines[index], " %" if lines.percent else ""
    return {
        "type": "scatter",
        "name": names[line.name],
        "mode": "lines+markers",
        "x": [point.on.isoformat() for point in line.points],
        "y": [float(point.value) for point in line.points],
        "line": {"shape": "hv", "width": 2.5, "dash": LINE_DASHES[index % len(LINE_DASHES)]},
        "marker": {"size": 9, "symbol": LINE_SYMBOLS[index % len(LINE_SYMBOLS)]},
        "meta": f"project-{index % 8}",
        "text": [
            _sentence(
                line.name,
                f"{point.on.day} {point.on:%b %Y}: {written(point.value)}{unit}",
                *point.facts,
            )
            for point in line.points
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _target_line(target: TargetLine) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": float(target.value),
        "y1": float(target.value),
        "line": {"width": 1.5, "dash": "dot"},
        "name": "text",
        "label": {"text": _escaped(target.text), "textposition": "end", "yanchor": "bottom"},
    }


def _score_axis(top: Decimal, *, percent: bool) -> dict[str, Any]:
    """From nothing to the maximum, with room for the marks that stand on the ends."""
    room = float(top) * 0.03
    return {
        "range": [-room, float(top) + room],
        "fixedrange": True,
        **({"ticksuffix": " %"} if percent else {}),
    }


def _sentence(*parts: str) -> str:
    """What is said of a point; the page reads a break out as a space."""
    return "<br>".join(map(_escaped, in_lines(*parts)))


def _names(rows: Sequence[DotRow] | Sequence[ScoreLine]) -> dict[str, str]:
    """What stands for each name where there is little room."""
    short = short_names((row.name for row in rows), NAME_LENGTH)
    return {name: _escaped(form) for name, form in short.items()}


def _escaped(text: str) -> str:
    """Plotly reads a few HTML tags in its texts; what people wrote is never meant as one."""
    return text.replace("&", "&amp;").replace("<", "&lt;")
