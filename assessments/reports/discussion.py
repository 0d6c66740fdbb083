"""What is said and promised about one item of an assessment."""

from datetime import date, datetime
from typing import NamedTuple

from assessments.access import Need, may
from assessments.dates import period_name
from assessments.mentions import Person, parts
from assessments.models import Action, Answer, Assessment, Comment, Membership, Thread, User

from .actions import ActionRow, able_people, action_rows
from .levels import level_label
from .people import shared_names, told_apart


class CommentRow(NamedTuple):
    """``parts`` is the text in pieces, each with whether it is a mention.

    ``address`` is the author's where somebody else there has the same name, else ''.
    """

    by: str
    address: str
    at: datetime
    parts: tuple[tuple[str, bool], ...]
    mine: bool


class Mentionable(NamedTuple):
    """Somebody who can be mentioned: how a list names them, and what to write after the @."""

    label: str
    written: str


class DiscussionPage(NamedTuple):
    """``resolved`` says by whom and when the thread was settled, '' while it is open.

    ``mentionable`` are the team's members, for people who may comment.
    """

    project_name: str
    project_slug: str
    as_of: date
    period: str
    status: str
    key: str
    title: str
    statement: str
    level: str
    note: str
    comments: tuple[CommentRow, ...]
    resolved: str
    has_thread: bool
    actions: tuple[ActionRow, ...]
    people: tuple[tuple[int, str], ...]
    mentionable: tuple[Mentionable, ...]
    can_comment: bool


def discussion_page(
    assessment: Assessment, item_key: str, user: User, *, today: date
) -> DiscussionPage:
    """The page in six queries. Raises ``KeyError`` for an item of another rubric version."""
    content = assessment.rubric_version.content
    item = content.items[item_key]
    answer = Answer.objects.of_item(assessment, item_key)
    comments = list(Comment.objects.for_page(assessment, item_key))
    people = _people(assessment.project.team_id)
    names = told_apart((person.id, person.name, person.email) for person in people)
    actions = Action.objects.at(assessment).filter(item_key=item_key)
    can_comment = may(user, assessment, Need.MEMBER) and not assessment.is_closed
    return DiscussionPage(
        project_name=assessment.project.name,
        project_slug=assessment.project.slug,
        as_of=assessment.as_of,
        period=period_name(assessment.as_of),
        status=assessment.status,
        key=item_key,
        title=item.title,
        statement=item.statement,
        level=level_label(content, answer.level),
        note=answer.note,
        comments=_comments(comments, people, user),
        resolved=_resolved(comments[0].thread) if comments else "",
        has_thread=bool(comments),
        actions=action_rows(actions, today=today, assessment=assessment, names=names),
        people=able_people(assessment.project.team_id) if can_comment else (),
        mentionable=_mentionable(people, user) if can_comment else (),
        can_comment=can_comment,
    )


def _people(team_id: int) -> list[Person]:
    members = Membership.objects.for_page(team_id).filter(user__is_active=True)
    return [Person(row.user_id, str(row.user), row.user.email) for row in members]


def _mentionable(people: list[Person], user: User) -> tuple[Mentionable, ...]:
    """A name that several have mentions nobody: the address stands for it."""
    several = shared_names(person.name for person in people)
    labels = told_apart((person.id, person.name, person.email) for person in people)
    return tuple(
        Mentionable(
            labels[person.id], person.email if person.name.casefold() in several else person.name
        )
        for person in people
        if person.id != user.pk
    )


def _comments(comments: list[Comment], people: list[Person], user: User) -> tuple[CommentRow, ...]:
    names = {person.id: person.name for person in people}
    names |= {comment.by_id: str(comment.by) for comment in comments}
    several = shared_names(names.values())
    return tuple(
        CommentRow(
            by=str(comment.by),
            address=comment.by.email if str(comment.by).casefold() in several else "",
            at=comment.at,
            parts=tuple(parts(comment.text, people)),
            mine=comment.by == user,
        )
        for comment in comments
    )


def _resolved(thread: Thread) -> str:
    if thread.resolved_at is None:
        return ""
    return f"Settled by {thread.resolved_by}"
