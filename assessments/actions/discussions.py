"""Comments on an item: said, answered, settled."""

import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from assessments.mentions import Person, find_mentions
from assessments.models import (
    Assessment,
    By,
    Comment,
    Membership,
    Mention,
    Owner,
    Thread,
    User,
)

from .answers import AssessmentClosed

SAME_AGAIN = datetime.timedelta(seconds=60)


class Commented(NamedTuple):
    """``told`` is how many people it is for; ``unknown`` the words after an @ that name nobody."""

    told: int
    unknown: tuple[str, ...]


@transaction.atomic
def add_comment(*, assessment: Assessment, item_key: str, text: str, by: By) -> Commented:
    """Add a comment; a settled thread is open again with it. Raises ``AssessmentClosed``.

    It is for whom it mentions, for the person who owns the item, and for whoever wrote in the
    thread before. The same text twice within a minute is one comment: a form sent twice.
    """
    _lock_open(assessment)
    now = timezone.now()
    thread, _ = Thread.objects.get_or_create(assessment=assessment, item_key=item_key)
    people = _people(assessment)
    mentions = find_mentions(text, list(people.values()))
    last = thread.comments.order_by("-pk").first()
    if last and last.by == by.person and last.text == text and now - last.at < SAME_AGAIN:
        return Commented(last.mentions.count(), mentions.unknown)
    Thread.objects.filter(pk=thread.pk).update(resolved_at=None, resolved_by=None)
    whom = _whom(assessment, thread, mentions.people, by.person)
    comment = Comment.objects.create(thread=thread, by=by.person, text=text, at=now)
    Mention.objects.bulk_create(
        Mention(comment=comment, person_id=person, why=why)
        for person, why in whom.items()
        if person in people and person != by.person.pk
    )
    _seen(thread, by.person, now)
    _record(assessment, item_key, "comment", by, {"comment": text})
    return Commented(comment.mentions.count(), mentions.unknown)


@transaction.atomic
def resolve_thread(*, assessment: Assessment, item_key: str, resolved: bool, by: By) -> None:
    """Settle a thread, or open it again. Raises ``AssessmentClosed``, ``Thread.DoesNotExist``."""
    _lock_open(assessment)
    thread = Thread.objects.get(assessment=assessment, item_key=item_key)
    if (thread.resolved_at is not None) == resolved:
        return
    thread.resolved_at = timezone.now() if resolved else None
    thread.resolved_by = by.person if resolved else None
    thread.save(update_fields=["resolved_at", "resolved_by"])
    _record(assessment, item_key, "resolve", by, {"resolved": resolved})


def see_mention(*, person: User, mention_id: int) -> bool:
    """Mark a comment as read by the person that it is for. False if there is no such thing."""
    mine = Mention.objects.filter(pk=mention_id, person=person)
    mine.filter(seen_at=None).update(seen_at=timezone.now())
    return mine.exists()


def _lock_open(assessment: Assessment) -> None:
    locked = Assessment.objects.select_for_update(of=("self",), no_key=True).get(pk=assessment.pk)
    if locked.is_closed:
        raise AssessmentClosed


def _people(assessment: Assessment) -> dict[int, Person]:
    """Who can be mentioned: the active members of the project's team."""
    members = Membership.objects.for_page(assessment.project.team_id).filter(user__is_active=True)
    return {
        member.user_id: Person(member.user_id, member.user.name, member.user.email)
        for member in members
    }


def _whom(assessment: Assessment, thread: Thread, named: set[int], author: User) -> dict[int, str]:
    """Person to why it is for them: being named, else owning the item, else having written."""
    earlier = thread.comments.exclude(by=author).values_list("by", flat=True)
    whom = dict.fromkeys(earlier, Mention.Why.THREAD.value)
    owner = Owner.objects.filter(project=assessment.project_id, item_key=thread.item_key).first()
    if owner and owner.person_id:
        whom[owner.person_id] = Mention.Why.OWNER.value
    return whom | dict.fromkeys(named, Mention.Why.MENTIONED.value)


def _seen(thread: Thread, person: User, now: datetime.datetime) -> None:
    """Whoever answers has read what was said before."""
    Mention.objects.filter(comment__thread=thread, person=person, seen_at=None).update(seen_at=now)


def _record(
    assessment: Assessment, item_key: str, action: str, by: By, new: dict[str, object]
) -> None:
    by.change(
        action,
        project_id=assessment.project_id,
        assessment=assessment,
        item_key=item_key,
        new=new,
    ).save()
