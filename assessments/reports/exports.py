"""What the files of a project hold: its answers, its scores over time, its levels over time.

Rows for spreadsheets, the first of them the names of the columns. Points and scores are numbers,
days dates.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from assessments import scoring
from assessments.models import Answer, Assessment, Owner, Project
from assessments.models.owners import ShownOwner

from .assessment_responsible import named_today

Row = tuple[str | Decimal | int | date, ...]

ANSWER_COLUMNS = (
    *("item", "section", "title", "level", "points", "note", "evidence", "last_result"),
    *("owner", "role", "state", "revision"),
)
SCORE_COLUMNS = ("date", "state", "rubric", "overall", "band", "answered", "closed_by")
LEVEL_COLUMNS = ("item", "section", "title")


def answer_rows(assessment: Assessment) -> list[Row]:
    """One row an item, in the order of the rubric.

    A draft has the owners of today, as its page; else they are those that were frozen.
    """
    content = assessment.rubric_version.content
    answers = {answer.item_key: answer for answer in Answer.objects.for_page(assessment)}
    titles = {part.key: part.title for part in content.definition.sections}
    owners = _owners(assessment, answers)
    rows: list[Row] = [ANSWER_COLUMNS]
    for key, item in content.items.items():
        answer = answers[key]
        role, person = owners.get(key, ("", ""))
        rows.append(
            (
                key,
                titles[item.section],
                item.title,
                answer.level,
                _points(content.definition, answer.level),
                answer.note,
                answer.evidence,
                answer.outcome,
                person,
                role,
                _state(answer),
                answer.revision,
            )
        )
    return rows


def score_rows(project: Project) -> list[Row]:
    """One row an assessment, oldest first, with a column for each section that one of them has."""
    assessments = list(Assessment.objects.for_project_page(project))
    sections: dict[str, None] = {}
    for row in assessments:
        sections |= {part.section.key: None for part in row.section_scores.all()}
    rows: list[Row] = [(*SCORE_COLUMNS, *sections)]
    for row in reversed(assessments):
        scores = {part.section.key: part.score for part in row.section_scores.all()}
        rows.append(
            (
                row.as_of,
                row.status,
                f"{row.rubric_version.rubric.slug} {row.rubric_version.version}",
                row.overall,
                row.band.label if row.band else "",
                row.answered,
                str(row.closed_by) if row.closed_by else "",
                *(scores.get(key, "") for key in sections),
            )
        )
    return rows


def level_rows(project: Project) -> list[Row]:
    """One row an item, with a column for the date of each closed assessment, oldest first.

    Items of former rubric versions come last.
    """
    levels: dict[str, dict[date, str]] = {}
    dates: dict[date, None] = {}
    for as_of, key, level in Answer.objects.levels_over_time(project):
        dates[as_of] = None
        levels.setdefault(key, {})[as_of] = level
    content = project.rubric_version.content
    titles = {part.key: part.title for part in content.definition.sections}
    rows: list[Row] = [(*LEVEL_COLUMNS, *dates)]
    for key in (*content.items, *(key for key in levels if key not in content.items)):
        item = content.items.get(key)
        names = (titles[item.section], item.title) if item else ("", "")
        rows.append((key, *names, *(levels.get(key, {}).get(day, "") for day in dates)))
    return rows


def _owners(assessment: Assessment, answers: Mapping[str, Answer]) -> dict[str, tuple[str, str]]:
    """Role and person by item key."""
    if not assessment.is_draft:
        return {key: (answer.owner_role, answer.owner) for key, answer in answers.items()}
    return named_today(ShownOwner(*row) for row in Owner.objects.shown(assessment.project_id))


def _points(definition: scoring.RubricDefinition, level: str) -> Decimal | str:
    if not level:
        return ""
    if level == scoring.NOT_APPLICABLE:
        return Decimal(0)
    return scoring.rounded(definition.points(level))


def _state(answer: Answer) -> str:
    if not answer.level:
        return "unanswered"
    return "carried over" if answer.carried_over else "confirmed"
