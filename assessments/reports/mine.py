"""What waits for somebody, across all projects."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from assessments.dates import period_name
from assessments.models import Action, Answer, Assessment, Mention, Project, User
from assessments.models.actions import ShownAction
from assessments.models.prepared import Prepared
from assessments.models.rows import Rows, moment, read_rows
from assessments.models.waiting import Waiting

from .actions import ActionRow, action_rows

MOST = 200
EXCERPT = 160


class ItemToAnswer(NamedTuple):
    """``state`` is unanswered or unconfirmed; ``due_on`` the owner's date, else the draft's."""

    key: str
    title: str
    state: str
    due_on: date
    overdue: bool


class DraftPart(NamedTuple):
    project: str
    slug: str
    as_of: date
    period: str
    items: tuple[ItemToAnswer, ...]


class CommentForMe(NamedTuple):
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


class ReviewForMe(NamedTuple):
    project: str
    slug: str
    as_of: date
    period: str
    submitted_by: str
    submitted_at: datetime


class ActionOfMine(NamedTuple):
    project: str
    slug: str
    row: ActionRow


class OverdueProject(NamedTuple):
    name: str
    slug: str
    due_on: date
    days: int


class MinePage(NamedTuple):
    """Each part holds at most 200 rows; ``waiting`` says 201 where there are more."""

    waiting: Waiting
    drafts: tuple[DraftPart, ...]
    comments: tuple[CommentForMe, ...]
    reviews: tuple[ReviewForMe, ...]
    actions: tuple[ActionOfMine, ...]
    overdue: tuple[OverdueProject, ...]
    most: int = MOST


def mine_page(user: User, *, today: date) -> MinePage:
    """The page in three statements."""
    answers = _answers.rows(user.pk)
    mentions = _mentions.rows(user.pk, user.is_superuser)
    found = _others.first(user.pk, user.is_superuser, today) or ("[]", "[]", "[]")
    reviews, actions, overdue = map(read_rows, found)
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
_others = Prepared(
    lambda pk, is_superuser, today: (
        User.objects.filter(pk=pk)
        .order_by()
        .values_list(
            Rows(Assessment.objects.for_mine(User(pk=pk))[: MOST + 1]),
            Rows(Action.objects.for_mine(User(pk=pk, is_superuser=is_superuser))[: MOST + 1]),
            Rows(
                Project.objects.overdue_for(User(pk=pk), today).values_list(
                    "name", "slug", "due_on"
                )[: MOST + 1]
            ),
        )
    )
)


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


def _review(row: Sequence[Any]) -> ReviewForMe:
    name, slug, on, submitted_by, submitted_at = row
    as_of = date.fromisoformat(on)
    return ReviewForMe(
        project=name,
        slug=slug,
        as_of=as_of,
        period=period_name(as_of),
        submitted_by=submitted_by,
        submitted_at=moment(submitted_at),
    )


def _actions(found: Sequence[Sequence[Any]], today: date) -> tuple[ActionOfMine, ...]:
    rows = action_rows((ShownAction.read(values) for *values, _, _ in found), today=today)
    return tuple(
        ActionOfMine(name, slug, row) for (*_, name, slug), row in zip(found, rows, strict=True)
    )


def _overdue(row: Sequence[Any], today: date) -> OverdueProject:
    name, slug, on = row
    due_on = date.fromisoformat(on)
    return OverdueProject(name, slug, due_on, (today - due_on).days)
