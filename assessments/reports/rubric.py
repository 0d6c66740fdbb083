"""What the page of one rubric version shows."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from assessments import scoring
from assessments.models import Project, RubricVersion, User
from assessments.models.rubric_lines import parent_of
from assessments.scoring import written

from .report_words import BandLine, band_lines
from .rubric_example import WorkedExample, invented_answers, worked_example
from .rubric_items import ItemLine, all_items, item_lines
from .rubric_ruler import Ruler, ruler
from .rubric_words import GateLine, Rule, gate_lines, in_full, rules


class LevelRow(NamedTuple):
    label: str
    points: str
    meaning: str
    evidence: str


class SectionLines(NamedTuple):
    """``arithmetic`` says how it is scored and how much it can reach.

    ``announced`` items are those that will count in a later version.
    """

    key: str
    title: str
    note: str
    arithmetic: str
    counts: bool
    items: tuple[ItemLine, ...]
    announced: tuple[ItemLine, ...]


class FactLine(NamedTuple):
    """``items`` are the keys of those that apply only where the fact is declared."""

    title: str
    question: str
    items: tuple[str, ...]


class VersionLink(NamedTuple):
    version: str
    name: str
    current: bool


class RubricPage(NamedTuple):
    """``versions`` are all that are published, newest first; ``former`` is the one that this
    one comes from, '' for the first.
    """

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
    former: str
    items_count: int
    release_notes: str
    rules: tuple[Rule, ...]
    gates: tuple[GateLine, ...]
    facts: tuple[FactLine, ...]
    levels: tuple[LevelRow, ...]
    not_applicable_note: str
    example: WorkedExample
    bands: tuple[BandLine, ...]
    bands_source: str
    ruler: Ruler
    sections: tuple[SectionLines, ...]
    retired: tuple[ItemLine, ...]

    @property
    def has_examples(self) -> bool:
        return any(line.has_example for section in self.sections for line in section.items)

    @property
    def weighted(self) -> bool:
        return any(line.weight for section in self.sections for line in section.items)


def rubric_page(version: RubricVersion, user: User, examples: Collection[str]) -> RubricPage:
    """The page in three queries. ``examples`` are the keys of items that have a runnable one."""
    content = version.content
    definition = content.definition
    rows = RubricVersion.objects.of_rubrics([version.rubric_id]).order_by("-version", "-pk")
    parent = parent_of(version, rows)
    lines = item_lines(version, all_items(content).keys(), examples)
    score = scoring.score_answers(definition, invented_answers(content))
    example = worked_example(content)
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
        versions=tuple(VersionLink(row.version, row.name, row.pk == version.pk) for row in rows),
        former=parent.version if parent else "",
        items_count=len(content.items),
        release_notes=content.release_notes,
        rules=rules(content),
        gates=gate_lines(content),
        facts=_facts(content),
        levels=_levels(content),
        not_applicable_note=content.not_applicable_note,
        example=example,
        bands=band_lines(definition, example.band_rank),
        bands_source=content.bands_source,
        ruler=ruler(definition, score.overall),
        sections=tuple(_section(content, part, lines) for part in definition.sections),
        retired=tuple(lines[key] for key in content.retired),
    )


class SectionPage(NamedTuple):
    """One section whole; ``others`` are key and title of the version's other sections."""

    slug: str
    version: str
    name: str
    section: SectionLines
    others: tuple[tuple[str, str], ...]


def section_page(version: RubricVersion, key: str, examples: Collection[str]) -> SectionPage | None:
    """None if the version has no such section. In one query."""
    content = version.content
    sections = content.definition.sections
    part = next((part for part in sections if part.key == key), None)
    if part is None:
        return None
    texts = all_items(content).items()
    lines = item_lines(version, [item for item, text in texts if text.section == key], examples)
    return SectionPage(
        slug=version.rubric.slug,
        version=version.version,
        name=version.name,
        section=_section(content, part, lines),
        others=tuple((other.key, other.title) for other in sections if other is not part),
    )


class ItemPage(NamedTuple):
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
    texts = all_items(content)
    if key not in texts:
        return None
    keys = ["", *texts, ""]
    place = keys.index(key)
    section = texts[key].section
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


def _facts(content: scoring.RubricContent) -> tuple[FactLine, ...]:
    return tuple(
        FactLine(
            title=fact.title,
            question=fact.question,
            items=tuple(
                item for item, text in content.items.items() if fact.key in text.applies_if
            ),
        )
        for fact in content.facts.values()
    )


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
    full = content.definition.section_maxima[part.key]
    items = f"{len(part.items)} item{'' if len(part.items) == 1 else 's'}"
    outside = "" if part.counts else "; does not count toward the overall score"
    return SectionLines(
        key=part.key,
        title=part.title,
        note=content.section_notes[part.key],
        arithmetic=f"{items}, {_SCORED[part.aggregation]}, at most {written(full)}{outside}",
        counts=part.counts,
        items=tuple(lines[item.key] for item in part.items),
        announced=tuple(
            lines[key] for key, text in content.announced.items() if text.section == part.key
        ),
    )
