"""Figures with their goals, for what is measured of a running server, and how they are printed."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

FULL_PACE = 3_000
"""Hellos a second of a machine that goals in time are meant for."""


@dataclass(frozen=True)
class Figure:
    """``goal`` is the most that ``measured`` may be, None where there is none; both in ``unit``.

    Without a unit it is a number of things or a ratio.
    """

    what: str
    engine: str
    measured: float
    goal: float | None = None
    unit: str = ""

    @property
    def missed(self) -> bool:
        """Also where something was measured that is no number."""
        return self.goal is not None and not self.measured <= self.goal


def at_pace(figure: Figure, hellos: float) -> Figure:
    """With the goal that holds at so many hellos a second, if it is one of time.

    Fewer than `FULL_PACE` make it longer by as much; more do not make it shorter.
    """
    if figure.goal is None or figure.unit not in ("ms", "s"):
        return figure
    return replace(figure, goal=figure.goal * max(FULL_PACE / hellos, 1))


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest of the values that a ``share`` of them, 0 to 1, does not exceed."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("there is no percentile of nothing")
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


COLUMNS = ("what", "engine", "measured", "goal", "ok")
HEAD = f"\n| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|"


def figures_table(rows: Sequence[dict[str, Any]]) -> str:
    """A table in Markdown of figures as they were written to a file, and what misses its goal."""
    figures = [Figure(**row) for row in rows]
    found = [
        f"- {figure.what}, {figure.engine}: {_said(figure.measured, figure.unit)} > "
        f"{_said(figure.goal, figure.unit)}"
        for figure in figures
        if figure.missed
    ]
    goals = ["", "Goals missed:", *found] if found else ["", "No goal is missed."]
    return "\n".join([HEAD, *map(_line, figures), *goals])


def _line(figure: Figure) -> str:
    ok = "–" if figure.goal is None else "no" if figure.missed else "yes"
    measured, goal = (_said(value, figure.unit) for value in (figure.measured, figure.goal))
    return f"| {figure.what} | {figure.engine} | {measured} | {goal} | {ok} |"


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    text = f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:.3g}"
    return f"{text} {unit}".rstrip()


def any_missed(rows: Sequence[dict[str, Any]]) -> int:
    """1 if a figure misses its goal, else 0."""
    return int(any(Figure(**row).missed for row in rows))
