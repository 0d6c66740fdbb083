"""Scores in, Plotly figure out. The only module that knows Plotly."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from assessments.scoring.history import Series
from assessments.scoring.portfolio import DotRow

DASHES = ("dash", "dot", "dashdot", "longdash", "longdashdot", "solid")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star")


def history_figure(series: Series) -> dict[str, Any]:
    """Section scores and the overall score as steps at true dates, with the bands behind.

    Colours are roles (``section-0``, ``overall``, ``band-3``), filled in by the page from its
    theme. Plotly's graph objects check the figure; its default template is left out.
    """
    figure = {"data": _traces(series), "layout": _layout(series)}
    _check(figure)
    return figure


def _check(figure: dict[str, Any]) -> None:
    from plotly import graph_objects  # takes 0.3 s, so only where a chart is drawn

    graph_objects.Figure(figure)


def _traces(series: Series) -> list[dict[str, Any]]:
    dates = [day.isoformat() for day in series.dates]
    overall = {
        "type": "scatter",
        "name": "Overall (lowest section)",
        "mode": "lines+markers",
        "x": dates,
        "y": [float(score) for score in series.overall],
        "line": {"shape": "hv", "width": 6},
        "marker": {"size": 9},
        "meta": "overall",
        "customdata": list(series.band_labels),
        "hovertemplate": "%{y}<br>%{customdata}<extra>Overall</extra>",
    }
    sections = [
        {
            "type": "scatter",
            "name": section.title,
            "mode": "lines+markers",
            "x": dates,
            "y": [float(score) for score in section.scores],
            "line": {"shape": "hv", "width": 2, "dash": DASHES[index % len(DASHES)]},
            "marker": {"size": 7, "symbol": SYMBOLS[index % len(SYMBOLS)]},
            "meta": f"section-{index % 6}",
            "hovertemplate": "%{y}",
        }
        for index, section in enumerate(series.sections)
    ]
    return [overall, *sections]


def _layout(series: Series) -> dict[str, Any]:
    top = float(series.top)
    return {
        "shapes": [
            {
                "type": "rect",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": float(band.lower),
                "y1": float(band.upper),
                "layer": "below",
                "line": {"width": 0},
                "name": f"band-{band.rank}",
            }
            for band in series.bands
        ],
        "yaxis": {"range": [0, top], "title": {"text": "Points"}, "fixedrange": True},
        "hovermode": "x unified",
        "showlegend": True,
        "legend": {"orientation": "h", "y": -0.2},
        "margin": {"l": 44, "r": 12, "t": 12, "b": 40},
        "dragmode": False,
    }


ROW_HEIGHT, DOTS_MARGIN = 30, 96
SPREAD = 0.2
"""How far apart, in rows, sections stand in a row, so that equal scores do not hide each other."""


def dots_figure(rows: Sequence[DotRow], *, unit: str, top: float) -> dict[str, Any]:
    """Projects as rows, a mark a section at its score, and a ring round each weakest one.

    The first row is the uppermost. ``top`` is the end of the axis, in ``unit``.
    """
    sections = list(dict.fromkeys(dot.section for row in rows for dot in row.dots))
    spread = {name: SPREAD * (i - (len(sections) - 1) / 2) for i, name in enumerate(sections)}
    figure = {
        "data": [_ring(rows, spread), *(_dots(rows, name, spread) for name in sections)],
        "layout": _dots_layout(rows, unit, top),
    }
    _check(figure)
    return figure


def _ring(rows: Sequence[DotRow], spread: Mapping[str, float]) -> dict[str, Any]:
    places = [(at, row, dot) for at, row in enumerate(rows) for dot in row.dots if dot.weakest]
    return {
        "type": "scatter",
        "name": "Weakest",
        "mode": "markers",
        "x": [dot.at for _, _, dot in places],
        "y": [round(at + spread[dot.section], 2) for at, _, dot in places],
        "marker": {"size": 16, "symbol": "circle"},
        "meta": "overall",
        "hoverinfo": "skip",
    }


def _dots(rows: Sequence[DotRow], section: str, spread: Mapping[str, float]) -> dict[str, Any]:
    index = list(spread).index(section)
    found = [
        (at, row, dot) for at, row in enumerate(rows) for dot in row.dots if dot.section == section
    ]
    return {
        "type": "scatter",
        "name": section,
        "mode": "markers",
        "x": [dot.at for _, _, dot in found],
        "y": [round(at + spread[section], 2) for at, _, _ in found],
        "customdata": [dot.words + (", lowest" if dot.weakest else "") for _, _, dot in found],
        "text": [_plain(row.name) for _, row, _ in found],
        "marker": {"size": 8, "symbol": SYMBOLS[index % len(SYMBOLS)]},
        "meta": f"section-{index % 6}",
        "hovertemplate": "%{text}<br>" + section + ": <b>%{customdata}</b><extra></extra>",
    }


def _plain(name: str) -> str:
    """Plotly reads some tags in its labels; a name has none."""
    return escape(name, quote=False)


def _dots_layout(rows: Sequence[DotRow], unit: str, top: float) -> dict[str, Any]:
    return {
        "height": DOTS_MARGIN + ROW_HEIGHT * len(rows),
        "shapes": [],
        "xaxis": {
            "range": [-top / 40, top * 1.04],
            "title": {"text": unit},
            "side": "top",
            "fixedrange": True,
        },
        "yaxis": {
            "tickvals": list(range(len(rows))),
            "ticktext": [_plain(row.name) for row in rows],
            "range": [len(rows) - 0.4, -0.6],
            "fixedrange": True,
            "automargin": True,
        },
        "hovermode": "closest",
        "showlegend": True,
        "legend": {"orientation": "h", "y": 0, "yanchor": "top"},
        "margin": {"l": 8, "r": 12, "t": 48, "b": 40},
        "dragmode": False,
    }
