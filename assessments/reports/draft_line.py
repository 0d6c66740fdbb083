"""A draft as if it were published now, so that lineage runs to it as it will."""

from dataclasses import replace

from assessments.models import RubricVersion
from assessments.models.rubric_lines import line_to_draft
from assessments.scoring import RubricContent


def as_if_published(
    old: RubricVersion, draft: RubricContent
) -> tuple[RubricContent, tuple[RubricContent, ...]]:
    """The draft's content, and the line from ``old`` to it, through what it was made from.

    It gets a version of its own, since a draft may still have that of a published one. From
    another rubric there is no line: what has the same key, or replaces it, is taken for the same,
    to have something to look at.
    """
    definition = replace(draft.definition, version="(draft)", slug=old.rubric.slug)
    new = replace(draft, definition=definition)
    if draft.definition.slug != old.rubric.slug:
        return new, ()
    published = RubricVersion.objects.of_rubrics([old.rubric_id])
    return new, line_to_draft(old, new, published)
