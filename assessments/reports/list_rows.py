"""The rows of the list of projects: each with its latest scores, as ready strings and pictures."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Assessment, Project
from assessments.models.columns import exact
from assessments.models.list_parts import OpenAssessment, draft_of, scores_of
from assessments.models.projects import ListedProject
from assessments.models.rubrics import highest_score
from assessments.scoring import written, written_change
from assessments.scoring.history import step_path

from .caps import caps_recorded, recorded_cap_words
from .choices import Narrowed
from .scorecard import SectionBar, stored_bar

SPARK_WIDTH, SPARK_HEIGHT = 90, 24
BAR_WIDTH, BAR_STEP, BAR_HEIGHT = 10, 14, 28
"""In the units of the small pictures; the strokes are as wide as a bar."""


class Bars(NamedTuple):
    """The section scores as one small picture: paths of an SVG 28 high, and the same in words.

    The words name sections by their keys, which are short: the page has 50 of these.
    """

    width: int
    fine: str
    weakest: str
    outside: str
    words: str


class ProjectRow(NamedTuple):
    """One project with its latest closed assessment. ``overall`` is empty before the first one.

    ``change`` is signed and formatted (+0.5, −1, 0), empty where the assessment before it is
    missing or is scored on another scale. ``sparkline`` is the path of a small line, 90 wide and
    24 high, empty below 2 scores. ``due`` is a date in words; ``overdue`` if it has passed.
    """

    id: int
    name: str
    slug: str
    team: str
    period: str
    overall: str
    maximum: str
    band: str
    band_rank: int
    sections: tuple[SectionBar, ...]
    bars: Bars
    change: str
    direction: str
    sparkline: str
    open_items: int
    unowned_items: int
    due: str
    overdue: bool
    draft_as_of: str
    draft_progress: str
    capped: str = ""


def project_rows(
    projects: Sequence[ListedProject], view: Narrowed, *, today: date
) -> tuple[ProjectRow, ...]:
    maxima = maxima_of(view)
    contents = {version.pk: version.content for version in view.versions}
    found = []
    for project in projects:
        maximum = maxima.get(project.latest_version_id or 0, Decimal(0))
        overdue = bool(project.due_on and project.due_on < today)
        row = _row(project, maximum, overdue=overdue)
        capped = _capped(project, contents)
        found.append(row._replace(capped=capped) if capped else row)
    return tuple(found)


def _capped(project: ListedProject, contents: Mapping[int, scoring.RubricContent]) -> str:
    """Which gate caps the latest score; '' for none, as in every rubric without gates."""
    content = contents.get(project.latest_version_id or 0)
    if content is None or not content.definition.gates:
        return ""
    sections = {row.key: Fraction(exact(row.score)) for row in scores_of(project)}
    overall = Fraction(exact(project.latest_overall))
    return recorded_cap_words(content, caps_recorded(content, overall, sections))


@lru_cache(maxsize=2048)
def _row(project: ListedProject, maximum: Decimal, *, overdue: bool) -> ProjectRow:
    """Kept in memory by all that it shows: most rows of a page are as they were before."""
    latest = project.latest_id
    bars = tuple(stored_bar(row) for row in scores_of(project))
    draft = draft_of(project)
    change = None if project.latest_change is None else exact(project.latest_change)
    due = project.due_on
    return ProjectRow(
        id=project.pk,
        name=project.name,
        slug=project.slug,
        team=project.team,
        period=period_name(project.latest_on) if latest else "",
        overall=written(exact(project.latest_overall)) if latest else "",
        maximum=written(maximum) if latest else "",
        band=project.band or "",
        band_rank=project.band_position - 1 if project.band_position else 0,
        sections=bars,
        bars=small_bars(bars),
        change="" if change is None else written_change(change),
        direction=direction(change),
        sparkline=_sparkline(project, maximum),
        open_items=project.open_items,
        unowned_items=project.unowned_items,
        due=f"{due.day} {due:%b %Y}" if due else "",
        overdue=overdue,
        draft_as_of=draft.as_of if draft else "",
        draft_progress=_progress(draft) if draft else "",
    )


def maxima_of(view: Narrowed) -> dict[int, Decimal]:
    """The highest overall score by each published rubric version, by its id."""
    return {version.pk: highest_score(version) for version in view.versions}


def small_bars(bars: Sequence[SectionBar]) -> Bars:
    """One bar a section, side by side; a score of nothing keeps a line to stand on."""
    paths = {"fine": "", "weakest": "", "outside": ""}
    for index, bar in enumerate(bars):
        kind = "outside" if not bar.counts else "weakest" if bar.weakest else "fine"
        height = max(1, round(BAR_HEIGHT * bar.percent / 100))
        paths[kind] += f"M{index * BAR_STEP + BAR_WIDTH // 2} {BAR_HEIGHT}v-{height}"
    words = ", ".join(f"{bar.key} {bar.score}{' lowest' if bar.weakest else ''}" for bar in bars)
    width = max(0, len(bars) * BAR_STEP - (BAR_STEP - BAR_WIDTH))
    return Bars(width=width, words=words, **paths)


def _progress(draft: OpenAssessment) -> str:
    in_review = draft.status == Assessment.Status.IN_REVIEW
    state = "in review" if in_review else f"draft, {draft.answered} answered"
    return f"{period_name(date.fromisoformat(draft.as_of))}: {state}"


def _sparkline(project: ListedProject, maximum: Decimal) -> str:
    trend = json.loads(project.trend)
    dates = [date.fromisoformat(day) for day, _ in trend]
    scores = [Decimal(score) for _, score in trend]
    top = max([maximum, *scores])
    return step_path(dates, scores, top, SPARK_WIDTH, SPARK_HEIGHT)


def direction(change: Decimal | None) -> str:
    """``up``, ``down`` or ``same``; empty when there is nothing to compare with."""
    if change is None:
        return ""
    return "up" if change > 0 else "down" if change < 0 else "same"


def overdue(project: Project, today: date) -> str:
    """When the next assessment was due, in words, if that day has passed."""
    due = project.due_on
    return f"was due on {due.day} {due:%b %Y}" if due and today > due else ""
