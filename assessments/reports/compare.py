"""Two to eight projects side by side: their latest closed assessments, and the way there."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from assessments import scoring
from assessments.models import Assessment, Project, User
from assessments.models.page_parts import compared_parts
from assessments.models.waiting import Waiting
from assessments.scoring.chart_texts import Named, told_apart
from assessments.scoring.comparison import DotPlot, ScoreLines
from assessments.text import listed

from .compare_choice import (
    MOST,
    Chooser,
    Refusal,
    Selection,
    chooser_of,
    problem_with,
    projects_of,
    refusal,
)
from .compare_common import Common, common_of
from .compare_dots import dot_plot, dot_table, dots_finding
from .compare_items import ItemSection, counted, item_sections, only_different
from .compare_lines import Past, lines_finding, lines_table, score_lines
from .figures import ChartTable
from .sides import SectionSide, Side, lined_up, side_of

HISTORY = 20
"""Closed assessments of a project in the chart over time, the newest ones."""
NAMED, SLUG_LENGTH = 3, 40


class ProjectRow(NamedTuple):
    """A project's line in the table of scores; without a closed assessment ``side`` is None.

    ``label`` is its name, with more where another has the same name. ``cells`` are its section
    scores in the order of the table's heads, None where its version does not have the section.
    ``rest`` is the query string of the page without it.
    """

    name: str
    label: str
    slug: str
    team: str
    side: Side | None
    cells: tuple[SectionSide | None, ...]
    rest: str


class Comparison(NamedTuple):
    """What is shown of those that have a closed assessment; ``differing`` items of ``total``."""

    heads: tuple[str, ...]
    sides: tuple[Side, ...]
    mixed: bool
    targets: bool
    common: Common | None
    dots: DotPlot
    dots_finding: str
    dots_table: ChartTable
    lines: ScoreLines
    lines_finding: str
    lines_table: ChartTable
    sections: tuple[ItemSection, ...]
    differing: int
    total: int

    @property
    def many(self) -> bool:
        """Whether there are so many sides that columns are narrower."""
        return len(self.sides) > 4

    @property
    def width(self) -> int:
        """The columns of the scores between a project's name and its *Remove*."""
        return 3 + len(self.heads) + 2 * self.targets


class ComparePage(NamedTuple):
    """``problem`` is the sentence that says why there is nothing to compare, '' if there is.

    ``refused`` is why what was asked for cannot be shown: *number* of projects, or *unknown* ones;
    '' if nothing was asked for that is not shown.
    ``unknown`` are names that the person may not read or that do not exist, as typed; ``selection``
    is without them.
    """

    selection: Selection
    problem: str
    refused: Refusal
    unknown: tuple[str, ...]
    rows: tuple[ProjectRow, ...]
    chooser: Chooser | None
    comparison: Comparison | None
    waiting: Waiting | None

    @property
    def switch(self) -> str:
        """The query string with *differences only* the other way round."""
        return self.selection._replace(different=not self.selection.different).query

    @property
    def names(self) -> str:
        """The projects that are drawn, as the downloaded pictures name them."""
        return listed([row.label for row in self.rows if row.side])

    @property
    def slugs(self) -> str:
        """The projects in the name of a downloaded picture: the first of them, and how many more.

        A file's name has at most 255 bytes in most file systems.
        """
        slugs = [row.slug for row in self.rows if row.side]
        more = [f"{len(slugs) - NAMED} more"] if len(slugs) > NAMED else []
        return "-".join([*(slug[:SLUG_LENGTH] for slug in slugs[:NAMED]), *more]).replace(" ", "-")


def compare_page(user: User, selection: Selection, *, today: date) -> ComparePage:
    """Either the list to choose from (two statements) or the comparison (three)."""
    projects = projects_of(user, selection.typed)
    unknown = tuple(name for name in selection.typed if name not in projects)
    problem = problem_with(len(selection.typed), len(projects))
    asked, selection = selection, selection._replace(typed=tuple(projects))
    if problem or selection.choosing:
        return ComparePage(
            selection=selection,
            problem=problem,
            refused=refusal(asked, unknown) if problem else "",
            unknown=() if len(unknown) > MOST else unknown,
            rows=(),
            chooser=chooser_of(user, list(projects.values()), selection.q),
            comparison=None,
            waiting=None,
        )
    past = _past(user, tuple(projects.values()), today)
    sides = _sides(past)
    heads = {part.key: part.title for side in sides.values() for part in side.sections}
    return ComparePage(
        selection=selection,
        problem="",
        refused="",
        unknown=unknown,
        rows=tuple(
            _project_row(project, past.names[project.pk], sides.get(project.pk), heads, selection)
            for project in past.projects
        ),
        chooser=None,
        comparison=_comparison(past, sides, heads, selection) if sides else None,
        waiting=past.parts.waiting,
    )


def _past(user: User, projects: tuple[Project, ...], today: date) -> Past:
    closed: dict[int, list[Assessment]] = {project.pk: [] for project in projects}
    for assessment in Assessment.objects.for_compare(list(closed), most=HISTORY):
        closed[assessment.project_id].append(assessment)
    every = [row for rows in closed.values() for row in rows]
    parts = compared_parts(
        user,
        today,
        history=[row.pk for row in every],
        latest=[rows[0].pk for rows in closed.values() if rows],
        rubrics={row.rubric_version.rubric_id for row in every},
    )
    names = told_apart([Named(row.name, row.team.name, row.slug) for row in projects])
    called = {project.pk: name for project, name in zip(projects, names, strict=True)}
    return Past(projects, called, closed, parts)


def _sides(past: Past) -> dict[int, Side]:
    """The latest closed assessment of each project that has one, by project id."""
    latest = {pk: rows[0] for pk, rows in past.closed.items() if rows}
    sides = {}
    for project in past.projects:
        assessment = latest.get(project.pk)
        if assessment:
            assessment.project = project
            sides[project.pk] = side_of(
                assessment,
                name=past.names[project.pk],
                scores=past.parts.scores[assessment.pk],
                levels=past.parts.levels[assessment.pk],
            )
    return sides


def _project_row(
    project: Project,
    label: str,
    side: Side | None,
    heads: Mapping[str, str],
    selection: Selection,
) -> ProjectRow:
    parts = {part.key: part for part in side.sections} if side else {}
    return ProjectRow(
        name=project.name,
        label=label,
        slug=project.slug,
        team=project.team.name,
        side=side,
        cells=tuple(parts.get(key) for key in heads),
        rest=selection.without(project.slug).query,
    )


def _comparison(
    past: Past, sides: Mapping[int, Side], heads: Mapping[str, str], selection: Selection
) -> Comparison:
    shown = tuple(sides.values())
    lined = lined_up(shown, past.parts.published)
    best_first = sorted(shown, key=lambda side: -scoring.share(side.overall, side.maximum))
    dots = dot_plot(lined, best_first)
    lines = score_lines(past, shown)
    sections = item_sections(lined)
    differing, total = counted(sections)
    return Comparison(
        heads=tuple(heads.values()),
        sides=shown,
        mixed=lined.is_mixed,
        targets=any(side.target is not None for side in shown),
        common=common_of(lined),
        dots=dots,
        dots_finding=dots_finding(best_first),
        dots_table=dot_table(dots),
        lines=lines,
        lines_finding=lines_finding(lines),
        lines_table=lines_table(lines),
        sections=only_different(sections) if selection.different else sections,
        differing=differing,
        total=total,
    )
