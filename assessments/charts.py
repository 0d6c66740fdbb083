"""Scores in, Plotly figure out."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from html import escape
from typing import Any

from assessments.figure_rules import check
from assessments.scoring.chart_labels import VersionPlace, band_corners, version_places
from assessments.scoring.history import Series, SeriesBand, VersionChange

DASHES = ("dash", "dot", "dashdot", "longdash", "longdashdot", "solid")
DENSE = 20
"""From more assessments than this on the marks are smaller, so that the lines are still seen."""
LAST = 1001
"""The rank in a legend after all others, which have 1000."""
KNOWN = 4096
"""Marks of figures that are kept, 32 bytes each."""
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star")


def history_figure(series: Series) -> dict[str, Any]:
    """Section scores and the overall score as steps at true dates, with the bands behind.

    Colours are roles (``section-0``, ``overall``, ``band-3``), filled in by the page from its
    theme. Plotly's graph objects check the figure; its default template is left out. What
    repeats is said once: the dates in the first trace, the facts of the points in ``words``.
    """
    figure = checked({"data": _traces(series), "layout": _layout(series)})
    return {**figure, "words": _words(series)}


def checked(figure: dict[str, Any]) -> dict[str, Any]:
    """The figure, after Plotly's graph objects have found no fault in it; ``ValueError`` if so.

    That takes 5 to 15 ms, so a figure that was found right is known again.
    """
    mark = sha256(json.dumps(figure).encode()).digest()
    if mark not in _RIGHT:
        check(figure)
        if len(_RIGHT) >= KNOWN:
            _RIGHT.clear()
        _RIGHT.add(mark)
    return figure


_RIGHT: set[bytes] = set()


def _words(series: Series) -> list[str]:
    facts = [fact for point in series.facts for fact in point]
    if series.in_percent:
        facts += [text for section in series.sections for text in section.written]
    return list(dict.fromkeys(facts))


def _traces(series: Series) -> list[dict[str, Any]]:
    places = {word: index for index, word in enumerate(_words(series))}
    facts = "".join(f"<br>%{{customdata[{index}]}}" for index in range(len(series.facts[0])))
    overall = {
        "type": "scatter",
        "name": "Overall",
        "mode": "lines+markers",
        "x": [day.isoformat() for day in series.dates],
        "y": [float(score) for score in series.overall],
        "line": {"shape": "hv", "width": 6},
        "marker": {"size": 6 if len(series.dates) > DENSE else 9},
        "meta": "overall",
        "customdata": [[places[fact] for fact in point] for point in series.facts],
        "hovertemplate": f"%{{y}}{facts}",
    }
    return [overall, *(_section(series, index, places) for index in range(len(series.sections)))]


def _section(series: Series, index: int, places: Mapping[str, int]) -> dict[str, Any]:
    section = series.sections[index]
    trace = {
        "type": "scatter",
        "name": section.title,
        "mode": "lines+markers",
        "y": [None if score is None else float(score) for score in section.scores],
        "line": {"shape": "hv", "width": 2, "dash": DASHES[index % len(DASHES)]},
        "marker": {
            "size": 4 if len(series.dates) > DENSE else 7,
            "symbol": SYMBOLS[index % len(SYMBOLS)],
        },
        "meta": f"section-{index % 6}",
    }
    if not series.in_percent:
        return {**trace, "hovertemplate": "%{y}"}
    written = [[places[text]] for text in section.written]
    return {**trace, "customdata": written, "hovertemplate": "%{y}, %{customdata[0]}"}


def _layout(series: Series) -> dict[str, Any]:
    top = float(series.top)
    axis: dict[str, Any] = {"title": {"text": "Points"}}
    if series.in_percent:
        axis = {"title": {"text": "Share of the full score", "standoff": 8}, "ticksuffix": " %"}
    return {
        "shapes": [
            *map(_band, series.bands, band_corners(series)),
            *map(_version_line, series.changes, version_places(series)),
            *target_shapes(series.target, series.target_label),
        ],
        "yaxis": {"range": [0, top], **axis, "fixedrange": True},
        "hovermode": "x unified",
        "showlegend": True,
        "legend": {"orientation": "h", "y": -0.2},
        "margin": {"l": 64 if series.in_percent else 52, "r": 12, "t": 12, "b": 40},
        "dragmode": False,
    }


def _band(band: SeriesBand, corner: str) -> dict[str, Any]:
    """The page names it in its upper left corner where nothing else is said."""
    right = {"textposition": "top right"} if corner == "right" else {}
    return {
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": float(band.lower),
        "y1": float(band.upper),
        "layer": "below",
        "line": {"width": 0},
        "name": f"band-{band.rank}",
        "label": {"text": plain(band.label), **right},
    }


def target_shapes(target: Decimal | None, label: str) -> list[dict[str, Any]]:
    """The target as a plain line across a chart whose y axis is the overall score."""
    if target is None:
        return []
    line = {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": float(target),
        "y1": float(target),
        "line": {"width": 1.5},
        "name": "target",
        "label": {"text": label, "textposition": "start", "yanchor": "bottom"},
    }
    return [line]


def lowest_rings(places: Sequence[tuple[float, float]], size: int) -> dict[str, Any]:
    """A ring of ``size`` CSS pixels round each lowest section, at its x and y."""
    return {
        "type": "scatter",
        "name": "Lowest",
        "mode": "markers",
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "marker": {"size": size, "symbol": "circle-open", "line": {"width": 2}},
        "meta": "overall",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def plain(name: str) -> str:
    """Plotly reads some tags in its labels; a name has none."""
    return escape(name, quote=False)


def _version_line(change: VersionChange, place: VersionPlace) -> dict[str, Any]:
    """The label stands beside the upper end of the line, right of it: what holds from there on.

    Late in the chart it stands left of it, so that it is not cut off. Where it would lie over
    that of another change it stands a row lower.
    """
    day = change.on.isoformat()
    return {
        "type": "line",
        "yref": "paper",
        "x0": day,
        "x1": day,
        "y0": 0,
        "y1": 1,
        "line": {"width": 2, "dash": "dot"},
        "name": "version",
        "label": {
            "text": "<br>" * place.row + change.label,
            "textposition": "end",
            "textangle": 0,
            "xanchor": "right" if place.late else "left",
            "yanchor": "top",
        },
    }
