"""How much depends on a project, and the score that is asked of it for that."""

from decimal import Decimal
from fractions import Fraction
from typing import Self

from django.db import models
from django.db.models.functions import Lower

from assessments.scoring import exact, written

USUAL = "normal"


class CriticalityQuerySet(models.QuerySet["Criticality"]):
    def active(self) -> Self:
        """Those that may be given to a project."""
        return self.filter(retired_at=None)

    def for_choice(self, held: int | None) -> Self:
        """Those that may be given, and the one that a project has already."""
        return self.filter(models.Q(retired_at=None) | models.Q(pk=held))

    def usual(self) -> "Criticality | None":
        """The one that a new project starts with; None where it is retired."""
        return self.active().filter(key=USUAL).first()

    def for_page(self) -> Self:
        """All, with ``used``: how many projects have it."""
        return self.annotate(used=models.Count("projects")).order_by("position", "key")


class Criticality(models.Model):
    """Proof of concept, normal, critical as shipped; an administrator edits the list.

    The target is said on the scale of a maximum, e.g. 3 of 7, and holds on any rubric's scale in
    proportion: 6 of 14 where the points are doubled.
    """

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    target = models.DecimalField(max_digits=10, decimal_places=2)
    target_of = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(7))
    retired_at = models.DateTimeField(null=True, blank=True)

    used: int  # annotated by for_page()

    objects = CriticalityQuerySet.as_manager()

    class Meta:
        ordering = ("position", "key")
        verbose_name_plural = "criticalities"
        constraints = (
            models.UniqueConstraint(Lower("name"), name="criticality_name_is_unique_in_any_case"),
            models.CheckConstraint(
                condition=models.Q(target__gte=0, target__lte=models.F("target_of")),
                name="criticality_target_is_from_0_to_its_maximum",
            ),
            models.CheckConstraint(
                condition=models.Q(target_of__gt=0), name="criticality_maximum_is_positive"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def target_text(self) -> str:
        return f"{written(self.target)} of {written(self.target_of)}"

    @property
    def said(self) -> dict[str, str]:
        """Name and target as history records them."""
        target, target_of = written(self.target), written(self.target_of)
        return {"name": self.name, "target": target, "target_of": target_of}

    def target_on(self, maximum: Fraction) -> Fraction:
        """The target on the scale of a rubric version whose full score is ``maximum``."""
        return exact(self.target) * maximum / exact(self.target_of)
