"""Rubric versions: loaded from checked documents, published, never changed again."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments import scoring
from assessments.models import Band, Item, Level, Role, Rubric, RubricVersion, Section
from assessments.models.rubrics import RubricFile


class RubricRefused(Exception):
    """The document contradicts what is published; the message names the differences."""


def load_rubric(*, document: Mapping[str, Any]) -> bool:
    """Load and publish a checked document. False if exactly this version is there already.

    Raises ``RubricRefused`` if the version is published with another content.
    """
    digest = content_hash(document)
    with transaction.atomic():
        rubric, _ = Rubric.objects.get_or_create(
            slug=document["slug"], defaults={"name": document.get("family", document["name"])}
        )
        rubric = Rubric.objects.select_for_update(of=("self",), no_key=True).get(pk=rubric.pk)
        present = RubricVersion.objects.filter(rubric=rubric, version=document["version"]).first()
        if present and present.content_sha256 == digest:
            return False
        if present:
            raise RubricRefused(_explained(present, document))
        version = _create(rubric, document, digest)
        if document.get("default") or rubric.default_version_id is None:
            rubric.default_version = version
            rubric.save(update_fields=["default_version"])
    return True


def is_published(document: Mapping[str, Any]) -> bool:
    """Whether exactly this document is published, and so was found sound before."""
    published = RubricVersion.objects.filter(status=RubricVersion.Status.PUBLISHED)
    return published.filter(content_sha256=content_hash(document)).exists()


def content_hash(document: Mapping[str, Any]) -> str:
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _create(rubric: Rubric, document: Mapping[str, Any], digest: str) -> RubricVersion:
    roles = _roles(document)
    version = RubricVersion.objects.create(
        rubric=rubric,
        version=document["version"],
        name=document["name"],
        summary=document.get("summary", ""),
        not_applicable_allowed=document["not_applicable"]["allowed"],
        content_sha256=digest,
    )
    RubricFile.objects.create(version=version, document=dict(document))
    _create_levels_and_bands(version, document)
    for position, part in enumerate(document["sections"], start=1):
        section = Section.objects.create(
            version=version,
            key=part["key"],
            position=position,
            title=part["title"],
            counts=part.get("counts", True),
        )
        Item.objects.bulk_create(
            _item(version, section, roles, number, item)
            for number, item in enumerate(part["items"], start=1)
            if scoring.item_status(item) == scoring.ACTIVE
        )
    version.status = RubricVersion.Status.PUBLISHED
    version.published_at = timezone.now()
    version.save(update_fields=["status", "published_at"])
    return version


def _roles(document: Mapping[str, Any]) -> dict[str, Role]:
    """The roles by key; one that the installation does not have yet is added."""
    roles = {}
    for position, role in enumerate(document["roles"], start=1):
        taken = Role.objects.filter(name__iexact=role["name"]).exclude(key=role["key"]).exists()
        name = f"{role['name']} ({role['key']})" if taken else role["name"]
        defaults = {"name": name, "position": position}
        roles[role["key"]], _ = Role.objects.get_or_create(key=role["key"], defaults=defaults)
    return roles


def _create_levels_and_bands(version: RubricVersion, document: Mapping[str, Any]) -> None:
    Level.objects.bulk_create(
        Level(
            version=version,
            key=level["key"],
            position=position,
            label=level["label"],
            points=level["points"],
        )
        for position, level in enumerate(document["levels"], start=1)
    )
    Band.objects.bulk_create(
        Band(
            version=version,
            key=band["key"],
            position=position,
            label=band["label"],
            meaning=band.get("meaning", ""),
            lower=band["lower"],
            inclusive=band["inclusive"],
        )
        for position, band in enumerate(document["bands"], start=1)
    )


def _item(
    version: RubricVersion,
    section: Section,
    roles: Mapping[str, Role],
    position: int,
    item: Mapping[str, Any],
) -> Item:
    return Item(
        version=version,
        section=section,
        key=item["key"],
        position=position,
        title=item["title"],
        suggested_role=roles[item["suggested_role"]],
        effort=item["effort"],
        weight=item.get("weight", "1"),
    )


def _explained(present: RubricVersion, document: Mapping[str, Any]) -> str:
    old = RubricFile.objects.get(version=present).document
    places = scoring.differences(old, document)
    shown = "".join(f"\n  {place}" for place in places[:20])
    more = f"\n  … and {len(places) - 20} more" if len(places) > 20 else ""
    return (
        f"{document['slug']} {document['version']} is published and cannot change. "
        f"Give the file another version. It differs in:{shown}{more}"
    )
