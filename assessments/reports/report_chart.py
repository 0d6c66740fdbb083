"""The pictures of a report as coordinates: they need no script, on a screen, on paper, in a PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from assessments import scoring
from assessments.scoring.chart_labels import corners
from assessments.scoring.history import step_points

from .scorecard import Scorecard

WIDTH, HEIGHT = 660, 230
"""The drawing area in units of the SVG; the template leaves room around it for the axes."""
MOST_MARKS = 40
LABEL_WIDTH = 62
MOST_TICKS = 8
STEPS = [digit * 10**power for power in range(9) for digit in (1, 2, 5)]
"""Whole numbers up to half a thousand million, which no score exceeds."""
SAMPLE_AT = (18.0, 6.0)
# A PDF's pictures know no style sheet, so they carry the colours for paper; on the screen the
# page's style sheet puts those of the theme in their place.
OVERALL = "#e09a3e"
STROKES = ("#2389b8", "#7a2a7c", "#215a1f", "#c8702a", "#3d35c0", "#6b6f72")
DASHES = ("7 4", "2 3", "7 3 2 3", "12 5", "12 3 2 3", "none")
FILLS = ("#f5e8e6", "#f7eee2", "#f7f3dd", "#eef4e2", "#e2f1ea", "#e0edf4")
MARKS = (
    "m-3,0a3,3 0 1,0 6,0a3,3 0 1,0 -6,0z",
    "m-2.7,-2.7h5.4v5.4h-5.4z",
    "m0,-3.8l3.8,3.8l-3.8,3.8l-3.8,-3.8z",
    "m0,-3.6l3.5,6.2h-7z",
    "m0,3.6l3.5,-6.2h-7z",
    "m-1,-3.5h2v2.5h2.5v2h-2.5v2.5h-2v-2.5h-2.5v-2h2.5z",
)


class BarPicture(NamedTuple):
    """A section's bar, each length from 0 to 1000. ``line`` is the waterline, None without one.

    ``solid`` is what counts, ``fill`` what the section has, ``track`` all that it could have.
    """

    title: str
    score: str
    maximum: str
    mark: str
    track: int
    fill: int
    solid: int
    line: int | None


class Past(NamedTuple):
    """Scores of closed assessments under one rubric version, oldest first."""

    dates: tuple[date, ...]
    labels: tuple[str, ...]
    overall: tuple[Decimal, ...]
    sections: tuple[tuple[str, tuple[Decimal, ...]], ...]
    target: Fraction | None


class Tick(NamedTuple):
    at: float
    label: str


class BandArea(NamedTuple):
    """``right``: its name stands in its upper right corner, else in the left one."""

    y: float
    height: float
    label: str
    rank: int
    fill: str
    right: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Told apart by ``dash`` and mark as well as by colour; ``marks`` is the path of all marks.

    ``sample`` is the path of one mark, for the key.
    """

    title: str
    index: int
    points: str
    stroke: str
    dash: str
    marks: str
    sample: str


class HistoryPicture(NamedTuple):
    overall: Line
    sections: tuple[Line, ...]
    bands: tuple[BandArea, ...]
    days: tuple[Tick, ...]
    scores: tuple[Tick, ...]
    target: Tick | None


def bar_pictures(
    card: Scorecard, definition: scoring.RubricDefinition
) -> tuple[tuple[BarPicture, ...], Fraction]:
    """The bars on one scale, and the points at its end."""
    top = max(Fraction(bar.maximum) for bar in card.sections)
    lowest = definition.overall is scoring.Aggregation.MIN
    water = Fraction(card.overall)

    def share(points: Fraction) -> int:
        return round(1000 * points / top) if top else 0

    bars = []
    for bar in card.sections:
        score = Fraction(bar.score)
        solid = (min(score, water) if lowest else score) if bar.counts else Fraction(0)
        bars.append(
            BarPicture(
                title=bar.title,
                score=bar.score,
                maximum=bar.maximum,
                mark="does not count" if not bar.counts else "lowest" if bar.weakest else "",
                track=share(Fraction(bar.maximum)),
                fill=share(score),
                solid=share(solid),
                line=share(water) if lowest else None,
            )
        )
    return tuple(bars), top


def history_picture(past: Past, definition: scoring.RubricDefinition) -> HistoryPicture | None:
    """Steps at true dates, from two assessments on; nothing is drawn between them."""
    top = _top(definition)
    if len(past.dates) < 2 or not top:
        return None
    xs = _positions(past.dates)

    def y(score: Decimal | Fraction) -> float:
        return round(HEIGHT - HEIGHT * float(Fraction(score) / Fraction(top)), 1)

    def line(title: str, index: int, scores: Sequence[Decimal], stroke: str) -> Line:
        spots = list(zip(xs, (y(score) for score in scores), strict=True))
        return Line(
            title=title,
            index=index,
            points=step_points(past.dates, scores, top, WIDTH, HEIGHT),
            stroke=stroke,
            dash=DASHES[index],
            marks=_marks(index, spots if len(spots) <= MOST_MARKS else spots[-1:]),
            sample=_marks(index, [SAMPLE_AT]),
        )

    return HistoryPicture(
        overall=line("Overall", 0, past.overall, OVERALL),
        sections=tuple(
            line(title, index % 6, scores, STROKES[index % 6])
            for index, (title, scores) in enumerate(past.sections)
        ),
        bands=_areas(definition, past, top, y),
        days=_days(xs, past.labels),
        scores=_scores(top, y),
        target=None if past.target is None else Tick(y(past.target), scoring.written(past.target)),
    )


def _top(definition: scoring.RubricDefinition) -> Decimal:
    """The highest score that any line can reach."""
    parts = scoring.score_answers(definition, {}).sections
    highest = [part.maximum for part in parts] + [scoring.maximum_score(definition)]
    return scoring.rounded(max(highest))


def _areas(
    definition: scoring.RubricDefinition, past: Past, top: Decimal, y: Callable[[Decimal], float]
) -> tuple[BandArea, ...]:
    lowers = [scoring.rounded(band.lower) for band in definition.bands]
    uppers = [*lowers[1:], top]
    lines = (past.overall, *(scores for _, scores in past.sections))
    sides = corners(uppers, top, past.dates, lines)
    areas = []
    for rank, (band, upper, side) in enumerate(zip(definition.bands, uppers, sides, strict=True)):
        height = round(y(lowers[rank]) - y(upper), 1)
        if height > 0:
            fill = FILLS[min(rank, 5)]
            areas.append(BandArea(y(upper), height, band.label, rank, fill, side == "right"))
    return tuple(areas)


def _marks(index: int, spots: Sequence[tuple[float, float]]) -> str:
    return "".join(f"M{x},{y}{MARKS[index]}" for x, y in spots)


def _positions(dates: Sequence[date]) -> list[float]:
    first = dates[0].toordinal()
    span = max(dates[-1].toordinal() - first, 1)
    return [round(WIDTH * (day.toordinal() - first) / span, 1) for day in dates]


def _days(xs: Sequence[float], labels: Sequence[str]) -> tuple[Tick, ...]:
    """As many names of dates as fit beside each other, the newest among them."""
    ticks: list[Tick] = []
    for x, label in zip(reversed(xs), reversed(labels), strict=True):
        if not ticks or ticks[-1].at - x >= LABEL_WIDTH:
            ticks.append(Tick(x, label))
    return tuple(reversed(ticks))


def _scores(top: Decimal, y: Callable[[Decimal], float]) -> tuple[Tick, ...]:
    """Whole points on the axis, at most eight above zero, in steps that are read easily."""
    step = next(step for step in STEPS if step >= top / MOST_TICKS)
    return tuple(Tick(y(Decimal(at)), str(at)) for at in range(0, int(top) + 1, step))
