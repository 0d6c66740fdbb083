"""Counts per team over the latest assessments of its projects, written anew when one changes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models

from assessments.models import Answer, Assessment, Item, Level, Project, SectionScore, TeamRollup
from assessments.scoring import NOT_APPLICABLE, written


def store_rollups(*team_ids: int) -> None:
    """Count the teams' latest assessments anew. Call it with them locked (``lock_teams``)."""
    TeamRollup.objects.filter(team__in=team_ids).delete()
    TeamRollup.objects.bulk_create(counted_rollups(team_ids))


def counted_rollups(team_ids: Iterable[int]) -> list[TeamRollup]:
    """What is to be stored for these teams: five statements, however many they are."""
    groups: dict[tuple[int, str, int], _Counts] = {}
    of_latest: dict[int, _Counts] = {}
    for row in _latest(team_ids):
        key = (row["team"], row["visibility"], row["latest__rubric_version"])
        counts = groups.setdefault(key, _Counts(key[2]))
        counts.add(row)
        of_latest[row["latest"]] = counts
    _count_answers(of_latest, {version for _, _, version in groups})
    return [
        TeamRollup(
            team_id=team,
            visibility=visibility,
            rubric_version_id=version,
            projects=sum(counts.scores.values()),
            scores=counts.scores,
            previous=counts.previous,
            compared=counts.compared,
            bands=counts.bands,
            weakest=counts.weakest,
            items=counts.items,
        )
        for (team, visibility, version), counts in groups.items()
    ]


@dataclass(slots=True)
class _Counts:
    """As ``TeamRollup`` has them."""

    version: int
    scores: Counter[str] = field(default_factory=Counter)
    previous: Counter[str] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)
    bands: Counter[str] = field(default_factory=Counter)
    weakest: Counter[str] = field(default_factory=Counter)
    items: dict[str, list[int]] = field(default_factory=dict)

    def add(self, row: dict[str, Any]) -> None:
        self.scores[written(row["latest__overall"])] += 1
        if row["latest__band__key"]:
            self.bands[row["latest__band__key"]] += 1
        if row["before_version"] == self.version:
            self.previous[written(row["before"])] += 1
            self.compared[written(row["latest__overall"])] += 1


def _latest(team_ids: Iterable[int]) -> "models.QuerySet[Project, dict[str, Any]]":
    """Each project's latest assessment with the score and the version of the one before it."""
    before = Assessment.objects.closed().filter(
        project=models.OuterRef("pk"), as_of__lt=models.OuterRef("latest_on")
    )
    newest = before.order_by("-as_of")
    found = Project.objects.filter(team__in=list(team_ids), archived_at=None)
    rows: models.QuerySet[Project, dict[str, Any]] = (
        found.exclude(latest=None)
        .annotate(
            before=models.Subquery(newest.values("overall")[:1]),
            before_version=models.Subquery(newest.values("rubric_version")[:1]),
        )
        .order_by("pk")
        .values(
            *("team", "visibility", "latest", "latest__rubric_version", "latest__overall"),
            *("latest__band__key", "before", "before_version"),
        )
    )
    return rows


def _count_answers(of_latest: dict[int, _Counts], versions: set[int]) -> None:
    """Add the weakest sections and the items that are below their highest level.

    Nothing is joined to the answers or the section scores: PostgreSQL would read all of them
    until it has statistics.
    """
    latest = list(of_latest)
    keys = {
        pk: (key, section, section_key)
        for pk, key, section, section_key in Item.objects.filter(version__in=versions).values_list(
            "pk", "key", "section", "section__key"
        )
    }
    section_keys = {section: section_key for _, section, section_key in keys.values()}
    weak = SectionScore.objects.filter(assessment__in=latest, weakest=True).order_by()
    weakest = set(weak.values_list("assessment", "section"))
    for assessment, section in weakest:
        of_latest[assessment].weakest[section_keys[section]] += 1
    points = _points(versions)
    answers = Answer.objects.filter(assessment__in=latest).order_by()
    for assessment, item, level in answers.values_list("assessment", "item", "level"):
        counts = of_latest[assessment]
        key, section, _ = keys[item]
        below = counts.items.setdefault(key, [0, 0, 0])
        own, top = points[counts.version]
        worth = own.get(level)
        if level == NOT_APPLICABLE or worth == top:
            continue
        below[0] += 1
        below[1] += not worth
        below[2] += (assessment, section) in weakest


def _points(versions: set[int]) -> dict[int, tuple[dict[str, Decimal], Decimal]]:
    """The points of each version's levels by key, and the most of them."""
    found: dict[int, dict[str, Decimal]] = {}
    rows = Level.objects.filter(version__in=versions)
    for version, key, worth in rows.values_list("version", "key", "points"):
        found.setdefault(version, {})[key] = worth
    return {version: (own, max(own.values())) for version, own in found.items()}
