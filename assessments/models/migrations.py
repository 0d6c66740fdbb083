"""Projects that were moved from one rubric version to another, with what was chosen."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Self

from django.db import models
from django.db.models.functions import Cast

from assessments.scoring.carrying import Hop

from .people import User
from .projects import Project
from .rubric_lines import between
from .rubrics import RubricVersion


class MigrationQuerySet(models.QuerySet["Migration"]):
    def of_project(self, project_id: int) -> Self:
        """All of a project in order, with their versions."""
        rows = self.filter(project=project_id).order_by("pk")
        return rows.select_related("from_version__rubric", "to_version__rubric")


class Migration(models.Model):
    """One move. ``choices`` is item key to what was chosen for it (``scoring.carrying``).

    Answers go along when the next assessment is started, owners at once.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="migrations")
    from_version = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="+")
    to_version = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="+")
    choices = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MigrationQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(from_version=models.F("to_version")),
                name="migration_is_to_another_version",
            ),
        )

    def __str__(self) -> str:
        return f"{self.project}: {self.from_version} to {self.to_version}"


def moves_and_versions(
    project_id: int, rubrics: Collection[int]
) -> tuple[list[Migration], list[RubricVersion]]:
    """A project's migrations and the published versions of ``rubrics``, in order: one query.

    Versions of other rubrics are there too where a migration passed through them. Both hold only
    what ``hops_between`` and lineage need.
    """
    text = models.TextField()
    moves = Migration.objects.filter(project=project_id).order_by()
    passed = models.Q(pk__in=moves.values("from_version"))
    passed |= models.Q(pk__in=moves.values("to_version"))
    versions = RubricVersion.objects.published().filter(models.Q(rubric__in=rubrics) | passed)
    noted = versions.annotate(
        kind=models.Value(0), to=models.Value(0), text=Cast("content_sha256", text)
    )
    moved = moves.annotate(kind=models.Value(1), text=Cast("choices", text))
    rows = sorted(
        noted.order_by()
        .values_list("kind", "pk", "rubric", "to", "text")
        .union(moved.values_list("kind", "pk", "from_version", "to_version", "text"), all=True)
        .order_by()
    )
    published = {
        pk: RubricVersion(pk=pk, rubric_id=rubric, content_sha256=digest, status="published")
        for kind, pk, rubric, _, digest in rows
        if kind == 0
    }
    return [
        Migration(
            pk=pk,
            from_version=published[old],
            to_version=published[new],
            choices=json.loads(chosen),
        )
        for kind, pk, old, new, chosen in rows
        if kind == 1
    ], list(published.values())


def hops_between(
    old: RubricVersion,
    new: RubricVersion,
    migrations: Sequence[Migration],
    published: Iterable[RubricVersion],
) -> list[Hop]:
    """The way of answers from ``old`` to ``new``: the project's migrations where they lead there.

    ``migrations`` are a project's, the eldest first. Where no row of them does, e.g. since the
    version was set otherwise, the way is direct, with nothing chosen.
    """
    if old.pk == new.pk:
        return []
    known = list(published)
    way = _way(old.pk, new.pk, migrations)
    if way is None:
        return [Hop(old.content, new.content, between(old, new, known))]
    return [
        Hop(
            one.from_version.content,
            one.to_version.content,
            between(one.from_version, one.to_version, known),
            one.choices,
        )
        for one in way
    ]


def _way(old: int, new: int, migrations: Sequence[Migration]) -> list[Migration] | None:
    """The newest migrations that join end to end from one version to the other."""
    way: list[Migration] = []
    wanted = new
    for one in reversed(migrations):
        if one.to_version_id == wanted:
            way.insert(0, one)
            wanted = one.from_version_id
            if wanted == old:
                return way
    return None
