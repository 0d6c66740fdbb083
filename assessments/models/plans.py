"""What a team intends: levels that it wants to reach, with owner and quarter."""

import datetime
from typing import Any, NamedTuple, Self

from django.db import models

from assessments.dates import FIRST_DAY, LAST_DAY

from .assessments import Assessment
from .columns import name_of
from .people import User, can_answer
from .projects import Project

QUARTERS_AHEAD = 8
"""A plan reaches from the present quarter over this many."""


class PlanQuerySet(models.QuerySet["Plan"]):
    def in_force(self, project_id: int) -> "Plan | None":
        """The newest plan and who saved it, without its steps: one query."""
        return self.filter(project=project_id).select_related("created_by").order_by("-pk").first()

    def for_page(self, project_id: int, *, count: int) -> Self:
        """The newest ``count`` plans with their steps, that in force first: two queries."""
        steps = models.Prefetch("steps", PlanStep.objects.with_able().select_related("owner"))
        rows = self.filter(project=project_id).select_related("created_by")
        return rows.prefetch_related(steps).order_by("-pk")[:count]


class Plan(models.Model):
    """A what-if that was saved. A newer plan takes its place; the older ones stay on record.

    ``assessment`` is the closed one that it started from.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="plans")
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="plans")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"plan of {self.project} from {self.created_at:%Y-%m-%d}"


class PlanStepQuerySet(models.QuerySet["PlanStep"]):
    def with_able(self) -> Self:
        """Annotates ``able``: the owner can answer items of the project's team today."""
        return self.annotate(able=can_answer(team="plan__project__team", person="owner"))

    def beside(self, assessment: Assessment) -> Self:
        """The steps of the newest plan that was made from an earlier assessment: one query."""
        plans = Plan.objects.filter(
            project=assessment.project_id, assessment__as_of__lt=assessment.as_of
        )
        rows = self.filter(plan=models.Subquery(plans.order_by("-pk").values("pk")[:1]))
        rows = rows.with_able().select_related("owner", "plan__assessment__rubric_version__rubric")
        return rows.order_by("due_on", "pk").fetch_mode(models.FETCH_RAISE)


class PlanStep(models.Model):
    """One intended level. ``due_on`` is the last day of the quarter in which it shall be reached.

    ``owner_name`` is kept for when the person's account is gone.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    item_key = models.CharField(max_length=40)
    level = models.CharField(max_length=40)
    owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_name = models.CharField(max_length=150, blank=True)
    due_on = models.DateField()

    able: bool  # annotated by with_able()

    objects = PlanStepQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint("plan", "item_key", name="planstep_is_one_per_item"),
            models.CheckConstraint(
                condition=models.Q(due_on__range=(FIRST_DAY, LAST_DAY)),
                name="planstep_date_is_from_2000_to_2100",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_key}: {self.level} by {self.due_on}"

    @property
    def has_left(self) -> bool:
        """Whether a person is named who can not answer: left, deactivated, deleted or a viewer."""
        return bool(self.owner_id or self.owner_name) and not self.able


class PlanStart(NamedTuple):
    """What a plan starts from, and the plan whose place it takes: its id, 0 for none, and whose."""

    base: Assessment | None
    over: int = 0
    saved_by: str = ""
    saved_at: datetime.datetime | None = None


def plan_start(project: Project) -> PlanStart:
    """The latest closed assessment and the plan in force, in one query."""
    newest = Plan.objects.filter(project=models.OuterRef("project")).order_by("-pk")
    rows = (
        Assessment.objects.closed()
        .filter(project=project)
        .annotate(
            over=models.Subquery(newest.values("pk")[:1]),
            saved_by=models.Subquery(newest.values(name=name_of("created_by"))[:1]),
            saved_at=models.Subquery(newest.values("created_at")[:1]),
        )
    )
    found: Any = rows.select_related("rubric_version__rubric").order_by("-as_of").first()
    if found is None:
        return PlanStart(None)
    return PlanStart(found, found.over or 0, found.saved_by or "", found.saved_at)
