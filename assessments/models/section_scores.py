"""The stored score of each section of an assessment."""

from collections.abc import Iterable
from typing import Any, NamedTuple, Self

from django.db import models

from .assessments import Assessment
from .columns import Number, as_number
from .rubrics import Section


class StoredScore(NamedTuple):
    """A section's stored score as plain values: a list has hundreds of them."""

    key: str
    title: str
    counts: bool
    score: Number
    maximum: Number
    weakest: bool


def by_assessment(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[StoredScore, ...]]:
    """What ``SectionScoreQuerySet.plain`` found, by the assessment's id."""
    found: dict[int, list[StoredScore]] = {}
    for pk, *score in rows:
        found.setdefault(pk, []).append(StoredScore(*score))
    return {pk: tuple(scores) for pk, scores in found.items()}


class SectionScoreQuerySet(models.QuerySet["SectionScore"]):
    def of(self, assessments: list[int]) -> Self:
        """The stored section scores of these assessments, in the order of the rubric."""
        rows = self.filter(assessment__in=assessments).select_related("section")
        return rows.order_by("assessment_id", "section__position").fetch_mode(models.FETCH_RAISE)

    def plain(self) -> models.QuerySet["SectionScore", tuple[Any, ...]]:
        """As plain values: the assessment's id, then those of a ``StoredScore``."""
        return self.values_list(
            *("assessment", "section__key", "section__title", "section__counts"),
            *(as_number("score"), as_number("maximum"), "weakest"),
        )

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
