"""What waits for somebody, across all projects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from assessments.dates import period_name
from assessments.models import Action, Answer, Assessment, Mention, Project, User
from assessments.models.prepared import Prepared
from assessments.models.waiting import Waiting

from .actions import ActionRow, action_rows

MOST = 200
EXCERPT = 160


@dataclass(frozen=True, slots=True)
class ItemToAnswer:
    """``state`` is unanswered or unconfirmed; ``due_on`` the owner's date, else the draft's."""

    key: str
    title: str
    state: str
    due_on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class DraftPart:
    project: str
    slug: str
    as_of: date
    period: str
    items: tuple[ItemToAnswer, ...]


@dataclass(frozen=True, slots=True)
class CommentForMe:
    id: int
    by: str
    why: str
    at: datetime
    excerpt: str
    project: str
    slug: str
    as_of: date
    period: str
    item_key: str


@dataclass(frozen=True, slots=True)
class ReviewForMe:
    project: str
    slug: str
    as_of: date
    period: str
    submitted_by: str
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class ActionOfMine:
    project: str
    slug: str
    row: ActionRow


@dataclass(frozen=True, slots=True)
class OverdueProject:
    name: str
    slug: str
    due_on: date
    days: int


@dataclass(frozen=True, slots=True)
class MinePage:
    """Each part holds at most 200 rows; ``waiting`` says 201 where there are more."""

    waiting: Waiting
    drafts: tuple[DraftPart, ...]
    comments: tuple[CommentForMe, ...]
    reviews: tuple[ReviewForMe, ...]
    actions: tuple[ActionOfMine, ...]
    overdue: tuple[OverdueProject, ...]
    most: int = MOST


def mine_page(user: User, *, today: date) -> MinePage:
    """The page in five queries."""
    answers = _answers.rows(user.pk)
    mentions = _mentions.rows(user.pk, user.is_superuser)
    reviews = _reviews.rows(user.pk)
    actions = _promised.rows(user.pk, user.is_superuser)
    overdue = _late.rows(user.pk, today)
    return MinePage(
        waiting=Waiting(len(answers), len(mentions), len(reviews), len(actions), len(overdue)),
        drafts=_drafts(answers[:MOST], today),
        comments=tuple(_comment(row) for row in mentions[:MOST]),
        reviews=tuple(_review(row) for row in reviews[:MOST]),
        actions=_actions(actions[:MOST], today),
        overdue=tuple(_overdue(row, today) for row in overdue[:MOST]),
    )


_answers = Prepared(lambda pk: Answer.objects.for_mine(User(pk=pk))[: MOST + 1])
_mentions = Prepared(
    lambda pk, is_superuser: Mention.objects.for_mine(User(pk=pk, is_superuser=is_superuser))[
        : MOST + 1
    ]
)
_reviews = Prepared(lambda pk: Assessment.objects.for_mine(User(pk=pk))[: MOST + 1])
_promised = Prepared(
    lambda pk, is_superuser: Action.objects.for_mine(User(pk=pk, is_superuser=is_superuser))[
        : MOST + 1
    ]
)
_late = Prepared(lambda pk, today: Project.objects.overdue_for(User(pk=pk), today)[: MOST + 1])


def _drafts(answers: Iterable[Answer], today: date) -> tuple[DraftPart, ...]:
    return tuple(
        DraftPart(
            project=assessment.project.name,
            slug=assessment.project.slug,
            as_of=assessment.as_of,
            period=period_name(assessment.as_of),
            items=tuple(_item(answer, assessment, today) for answer in part),
        )
        for assessment, part in groupby(answers, key=lambda answer: answer.assessment)
    )


def _item(answer: Answer, assessment: Assessment, today: date) -> ItemToAnswer:
    due_on = assessment.due_dates.of(answer.owner_due_on) or assessment.as_of
    return ItemToAnswer(
        key=answer.item.key,
        title=answer.item.title,
        state="unconfirmed" if answer.level else "unanswered",
        due_on=due_on,
        overdue=due_on < today,
    )


def _comment(mention: Mention) -> CommentForMe:
    comment, thread = mention.comment, mention.comment.thread
    text = " ".join(comment.text.split())
    return CommentForMe(
        id=mention.pk,
        by=str(comment.by),
        why=mention.get_why_display(),
        at=comment.at,
        excerpt=text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…",
        project=thread.assessment.project.name,
        slug=thread.assessment.project.slug,
        as_of=thread.assessment.as_of,
        period=period_name(thread.assessment.as_of),
        item_key=thread.item_key,
    )


def _review(assessment: Assessment) -> ReviewForMe:
    return ReviewForMe(
        project=assessment.project.name,
        slug=assessment.project.slug,
        as_of=assessment.as_of,
        period=period_name(assessment.as_of),
        submitted_by=str(assessment.submitted_by),
        submitted_at=assessment.submitted_at,
    )


def _actions(found: Sequence[Sequence[Any]], today: date) -> tuple[ActionOfMine, ...]:
    rows = action_rows((values for *values, _, _ in found), today=today)
    return tuple(
        ActionOfMine(name, slug, row) for (*_, name, slug), row in zip(found, rows, strict=True)
    )


def _overdue(project: Project, today: date) -> OverdueProject:
    assert project.due_on is not None
    days = (today - project.due_on).days
    return OverdueProject(project.name, project.slug, project.due_on, days)
