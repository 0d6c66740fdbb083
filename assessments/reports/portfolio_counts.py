"""The counts of many teams, added up once for each set of rollups that somebody may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import chain
from math import inf
from operator import attrgetter
from typing import NamedTuple

from assessments.models import Team
from assessments.models.rollups import RollupSet, TeamCounts, TeamRollupQuerySet
from assessments.scoring.portfolio import Counts, ItemCount, least_done, median, merged

KEPT = 16
"""Sets of rollups in memory: those of 800 teams take 600 kB, and each closing makes a new one."""


@dataclass(frozen=True, slots=True)
class TeamTotal:
    """``median`` is None where no project of the team has a score; ``change`` is that of the median
    over the projects that were scored twice, None where none was. ``size`` is the median as a
    number of the processor, since to compare thousands of fractions takes long; without a median
    the team comes after all others.
    """

    pk: int
    name: str
    slug: str
    projects: int = 0
    median: Fraction | None = None
    size: float = inf
    change: Fraction | None = None
    weakest: Counts = field(default_factory=dict)

    @property
    def order(self) -> tuple[float, str, str]:
        """The lowest median first, then by name."""
        return (self.size, self.name.casefold(), self.slug)


class Totals(NamedTuple):
    """As a ``TeamRollup`` has them, over all of a rubric version. ``teams`` are those that have
    rollups of any version, by ``order``, and ``team_ids`` are theirs.
    """

    scores: Counts
    previous: Counts
    compared: Counts
    bands: Counts
    items: tuple[ItemCount, ...]
    teams: tuple[TeamTotal, ...]
    team_ids: frozenset[int]


def totals_of(version: int, sets: Iterable[RollupSet], rollups: TeamRollupQuerySet) -> Totals:
    """The totals of a rubric version, 0 for none, and the teams that have ``rollups``.

    They are read where ``sets`` are not known: a row is never changed, so that its id is enough
    to know it again. Others than these may be found, if one was replaced meanwhile.
    """
    known = kept(version, _ids(row.ids for row in sets))
    if not known:
        rows = rollups.filter(rubric_version=version).counts()
        others = rollups.exclude(rubric_version=version).select_related("team")
        teams = list(others.only("team__name", "team__slug"))
        found = [*(row.pk for row in rows), *(row.pk for row in teams)]
        known = kept(version, _ids(str(pk) for pk in found))
        known.append(_added(rows, [row.team for row in teams]))
    return known[0]


def _ids(parts: Iterable[str]) -> str:
    """The same text for the same ids, in whatever order they came."""
    return " ".join(sorted(chain.from_iterable(part.split() for part in parts)))


@lru_cache(maxsize=KEPT)
def kept(version: int, ids: str) -> list[Totals]:
    """A place for what is known of these rollups, empty at first."""
    return []


def _added(rows: Sequence[TeamCounts], others: Iterable[Team]) -> Totals:
    of_team: dict[int, list[TeamCounts]] = {}
    for row in rows:
        of_team.setdefault(row.team_id, []).append(row)
    teams = {team.pk: TeamTotal(team.pk, team.name, team.slug) for team in others}
    teams |= {pk: _team(own) for pk, own in of_team.items()}
    return Totals(
        scores=merged(row.scores for row in rows),
        previous=merged(row.previous for row in rows),
        compared=merged(row.compared for row in rows),
        bands=merged(row.bands for row in rows),
        items=least_done(row.items for row in rows),
        teams=in_order(teams.values()),
        team_ids=frozenset(teams),
    )


def in_order(teams: Iterable[TeamTotal]) -> tuple[TeamTotal, ...]:
    """By ``order``."""
    return tuple(sorted(teams, key=attrgetter("order")))


def _team(rows: Sequence[TeamCounts]) -> TeamTotal:
    now = median(merged(row.compared for row in rows))
    was = median(merged(row.previous for row in rows))
    middle = median(merged(row.scores for row in rows))
    return TeamTotal(
        pk=rows[0].team_id,
        name=rows[0].name,
        slug=rows[0].slug,
        projects=sum(row.projects for row in rows),
        median=middle,
        size=inf if middle is None else float(middle),
        change=None if now is None or was is None else now - was,
        weakest=merged(row.weakest for row in rows),
    )
