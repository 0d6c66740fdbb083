"""A report on one assessment, for somebody who has no account and has never heard of the rubric."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.utils import timezone

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Action, Answer, Assessment
from assessments.scoring import written, written_change

from .actions import ActionRow, action_rows
from .list_rows import direction
from .next_steps import NextSteps, next_steps
from .report_answers import AnswerSection, Changes, answer_sections, changes_since
from .report_chart import BarPicture, HistoryPicture, bar_pictures, history_picture
from .report_history import HistoryLine, Stored, history_line, history_rows, past_of, stored_scores
from .report_words import (
    BandLine,
    LevelLine,
    band_lines,
    held_words,
    level_lines,
    rubric_words,
    target_words,
)
from .rubric_names import RubricName, rubric_name
from .scorecard import Scorecard, recorded_scorecard, scorecard_of
from .targets import Target, target_of


class Since(NamedTuple):
    """The assessment before, and what changed. ``line`` is the score then, ready to read."""

    period: str
    as_of: date
    line: str
    change: str
    direction: str
    changes: Changes


class ReportPage(NamedTuple):
    """``mark`` is empty for a closed assessment; else it says that the report is not final.

    ``history_line`` says which assessments chart and table leave out, if any.
    """

    project_name: str
    project_slug: str
    team: str
    description: str
    as_of: date
    period: str
    status: str
    mark: str
    standing: str
    target: Target | None
    target_words: str
    rubric_words: str
    held: str
    scorecard: Scorecard
    bars: tuple[BarPicture, ...]
    bars_top: str
    waterline: bool
    history: HistoryPicture | None
    history_rows: tuple[HistoryLine, ...]
    history_line: str
    section_titles: tuple[str, ...]
    several_versions: bool
    since: Since | None
    actions: tuple[ActionRow, ...]
    sections: tuple[AnswerSection, ...]
    steps: NextSteps
    bands: tuple[BandLine, ...]
    bands_source: str
    levels: tuple[LevelLine, ...]
    not_applicable_note: str
    rubric: RubricName
    source: str
    source_url: str
    as_seen_on: date

    @property
    def title(self) -> str:
        return f"{self.project_name}: {self.rubric}, {self.period}"


def report_page(assessment: Assessment, *, today: date) -> ReportPage:
    """The report in at most four queries, however long the history is."""
    content = assessment.rubric_version.content
    definition = content.definition
    closed, stored = stored_scores(assessment)
    before = next((row for row in closed if row.pk != assessment.pk), None)
    answers, last = _answers(assessment, before)
    card = _scorecard(assessment, content, answers, stored)
    overall, maximum = _overall(assessment, definition, answers)
    target = target_of(assessment.project.criticality, maximum, overall)
    bars, top = bar_pictures(card, definition)
    same = [row for row in closed if row.rubric_version_id == assessment.rubric_version_id]
    past = past_of(same, stored, definition, target.score if target else None)
    sections = answer_sections(assessment, content, card, answers)
    levels = {key: row.level for key, row in answers.items()}
    rows = history_rows(closed, stored, definition, assessment)
    return ReportPage(
        project_name=assessment.project.name,
        project_slug=assessment.project.slug,
        team=assessment.project.team.name,
        description=assessment.project.description,
        as_of=assessment.as_of,
        period=period_name(assessment.as_of),
        status=assessment.status,
        mark=_mark(assessment, card),
        standing=_standing(assessment),
        target=target,
        target_words=target_words(target, at_least=card.at_least) if target else "",
        rubric_words=rubric_words(content.name, definition),
        held=held_words(card, definition),
        scorecard=card,
        bars=bars,
        bars_top=written(top),
        waterline=definition.overall is scoring.Aggregation.MIN,
        history=history_picture(past, definition),
        history_rows=rows,
        history_line=history_line(closed, same),
        section_titles=tuple(part.title for part in definition.sections),
        several_versions=len(same) < len(closed),
        since=_since(assessment, content, answers, before, last) if before else None,
        actions=action_rows(Action.objects.at(assessment), today=today, assessment=assessment),
        sections=sections,
        steps=next_steps(
            content, levels, _doers(sections), criticality=assessment.project.criticality
        ),
        bands=band_lines(definition, card.band_rank),
        bands_source=content.bands_source,
        levels=level_lines(content),
        not_applicable_note=_not_applicable_note(content, answers, card),
        rubric=rubric_name(content),
        source=content.source,
        source_url=content.source_url,
        as_seen_on=today,
    )


def _doers(sections: Iterable[AnswerSection]) -> dict[str, str]:
    """Who answers for each item, by key, as the report names them: the person, else the role."""
    return {line.key: line.person or line.role for part in sections for line in part.lines}


def _answers(
    assessment: Assessment, before: Assessment | None
) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """The answers of both by item key, in one query."""
    found: dict[int, dict[str, Answer]] = {assessment.pk: {}}
    both = [assessment, before] if before else [assessment]
    for answer in Answer.objects.for_report(both):
        found.setdefault(answer.assessment_id, {})[answer.item.key] = answer
    return found[assessment.pk], found.get(before.pk, {}) if before else {}


def _scorecard(
    assessment: Assessment,
    content: scoring.RubricContent,
    answers: Mapping[str, Answer],
    stored: Stored,
) -> Scorecard:
    if assessment.is_closed:
        levels = {key: row.level for key, row in answers.items()}
        scores = [row.plain for row in stored[assessment.pk].values()]
        return recorded_scorecard(assessment, content, scores, levels)
    return scorecard_of(content, _score(content.definition, answers), answers)


def _score(definition: scoring.RubricDefinition, answers: Mapping[str, Answer]) -> scoring.Score:
    return scoring.score_answers(definition, {key: row.level for key, row in answers.items()})


def _overall(
    assessment: Assessment,
    definition: scoring.RubricDefinition,
    answers: Mapping[str, Answer],
) -> tuple[Fraction, Fraction]:
    """The overall score, recorded if it is closed, and the highest that there is."""
    maximum = scoring.maximum_score(definition)
    if assessment.is_closed:
        return Fraction(assessment.overall), maximum
    return _score(definition, answers).overall, maximum


def _not_applicable_note(
    content: scoring.RubricContent, answers: Mapping[str, Answer], card: Scorecard
) -> str:
    """Also for a closed assessment: how its items that do not apply were counted."""
    if card.not_applicable_note:
        return card.not_applicable_note
    return scorecard_of(content, _score(content.definition, answers), answers).not_applicable_note


def _mark(assessment: Assessment, card: Scorecard) -> str:
    if assessment.is_closed:
        return ""
    state = "Draft" if assessment.is_draft else "In review"
    answered = f"{card.answered} of {card.total} tests answered"
    if card.at_least:
        return f"{state}, not closed: at least {card.overall} ({answered})"
    waiting = f", {card.unconfirmed} not confirmed yet" if card.unconfirmed else ""
    return f"{state}, not closed: {card.overall} if nothing changes ({answered}{waiting})"


def _standing(assessment: Assessment) -> str:
    """Who submitted and closed it, and when, as a sentence."""
    if assessment.is_closed:
        review = (
            f"Submitted by {assessment.submitted_by}, reviewed and closed"
            if assessment.submitted_by and assessment.reviewer_id
            else "Closed"
        )
        return f"{review} by {assessment.closed_by} on {_day(assessment.closed_at)}."
    if assessment.is_in_review:
        return (
            f"Submitted by {assessment.submitted_by} on {_day(assessment.submitted_at)}; "
            f"it waits for the review of {assessment.reviewer}."
        )
    return f"A draft, begun on {_day(assessment.started_at)}; nobody has closed it."


def _day(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y}"


def _since(
    assessment: Assessment,
    content: scoring.RubricContent,
    answers: Mapping[str, Answer],
    before: Assessment,
    last: Mapping[str, Answer],
) -> Since:
    change = _change(assessment, content, answers, before)
    line = written(before.overall)
    if before.rubric_version_id != assessment.rubric_version_id:
        maximum = scoring.maximum_score(before.rubric_version.content.definition)
        line = f"{line} of {written(maximum)} under {before.rubric_version.name}"
    return Since(
        period=period_name(before.as_of),
        as_of=before.as_of,
        line=line,
        change="" if change is None else written_change(change),
        direction=direction(change),
        changes=changes_since(content, last, answers),
    )


def _change(
    assessment: Assessment,
    content: scoring.RubricContent,
    answers: Mapping[str, Answer],
    before: Assessment,
) -> Decimal | None:
    """The change of the overall score; None where the two are on different scales."""
    if before.rubric_version_id != assessment.rubric_version_id:
        return None
    overall, _ = _overall(assessment, content.definition, answers)
    return scoring.rounded(overall) - before.overall
