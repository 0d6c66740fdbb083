"""Many projects that could move to a rubric version, with what each would carry."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assessments.dates import period_name
from assessments.models import Assessment, Project, RubricVersion, Team, User
from assessments.models.rubric_lines import between
from assessments.scoring.carrying import Hop, Why, lineups
from assessments.text import listed

MOST = 100
"""Projects that are shown, and moved at once."""


class ProjectToMove(NamedTuple):
    """``seen`` is the version that the row was made from. ``obstacle`` says why it cannot move;
    ``choices`` is how many items a person could choose for, else the usual proposal is taken.
    """

    slug: str
    name: str
    team: str
    version: str
    seen: int
    fates: tuple[tuple[str, int], ...]
    choices: int
    note: str
    obstacle: str


class RubricMigratePage(NamedTuple):
    """``left`` is how many more projects there are than are shown."""

    rubric: str
    slug: str
    version: str
    name: str
    projects: tuple[ProjectToMove, ...]
    stuck: tuple[ProjectToMove, ...]
    left: int
    leads: bool


def rubric_migrate_page(
    to: RubricVersion, published: Sequence[RubricVersion], user: User
) -> RubricMigratePage:
    """The page in four queries: whom the person leads, the projects, their number, open ones."""
    led = set(Team.objects.led_by(user).values_list("pk", flat=True))
    rows = Project.objects.to_migrate(user, to)
    found = list(rows[: MOST + 1])
    shown = found[:MOST]
    left = rows.count() - MOST if len(found) > MOST else 0
    drafts = _open(shown)
    lines = {
        version.pk: _fates(version, to, published)
        for version in {row.rubric_version_id: row.rubric_version for row in shown}.values()
    }
    projects = [_row(row, lines[row.rubric_version_id], drafts, led) for row in shown]
    return RubricMigratePage(
        rubric=to.rubric.name,
        slug=to.rubric.slug,
        version=to.version,
        name=to.name,
        projects=tuple(row for row in projects if not row.obstacle),
        stuck=tuple(row for row in projects if row.obstacle),
        left=left,
        leads=bool(led),
    )


class _Line(NamedTuple):
    """What a move from one version does to every project on it."""

    fates: tuple[tuple[str, int], ...]
    choices: int


_WORDS = {
    Why.NOTHING: "as they are",
    Why.REWORDED: "reworded",
    Why.SPLIT: "split",
    Why.MERGED: "merged",
    Why.REGROUPED: "regrouped",
}


def _fates(old: RubricVersion, new: RubricVersion, published: Sequence[RubricVersion]) -> _Line:
    rows = lineups(Hop(old.content, new.content, between(old, new, published)))
    carried = Counter(row.why for row in rows if row.formers)
    gone = len(old.content.items.keys() - {key for row in rows for key in row.formers})
    numbers = [(_WORDS[why], carried[why]) for why in Why]
    numbers += [("new", sum(not row.formers for row in rows)), ("gone", gone)]
    return _Line(
        fates=tuple((word, number) for word, number in numbers if number),
        choices=sum(carried[why] for why in (Why.SPLIT, Why.MERGED, Why.REGROUPED)),
    )


def _open(projects: Sequence[Project]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in Assessment.objects.unfinished_in([project.pk for project in projects]):
        found.setdefault(row.project_id, []).append(period_name(row.as_of))
    return found


def _row(
    project: Project, line: _Line, drafts: Mapping[int, list[str]], led: set[int]
) -> ProjectToMove:
    obstacle = ""
    if project.team_id not in led:
        obstacle = f"Only a lead of {project.team.name} can move it."
    elif project.archived_at:
        obstacle = "It is archived."
    still = drafts.get(project.pk, [])
    verb = "are open and stay" if len(still) > 1 else "is open and stays"
    note = f"{listed(still)} {verb} on {project.rubric_version.version}." if still else ""
    return ProjectToMove(
        slug=project.slug,
        name=project.name,
        team=project.team.name,
        version=project.rubric_version.version,
        seen=project.rubric_version_id,
        fates=line.fates,
        choices=line.choices,
        note=note,
        obstacle=obstacle,
    )


class Moved(NamedTuple):
    """What became of one project: moved, already (there), or refused with ``text``."""

    slug: str
    name: str
    state: str
    text: str
