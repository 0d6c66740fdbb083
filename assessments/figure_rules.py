"""Plotly's graph objects with the rules for our figures only. The only module that imports Plotly.

Plotly reads its rules for 50 kinds of trace when it checks its first figure, and keeps them: 15 MB
of a server process, most of it room that was needed only while reading. Read one by one, so that
the others never are in memory at once, the first figure takes 9.
"""

import gc
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from json import JSONDecoder
from threading import Lock
from typing import Any

PARTS = ("layout", "scatter")
"""All that a figure of ours has."""
BETWEEN = re.compile(r"[\s,:]*")


def check(figure: Mapping[str, Any]) -> None:
    """Raises ``ValueError`` for a figure in which Plotly would find a fault.

    Its traces and its layout by themselves: a whole ``Figure`` brings a theme of its own along.
    """
    with _LOADING:
        known = _graph_objects()
    for trace in figure["data"]:
        known.Scatter(trace)
    known.Layout(figure["layout"])
    gc.collect(1)  # their parts name each other, and those of a hundred figures would be kept


_LOADING = Lock()
"""So that two threads do not read Plotly's rules at once."""


@cache
def _graph_objects() -> Any:
    """Imported only where a chart is drawn: that takes 0.3 s.

    The rules are put where Plotly keeps them, which is no part of its interface; should a newer
    one look elsewhere, it reads its rules by itself.
    """
    from plotly import graph_objects
    from plotly.validator_cache import ValidatorCache

    ours = {path: rule for path, rule in _rules() if path.partition(".")[0] in PARTS}
    ValidatorCache._json_cache = ours
    return graph_objects


def _rules() -> Iterator[tuple[str, Any]]:
    """All rules by their paths, as they are written: one object of a property each."""
    text = (files("plotly") / "validators" / "_validators.json").read_text("utf-8")
    decode = JSONDecoder().raw_decode
    at = _after_gap(text, text.index("{") + 1)
    while text[at] != "}":
        path, at = decode(text, at)
        rule, at = decode(text, _after_gap(text, at))
        yield path, rule
        at = _after_gap(text, at)


def _after_gap(text: str, at: int) -> int:
    found = BETWEEN.match(text, at)
    return found.end() if found else at
