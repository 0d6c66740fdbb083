"""Rubric versions in the making: begun, changed part by part, published, deleted.

Every change locks the draft's row first. A part is saved only over what its writer was shown, so
that two people who change different parts never meet, and two who change one see both texts.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.models import By, RubricDraft, RubricVersion, User
from assessments.rubric_format import LARGEST_DOCUMENT, document_faults
from assessments.rubric_parts import Document, Place, digest, part_at, with_part

from .assessments import ActionRefused
from .rubrics import RubricRefused, load_rubric

MOST_DRAFTS = 20
"""Drafts that one person may have begun at a time."""


class DraftGone(Exception):
    """The draft was published or deleted meanwhile."""


@dataclass
class PartChanged(Exception):
    """Somebody else changed the part since it was shown; nothing was saved.

    ``theirs`` is what it says now, ``by`` who changed the draft last.
    """

    theirs: Any
    by: str


@transaction.atomic
def begin_draft(*, document: Document, base: RubricVersion | None, by: By) -> RubricDraft:
    """Begin a draft with a document of the right shape. Raises ``ActionRefused``."""
    _fits(document)
    User.objects.select_for_update(of=("self",), no_key=True).get(
        pk=by.person.pk
    )  # one beginning at a time
    if RubricDraft.objects.filter(created_by=by.person).count() >= MOST_DRAFTS:
        raise ActionRefused(
            f"You have {MOST_DRAFTS} drafts already. Publish or delete one of them first."
        )
    draft = RubricDraft(
        base=base, created_by=by.person, changed_by=by.person, changed_at=timezone.now()
    )
    draft.take(document)
    draft.save(force_insert=True)
    by.change("rubric draft", new=_named(draft)).save()
    return draft


@transaction.atomic
def save_part(
    *, number: int, place: Place, value: Mapping[str, Any], was: str, by: By
) -> RubricDraft:
    """Save one part. ``was`` is the ``digest`` of the part as its writer was shown it.

    Raises ``PartChanged``, ``DraftGone``, ``NoSuchPart`` where the section or item was taken out,
    and ``ActionRefused`` for a document that would be too long.
    """
    draft = _locked(number)
    now = part_at(draft.document, place)
    if dict(value) == now:
        return draft
    if digest(now) != was:
        raise PartChanged(now, str(draft.changed_by))
    return _saved(draft, with_part(draft.document, place, value), by)


@transaction.atomic
def save_whole(*, number: int, document: Document, was: str, by: By) -> RubricDraft:
    """Save the whole document; raises as ``save_part``."""
    draft = _locked(number)
    if document == draft.document:
        return draft
    if digest(draft.document) != was:
        raise PartChanged(draft.document, str(draft.changed_by))
    return _saved(draft, document, by)


@transaction.atomic
def arrange(*, number: int, change: Callable[[Document], Document], by: By) -> RubricDraft:
    """Add, move or take out a part: ``change`` gets the document as it is now.

    Raises ``DraftGone``, ``NoSuchPart`` and ``ActionRefused``.
    """
    draft = _locked(number)
    document = change(draft.document)
    return draft if document == draft.document else _saved(draft, document, by)


@transaction.atomic
def delete_draft(*, number: int, by: By) -> None:
    """Delete a draft for good; what it said stays in the history. Raises ``DraftGone``."""
    draft = _locked(number)
    by.change("rubric draft", old={**_named(draft), "document": draft.document}).save()
    draft.delete()


@transaction.atomic
def publish_draft(*, number: int, revision: int, release_notes: str, by: By) -> RubricVersion:
    """Make a published version of a draft; from then on the database lets nobody change it.

    ``revision`` is that of the draft whose differences were looked at. The rubric's default
    version stays. Raises ``DraftGone``, ``PartChanged`` if somebody changed it since, and
    ``ActionRefused`` for an unsound document or a version that is published already.
    """
    draft = _locked(number)
    if draft.revision != revision:
        raise PartChanged(draft.document, str(draft.changed_by))
    document = {name: value for name, value in draft.document.items() if name != "default"}
    document["release_notes"] = release_notes
    faults = document_faults(document)
    if faults:
        raise ActionRefused(f"{len(faults)} things have to be repaired first.")
    published = RubricVersion.objects.of(document["slug"], document["version"])
    if published is not None:
        raise ActionRefused(_taken(document))
    try:
        loaded = load_rubric(document=document)
    except RubricRefused:
        raise ActionRefused(_taken(document)) from None
    if not loaded:  # somebody published the very same a moment ago
        raise ActionRefused(_taken(document))
    version = RubricVersion.objects.of(document["slug"], document["version"])
    assert version is not None
    by.change("publish rubric", new={**_named(draft), "base": str(draft.base or "")}).save()
    draft.delete()
    return version


def _taken(document: Document) -> str:
    return (
        f"{document['slug']} {document['version']} is published already and never changes. "
        "Give this draft another version."
    )


def _locked(number: int) -> RubricDraft:
    rows = RubricDraft.objects.select_for_update(of=("self",), no_key=True).select_related(
        "base", "changed_by"
    )
    draft = rows.filter(pk=number).first()
    if draft is None:
        raise DraftGone
    return draft


def _saved(draft: RubricDraft, document: Document, by: By) -> RubricDraft:
    _fits(document)
    draft.take(document)
    draft.revision += 1
    draft.changed_by, draft.changed_at = by.person, timezone.now()
    fields = ["document", "slug", "version", "name", "revision", "changed_by", "changed_at"]
    draft.save(update_fields=fields)
    return draft


def _fits(document: Document) -> None:
    length = len(json.dumps(document, ensure_ascii=False))
    if length > LARGEST_DOCUMENT:
        raise ActionRefused(
            f"The draft would be {length:,} characters long; at most {LARGEST_DOCUMENT:,} fit. "
            "Shorten a text and save again."
        )


def _named(draft: RubricDraft) -> dict[str, str]:
    return {"slug": draft.slug, "version": draft.version, "name": draft.name}
