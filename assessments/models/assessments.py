"""Assessments and their answers."""

import datetime
from collections.abc import Collection
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models.functions import RowNumber
from django.urls import reverse

from assessments.dates import FIRST_DAY, LAST_DAY, DueDates

from .columns import name_of
from .people import Membership, User
from .projects import Project
from .readers import access_annotations, readable_by
from .rubrics import Band, RubricVersion


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
                models.Prefetch(
                    "section_scores",
                    apps.get_model("assessments", "SectionScore").objects.select_related("section"),
                )
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

    def for_mine(self, user: User) -> "models.QuerySet[Assessment, tuple[Any, ...]]":
        """The same as project's name and slug, date, who submitted it and when."""
        rows = self.to_review(user).annotate(submitted_by_now=name_of("submitted_by"))
        return rows.order_by("submitted_at").values_list(
            *("project__name", "project__slug", "as_of", "submitted_by_now", "submitted_at")
        )

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

    def unfinished(self) -> Self:
        """Drafts and those in review; said so, an index by project and status leads to them."""
        return self.filter(status__in=(Assessment.Status.DRAFT, Assessment.Status.IN_REVIEW))

    def unfinished_in(self, projects: list[int]) -> Self:
        """What is open in these projects, the latest last."""
        rows = self.unfinished().filter(project__in=projects).only("project", "as_of")
        return rows.order_by("as_of").fetch_mode(models.FETCH_RAISE)


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
