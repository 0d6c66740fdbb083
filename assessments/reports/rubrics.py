"""What the list of rubrics shows."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone

from assessments.models import Project, Rubric, RubricVersion, User


class VersionRow(NamedTuple):
    """``used`` counts the projects that the person may see. ``default`` says what it is the
    default of, or is empty.

    ``announced`` are titles of items that will count in a later version; only the newest version
    of a rubric names them.
    """

    slug: str
    version: str
    name: str
    summary: str
    published_on: date
    default: str
    items: int
    sections: int
    used: int
    release_notes: str
    announced: tuple[str, ...]


class RubricRows(NamedTuple):
    slug: str
    name: str
    versions: tuple[VersionRow, ...]


def rubrics_page(user: User) -> tuple[RubricRows, ...]:
    """Every rubric with its published versions, newest first, in one query.

    What is announced is read from each rubric's newest version, which is kept in memory.
    """
    rows = RubricVersion.objects.for_list(Project.objects.visible_to(user))
    rubrics = [(rubric, list(found)) for rubric, found in groupby(rows, lambda row: row.rubric)]
    first = rubrics[0][0] if rubrics else None
    return tuple(_rubric(rubric, found, first) for rubric, found in rubrics)


def _rubric(rubric: Rubric, rows: Sequence[RubricVersion], first: Rubric | None) -> RubricRows:
    """``first`` is the rubric that new projects are offered first."""
    several = "default version" if len(rows) > 1 else ""
    default = "default for new projects" if rubric == first else several
    versions = tuple(_row(rubric, row, place, default) for place, row in enumerate(rows))
    return RubricRows(slug=rubric.slug, name=rubric.family, versions=versions)


def _row(rubric: Rubric, row: RubricVersion, place: int, default: str) -> VersionRow:
    assert row.published_at is not None
    return VersionRow(
        slug=rubric.slug,
        version=row.version,
        name=row.name,
        summary=row.summary,
        published_on=timezone.localdate(row.published_at),
        default=default if row.pk == rubric.default_version_id else "",
        items=row.item_total,
        sections=row.section_total,
        used=row.used,
        release_notes=row.release_notes or "",
        announced=() if place else tuple(item.title for item in row.content.announced.values()),
    )
