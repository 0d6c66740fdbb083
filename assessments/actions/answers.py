"""The one way in which answers are saved: form, htmx, API and import all come through here."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from assessments import scoring
from assessments.models import Answer, Assessment, By, Change, Project
from assessments.models.answers import StoredAnswer
from assessments.models.ready import answers_of, locked_assessment, locked_status, stored_answers
from assessments.models.stored import (
    add_open_items,
    store_answer,
    store_changes,
    without_waiting,
)
from assessments.scoring import NOT_APPLICABLE

from .answer_fields import FIELDS, cleaned
from .scores import levels_of, rescore


class AssessmentClosed(Exception):
    """The assessment is not a draft any more; nothing was written.

    ``in_review`` where it waits for its reviewer instead of being closed.
    """

    def __init__(self, *, in_review: bool = False) -> None:
        super().__init__()
        self.in_review = in_review


class AnswerInput(NamedTuple):
    """What somebody sent for one item. ``revision`` is the one that they had seen.

    ``fields`` holds only what was sent, of level, note, evidence (lines) and outcome. ``together``
    says that it is confirmed with others, unread: not where an item has to be read again.
    """

    item_key: str
    revision: int
    fields: Mapping[str, str]
    confirm: bool = False
    together: bool = False

    def confirms(self, answer: StoredAnswer) -> bool:
        return self.confirm and answer.carried_over and not (self.together and answer.carried_as)


class Clash(NamedTuple):
    """Fields that somebody else changed meanwhile, to other values than the ones sent."""

    fields: tuple[str, ...]
    mine: Mapping[str, str]
    by: str
    at: datetime.datetime


class AnswerResult(NamedTuple):
    """What became of one input: saved if there are no errors and no clash.

    ``answer`` is the row as stored now. ``sent`` is what was sent, to be shown again.
    """

    item_key: str
    answer: StoredAnswer
    sent: Mapping[str, str]
    changed: bool = False
    errors: tuple[str, ...] = ()
    clash: Clash | None = None


@dataclass(slots=True)
class Saved:
    """The outcome of one save: a result for each input, all answers and the score as stored."""

    results: list[AnswerResult] = field(default_factory=list)
    answers: dict[str, StoredAnswer] = field(default_factory=dict)
    score: scoring.Score | None = None

    @property
    def refused(self) -> bool:
        return any(result.errors for result in self.results)

    @property
    def clashed(self) -> bool:
        return any(result.clash for result in self.results)

    @property
    def left_to_read(self) -> int:
        """How many were not confirmed together with others, since their items changed."""
        return sum(
            not result.changed and bool(result.answer.carried_over and result.answer.carried_as)
            for result in self.results
        )


@transaction.atomic
def save_answers(*, assessment: Assessment, inputs: Iterable[AnswerInput], by: By) -> Saved:
    """Save answers of a draft, each on its own: one that is refused holds up no other.

    The assessment's row is locked first, so that two saves, or a save and a submit, come one
    after the other. Raises ``AssessmentClosed`` if it is no draft.
    """
    hold_draft(assessment)
    now = timezone.now()
    saved = Saved(answers=stored_answers(assessment))
    before, waiting = levels_of(saved.answers), _open(saved.answers)
    missing = missing_facts(assessment)
    changes = []
    for sent in inputs:
        result, change = _save_one(assessment, saved.answers, sent, missing, now, by)
        saved.results.append(result)
        if change:
            changes.append(change)
    with without_waiting():
        if changes:
            store_changes(changes)
        saved.score = rescore(assessment, saved.answers, before, changed=bool(changes))
        if more := _open(saved.answers) - waiting:
            add_open_items(assessment.project_id, more)
    return saved


Missing = Mapping[str, tuple[scoring.Fact, ...]]
"""For each item that does not apply, the facts that the project does not declare."""


def missing_facts(assessment: Assessment) -> Missing:
    """As the project is now. Reads nothing where the rubric version asks for no facts."""
    content = assessment.rubric_version.content
    if not content.facts:
        return {}
    return scoring.missing_facts(content, Project.objects.facts_of(assessment.project_id))


def confirm_section(*, assessment: Assessment, section_key: str, by: By) -> Saved:
    """Confirm the carried-over answers of a section but for items that have to be read again.

    Raises ``KeyError`` for the key of another section.
    """
    sections = {part.key: part for part in assessment.rubric_version.content.definition.sections}
    keys = [item.key for item in sections[section_key].items]
    return confirm_items(assessment=assessment, item_keys=keys, by=by)


def confirm_items(*, assessment: Assessment, item_keys: Sequence[str], by: By) -> Saved:
    """Confirm carried-over answers as they stand, whatever their revision."""
    inputs = [AnswerInput(key, 0, {}, confirm=True, together=True) for key in item_keys]
    return save_answers(assessment=assessment, inputs=inputs, by=by)


def lock_draft(assessment: Assessment) -> Assessment:
    """Lock the assessment's row until the transaction ends. Raises ``AssessmentClosed``."""
    locked = locked_assessment(assessment.pk)
    _require_draft(locked.status)
    return locked


def hold_draft(assessment: Assessment) -> None:
    """The same where nothing else is asked of the row."""
    _require_draft(locked_status(assessment.pk))


def _require_draft(status: str) -> None:
    if status != Assessment.Status.DRAFT:
        raise AssessmentClosed(in_review=status == Assessment.Status.IN_REVIEW)


def answers_by_key(assessment: Assessment) -> dict[str, Answer]:
    return {answer.item_key: answer for answer in answers_of(assessment)}


def _open(answers: Mapping[str, StoredAnswer]) -> int:
    return sum(not answer.level or answer.carried_over for answer in answers.values())


def _save_one(
    assessment: Assessment,
    answers: dict[str, StoredAnswer],
    sent: AnswerInput,
    missing: "Missing",
    now: datetime.datetime,
    by: By,
) -> tuple[AnswerResult, Change | None]:
    answer = answers[sent.item_key]
    definition = assessment.rubric_version.content.definition
    fields, errors = cleaned(definition, sent.fields)
    if missing.get(sent.item_key) and fields.get("level", NOT_APPLICABLE) != NOT_APPLICABLE:
        errors = (*errors, _does_not_apply(missing[sent.item_key]))
    if fields and sent.revision > answer.revision:
        errors = (*errors, "This page is older than the assessment. Copy your text and reload.")
    if errors:
        return AnswerResult(sent.item_key, answer, sent.fields, errors=errors), None
    current = {name: getattr(answer, name) for name in FIELDS}
    since = _changes_since(assessment, answer, sent)
    base = current | _values_before(since)
    merge = scoring.merge_fields(fields, base, current)
    if merge.conflicts:
        clash = _clash(merge.conflicts, fields, since, answer)
        return AnswerResult(sent.item_key, answer, sent.fields, clash=clash), None
    if not merge.write and not sent.confirms(answer):
        return AnswerResult(sent.item_key, answer, sent.fields), None
    change = _write(assessment, answer, merge.write, now, by)
    return AnswerResult(sent.item_key, answer, sent.fields, changed=True), change


def _does_not_apply(missing: Iterable[scoring.Fact]) -> str:
    return (
        f"This item does not apply. {scoring.reason_of(tuple(missing))} A lead can change what the "
        "project declares in its settings."
    )


def _changes_since(assessment: Assessment, answer: StoredAnswer, sent: AnswerInput) -> list[Change]:
    if sent.revision >= answer.revision or not sent.fields:
        return []
    return list(Change.objects.since(assessment, sent.item_key, sent.revision))


def _values_before(changes: Iterable[Change]) -> dict[str, str]:
    """What each changed field held before the first of these changes."""
    before: dict[str, str] = {}
    for change in changes:
        for name, value in change.old.items():
            if name in FIELDS:
                before.setdefault(name, value)
    return before


def _clash(
    fields: tuple[str, ...], mine: Mapping[str, str], since: list[Change], answer: StoredAnswer
) -> Clash:
    last = [change for change in since if any(name in change.new for name in fields)][-1]
    return Clash(fields, {name: mine[name] for name in fields}, last.by_name, last.at)


def _write(
    assessment: Assessment,
    answer: StoredAnswer,
    fields: Mapping[str, str],
    now: datetime.datetime,
    by: By,
) -> Change:
    """Write it under its revision, and give the row that records it."""
    old: dict[str, Any] = {name: getattr(answer, name) for name in fields}
    carried = answer.carried_over
    for name, value in fields.items():
        setattr(answer, name, value)
    answer.carried_over = False
    if not store_answer(answer, at=now, by=by.user.pk if by.user else None):
        raise RuntimeError("an answer changed although its assessment was locked")
    new: dict[str, Any] = dict(fields)
    if carried:
        old, new = {**old, "carried_over": True}, {**new, "carried_over": False}
    return by.change(
        "answer" if fields else "confirm",
        at=now,
        project_id=assessment.project_id,
        assessment=assessment,
        item_key=answer.item_key,
        revision=answer.revision,
        old=old,
        new=new,
    )
