"""Versions of one rubric in the order in which they were published, for lineage to run through."""

from collections.abc import Iterable, Mapping

from assessments import scoring
from assessments.scoring.lineage import links_between, successors

from .rubrics import RubricVersion


def between(
    one: RubricVersion, other: RubricVersion, published: Iterable[RubricVersion]
) -> tuple[scoring.RubricContent, ...]:
    """Both and what of ``published`` the younger one comes from after the elder, the eldest first.

    Each version comes from the one that it ``follows``, else from the one published before it;
    what others published meanwhile has no say, and is not read. Numbers are the order of
    publication.
    """
    elder, younger = sorted((one, other), key=lambda row: row.pk)
    line = [younger]
    if one.rubric_id == other.rubric_id:
        rows = [row for row in published if row.rubric_id == one.rubric_id]
        line += _after(elder, parent_of(younger, rows), rows)
    if younger.pk != elder.pk:
        line.append(elder)
    return tuple(row.content for row in reversed(line))


def parent_of(version: RubricVersion, published: Iterable[RubricVersion]) -> RubricVersion | None:
    """The one of ``published`` that a version comes from; None for the first of its rubric."""
    return _origin(version.content, [row for row in published if row.pk < version.pk])


def line_to_draft(
    old: RubricVersion, draft: scoring.RubricContent, published: Iterable[RubricVersion]
) -> tuple[scoring.RubricContent, ...]:
    """The line from ``old`` to a draft of the same rubric, as ``between`` once it is published."""
    rows = list(published)
    line = [*reversed(_after(old, _origin(draft, rows), rows))]
    return (old.content, *(row.content for row in line), draft)


def _origin(
    content: scoring.RubricContent, earlier: Iterable[RubricVersion]
) -> RubricVersion | None:
    rows = list(earlier)
    named = [row for row in rows if row.version == content.follows]
    return max(named or rows, key=lambda row: row.pk, default=None)


def _after(
    elder: RubricVersion, version: RubricVersion | None, rows: list[RubricVersion]
) -> list[RubricVersion]:
    """``version`` and what it comes from, the youngest first, as far as it is after ``elder``."""
    found = []
    while version is not None and version.pk > elder.pk:
        found.append(version)
        version = parent_of(version, rows)
    return found


def line_between(one: RubricVersion, other: RubricVersion) -> tuple[scoring.RubricContent, ...]:
    """The same; one query, none for a version and itself or for two rubrics."""
    if one.pk == other.pk or one.rubric_id != other.rubric_id:
        return (one.content, other.content)
    return between(one, other, RubricVersion.objects.of_rubrics([one.rubric_id]))


def continuations(
    old: RubricVersion, new: RubricVersion, known: Iterable[RubricVersion]
) -> Mapping[str, tuple[str, ...]]:
    """Each item key of ``old`` to the items of ``new`` that continue it; left out where none does.

    ``known`` are versions that are loaded already; lineage runs through those between the two.
    """
    line = between(old, new, known)
    return successors(links_between(old.content, new.content, line), new.content)
