"""Scores in, Plotly figure out. The only module that knows Plotly."""

from typing import Any

from assessments.scoring.history import Series

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
