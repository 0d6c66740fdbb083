"""What the list of rubrics shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone

from assessments.models import Project, Rubric, RubricVersion, User


@dataclass(frozen=True, slots=True)
class VersionRow:
    """``used`` counts the projects that the person may see."""

    slug: str
    version: str
    name: str
    summary: str
    published_on: date
    is_default: bool
    items: int
    sections: int
    used: int


@dataclass(frozen=True, slots=True)
class RubricRows:
    slug: str
    name: str
    versions: tuple[VersionRow, ...]


def rubrics_page(user: User) -> tuple[RubricRows, ...]:
    """Every rubric with its published versions, newest first, in one query."""
    rows = RubricVersion.objects.for_list(Project.objects.visible_to(user))
    return tuple(_rubric(rubric, found) for rubric, found in groupby(rows, lambda row: row.rubric))


def _rubric(rubric: Rubric, rows: Iterable[RubricVersion]) -> RubricRows:
    versions = tuple(_row(rubric, row) for row in rows)
    return RubricRows(slug=rubric.slug, name=rubric.family, versions=versions)


def _row(rubric: Rubric, row: RubricVersion) -> VersionRow:
    assert row.published_at is not None
    return VersionRow(
        slug=rubric.slug,
        version=row.version,
        name=row.name,
        summary=row.summary,
        published_on=timezone.localdate(row.published_at),
        is_default=row.pk == rubric.default_version_id,
        items=row.item_total,
        sections=row.section_total,
        used=row.used,
    )
