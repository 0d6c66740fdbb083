"""Rubric versions as rows. A published version never changes; triggers see to that."""

import re
from collections.abc import Collection
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple, Self

from django.apps import apps
from django.db import models
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce
from django.urls import reverse

from assessments import scoring


class Rubric(models.Model):
    """A family of versions, e.g. *ML Test Score*."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    default_version = models.ForeignKey(
        "RubricVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def family(self) -> str:
        """The name of all its versions: without the edition in brackets of the first one."""
        return re.sub(r"\s*\([^()]*\)$", "", self.name) or self.name


def _count_of(rows: models.QuerySet[Any], by: str) -> Coalesce:
    """How many rows of the subquery ``rows`` stand under one value of ``by``."""
    counted = rows.order_by().values(by).annotate(count=models.Count("pk"))
    return Coalesce(models.Subquery(counted.values("count")), 0)


class RubricVersionQuerySet(models.QuerySet["RubricVersion"]):
    def published(self) -> "RubricVersionQuerySet":
        return self.filter(status=RubricVersion.Status.PUBLISHED)

    def for_choice(self) -> "RubricVersionQuerySet":
        """Published versions, those that a rubric offers by default first, and of these the one
        whose rubric was there first. ``is_used``: some project is assessed against it.
        """
        is_default = models.Q(pk=models.F("rubric__default_version"))
        projects = apps.get_model("assessments", "Project").objects
        # The next used id from this one on is one look into an index. Asked whether there is a
        # project of an unused version, PostgreSQL reads all projects.
        used = projects.filter(rubric_version_id__gte=models.OuterRef("pk"))
        next_used = used.order_by("rubric_version_id").values("rubric_version_id")[:1]
        is_used = models.When(models.Q(pk=models.Subquery(next_used)), True)
        annotated: dict[str, models.Case] = {"is_used": models.Case(is_used, default=False)}
        return (
            self.published()
            .select_related("rubric")
            .annotate(
                is_default=models.Case(models.When(is_default, 1), default=0),
                **annotated,
            )
            .order_by("-is_default", "rubric_id", "-version")
        )

    def for_list(self, projects: models.QuerySet[Any]) -> Self:
        """Published versions by rubric in the order in which they came, newest version first.

        ``used`` counts those of ``projects`` that are assessed against the version.
        """
        used = projects.filter(rubric_version=models.OuterRef("pk"))
        items = Item.objects.filter(version=models.OuterRef("pk"))
        sections = Section.objects.filter(version=models.OuterRef("pk"))
        return (
            self.filter(status=RubricVersion.Status.PUBLISHED)
            .select_related("rubric")
            .annotate(
                used=_count_of(used, "rubric_version"),
                item_total=_count_of(items, "version"),
                section_total=_count_of(sections, "version"),
                release_notes=KeyTextTransform("release_notes", "file__document"),
            )
            .order_by("rubric_id", "-version", "-pk")
        )

    def for_reading(self) -> "RubricVersionQuerySet":
        return self.published().select_related("rubric")

    def of(self, slug: str, version: str) -> "RubricVersion | None":
        """The published version of this name, with its rubric."""
        return self.for_reading().filter(rubric__slug=slug, version=version).first()

    def with_facts(self) -> "RubricVersionQuerySet":
        """Annotates ``asked``: the facts of each as key, title and question, or None."""
        asked: dict[str, models.Expression] = {"asked": KeyTransform("facts", "file__document")}
        return self.annotate(**asked)

    def of_rubrics(self, rubrics: Collection[int]) -> "RubricVersionQuerySet":
        """The published versions of these rubrics, through which an item's lineage runs."""
        return self.published().filter(rubric__in=rubrics).order_by("pk")


class RubricVersion(models.Model):
    """One edition: sections, items, levels, aggregation, bands.

    ``content_sha256`` is the hash of its file in canonical form: the same file twice changes
    nothing, and a changed file of a published version is refused.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"

    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True, max_length=4000)
    not_applicable_allowed = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    content_sha256 = models.CharField(max_length=64, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    is_used: bool  # annotated by for_choice()
    item_total: int  # annotated by for_list()
    section_total: int  # annotated by for_list()
    used: int  # annotated by for_list()
    release_notes: str | None  # annotated by for_list()

    asked: list[dict[str, str]] | None  # annotated by with_facts()

    objects = RubricVersionQuerySet.as_manager()

    class Meta:
        ordering = ("rubric", "version")
        constraints = (
            models.UniqueConstraint("rubric", "version", name="rubricversion_is_unique"),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "published"]),
                name="rubricversion_status_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
                name="rubricversion_published_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("rubric", args=[self.rubric.slug, self.version])

    @property
    def content(self) -> scoring.RubricContent:
        """The version as plain values, kept in memory once published: it never changes again."""
        if self.status == self.Status.PUBLISHED:
            return published_content(self.pk, self.content_sha256)
        return _content(self.pk)


class ListedVersion(NamedTuple):
    """A published version as ``for_choice`` gives it, as plain values; ``rubric`` is a slug."""

    pk: int
    version: str
    name: str
    content_sha256: str
    rubric: str
    is_used: bool = False

    @property
    def content(self) -> scoring.RubricContent:
        return published_content(self.pk, self.content_sha256)

    @property
    def key(self) -> str:
        """As the address bar names it: ``ml-test-score/2017``."""
        return f"{self.rubric}/{self.version}"


class RubricFile(models.Model):
    """The document that a version was loaded from; apart, since only few pages need its texts."""

    version = models.OneToOneField(RubricVersion, on_delete=models.CASCADE, related_name="file")
    document = models.JSONField()

    def __str__(self) -> str:
        return f"file of {self.version}"


def _content(version_id: int) -> scoring.RubricContent:
    return scoring.content_of(RubricFile.objects.get(version=version_id).document)


@lru_cache(maxsize=64)
def published_content(version_id: int, content_sha256: str) -> scoring.RubricContent:
    """A published version's content by its id, kept in memory.

    ``content_sha256`` is part of the key, so that an id that is used anew is read anew.
    """
    return _content(version_id)


def highest_score(version: RubricVersion | ListedVersion) -> Decimal:
    """The highest overall score by a published version, as it is stored; kept as its content is."""
    return _highest_score(version.pk, version.content_sha256)


@lru_cache(maxsize=64)
def _highest_score(version_id: int, content_sha256: str) -> Decimal:
    definition = published_content(version_id, content_sha256).definition
    return scoring.rounded(scoring.maximum_score(definition))


class Level(models.Model):
    version = models.ForeignKey(RubricVersion, on_delete=models.CASCADE, related_name="levels")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    points = models.DecimalField(max_digits=10, decimal_places=4)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint("version", "key", name="level_key_is_unique_in_its_version"),
            models.CheckConstraint(
                condition=models.Q(points__gte=0), name="level_points_are_not_negative"
            ),
        )

    def __str__(self) -> str:
        return self.label


class Section(models.Model):
    version = models.ForeignKey(RubricVersion, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    counts = models.BooleanField(default=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint("version", "key", name="section_key_is_unique_in_its_version"),
        )

    def __str__(self) -> str:
        return self.title


class ItemQuerySet(models.QuerySet["Item"]):
    def before(self, version: RubricVersion, keys: Collection[str]) -> "ItemQuerySet":
        """The items of these keys in versions of the rubric published earlier, newest first."""
        published = version.published_at
        earlier = models.Q(version__published_at__lt=published) | models.Q(
            version__published_at=published, version__lt=version.pk
        )
        return (
            self.filter(earlier, version__rubric=version.rubric_id, key__in=keys)
            .select_related("version")
            .order_by("-version__published_at", "-version")
        )


class Item(models.Model):
    """One test of the rubric. Its key is the thread through versions."""

    version = models.ForeignKey(RubricVersion, on_delete=models.CASCADE, related_name="items")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    suggested_role = models.ForeignKey("Role", on_delete=models.PROTECT, related_name="+")
    effort = models.PositiveSmallIntegerField(default=3)
    weight = models.DecimalField(max_digits=10, decimal_places=4, default=1)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("section", "position")
        constraints = (
            models.UniqueConstraint("version", "key", name="item_key_is_unique_in_its_version"),
            models.CheckConstraint(
                condition=models.Q(effort__range=(1, 5)), name="item_effort_is_1_to_5"
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0), name="item_weight_is_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class Band(models.Model):
    version = models.ForeignKey(RubricVersion, on_delete=models.CASCADE, related_name="bands")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    meaning = models.TextField(blank=True, max_length=4000)
    lower = models.DecimalField(max_digits=10, decimal_places=4)
    inclusive = models.BooleanField(default=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint("version", "key", name="band_key_is_unique_in_its_version"),
            models.CheckConstraint(
                condition=models.Q(lower__gte=0), name="band_lower_bound_is_not_negative"
            ),
        )

    def __str__(self) -> str:
        return self.label
