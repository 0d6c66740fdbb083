"""The items of the assessment page, each with its answer and what came of a save."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Answer, Assessment, User
from assessments.models.answers import ShownAnswer, StoredAnswer
from assessments.models.assessment_parts import AssessmentParts, LastLevel
from assessments.models.rubrics import published_content

from .actions import ActionRow
from .assessment_responsible import NOBODY, Responsible, responsible_of
from .levels import level_label
from .read_again import read_again


class EvidenceLink(NamedTuple):
    url: str
    host: str
    rest: str


class Last(NamedTuple):
    """The same item in the assessment before. ``level`` is the label, e.g. *Done by hand*."""

    period: str
    level_key: str
    level: str
    url: str


class FieldConflict(NamedTuple):
    """One field that two people changed. Texts are complete; ``label`` is the field's name."""

    field: str
    label: str
    mine: str
    theirs: str
    theirs_value: str


class Conflict(NamedTuple):
    by: str
    at: datetime
    revision: int
    fields: tuple[FieldConflict, ...]


class ItemRow(NamedTuple):
    """One item with its answer. ``level`` is the level's key, empty while unanswered.

    ``state`` is what the filters know: unanswered, unconfirmed or answered. ``read_again`` says why
    a carried answer is not confirmed together with others.
    ``errors`` and ``conflict`` are filled when the page comes back after a refused save.
    ``left_out`` says why it does not apply to the project; ``settled`` that the answer says so too,
    so that there is nothing to choose.
    """

    key: str
    section: str
    title: str
    statement: str
    level: str
    level_label: str
    note: str
    evidence: str
    evidence_links: tuple[EvidenceLink, ...]
    outcome: str
    outcome_label: str
    revision: int
    state: str
    carried_over: bool
    read_again: str
    changed: bool
    last: Last | None
    owner_role_key: str
    owner_role: str
    owner: str
    mine: bool
    updated: str
    shown: bool
    comments: int = 0
    unsettled: bool = False
    actions: int = 0
    errors: tuple[str, ...] = ()
    conflict: Conflict | None = None
    left_out: str = ""
    settled: bool = False


class Refusal(NamedTuple):
    """What came back from a save for one item: what was sent, and why it was not written."""

    sent: Mapping[str, str]
    errors: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    by: str = ""
    at: datetime | None = None


def saved_item(
    content: scoring.RubricContent, answer: StoredAnswer, refusal: Refusal | None
) -> ItemRow:
    """One item for the reply to a save: as stored now, with what was refused beside it."""
    return _row(content, answer.item_key, answer, None, NOBODY, refusal=refusal)


def item_rows(
    assessment: Assessment,
    user: User,
    content: scoring.RubricContent,
    parts: AssessmentParts,
    refusals: Mapping[str, Refusal],
    actions: Iterable[ActionRow],
) -> dict[str, ItemRow]:
    answers = parts.answers
    last = _last(assessment, parts.last)
    responsible = responsible_of(assessment, user, content, parts)
    counted = Counter(action.item_key for action in actions)
    missing = scoring.missing_facts(content, assessment.project.facts)
    return {
        key: _row(
            content,
            key,
            answers[key],
            last.get(answers[key].carried_key or key),
            responsible.get(key, NOBODY),
            refusal=refusals.get(key),
            updated=_updated(answers[key].updated_at, answers[key].saved_by),
            comments=answers[key].comments,
            unsettled=bool(answers[key].unsettled),
            actions=counted[key],
            left_out=_left_out(missing.get(key, ()), assessment),
        )
        for key in content.items
    }


def _left_out(missing: tuple[scoring.Fact, ...], assessment: Assessment) -> str:
    if not missing or not assessment.is_draft:
        return ""
    return f"Does not apply. {scoring.reason_of(missing)}"


def _row(
    content: scoring.RubricContent,
    key: str,
    answer: ShownAnswer | StoredAnswer,
    last: Last | None,
    owner: Responsible,
    *,
    refusal: Refusal | None,
    updated: str = "",
    comments: int = 0,
    unsettled: bool = False,
    actions: int = 0,
    left_out: str = "",
) -> ItemRow:
    text = content.items[key]
    sent: Mapping[str, str] = refusal.sent if refusal else {}
    evidence = sent.get("evidence", answer.evidence)
    level = sent.get("level", answer.level)
    return ItemRow(
        key=key,
        section=text.section,
        title=text.title,
        statement=text.statement,
        level=level,
        level_label=level_label(content, level),
        note=sent.get("note", answer.note),
        evidence=evidence,
        evidence_links=_links(answer.evidence),
        outcome=sent.get("outcome", answer.outcome),
        outcome_label=_OUTCOMES[answer.outcome],
        revision=answer.revision,
        state=_state(answer),
        carried_over=bool(answer.carried_over),
        read_again=read_again(content, answer),
        changed=bool(last and last.level_key != answer.level),
        last=last,
        owner_role_key=owner.role_key,
        owner_role=owner.role,
        owner=owner.person,
        mine=owner.mine,
        updated=updated,
        shown=True,
        comments=comments,
        unsettled=unsettled,
        actions=actions,
        errors=refusal.errors if refusal else (),
        conflict=_conflict(content, answer, refusal) if refusal and refusal.fields else None,
        left_out=left_out,
        settled=bool(left_out) and level == scoring.NOT_APPLICABLE,
    )


def _state(answer: ShownAnswer | StoredAnswer) -> str:
    if not answer.level:
        return "unanswered"
    return "unconfirmed" if answer.carried_over else "answered"


@lru_cache(maxsize=2048)
def _links(evidence: str) -> tuple[EvidenceLink, ...]:
    links = []
    for url in evidence.split("\n") if evidence else ():
        parts = urlsplit(url)
        rest = url.partition(parts.netloc)[2]
        links.append(EvidenceLink(url=url, host=parts.netloc, rest=rest.rstrip("/")))
    return tuple(links)


def _last(assessment: Assessment, found: Sequence[LastLevel]) -> dict[str, Last]:
    """By item, what was answered in the closed assessment before, in the words of its version."""
    if not found:
        return {}
    one = found[0]
    content = published_content(one.version_id, one.content_sha256)
    url = reverse("assessment", args=[assessment.project.slug, one.as_of])
    period = period_name(one.as_of)
    return {
        row.key: Last(period, row.level, level_label(content, row.level), f"{url}#{row.key}")
        for row in found
    }


@lru_cache(maxsize=2048)
def _updated(at: datetime | None, by: str) -> str:
    if at is None or not by:
        return ""
    at = timezone.localtime(at)
    return f"{by}, {at.day} {at:%b %Y %H:%M}"


_OUTCOMES = dict(Answer.Outcome.choices)


_LABELS = {
    "level": "Level",
    "note": "Note",
    "evidence": "Evidence links",
    "outcome": "Last result",
}


def _conflict(
    content: scoring.RubricContent, answer: ShownAnswer | StoredAnswer, refusal: Refusal
) -> Conflict:
    shown: dict[str, Callable[[str], str]] = {
        "level": lambda key: level_label(content, key),
        "outcome": lambda key: str(Answer.Outcome(key).label),
    }
    fields = []
    for name in refusal.fields:
        written = shown.get(name, str)
        theirs = getattr(answer, name)
        mine = refusal.sent[name]
        fields.append(FieldConflict(name, _LABELS[name], written(mine), written(theirs), theirs))
    at = timezone.localtime(refusal.at) if refusal.at else timezone.localtime()
    return Conflict(by=refusal.by, at=at, revision=answer.revision, fields=tuple(fields))
