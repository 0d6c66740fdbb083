"""Assessments and their answers."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from django.apps import apps
from django.db import models
from django.db.models.functions import Coalesce, Length, NullIf, RowNumber
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.functional import cached_property

from assessments.dates import FIRST_DAY, LAST_DAY, DueDates
from assessments.scoring import NOT_APPLICABLE

from .columns import Number
from .owners import Owner
from .people import Membership, User
from .projects import Project, access_annotations, readable_by
from .rubrics import Band, Item, RubricVersion, Section

NOTE_LENGTH = 10_000
EVIDENCE_LENGTH = 8_000


def _has_plan() -> models.Exists:
    """Whether a plan was made from an earlier assessment of the same project."""
    plans = apps.get_model("assessments", "Plan").objects.filter(
        project=models.OuterRef("project"), assessment__as_of__lt=models.OuterRef("as_of")
    )
    return models.Exists(plans)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def closed(self) -> Self:
        return self.filter(status=Assessment.Status.CLOSED)

    def for_page(self, user: User) -> Self:
        """One assessment of a project that the person may see, with what its pages name."""
        return (
            self.filter(readable_by(user, "project__"))
            .annotate(**access_annotations(user, "project__team"), has_plan=_has_plan())
            .select_related(
                "project__team",
                "project__criticality",
                "rubric_version__rubric",
                "band",
                "closed_by",
                "carried_from",
                "submitted_by",
                "reviewer",
            )
            .fetch_mode(models.FETCH_RAISE)
        )

    def for_save(self, user: User) -> Self:
        """The same for a save that only says what it changed: with its rubric version alone."""
        access = access_annotations(user, "project__team")
        return (
            self.filter(readable_by(user, "project__"))
            .annotate(access_level=access["access_level"])
            .select_related("rubric_version")
            .fetch_mode(models.FETCH_RAISE)
        )

    def for_project_page(self, project: Project) -> Self:
        """All assessments of a project, newest first, with section scores: two queries."""
        return (
            self.filter(project=project)
            .select_related("rubric_version__rubric", "band", "closed_by", "started_by")
            .prefetch_related(
                models.Prefetch("section_scores", SectionScore.objects.select_related("section"))
            )
            .order_by("-as_of")
            .fetch_mode(models.FETCH_RAISE)
        )

    def before(self, assessment: "Assessment") -> Self:
        """Closed assessments of the same project with an earlier date, newest first."""
        earlier = self.closed().filter(project_id=assessment.project_id, as_of__lt=assessment.as_of)
        return earlier.order_by("-as_of")

    def drafts_of(self, project: Project) -> Self:
        """The open drafts of a project, newest first."""
        rows = self.filter(project=project, status=Assessment.Status.DRAFT)
        return rows.order_by("-as_of").fetch_mode(models.FETCH_RAISE)

    def for_what_if(self, project: Project, chosen: datetime.date | None) -> Self:
        """What a what-if can start from: the latest closed, what is open, and the chosen one."""
        wanted = ~models.Q(status="closed") | models.Q(pk=project.latest_id)
        rows = self.filter(wanted | models.Q(as_of=chosen), project=project)
        return rows.select_related("rubric_version__rubric").order_by("-as_of")

    def latest_closed_of(self, project: Project) -> "Assessment | None":
        rows = self.closed().filter(project=project).select_related("rubric_version__rubric")
        return rows.order_by("-as_of").first()

    def for_plan(self, project: Project) -> Self:
        """All assessments of a project, newest first, with their rubric versions."""
        rows = self.filter(project=project).select_related("rubric_version__rubric")
        return rows.order_by("-as_of").fetch_mode(models.FETCH_RAISE)

    def for_compare(self, projects: Collection[int], *, most: int) -> Self:
        """The newest ``most`` closed assessments of each of these projects, newest first."""
        place = models.Window(RowNumber(), partition_by="project", order_by="-as_of")
        return (
            self.closed()
            .filter(project__in=projects)
            .annotate(place=place)
            .filter(place__lte=most)
            .select_related("rubric_version__rubric", "band")
            .order_by("-as_of")
            .fetch_mode(models.FETCH_RAISE)
        )

    def for_compare_dates(self, project: Project) -> Self:
        """All assessments of a project, closed or not, newest first."""
        return (
            self.filter(project=project)
            .select_related("rubric_version__rubric", "band")
            .order_by("-as_of")
            .fetch_mode(models.FETCH_RAISE)
        )

    def in_review(self) -> Self:
        rows = self.filter(status=Assessment.Status.IN_REVIEW).select_related("submitted_by")
        return rows.order_by("submitted_at").fetch_mode(models.FETCH_RAISE)

    def to_review(self, user: User) -> Self:
        """Assessments that wait for the person's review, while they can still close them."""
        able = Membership.objects.able().filter(
            team=models.OuterRef("project__team"), user=models.OuterRef("reviewer")
        )
        return self.filter(models.Exists(able), reviewer=user, status=Assessment.Status.IN_REVIEW)

    def for_mine(self, user: User) -> Self:
        rows = self.to_review(user).select_related("project", "submitted_by")
        return rows.order_by("submitted_at").fetch_mode(models.FETCH_RAISE)

    def newest_of(self, project: Project) -> "Assessment | None":
        """The one that is open now, else the latest closed one of the project's rubric version."""
        return self.newest_first(project).first()

    def newest_first(self, project: Project) -> Self:
        """Those of the project's rubric version: what is open now, then the latest closed."""
        closed_last = models.Case(models.When(status="closed", then=1), default=0)
        rows = self.filter(project=project, rubric_version=project.rubric_version_id)
        rows = rows.select_related("carried_from").order_by(closed_last, "-as_of")
        return rows.fetch_mode(models.FETCH_RAISE)

    def for_score_check(self) -> Self:
        return self.select_related("project", "rubric_version", "band").order_by("pk")

    def for_dashboard(self, projects: list[int]) -> Self:
        """What is open in these projects: drafts and those in review, the latest last."""
        return (
            self.filter(
                project__in=projects,
                # Said so, the index that begins with project and status leads to them.
                status__in=(Assessment.Status.DRAFT, Assessment.Status.IN_REVIEW),
            )
            .only("project", "as_of", "status", "answered")
            .order_by("as_of")
            .fetch_mode(models.FETCH_RAISE)
        )


class Assessment(models.Model):
    """A project's answers as of a date, against one rubric version.

    Scores are stored at each save in the save's own transaction and frozen when it is submitted.
    Where the project asks for a review, ``submitted_by`` hands it to ``reviewer``, who closes it.
    ``overall`` is rounded half to even to two decimals; the band was found from the exact value.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        CLOSED = "closed", "Closed"

    # Here and below: the first column of a unique index needs none of its own.
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="assessments", db_index=False
    )
    rubric_version = models.ForeignKey(
        RubricVersion, on_delete=models.PROTECT, related_name="assessments"
    )
    as_of = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    overall = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    band = models.ForeignKey(Band, null=True, on_delete=models.PROTECT, related_name="+")
    answered = models.PositiveSmallIntegerField(default=0)
    unconfirmed = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewer = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews"
    )
    inputs_sha256 = models.CharField(max_length=64, blank=True, editable=False)

    access_level: str  # annotated by for_page()
    member_role: str
    has_plan: bool

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ("project", "-as_of")
        indexes = (
            models.Index(
                fields=["project", "status", "-as_of"], name="assessment_latest_of_project"
            ),
        )
        constraints = (
            models.UniqueConstraint("project", "as_of", name="assessment_is_one_per_date"),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "in_review", "closed"]),
                name="assessment_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(as_of__range=(FIRST_DAY, LAST_DAY)),
                name="assessment_date_is_from_2000_to_2100",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="closed")
                | models.Q(closed_at__isnull=False, closed_by__isnull=False, band__isnull=False),
                name="assessment_closed_has_time_person_and_band",
            ),
            models.CheckConstraint(
                condition=models.Q(status="closed")
                | models.Q(closed_at__isnull=True, closed_by__isnull=True),
                name="assessment_open_has_no_closing_time_and_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="in_review")
                | models.Q(
                    submitted_at__isnull=False,
                    submitted_by__isnull=False,
                    reviewer__isnull=False,
                    band__isnull=False,
                ),
                name="assessment_in_review_has_submitter_reviewer_and_band",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="draft")
                | models.Q(
                    submitted_at__isnull=True, submitted_by__isnull=True, reviewer__isnull=True
                ),
                name="assessment_draft_has_no_submitter_and_reviewer",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewer__isnull=True)
                | ~models.Q(reviewer=models.F("submitted_by")),
                name="assessment_reviewer_is_not_the_submitter",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="closed")
                | models.Q(reviewer__isnull=True)
                | models.Q(reviewer=models.F("closed_by")),
                name="assessment_reviewed_is_closed_by_its_reviewer",
            ),
            models.CheckConstraint(
                condition=models.Q(overall__gte=0), name="assessment_overall_is_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.project} as of {self.as_of}"

    def get_absolute_url(self) -> str:
        return reverse("assessment", args=[self.project.slug, self.as_of])

    @property
    def due_dates(self) -> DueDates:
        """When items are due while this assessment is open."""
        return DueDates(self.carried_from.as_of if self.carried_from else None, self.as_of)

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_in_review(self) -> bool:
        return self.status == self.Status.IN_REVIEW

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED


def due_dates(project: Project, newest: Assessment | None) -> DueDates:
    """When a project's items are due; ``newest`` is its newest assessment, open or closed."""
    return project.due_dates if newest is None or newest.is_closed else newest.due_dates


class StoredScore(NamedTuple):
    """A section's stored score as plain values: a list has hundreds of them."""

    key: str
    title: str
    counts: bool
    score: Number
    maximum: Number
    weakest: bool


class SectionScoreQuerySet(models.QuerySet["SectionScore"]):
    def of(self, assessments: list[int]) -> Self:
        """The stored section scores of these assessments, in the order of the rubric."""
        rows = self.filter(assessment__in=assessments).select_related("section")
        return rows.order_by("assessment_id", "section__position").fetch_mode(models.FETCH_RAISE)

    def for_report(self, assessment: Assessment) -> Self:
        """Those of its project's closed assessments up to its date, newest first, itself too."""
        rows = self.filter(
            assessment__project=assessment.project_id,
            assessment__status=Assessment.Status.CLOSED,
            assessment__as_of__lte=assessment.as_of,
        ).select_related("section", "assessment__rubric_version", "assessment__band")
        rows = rows.order_by("-assessment__as_of", "section__position")
        return rows.fetch_mode(models.FETCH_RAISE)


class SectionScore(models.Model):
    """A section's stored score in an assessment, so that no page adds up answers."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="section_scores", db_index=False
    )
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    score = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    maximum = models.DecimalField(max_digits=10, decimal_places=2)
    weakest = models.BooleanField(default=False)

    objects = SectionScoreQuerySet.as_manager()

    class Meta:
        ordering = ("assessment", "section__position")
        constraints = (
            models.UniqueConstraint(
                "assessment", "section", name="sectionscore_is_one_per_section"
            ),
            models.CheckConstraint(
                condition=models.Q(score__gte=0), name="sectionscore_is_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.section}: {self.score}"

    @property
    def plain(self) -> StoredScore:
        part = self.section
        return StoredScore(
            part.key, part.title, part.counts, self.score, self.maximum, self.weakest
        )


class AnswerQuerySet(models.QuerySet["Answer"]):
    def for_page(self, assessment: Assessment) -> Self:
        """The answers of an assessment with their items' keys and who saved them last.

        As plain values: to make an object of each item and person took longer than the query.
        """
        empty = models.Value("")
        saved_by = Coalesce(
            NullIf("updated_by__name", empty),
            "updated_by__email",
            empty,
            output_field=models.CharField(),
        )
        rows = self.filter(assessment=assessment).annotate(
            saved_by=saved_by,
            item_key=models.F("item__key"),
            in_section=models.F("item__section"),
        )
        return rows.fetch_mode(models.FETCH_RAISE)

    def for_report(self, assessments: Sequence[Assessment]) -> Self:
        """The answers of several assessments, with their items."""
        rows = self.filter(assessment__in=assessments).select_related("item")
        return rows.fetch_mode(models.FETCH_RAISE)

    def for_assessment_page(self, assessment: Assessment) -> Self:
        """The same with ``comments`` (how many), and ``unsettled`` if their thread is open."""
        threads = apps.get_model("assessments", "Thread").objects.filter(
            assessment=models.OuterRef("assessment"), item_key=models.OuterRef("item__key")
        )
        counted = threads.annotate(number=models.Count("comments")).values("number")
        return self.for_page(assessment).annotate(
            comments=Coalesce(models.Subquery(counted), 0),
            unsettled=models.Exists(threads.filter(resolved_at=None, comments__isnull=False)),
        )

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

    def for_compare_dates(self, assessments: Collection[int]) -> Self:
        rows = self.filter(assessment__in=assessments).select_related("item")
        return rows.fetch_mode(models.FETCH_RAISE)

    def waiting_for(self, user: User) -> Self:
        """Unanswered and unconfirmed answers of open drafts whose item the person answers for."""
        mine = Owner.objects.effective_for(user).filter(
            project=models.OuterRef("assessment__project"), item_key=models.OuterRef("item__key")
        )
        return self.filter(
            models.Q(level="") | models.Q(carried_over=True),
            models.Exists(mine),
            assessment__status=Assessment.Status.DRAFT,
            assessment__project__archived_at=None,
            assessment__project__team__memberships__user=user,
        )

    def for_mine(self, user: User) -> Self:
        """The same with what the page *Mine* names and ``due_on`` of the owner, soonest first."""
        owner = Owner.objects.filter(
            project=models.OuterRef("assessment__project"), item_key=models.OuterRef("item__key")
        )
        return (
            self.waiting_for(user)
            .annotate(owner_due_on=models.Subquery(owner.values("due_on")[:1]))
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

    comments: int  # annotated by for_assessment_page()
    unsettled: bool
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


@dataclass(frozen=True, slots=True)
class Missing:
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
