"""Versions of one rubric in the order in which they were published, for lineage to run through."""

from collections.abc import Iterable, Mapping

from assessments import scoring
from assessments.scoring.lineage import links_between, successors

from .rubrics import RubricVersion


def between(
    one: RubricVersion, other: RubricVersion, published: Iterable[RubricVersion]
) -> tuple[scoring.RubricContent, ...]:
    """Both and what of ``published`` lies between them, the eldest first.

    Versions are published as they are made, so that their numbers are their order. Contents are
    read only of these: the others have no say.
    """
    first, last = sorted((one.pk, other.pk))
    rows = {one.pk: one, other.pk: other}
    rows |= {
        row.pk: row
        for row in published
        if first <= row.pk <= last and row.rubric_id == one.rubric_id == other.rubric_id
    }
    return tuple(rows[pk].content for pk in sorted(rows))


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
