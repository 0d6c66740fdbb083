"""What the assessment page shows: 28 items in their sections, and the scorecard above them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from assessments import scoring
from assessments.access import Need, may
from assessments.dates import period_name
from assessments.models import Answer, Assessment, Owner, User
from assessments.models.people import CAN_ANSWER
from assessments.models.ready import (
    actions_at,
    answers_with_comments,
    levels_of_last_time,
    owners_of,
    stored_scores_of,
)
from assessments.models.rubrics import published_content

from .actions import ActionRow, action_rows, actions_line, needs_review
from .people import told_apart
from .read_again import read_again
from .rubric_names import RubricName, rubric_name
from .scorecard import Scorecard, SectionBar, recorded_scorecard, scorecard_of


@dataclass(frozen=True, slots=True)
class LevelOption:
    """A possible answer. ``shortcut`` is its digit on the keyboard, empty for *not applicable*."""

    key: str
    label: str
    points: str
    meaning: str
    shortcut: str


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    url: str
    host: str
    rest: str


@dataclass(frozen=True, slots=True)
class Last:
    """The same item in the assessment before. ``level`` is the label, e.g. *Done by hand*."""

    period: str
    level_key: str
    level: str
    url: str


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field that two people changed. Texts are complete; ``label`` is the field's name."""

    field: str
    label: str
    mine: str
    theirs: str
    theirs_value: str


@dataclass(frozen=True, slots=True)
class Conflict:
    by: str
    at: datetime
    revision: int
    fields: tuple[FieldConflict, ...]


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for an item: a role, and a person or everybody with the role."""

    role_key: str
    role: str
    person: str
    mine: bool


NOBODY = Responsible("", "", "", mine=False)


@dataclass(frozen=True, slots=True)
class ItemRow:
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


@dataclass(frozen=True, slots=True)
class AnnouncedItem:
    """An item that will count from a later version on. ``note`` may say from when."""

    key: str
    title: str
    statement: str
    note: str


@dataclass(frozen=True, slots=True)
class SectionPart:
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


@dataclass(frozen=True, slots=True)
class FilterOption:
    """A choice of a filter, as a link that works without JavaScript."""

    value: str
    label: str
    count: int
    current: bool
    url: str


@dataclass(frozen=True, slots=True)
class AssessmentPage:
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


SHOWS = {
    "all": "All",
    "mine": "Mine",
    "unanswered": "Unanswered",
    "unconfirmed": "To confirm",
    "changed": "Changed",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for: which items, of which role, of which section."""

    show: str = "all"
    role: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What came back from a save for one item: what was sent, and why it was not written."""

    sent: Mapping[str, str]
    errors: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    by: str = ""
    at: datetime | None = None


def assessment_page(
    assessment: Assessment,
    user: User,
    *,
    wanted: Filters,
    today: date,
    refusals: Mapping[str, Refusal] | None = None,
) -> AssessmentPage:
    """The page in at most five queries. A filter that is unknown shows all."""
    content = assessment.rubric_version.content
    answers = {answer.item_key: answer for answer in answers_with_comments(assessment)}
    actions = action_rows(actions_at(assessment), today=today, assessment=assessment)
    rows = _rows(assessment, user, content, answers, refusals or {}, actions)
    roles = {row.owner_role_key: row.owner_role for row in rows.values()}
    chosen = _known(content, roles, wanted)
    matching = {row.key for row in rows.values() if _matches(row, chosen)}
    card = _scorecard(assessment, content, answers)
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
        shows=_options(rows, chosen, "show", SHOWS),
        roles=_options(rows, chosen, "role", {"": "Every role", **roles}),
        parts=_options(rows, chosen, "section", {"": "Every section", **_section_titles(content)}),
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
    )


def _left_out(missing: tuple[scoring.Fact, ...], assessment: Assessment) -> str:
    if not missing or not assessment.is_draft:
        return ""
    return f"Does not apply. {scoring.reason_of(missing)}"


def _known(content: scoring.RubricContent, roles: Mapping[str, str], wanted: Filters) -> Filters:
    return Filters(
        show=wanted.show if wanted.show in SHOWS else "all",
        role=wanted.role if wanted.role in roles else "",
        section=wanted.section if wanted.section in _section_titles(content) else "",
    )


def _section_titles(content: scoring.RubricContent) -> dict[str, str]:
    return {part.key: part.title for part in content.definition.sections}


def saved_item(content: scoring.RubricContent, answer: Answer, refusal: Refusal | None) -> ItemRow:
    """One item for the reply to a save: as stored now, with what was refused beside it."""
    return _row(content, answer.item_key, answer, None, NOBODY, refusal=refusal)


def _scorecard(
    assessment: Assessment, content: scoring.RubricContent, answers: Mapping[str, Answer]
) -> Scorecard:
    levels = {key: answer.level for key, answer in answers.items()}
    if assessment.is_closed:
        stored = stored_scores_of([assessment.pk])[assessment.pk]
        return recorded_scorecard(assessment, content, stored, levels)
    return scorecard_of(content, scoring.score_answers(content.definition, levels), answers)


def _rows(
    assessment: Assessment,
    user: User,
    content: scoring.RubricContent,
    answers: Mapping[str, Answer],
    refusals: Mapping[str, Refusal],
    actions: Iterable[ActionRow],
) -> dict[str, ItemRow]:
    last = _last(assessment)
    responsible = _responsible(assessment, user, content, answers)
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
            comments=answers[key].comments,
            unsettled=answers[key].unsettled,
            actions=counted[key],
            left_out=_left_out(missing.get(key, ()), assessment),
        )
        for key in content.items
    }


def _responsible(
    assessment: Assessment,
    user: User,
    content: scoring.RubricContent,
    answers: Mapping[str, Answer],
) -> dict[str, Responsible]:
    """The owners of today for a draft, else those that were frozen when it was submitted."""
    if not assessment.is_draft:
        keys = {name: key for key, name in content.roles.items()}
        return {key: _frozen(answer, user, keys) for key, answer in answers.items()}
    owners = owners_of(assessment.project_id)
    able = [owner.person for owner in owners if owner.able and owner.person]
    names = told_apart((person.pk, str(person), person.email) for person in able)
    return {owner.item_key: _today(owner, user, assessment, names) for owner in owners}


def _today(
    owner: Owner, user: User, assessment: Assessment, names: Mapping[int, str]
) -> Responsible:
    return Responsible(
        role_key=owner.role.key,
        role=owner.role.name,
        person=names.get(owner.person_id or 0, ""),
        mine=_is_mine(owner, user, assessment),
    )


def _frozen(answer: Answer, user: User, keys: Mapping[str, str]) -> Responsible:
    """``keys`` are the roles' keys by name; a role that is not of the rubric makes its own."""
    return Responsible(
        role_key=keys.get(answer.owner_role) or slugify(answer.owner_role),
        role=answer.owner_role,
        person=answer.owner,
        mine=bool(answer.owner) and answer.owner == str(user),
    )


def _is_mine(owner: Owner, user: User, assessment: Assessment) -> bool:
    """The effective owner: the person, else everybody with that role in the team."""
    if assessment.access_level not in CAN_ANSWER:
        return False
    if owner.able:
        return owner.person_id == user.pk
    return owner.role.key == assessment.member_role


def _row(
    content: scoring.RubricContent,
    key: str,
    answer: Answer,
    last: Last | None,
    owner: Responsible,
    *,
    refusal: Refusal | None,
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
        carried_over=answer.carried_over,
        read_again=read_again(content, answer),
        changed=bool(last and last.level_key != answer.level),
        last=last,
        owner_role_key=owner.role_key,
        owner_role=owner.role,
        owner=owner.person,
        mine=owner.mine,
        updated=_updated(answer.updated_at, answer.saved_by),
        shown=True,
        comments=comments,
        unsettled=unsettled,
        actions=actions,
        errors=refusal.errors if refusal else (),
        conflict=_conflict(content, answer, refusal) if refusal and refusal.fields else None,
        left_out=left_out,
        settled=bool(left_out) and level == scoring.NOT_APPLICABLE,
    )


def level_label(content: scoring.RubricContent, key: str) -> str:
    if key == scoring.NOT_APPLICABLE:
        return "Not applicable"
    for level in content.definition.levels:
        if level.key == key:
            return level.label
    return "Not answered"


def _state(answer: Answer) -> str:
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


def _last(assessment: Assessment) -> dict[str, Last]:
    """By item, what was answered in the closed assessment before, in the words of its version."""
    found = levels_of_last_time(assessment)
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


def _conflict(content: scoring.RubricContent, answer: Answer, refusal: Refusal) -> Conflict:
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


def _matches(row: ItemRow, chosen: Filters) -> bool:
    if chosen.role and row.owner_role_key != chosen.role:
        return False
    if chosen.section and row.section != chosen.section:
        return False
    if chosen.show == "mine":
        return row.mine
    if chosen.show == "changed":
        return row.changed
    return chosen.show == "all" or row.state == chosen.show


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
            rows[item.key] if item.key in matching else replace(rows[item.key], shown=False)
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


def _options(
    rows: Mapping[str, ItemRow], chosen: Filters, name: str, labels: Mapping[str, str]
) -> tuple[FilterOption, ...]:
    """One filter's choices; a count says how many items it alone would show."""
    counted = _counted(rows, name)
    return tuple(
        FilterOption(
            value=value,
            label=label,
            count=counted[value],
            current=value == getattr(chosen, name),
            url=_filter_url(replace(chosen, **{name: value})),
        )
        for value, label in labels.items()
    )


def _counted(rows: Mapping[str, ItemRow], name: str) -> Counter[str]:
    every = {"" if name != "show" else "all": len(rows)}
    if name == "role":
        return Counter({**Counter(row.owner_role_key for row in rows.values()), **every})
    if name == "section":
        return Counter({**Counter(row.section for row in rows.values()), **every})
    return Counter(
        {
            **Counter(row.state for row in rows.values()),
            "mine": sum(row.mine for row in rows.values()),
            "changed": sum(row.changed for row in rows.values()),
            **every,
        }
    )


@lru_cache(maxsize=1024)
def _filter_url(chosen: Filters) -> str:
    values = (
        ("show", chosen.show if chosen.show != "all" else ""),
        ("role", chosen.role),
        ("section", chosen.section),
    )
    return "?" + urlencode([(name, value) for name, value in values if value])


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
