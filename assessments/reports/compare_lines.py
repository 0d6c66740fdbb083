"""The overall scores of several projects over time, on one axis."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Assessment, Project
from assessments.models.page_parts import ComparedParts
from assessments.models.section_scores import StoredScore
from assessments.scoring import written
from assessments.scoring.comparison import LinePoint, ScoreLine, ScoreLines, TargetLine
from assessments.text import listed

from .figures import ChartTable
from .sides import Side, on_axis


class Past(NamedTuple):
    """``closed`` is project id to its closed assessments, the newest first.

    ``names`` is project id to what it is called here, where others may have its name.
    """

    projects: tuple[Project, ...]
    names: Mapping[int, str]
    closed: Mapping[int, list[Assessment]]
    parts: ComparedParts


def score_lines(past: Past, sides: Sequence[Side]) -> ScoreLines:
    """A line a project, and a target line for each target that ``sides`` have."""
    assessments = [row for rows in past.closed.values() for row in rows]
    versions = {row.rubric_version_id: row.rubric_version for row in assessments}
    definitions = [version.content.definition for version in versions.values()]
    percent = not scoring.same_scale(definitions)
    top = max(scoring.maximum_score(known) for known in definitions)
    return ScoreLines(
        lines=tuple(
            ScoreLine(
                past.names[project.pk],
                tuple(
                    _point(row, past.parts.scores[row.pk], percent=percent)
                    for row in reversed(past.closed[project.pk])
                ),
            )
            for project in past.projects
            if past.closed[project.pk]
        ),
        targets=_targets(sides, percent=percent),
        top=Decimal(100) if percent else scoring.rounded(top),
        percent=percent,
    )


def _targets(sides: Sequence[Side], *, percent: bool) -> tuple[TargetLine, ...]:
    """One line a value, named after all criticalities that ask for it."""
    names: dict[Decimal, dict[str, None]] = {}
    for side in sides:
        if side.target is not None:
            value = on_axis(side.target, side.maximum, percent=percent)
            names.setdefault(value, {})[side.criticality] = None
    return tuple(
        TargetLine(value, f"Target: {listed(list(found))}") for value, found in names.items()
    )


def _point(row: Assessment, scores: Sequence[StoredScore], *, percent: bool) -> LinePoint:
    maximum = scoring.maximum_score(row.rubric_version.content.definition)
    overall = scoring.exact(row.overall)
    weakest = listed([score.title for score in scores if score.weakest])
    return LinePoint(
        on=row.as_of,
        value=on_axis(overall, maximum, percent=percent),
        facts=(
            *([f"{written(overall)} of {written(maximum)}"] if percent else []),
            *([row.band.label] if row.band else []),
            *([f"lowest: {weakest}"] if weakest else []),
        ),
    )


def lines_finding(lines: ScoreLines) -> str:
    """How many rose and fell over the time shown."""
    moving = [line.points for line in lines.lines if len(line.points) > 1]
    if not moving:
        return "Each project has a single score so far."
    moves = [points[-1].value - points[0].value for points in moving]
    rose, fell = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
    single = len(lines.lines) - len(moving)
    words = [
        f"{count} {word}"
        for count, word in (
            (rose, "rose"),
            (fell, "fell"),
            (len(moves) - rose - fell, "stayed the same"),
            (single, f"{'has' if single == 1 else 'have'} a single score so far"),
        )
        if count
    ]
    first = min(points[0].on for points in moving)
    return f"Overall scores since {period_name(first)}: {listed(words)}."


def lines_table(lines: ScoreLines) -> ChartTable:
    """A row a date, the newest first; a date at which a project has no assessment is a dash."""
    known = [{point.on: point.value for point in line.points} for line in lines.lines]
    days = sorted({day for points in known for day in points}, reverse=True)
    unit = " (%)" if lines.percent else ""
    return ChartTable(
        ("As of", *(line.name + unit for line in lines.lines)),
        tuple(
            (
                period_name(day),
                *(written(points[day]) if day in points else "–" for points in known),
            )
            for day in days
        ),
    )
