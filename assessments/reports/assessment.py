"""What the assessment page shows: 28 items in their sections, and the scorecard above them."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from assessments import scoring
from assessments.access import Need, may
from assessments.dates import period_name
from assessments.models import Assessment, User
from assessments.models.assessment_parts import AssessmentParts, parts_of
from assessments.models.waiting import Waiting

from .actions import ActionRow, action_rows, actions_line, needs_review
from .assessment_filters import (
    SHOWS,
    FilterOption,
    Filters,
    filter_options,
    known_filters,
    matches,
    section_titles,
)
from .assessment_items import ItemRow, Refusal, item_rows
from .rubric_names import RubricName, rubric_name
from .scorecard import Scorecard, SectionBar, recorded_scorecard, scorecard_of


class LevelOption(NamedTuple):
    """A possible answer. ``shortcut`` is its digit on the keyboard, empty for *not applicable*."""

    key: str
    label: str
    points: str
    meaning: str
    shortcut: str


class AnnouncedItem(NamedTuple):
    """An item that will count from a later version on. ``note`` may say from when."""

    key: str
    title: str
    statement: str
    note: str


class SectionPart(NamedTuple):
    bar: SectionBar
    note: str
    items: tuple[ItemRow, ...]
    shown: int
    announced: tuple[AnnouncedItem, ...] = ()

    @property
    def to_read(self) -> int:
        """How many carried answers are confirmed only one by one."""
        return sum(bool(item.read_again) for item in self.items)

    @property
    def to_confirm(self) -> int:
        """How many can be confirmed together."""
        waiting = sum(item.state == "unconfirmed" for item in self.items)
        return waiting - self.to_read


class AssessmentPage(NamedTuple):
    """``can_edit`` is false for viewers and for an assessment that is not a draft.

    ``to_review`` is true while an action from before has not been looked at in a draft.
    """

    project_name: str
    project_slug: str
    team_name: str
    as_of: date
    period: str
    status: str
    status_label: str
    rubric: RubricName
    scorecard: Scorecard
    sections: tuple[SectionPart, ...]
    levels: tuple[LevelOption, ...]
    shows: tuple[FilterOption, ...]
    roles: tuple[FilterOption, ...]
    parts: tuple[FilterOption, ...]
    actions: tuple[ActionRow, ...]
    actions_line: str
    to_review: bool
    carried_from: date | None
    closed_line: str
    review_line: str
    can_edit: bool
    can_comment: bool
    can_submit: bool
    can_reopen: bool
    can_discard: bool
    has_plan: bool
    waiting: Waiting


def assessment_page(
    assessment: Assessment,
    user: User,
    *,
    wanted: Filters,
    today: date,
    refusals: Mapping[str, Refusal] | None = None,
) -> AssessmentPage:
    """The page in one statement. A filter that is unknown shows all."""
    content = assessment.rubric_version.content
    parts = parts_of(assessment, user, today)
    actions = action_rows(parts.actions, today=today, assessment=assessment)
    rows = item_rows(assessment, user, content, parts, refusals or {}, actions)
    roles = {row.owner_role_key: row.owner_role for row in rows.values()}
    chosen = known_filters(content, roles, wanted)
    matching = {row.key for row in rows.values() if matches(row, chosen)}
    card = _scorecard(assessment, content, parts)
    member = may(user, assessment, Need.MEMBER)
    return AssessmentPage(
        project_name=assessment.project.name,
        project_slug=assessment.project.slug,
        team_name=assessment.project.team.name,
        as_of=assessment.as_of,
        period=period_name(assessment.as_of),
        status=assessment.status,
        status_label=assessment.get_status_display(),
        rubric=rubric_name(content),
        scorecard=card,
        sections=_sections(content, card, rows, matching),
        levels=_levels(content),
        shows=filter_options(rows, chosen, "show", SHOWS),
        roles=filter_options(rows, chosen, "role", {"": "Every role", **roles}),
        parts=filter_options(
            rows, chosen, "section", {"": "Every section", **section_titles(content)}
        ),
        actions=actions,
        actions_line=actions_line(actions),
        to_review=assessment.is_draft and any(needs_review(action) for action in actions),
        carried_from=assessment.carried_from.as_of if assessment.carried_from else None,
        closed_line=_closed_line(assessment),
        review_line=_review_line(assessment, user),
        can_edit=member and assessment.is_draft,
        can_comment=member and not assessment.is_closed,
        can_submit=member and assessment.is_draft,
        can_reopen=may(user, assessment, Need.LEAD) and assessment.is_closed,
        can_discard=may(user, assessment, Need.LEAD) and assessment.is_draft,
        has_plan=assessment.has_plan,
        waiting=parts.waiting,
    )


def _scorecard(
    assessment: Assessment, content: scoring.RubricContent, parts: AssessmentParts
) -> Scorecard:
    levels = {key: answer.level for key, answer in parts.answers.items()}
    if assessment.is_closed:
        return recorded_scorecard(assessment, content, parts.scores, levels)
    return scorecard_of(content, scoring.score_answers(content.definition, levels), parts.answers)


def _sections(
    content: scoring.RubricContent,
    card: Scorecard,
    rows: Mapping[str, ItemRow],
    matching: set[str],
) -> tuple[SectionPart, ...]:
    bars = {bar.key: bar for bar in card.sections}
    parts = []
    for section in content.definition.sections:
        items = tuple(
            rows[item.key] if item.key in matching else rows[item.key]._replace(shown=False)
            for item in section.items
        )
        parts.append(
            SectionPart(
                bar=bars[section.key],
                note=content.section_notes[section.key],
                items=items,
                shown=sum(item.shown for item in items),
                announced=tuple(
                    AnnouncedItem(item.key, item.title, item.statement, item.status_note)
                    for item in content.announced.values()
                    if item.section == section.key
                ),
            )
        )
    return tuple(parts)


def _levels(content: scoring.RubricContent) -> tuple[LevelOption, ...]:
    options = [
        LevelOption(
            key=level.key,
            label=level.label,
            points=scoring.written(level.points),
            meaning=content.level_meanings[level.key],
            shortcut=str(position) if position < 10 else "",
        )
        for position, level in enumerate(content.definition.levels)
    ]
    if content.definition.not_applicable_allowed:
        meaning = "The test makes no sense for this system. Needs a reason."
        options.append(LevelOption(scoring.NOT_APPLICABLE, "Not applicable", "", meaning, ""))
    return tuple(options)


def _closed_line(assessment: Assessment) -> str:
    if not assessment.is_closed or assessment.closed_at is None:
        return ""
    at = timezone.localtime(assessment.closed_at)
    return f"Closed by {assessment.closed_by} on {at.day} {at:%B %Y}."


def _review_line(assessment: Assessment, user: User) -> str:
    if not assessment.is_in_review:
        return ""
    if assessment.reviewer_id == user.pk:
        return f"{assessment.submitted_by} submitted it and asked you for the review."
    return f"{assessment.submitted_by} submitted it; it waits for {assessment.reviewer}."
