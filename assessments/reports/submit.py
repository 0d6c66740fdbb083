"""What stands between a draft and a closed assessment."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from django.utils import timezone

from assessments import scoring
from assessments.access import Need, may
from assessments.dates import period_name
from assessments.models import Action, Answer, Assessment, User
from assessments.models.answers import missing_in
from assessments.scoring import written, written_change

from .actions import able_people, action_rows, needs_review
from .levels import level_label
from .list_rows import direction
from .scorecard import Scorecard, scorecard_of


class Finding(NamedTuple):
    """An item named by a check, with the sentence that says what to do."""

    key: str
    title: str
    text: str


class Difference(NamedTuple):
    """A level that is not what it was in the assessment before. ``direction``: up, down, same."""

    key: str
    title: str
    before: str
    now: str
    direction: str


class SubmitPage(NamedTuple):
    """``blocking`` findings refuse the submission (422), ``warnings`` do not."""

    project_name: str
    project_slug: str
    as_of: date
    period: str
    status: str
    rubric: str
    scorecard: Scorecard
    before: str
    before_as_of: date | None
    before_period: str
    change: str
    direction: str
    blocking: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    differences: tuple[Difference, ...]
    can_submit: bool
    review_required: bool
    reviewers: tuple[tuple[int, str], ...]
    reviewer: str
    submitted: str
    can_review: bool
    can_take_back: bool


def submit_page(assessment: Assessment, user: User) -> SubmitPage:
    """The page in at most five queries. What blocks is decided by the action that closes.

    ``reviewers`` are the people who could review it: never whoever submits.
    """
    content = assessment.rubric_version.content
    answers = {answer.item_key: answer for answer in Answer.objects.for_page(assessment)}
    old = {answer.item.key: answer for answer in Answer.objects.last_time(assessment)}
    before = next((answer.assessment for answer in old.values()), None)
    last = by_present_keys(answers, old)
    levels = {key: answer.level for key, answer in answers.items()}
    score = scoring.score_answers(content.definition, levels)
    overall = scoring.rounded(score.overall)
    moved = before is not None and before.rubric_version_id != assessment.rubric_version_id
    change = overall - before.overall if before and not moved else None
    people, submitter = _able(assessment), assessment.submitted_by_id or user.pk
    return SubmitPage(
        project_name=assessment.project.name,
        project_slug=assessment.project.slug,
        as_of=assessment.as_of,
        period=period_name(assessment.as_of),
        status=assessment.status,
        rubric=content.name,
        scorecard=scorecard_of(content, score, answers),
        before=_before(before, moved=moved) if before else "",
        before_as_of=before.as_of if before else None,
        before_period=period_name(before.as_of) if before else "",
        change="" if change is None else written_change(change),
        direction=direction(change),
        blocking=_blocking(content, answers),
        warnings=_warnings(content, answers) + _actions(assessment),
        differences=level_differences(content, last, answers),
        can_submit=may(user, assessment, Need.MEMBER) and assessment.is_draft,
        review_required=assessment.project.review_required,
        reviewers=tuple((pk, name) for pk, name in people.items() if pk != submitter),
        reviewer=people.get(assessment.reviewer_id or 0, str(assessment.reviewer or "")),
        submitted=_submitted(assessment),
        can_review=assessment.is_in_review and assessment.reviewer_id == user.pk,
        can_take_back=assessment.is_in_review and _may_take_back(assessment, user),
    )


def _able(assessment: Assessment) -> dict[int, str]:
    """Who can review, by id, where a review is asked for."""
    if not (assessment.is_in_review or assessment.project.review_required):
        return {}
    return dict(able_people(assessment.project.team_id))


def _submitted(assessment: Assessment) -> str:
    if assessment.submitted_at is None:
        return ""
    at = timezone.localtime(assessment.submitted_at)
    return f"Submitted by {assessment.submitted_by}, {at.day} {at:%b %Y %H:%M}"


def _may_take_back(assessment: Assessment, user: User) -> bool:
    member = may(user, assessment, Need.MEMBER) and assessment.submitted_by_id == user.pk
    return member or may(user, assessment, Need.LEAD)


def _actions(assessment: Assessment) -> tuple[Finding, ...]:
    """Actions from before that nobody has looked at in this assessment."""
    rows = Action.objects.at(assessment)
    waiting = [
        row
        for row in action_rows(rows, today=assessment.as_of, assessment=assessment)
        if needs_review(row)
    ]
    return tuple(
        Finding(row.item_key, "Action", f"“{row.text}” is open and was not looked at")
        for row in waiting
    )


def _blocking(content: scoring.RubricContent, answers: Mapping[str, Answer]) -> tuple[Finding, ...]:
    missing = {found.item_key: found.why for found in missing_in(answers)}
    return tuple(
        Finding(key, item.title, missing[key])
        for key, item in content.items.items()
        if key in missing
    )


def _warnings(content: scoring.RubricContent, answers: Mapping[str, Answer]) -> tuple[Finding, ...]:
    found = []
    top = content.definition.levels[-1]
    for key, item in content.items.items():
        answer = answers[key]
        if answer.carried_over and answer.level:
            found.append(Finding(key, item.title, "carried over and not confirmed"))
        if answer.level == top.key and not answer.evidence:
            words = f"{top.label.lower()}, but without an evidence link"
            found.append(Finding(key, item.title, words))
        if answer.outcome == Answer.Outcome.FAILED:
            found.append(Finding(key, item.title, "its last result was a failure"))
    return tuple(found)


def _before(before: Assessment, *, moved: bool) -> str:
    """The score of last time; where the rubric version is another one, by which and of what."""
    score = written(before.overall)
    if not moved:
        return score
    version = before.rubric_version
    full = written(scoring.maximum_score(version.content.definition))
    return f"{score} of {full} by {version.version}, another rubric version"


def by_present_keys(answers: Mapping[str, Answer], last: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers of last time by the keys that their items have now."""
    found = {key: last.get(answer.carried_key or key) for key, answer in answers.items()}
    return {key: answer for key, answer in found.items() if answer}


def level_differences(
    content: scoring.RubricContent, last: Mapping[str, Answer], answers: Mapping[str, Answer]
) -> tuple[Difference, ...]:
    """The items whose level is another than last time, in the order of the rubric."""
    points = {level.key: level.points for level in content.definition.levels}
    rows = []
    for key, item in content.items.items():
        if key not in last or last[key].level == answers[key].level:
            continue
        old, new = last[key].level, answers[key].level
        change = points.get(new, Fraction(0)) - points.get(old, Fraction(0))
        row = Difference(
            key=key,
            title=item.title,
            before=level_label(content, old),
            now=level_label(content, new),
            direction="up" if change > 0 else "down" if change < 0 else "same",
        )
        rows.append(row)
    return tuple(rows)
