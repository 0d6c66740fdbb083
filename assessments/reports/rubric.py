"""What the page of one rubric version shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assessments import scoring
from assessments.models import Project, RubricVersion, User
from assessments.scoring import written

from .report_words import BandLine, band_lines
from .rubric_example import WorkedExample, invented_answers, worked_example
from .rubric_items import ItemLine, item_lines
from .rubric_ruler import Ruler, ruler
from .rubric_words import Rule, in_full, rules


@dataclass(frozen=True, slots=True)
class LevelRow:
    label: str
    points: str
    meaning: str
    evidence: str


@dataclass(frozen=True, slots=True)
class SectionLines:
    """``arithmetic`` says how it is scored and how much it can reach."""

    key: str
    title: str
    note: str
    arithmetic: str
    counts: bool
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class VersionLink:
    version: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class RubricPage:
    slug: str
    version: str
    name: str
    family: str
    summary: str
    source: str
    source_url: str
    source_note: str
    licence: str
    published_on: date
    is_default: bool
    used: int
    versions: tuple[VersionLink, ...]
    items_count: int
    rules: tuple[Rule, ...]
    levels: tuple[LevelRow, ...]
    not_applicable_note: str
    example: WorkedExample
    bands: tuple[BandLine, ...]
    bands_source: str
    ruler: Ruler
    sections: tuple[SectionLines, ...]


def rubric_page(version: RubricVersion, user: User, examples: Collection[str]) -> RubricPage:
    """The page in three queries. ``examples`` are the keys of items that have a runnable one."""
    content = version.content
    definition = content.definition
    lines = item_lines(version, content.items.keys(), examples)
    score = scoring.score_answers(definition, invented_answers(definition))
    example = worked_example(definition)
    return RubricPage(
        slug=version.rubric.slug,
        version=version.version,
        name=version.name,
        family=version.rubric.family,
        summary=version.summary,
        source=content.source,
        source_url=content.source_url,
        source_note=content.source_note,
        licence=content.licence,
        published_on=_day(version),
        is_default=version.pk == version.rubric.default_version_id,
        used=Project.objects.visible_to(user).filter(rubric_version=version).count(),
        versions=_versions(version),
        items_count=len(content.items),
        rules=rules(content),
        levels=_levels(content),
        not_applicable_note=content.not_applicable_note,
        example=example,
        bands=band_lines(definition, example.band_rank),
        bands_source=content.bands_source,
        ruler=ruler(definition, score.overall),
        sections=tuple(_section(content, part, lines) for part in definition.sections),
    )


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item on its own, with its neighbours' keys ('' at the ends)."""

    slug: str
    version: str
    name: str
    section: str
    item: ItemLine
    before: str
    after: str


def item_page(version: RubricVersion, key: str, examples: Collection[str]) -> ItemPage | None:
    """None if the version has no such item. In one query."""
    content = version.content
    if key not in content.items:
        return None
    keys = ["", *content.items, ""]
    place = keys.index(key)
    section = content.items[key].section
    return ItemPage(
        slug=version.rubric.slug,
        version=version.version,
        name=version.name,
        section=next(p.title for p in content.definition.sections if p.key == section),
        item=item_lines(version, [key], examples)[key],
        before=keys[place - 1],
        after=keys[place + 1],
    )


def _day(version: RubricVersion) -> date:
    assert version.published_at is not None
    return timezone.localdate(version.published_at)


def _versions(version: RubricVersion) -> tuple[VersionLink, ...]:
    """All published versions of the rubric, the newest first."""
    rows = RubricVersion.objects.of_rubrics([version.rubric_id]).order_by("-version", "-pk")
    return tuple(VersionLink(row.version, row.name, row.pk == version.pk) for row in rows)


def _levels(content: scoring.RubricContent) -> tuple[LevelRow, ...]:
    return tuple(
        LevelRow(
            label=level.label,
            points=in_full(level.points),
            meaning=content.level_meanings[level.key],
            evidence=content.level_evidence[level.key],
        )
        for level in content.definition.levels
    )


_SCORED = {
    scoring.Aggregation.SUM: "the sum of their points",
    scoring.Aggregation.MEAN: "the average of their points",
}


def _section(
    content: scoring.RubricContent, part: scoring.Section, lines: dict[str, ItemLine]
) -> SectionLines:
    full = next(
        result.maximum
        for result in scoring.score_answers(content.definition, {}).sections
        if result.key == part.key
    )
    items = f"{len(part.items)} item{'' if len(part.items) == 1 else 's'}"
    outside = "" if part.counts else "; does not count toward the overall score"
    return SectionLines(
        key=part.key,
        title=part.title,
        note=content.section_notes[part.key],
        arithmetic=f"{items}, {_SCORED[part.aggregation]}, at most {written(full)}{outside}",
        counts=part.counts,
        items=tuple(lines[item.key] for item in part.items),
    )
