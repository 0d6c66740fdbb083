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
        parent = parent_of(younger, rows)
        while parent is not None and parent.pk > elder.pk:
            line.append(parent)
            parent = parent_of(parent, rows)
    if younger.pk != elder.pk:
        line.append(elder)
    return tuple(row.content for row in reversed(line))


def parent_of(version: RubricVersion, published: Iterable[RubricVersion]) -> RubricVersion | None:
    """The one of ``published`` that a version comes from; None for the first of its rubric."""
    earlier = [row for row in published if row.pk < version.pk]
    follows = version.content.follows
    named = [row for row in earlier if row.version == follows]
    return max(named or earlier, key=lambda row: row.pk, default=None)


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
