"""What the pages of a rubric draft show: its outline, and what is still wrong."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from assessments.models import RubricDraft, RubricVersion
from assessments.rubric_format import Fault, document_faults
from assessments.rubric_parts import Document, Place, place_of
from assessments.scoring import Aggregation


class DraftRow(NamedTuple):
    number: int
    name: str
    slug: str
    version: str
    base: str
    changed_by: str
    changed_at: datetime


class FaultRow(NamedTuple):
    """``part`` and ``key`` lead to the page that repairs it."""

    part: str
    key: str
    where: str
    reason: str


class ItemRow(NamedTuple):
    """``missing`` names what readers would look for in vain."""

    key: str
    title: str
    status: str
    weight: str
    effort: str
    missing: str


class SectionRow(NamedTuple):
    key: str
    title: str
    rule: str
    counts: bool
    active: int
    items: tuple[ItemRow, ...]


class Outline(NamedTuple):
    """``sound`` says that it can be published as it is. ``counts`` is how many of what it has."""

    number: int
    name: str
    slug: str
    version: str
    base: RubricVersion | None
    changed_by: str
    changed_at: datetime
    faults: tuple[FaultRow, ...]
    sections: tuple[SectionRow, ...]
    counts: Mapping[str, int]
    overall: str

    @property
    def sound(self) -> bool:
        return not self.faults


def draft_rows() -> tuple[DraftRow, ...]:
    """All drafts, the last changed first."""
    return tuple(_row(draft) for draft in RubricDraft.objects.for_list())


def _row(draft: RubricDraft) -> DraftRow:
    return DraftRow(
        number=draft.pk,
        name=str(draft),
        slug=draft.slug,
        version=draft.version,
        base=draft.base.name if draft.base else "",
        changed_by=str(draft.changed_by),
        changed_at=draft.changed_at,
    )


def outline(draft: RubricDraft) -> Outline:
    """The draft as a whole."""
    document: Document = draft.document
    parts = ("levels", "bands", "gates", "roles", "facts")
    return Outline(
        number=draft.pk,
        name=str(draft),
        slug=draft.slug,
        version=draft.version,
        base=draft.base,
        changed_by=str(draft.changed_by),
        changed_at=draft.changed_at,
        faults=(*fault_rows(document), *_taken(draft)),
        sections=tuple(_section(section) for section in document.get("sections", ())),
        counts={name: len(document.get(name, ())) for name in parts},
        overall=_RULES.get(document.get("overall", {}).get("aggregation", ""), "nothing yet"),
    )


def _taken(draft: RubricDraft) -> tuple[FaultRow, ...]:
    if RubricVersion.objects.of(draft.slug, draft.version) is None:
        return ()
    reason = f"{draft.slug} {draft.version} is published already; give this draft another version"
    return (FaultRow("identity", "", "version", reason),)


_RULES = {
    Aggregation.MIN: "the lowest section",
    Aggregation.SUM: "the sum of the sections",
    Aggregation.MEAN: "the mean of the sections",
}


def _section(section: Mapping[str, Any]) -> SectionRow:
    mean = section.get("aggregation") == Aggregation.MEAN
    return SectionRow(
        key=section["key"],
        title=section.get("title") or section["key"],
        rule="mean" if mean else "sum",
        active=sum(1 for item in section["items"] if item.get("status", "active") == "active"),
        counts=section.get("counts", True),
        items=tuple(_item(item) for item in section["items"]),
    )


def _item(item: Mapping[str, Any]) -> ItemRow:
    status = item.get("status", "active")
    words = {"statement": "statement", "why": "why", "how_to_check": "how to check"}
    words |= {"manual": "what counts by hand", "automated": "what counts as automated"}
    missing = [word for name, word in words.items() if not item.get(name)]
    return ItemRow(
        key=item["key"],
        title=item.get("title") or item["key"],
        status="" if status == "active" else status,
        weight="" if item.get("weight", "1") == "1" else item["weight"],
        effort=str(item.get("effort", "")),
        missing=", ".join(missing) if status == "active" else "",
    )


def fault_rows(document: Document) -> tuple[FaultRow, ...]:
    """Everything that keeps a document from being published, in its order."""
    return tuple(_fault(document, fault) for fault in document_faults(document))


def faults_of(document: Document, place: Place) -> list[FaultRow]:
    """Those that are repaired on the page of one part."""
    rows = fault_rows(document)
    return [row for row in rows if (row.part, row.key) == (place.part, place.key)]


def _fault(document: Document, fault: Fault) -> FaultRow:
    place = place_of(document, fault.path)
    return FaultRow(place.part, place.key, _where(place, fault), fault.reason)


def _where(place: Place, fault: Fault) -> str:
    """E.g. *monitor-8, title* or *levels 2, points*."""
    skip = {"item": 4, "section": 2}.get(place.part, 0)
    names = _names(fault.path[skip:])
    return ", ".join(filter(None, [place.key, names])) or "the whole"


def _names(path: Iterable[str | int]) -> str:
    words = ""
    for step in path:
        if isinstance(step, int):
            words += f" {step + 1}"
        else:
            words += f", {step.replace('_', ' ')}" if words else step.replace("_", " ")
    return words.strip()
