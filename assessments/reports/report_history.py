"""The scores over time in a report: as a picture, and as a table of the newest."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Assessment, SectionScore
from assessments.scoring import written, written_change

from .list_rows import direction
from .report_chart import Past

MOST_HISTORY = 12

Stored = Mapping[int, Mapping[str, SectionScore]]
"""Assessment id to section key to its stored score, in the order of the rubric."""


class HistoryLine(NamedTuple):
    """One closed assessment in the table of scores; ``sections`` is empty under another version."""

    period: str
    as_of: date
    overall: str
    maximum: str
    change: str
    direction: str
    sections: tuple[str, ...]
    band: str
    rubric: str


def stored_scores(assessment: Assessment) -> tuple[list[Assessment], Stored]:
    """The closed assessments of its project up to its date, newest first, with their scores."""
    closed: dict[int, Assessment] = {}
    stored: dict[int, dict[str, SectionScore]] = {}
    for score in SectionScore.objects.for_report(assessment):
        closed.setdefault(score.assessment_id, score.assessment)
        stored.setdefault(score.assessment_id, {})[score.section.key] = score
    return list(closed.values()), stored


def past_of(
    same: Sequence[Assessment],
    stored: Stored,
    definition: scoring.RubricDefinition,
    target: Fraction | None,
) -> Past:
    """The closed assessments (newest first) under the report's own version, as lines."""
    rows = list(reversed(same))
    return Past(
        dates=tuple(row.as_of for row in rows),
        labels=tuple(period_name(row.as_of) for row in rows),
        overall=tuple(row.overall for row in rows),
        sections=tuple(
            (part.title, tuple(stored[row.pk][part.key].score for row in rows))
            for part in definition.sections
        ),
        target=target,
    )


def history_rows(
    closed: Sequence[Assessment],
    stored: Stored,
    definition: scoring.RubricDefinition,
    assessment: Assessment,
) -> tuple[HistoryLine, ...]:
    """Newest first; a change is said only between two scores of one version."""
    lines = []
    for row, before in zip(closed, [*closed[1:], None], strict=False):
        comparable = before is not None and before.rubric_version_id == row.rubric_version_id
        change = row.overall - before.overall if before and comparable else None
        own = row.rubric_version_id == assessment.rubric_version_id
        sections = [stored[row.pk][part.key].score for part in definition.sections] if own else []
        lines.append(
            HistoryLine(
                period=period_name(row.as_of),
                as_of=row.as_of,
                overall=written(row.overall),
                maximum=written(scoring.maximum_score(row.rubric_version.content.definition)),
                change="" if change is None else written_change(change),
                direction=direction(change),
                sections=tuple(written(score) for score in sections),
                band=row.band.label if row.band else "",
                rubric=row.rubric_version.name,
            )
        )
    return tuple(lines[:MOST_HISTORY])


def history_line(closed: Sequence[Assessment], same: Sequence[Assessment]) -> str:
    """What picture and table leave out; empty if nothing."""
    parts = []
    if len(same) < len(closed):
        parts.append(
            "The chart shows the assessments under this rubric version; scores of other versions "
            "are on another scale and stand in the table only."
        )
    if len(closed) > MOST_HISTORY:
        parts.append(f"The table shows the newest {MOST_HISTORY} of {len(closed)} assessments.")
    return " ".join(parts)
