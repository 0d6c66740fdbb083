"""A project's scores over time: the chart, its caption, its table, and the target beside them."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from assessments import scoring
from assessments.dates import in_period, period_name
from assessments.models import Assessment, Criticality, SectionScore
from assessments.scoring import written
from assessments.scoring.comparability import same_scale
from assessments.scoring.history import SectionSeries, Series, SeriesBand, VersionChange
from assessments.text import listed

from .caps import caps_of, either
from .figures import ChartTable, Still, still_of
from .targets import target_share

FULL = Decimal(100)


class History(NamedTuple):
    """``finding`` is the caption, ``note`` says how different rubric versions are shown."""

    series: Series
    still: Still
    table: ChartTable
    finding: str
    note: str


def history_of(closed: Sequence[Assessment], criticality: Criticality | None) -> History | None:
    """Closed assessments, newest first, as a chart; None below two, which make no line."""
    if len(closed) < 2:
        return None
    series = history_series(closed, criticality)
    return History(
        series=series,
        still=still_of(series),
        table=_table(closed, series),
        finding=_finding(closed, series),
        note=_note(closed, series),
    )


def history_series(closed: Sequence[Assessment], criticality: Criticality | None = None) -> Series:
    """At least one closed assessment, newest first, as a series, oldest first.

    Versions with the same full scores keep their points; others are drawn in per cent of the
    full score, which is all that their scales have in common. Sections are matched by key. The
    bands are those of the newest version.
    """
    rows = list(reversed(closed))
    newest = closed[0].rubric_version.content.definition
    in_percent = not same_scale(row.rubric_version.content.definition for row in rows)
    top = FULL if in_percent else _top(newest)
    full = scoring.maximum_score(newest)
    target = None
    if criticality is not None:
        target = scoring.rounded(target_share(criticality) * (100 if in_percent else full))
    return Series(
        dates=tuple(row.as_of for row in rows),
        labels=tuple(period_name(row.as_of) for row in rows),
        overall=tuple(_drawn(row.overall, _maximum(row), in_percent=in_percent) for row in rows),
        band_labels=tuple(row.band.label if row.band else "" for row in rows),
        sections=_sections(rows, in_percent=in_percent),
        bands=_bands(newest, top, Fraction(100) / full if in_percent else Fraction(1)),
        top=top,
        facts=tuple(_facts(row, in_percent=in_percent) for row in rows),
        in_percent=in_percent,
        changes=_changes(rows),
        target=target,
        target_label=_target_label(criticality, target, in_percent=in_percent),
    )


def columns_of(assessments: Sequence[Assessment]) -> dict[str, str]:
    """Section key to title: those of the newest version, then those only older ones have."""
    columns: dict[str, str] = {}
    for assessment in assessments:
        for row in assessment.section_scores.all():
            columns.setdefault(row.section.key, row.section.title)
    return columns


def by_section(assessment: Assessment) -> dict[str, SectionScore]:
    return {row.section.key: row for row in assessment.section_scores.all()}


def weakest_titles(assessment: Assessment) -> list[str]:
    return [row.section.title for row in assessment.section_scores.all() if row.weakest]


def held_by(assessment: Assessment) -> str:
    """*“Evaluation set” caps it there*, *Data holds it there*; '' where nothing does."""
    gates = caps_of(assessment, list(assessment.section_scores.all()))
    if gates:
        return f"{either(gates)} caps it there"
    weakest = weakest_titles(assessment)
    if not weakest:
        return ""
    if assessment.rubric_version.content.definition.overall is scoring.Aggregation.MIN:
        return f"{listed(weakest)} {'hold' if len(weakest) > 1 else 'holds'} it there"
    return f"{listed(weakest)} {'have' if len(weakest) > 1 else 'has'} the smallest share"


def _maximum(assessment: Assessment) -> Fraction:
    return scoring.maximum_score(assessment.rubric_version.content.definition)


def _top(definition: scoring.RubricDefinition) -> Decimal:
    full = scoring.score_answers(definition, {})
    return scoring.rounded(max(full.maximum, *(part.maximum for part in full.sections)))


def _drawn(score: Decimal, maximum: Fraction | Decimal, *, in_percent: bool) -> Decimal:
    if not in_percent:
        return score
    share = Fraction(score) / Fraction(maximum) if maximum else Fraction(0)
    return scoring.rounded(share * 100)


def _of(score: Decimal, maximum: Fraction | Decimal) -> str:
    return f"{written(score)} of {written(maximum)}"


def _sections(rows: list[Assessment], *, in_percent: bool) -> tuple[SectionSeries, ...]:
    found = [by_section(row) for row in rows]
    return tuple(
        SectionSeries(
            key,
            title,
            tuple(
                _drawn(row[key].score, row[key].maximum, in_percent=in_percent)
                if key in row
                else None
                for row in found
            ),
            tuple(_of(row[key].score, row[key].maximum) if key in row else "" for row in found),
        )
        for key, title in columns_of(rows[::-1]).items()
    )


def _bands(
    definition: scoring.RubricDefinition, top: Decimal, scale: Fraction
) -> tuple[SeriesBand, ...]:
    lowers = [scoring.rounded(band.lower * scale) for band in definition.bands]
    uppers = [*lowers[1:], top]
    return tuple(
        SeriesBand(band.label, lower, upper, rank)
        for rank, (band, lower, upper) in enumerate(
            zip(definition.bands, lowers, uppers, strict=True)
        )
        if upper > lower
    )


def _facts(assessment: Assessment, *, in_percent: bool) -> tuple[str, ...]:
    """What a point of the overall score says besides its date and height."""
    weakest = weakest_titles(assessment)
    gates = caps_of(assessment, list(assessment.section_scores.all()))
    facts = (
        assessment.band.label if assessment.band else "",
        f"lowest: {listed(weakest)}" if weakest else "no section holds it down",
        *([f"capped by {either(gates)}"] if gates else []),
    )
    return (_of(assessment.overall, _maximum(assessment)), *facts) if in_percent else facts


def _changes(rows: list[Assessment]) -> tuple[VersionChange, ...]:
    """Where the rubric version is another than that of the assessment before."""
    return tuple(
        VersionChange(row.as_of, _version_label(before, row))
        for before, row in pairwise(rows)
        if row.rubric_version_id != before.rubric_version_id
    )


def _version_label(before: Assessment, after: Assessment) -> str:
    version = after.rubric_version
    if before.rubric_version.rubric_id == version.rubric_id:
        return f"Version {version.version}"
    return version.name


def _target_label(
    criticality: Criticality | None, target: Decimal | None, *, in_percent: bool
) -> str:
    if criticality is None or target is None:
        return ""
    return f"Target {written(target)}{' %' if in_percent else ''} ({criticality.name})"


def _table(closed: Sequence[Assessment], series: Series) -> ChartTable:
    """The numbers of the chart, newest first."""
    rows = []
    for index, (row, label) in enumerate(zip(closed, reversed(series.labels), strict=True)):
        place = len(closed) - 1 - index
        overall = _cell(series.overall[place], _of(row.overall, _maximum(row)), series)
        parts = (_cell(part.scores[place], part.written[place], series) for part in series.sections)
        lowest = ", ".join(weakest_titles(row)) or "none"
        rows.append((label, overall, *parts, series.band_labels[place], lowest))
    head = ("As of", "Overall", *(part.title for part in series.sections), "Band", "Lowest")
    return ChartTable(head, tuple(rows))


def _cell(score: Decimal | None, native: str, series: Series) -> str:
    if score is None:
        return "–"
    return f"{written(score)} % ({native})" if series.in_percent else written(score)


def _finding(closed: Sequence[Assessment], series: Series) -> str:
    """What the chart shows, as one sentence; the caption of the figure."""
    latest, first = series.overall[-1], series.overall[0]
    unit = " %" if series.in_percent else ""
    held = held_by(closed[0])
    held = f"; {held}" if held else ""
    now = f"{written(latest)}{unit} {in_period(closed[0].as_of)}{held}."
    if series.changes:  # who changed, the team or the ruler, is said below
        begin = f"{written(first)}{unit} {in_period(closed[-1].as_of)}"
        return f"The overall score was {begin}; by another rubric version it is {now}"
    if latest == first:
        return f"The overall score is where it began: {now}"
    verb = "rose" if latest > first else "fell"
    begin = f"{written(first)}{unit} {in_period(closed[-1].as_of)}"
    return f"The overall score {verb} from {begin} to {now}"


def _note(closed: Sequence[Assessment], series: Series) -> str:
    """How versions on different scales share one chart; '' where nothing has to be said."""
    if not series.changes:
        return ""
    mark = "A dotted line marks where the rubric version changed; scores on its two sides"
    mark += " answer different questions. The bands are those of the newest version."
    if not series.in_percent:
        return mark
    full = [written(top) for top in dict.fromkeys(_maximum(row) for row in closed)]
    what = f"The versions have different full scores ({listed(full)})"
    if len(full) == 1:
        what = "Sections have other full scores in the other version"
    return f"{what}: shown in per cent of each. {mark}"
