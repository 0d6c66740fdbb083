"""The counts of many teams, added up once for each set of rollups that somebody may see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from assessments.models.rollups import TeamCounts
from assessments.scoring.portfolio import Counts, ItemCount, least_done, median, merged

KEPT = 16
"""Sets of rollups in memory: those of 800 teams take 600 kB, and each closing makes a new one."""


@dataclass(frozen=True, slots=True)
class TeamTotal:
    """``median`` is None where no project of the team has a score; ``change`` is that of the median
    over the projects that were scored twice, None where none was.
    """

    name: str
    slug: str
    projects: int
    median: Fraction | None
    change: Fraction | None
    weakest: Counts


@dataclass(frozen=True, slots=True)
class Totals:
    """As a ``TeamRollup`` has them, over all; ``teams`` by their ids."""

    scores: Counts
    previous: Counts
    compared: Counts
    bands: Counts
    items: tuple[ItemCount, ...]
    teams: Mapping[int, TeamTotal]


def totals_of(rollups: Sequence[int], read: Callable[[], list[TeamCounts]]) -> Totals:
    """The totals of the rollups with these ids, and how the teams were called when they were read.

    ``read`` reads them, where they are not known: a row is never changed, so that its id is
    enough to know it again. It may find others than these, if one was replaced meanwhile.
    """
    known = kept(tuple(rollups))
    if not known:
        rows = read()
        known = kept(tuple(row.pk for row in rows))
        known.append(_added(rows))
    return known[0]


@lru_cache(maxsize=KEPT)
def kept(rollups: tuple[int, ...]) -> list[Totals]:
    """A place for what is known of these rollups, empty at first."""
    return []


def _added(rows: Sequence[TeamCounts]) -> Totals:
    of_team: dict[int, list[TeamCounts]] = {}
    for row in rows:
        of_team.setdefault(row.team_id, []).append(row)
    return Totals(
        scores=merged(row.scores for row in rows),
        previous=merged(row.previous for row in rows),
        compared=merged(row.compared for row in rows),
        bands=merged(row.bands for row in rows),
        items=least_done(row.items for row in rows),
        teams={team: _team(own) for team, own in of_team.items()},
    )


def _team(rows: Sequence[TeamCounts]) -> TeamTotal:
    now = median(merged(row.compared for row in rows))
    was = median(merged(row.previous for row in rows))
    return TeamTotal(
        name=rows[0].name,
        slug=rows[0].slug,
        projects=sum(row.projects for row in rows),
        median=median(merged(row.scores for row in rows)),
        change=None if now is None or was is None else now - was,
        weakest=merged(row.weakest for row in rows),
    )
