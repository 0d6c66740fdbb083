"""The answers of an assessment, one for each item of its rubric version."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Self

from django.apps import apps
from django.db import models
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.functional import cached_property

from assessments.scoring import NOT_APPLICABLE

from .assessments import Assessment
from .columns import name_of
from .owners import Owner
from .people import CAN_ANSWER, User
from .projects import Project
from .rows import moment
from .rubrics import Item

NOTE_LENGTH = 10_000
EVIDENCE_LENGTH = 8_000


class ShownAnswer(NamedTuple):
    """An answer as its page shows it: plain values by the names of an ``Answer``.

    ``comments`` is how many there are, ``unsettled`` whether their thread is open.
    """

    item_key: str
    level: str
    note: str
    evidence: str
    outcome: str
    carried_over: bool
    carried_as: str
    carried_key: str
    revision: int
    updated_at: datetime.datetime | None
    saved_by: str
    owner: str
    owner_role: str
    comments: int
    unsettled: bool

    @classmethod
    def read(cls, row: Sequence[Any]) -> Self:
        """From what JSON has of it."""
        found = cls(*row)
        return found._replace(updated_at=moment(row[9]) if row[9] else None)


@dataclass(slots=True)
class StoredAnswer:
    """An answer as a save reads, changes and stores it: plain values by the names of an ``Answer``.

    To make an ``Answer`` of each of 28 took a save on SQLite longer than all its statements.
    """

    pk: int
    item_key: str
    in_section: int
    level: str
    note: str
    evidence: str
    outcome: str
    carried_over: bool
    carried_as: str
    carried_key: str
    revision: int


class AnswerQuerySet(models.QuerySet["Answer"]):
    def for_page(self, assessment: Assessment) -> Self:
        """The answers of an assessment with their items' keys and who saved them last.

        As plain values: to make an object of each item and person took longer than the query.
        """
        rows = self.filter(assessment=assessment).annotate(
            saved_by=name_of("updated_by"),
            item_key=models.F("item__key"),
            in_section=models.F("item__section"),
        )
        return rows.fetch_mode(models.FETCH_RAISE)

    def stored(self, assessment: Assessment) -> "models.QuerySet[Answer, tuple[Any, ...]]":
        """The values of a ``StoredAnswer`` each, in no order: a save asks for nothing else."""
        of_item = {"item_key": "item__key", "in_section": "item__section"}
        names = (of_item.get(one.name, one.name) for one in fields(StoredAnswer))
        return self.filter(assessment=assessment).order_by().values_list(*names)

    def for_report(self, assessments: Sequence[Assessment]) -> Self:
        """The answers of several assessments, with their items."""
        rows = self.filter(assessment__in=assessments).select_related("item")
        return rows.fetch_mode(models.FETCH_RAISE)

    def shown(self, assessment: Assessment) -> "models.QuerySet[Answer, tuple[Any, ...]]":
        """The values of a ``ShownAnswer`` each."""
        threads = apps.get_model("assessments", "Thread").objects.filter(
            assessment=models.OuterRef("assessment"), item_key=models.OuterRef("item__key")
        )
        counted = threads.annotate(number=models.Count("comments")).values("number")
        rows = self.for_page(assessment).annotate(
            comments=Coalesce(models.Subquery(counted), 0),
            unsettled=models.Exists(threads.filter(resolved_at=None, comments__isnull=False)),
        )
        return rows.order_by().values_list(*ShownAnswer._fields)

    def levels_of(self, assessments: Iterable[int]) -> dict[int, dict[str, str]]:
        """Level keys by item key of each of these assessments: one query."""
        levels: dict[int, dict[str, str]] = {pk: {} for pk in assessments}
        rows = self.filter(assessment__in=levels)
        for pk, key, level in rows.values_list("assessment", "item__key", "level"):
            levels[pk][key] = level
        return levels

    def open_in_drafts(self) -> Self:
        """Unanswered and unconfirmed answers of all open drafts, with what reminders name."""
        return (
            self.filter(
                models.Q(level="") | models.Q(carried_over=True),
                assessment__status=Assessment.Status.DRAFT,
            )
            .select_related("item", "assessment__carried_from")
            .order_by("assessment__as_of", "assessment", "item__section", "item")
            .fetch_mode(models.FETCH_RAISE)
        )

    def waiting_for(self, user: User) -> Self:
        """Unanswered and unconfirmed answers of open drafts whose item the person answers for.

        Whoever asks is there: whether they are active is not looked at again.
        """
        membership = "assessment__project__team__memberships"
        mine = Owner.objects.filter(
            project=models.OuterRef("assessment__project"), item_key=models.OuterRef("item__key")
        ).effective_for(
            user,
            team=models.OuterRef("assessment__project__team"),
            role=models.OuterRef(f"{membership}__role"),
        )
        return self.filter(
            models.Q(level="") | models.Q(carried_over=True),
            models.Exists(mine),
            assessment__status=Assessment.Status.DRAFT,
            assessment__project__archived_at=None,
            **{
                f"{membership}__user": user,
                f"{membership}__access_level__in": CAN_ANSWER,
            },
        )

    def for_mine(self, user: User) -> Self:
        """The same with what the page *Mine* names and ``due_on`` of the owner, soonest first."""
        owner = Owner.objects.filter(
            project=models.OuterRef("assessment__project"), item_key=models.OuterRef("item__key")
        )
        return (
            self.waiting_for(user)
            .annotate(owner_due_on=models.Subquery(owner.order_by().values("due_on")[:1]))
            .select_related("item", "assessment__project", "assessment__carried_from")
            .order_by("assessment__as_of", "assessment__project__name", "item__section", "item")
            .fetch_mode(models.FETCH_RAISE)
        )

    def levels_over_time(
        self, project: Project, *, with_open: bool = False
    ) -> models.QuerySet["Answer", tuple[datetime.date, str, str]]:
        """Date, item key and level of every answer of the closed assessments, oldest first.

        ``with_open`` has those of open ones too.
        """
        rows = self.filter(assessment__project=project)
        if not with_open:
            rows = rows.filter(assessment__status="closed")
        rows = rows.order_by("assessment__as_of", "item__section__position", "item__position")
        return rows.values_list("assessment__as_of", "item__key", "level")

    def of_item(self, assessment: Assessment, item_key: str) -> "Answer":
        return self.for_page(assessment).get(item__key=item_key)

    def last_time(self, assessment: Assessment) -> Self:
        """The answers of the closed assessment before this one."""
        before = Assessment.objects.before(assessment).values("pk")[:1]
        rows = self.filter(assessment=models.Subquery(before))
        rows = rows.select_related("item", "assessment__rubric_version")
        return rows.fetch_mode(models.FETCH_RAISE)


class Answer(models.Model):
    """The level chosen for an item in an assessment; an empty level is *unanswered*.

    The level says how a test is carried out and earns the points. ``outcome`` says whether it
    passed last time; it is another fact and never changes the points.
    ``revision`` counts saves: a save that names an old one is checked for conflicts.
    ``owner`` and ``owner_role`` are the owners' names as they were when it was closed.
    ``carried_as`` says why a carried answer has to be read again, one by one, and ``carried_key``
    names the former item whose answer it is where that has another key.
    """

    class Outcome(models.TextChoices):
        UNKNOWN = "", "Not recorded"
        PASSED = "passed", "Passed"
        FAILED = "failed", "Failed"

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="answers", db_index=False
    )
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True, max_length=NOTE_LENGTH)
    evidence = models.TextField(blank=True, max_length=EVIDENCE_LENGTH)
    outcome = models.CharField(
        max_length=10, blank=True, choices=Outcome.choices, default=Outcome.UNKNOWN
    )
    carried_over = models.BooleanField(default=False)
    carried_as = models.CharField(max_length=10, blank=True, default="", db_default="")
    carried_key = models.CharField(max_length=40, blank=True, default="", db_default="")
    revision = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.CharField(max_length=150, blank=True)
    owner_role = models.CharField(max_length=80, blank=True)

    owner_due_on: datetime.date | None  # annotated by for_mine()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ("assessment", "item")
        constraints = (
            models.UniqueConstraint("assessment", "item", name="answer_is_one_per_item"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", "passed", "failed"]),
                name="answer_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(carried_as__in=["", "reworded", "split", "merged", "regrouped"]),
                name="answer_carried_as_is_known",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("note"), NOTE_LENGTH),
                name="answer_note_is_at_most_10000_characters",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("evidence"), EVIDENCE_LENGTH),
                name="answer_evidence_is_at_most_8000_characters",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_key}: {self.level or 'unanswered'}"

    # Annotated by for_page(), which reads no items and people.
    @cached_property
    def item_key(self) -> str:
        return self.item.key

    @cached_property
    def in_section(self) -> int:
        return self.item.section_id

    @cached_property
    def saved_by(self) -> str:
        """Who saved it last; '' if nobody did, or the installation."""
        return str(self.updated_by or "")


class Missing(NamedTuple):
    """An item that keeps the assessment from being submitted."""

    item_key: str
    why: str


def missing_in(answers: Mapping[str, Answer]) -> list[Missing]:
    """What blocks a submission: unanswered items, and *not applicable* without a reason."""
    missing = []
    for key, answer in answers.items():
        if not answer.level:
            missing.append(Missing(key, "not answered yet"))
        elif answer.level == NOT_APPLICABLE and not answer.note:
            missing.append(Missing(key, "not applicable needs a reason in its note"))
    return missing
