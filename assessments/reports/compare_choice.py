"""Which projects are compared: what the address says, and the list to choose from."""

from collections.abc import Sequence
from typing import Literal, NamedTuple
from urllib.parse import urlencode

from assessments.models import Project, User

FEWEST, MOST = 2, 8
SHOWN = 50
"""Projects to choose from on one page, and the most names in an address that are looked up."""


Refusal = Literal["", "number", "unknown"]


class Selection(NamedTuple):
    """What the address asks for. ``typed`` are the projects as typed, each once, in order.

    ``choosing`` asks for the list to choose from, which ``q`` narrows.
    """

    typed: tuple[str, ...]
    different: bool = False
    choosing: bool = False
    q: str = ""

    @property
    def query(self) -> str:
        """The same as a query string, without the list to choose from."""
        different = {"different": "1"} if self.different else {}
        return urlencode({"projects": ",".join(self.typed), **different}, safe=",")

    def without(self, slug: str) -> "Selection":
        return self._replace(typed=tuple(name for name in self.typed if name != slug))


class Choice(NamedTuple):
    slug: str
    name: str
    team: str
    has_score: bool
    ticked: bool


class Chooser(NamedTuple):
    """``ticked`` first, then up to 50 by name; ``more`` says that there are others."""

    choices: tuple[Choice, ...]
    more: bool
    q: str

    @property
    def alone(self) -> Choice | None:
        """The only project that the person sees, where there is no second one to choose."""
        return self.choices[0] if len(self.choices) == 1 and not self.q else None


def projects_of(user: User, typed: Sequence[str]) -> dict[str, Project]:
    """Those that the person may read, by slug, in the order typed."""
    wanted = [name for name in typed[:SHOWN] if _is_slug(name)]
    found = {row.slug: row for row in Project.objects.for_compare(user, wanted)} if wanted else {}
    return {name: found[name] for name in typed if name in found}


def _is_slug(name: str) -> bool:
    return name.isascii() and name.replace("-", "").replace("_", "").isalnum() and len(name) <= 80


def problem_with(typed: int, found: int) -> str:
    if typed > MOST:
        return f"{typed} projects are too many to read side by side. Choose at most {MOST}."
    if found < FEWEST:
        one = "One more is needed to compare. " if found else ""
        return f"{one}Choose {FEWEST} to {MOST} projects."
    return ""


def refusal(asked: Selection, unknown: Sequence[str]) -> Refusal:
    """Why the projects asked for are not compared; '' where only the list was asked for."""
    if asked.choosing or not asked.typed:
        return ""
    return "unknown" if unknown and len(asked.typed) <= MOST else "number"


def chooser_of(user: User, ticked: list[Project], q: str) -> Chooser:
    rows = list(Project.objects.to_compare(user, q=q, count=SHOWN + 1))
    slugs = {project.slug for project in ticked}
    others = [row for row in rows[:SHOWN] if row.slug not in slugs]
    return Chooser(
        choices=(
            *(_choice(project, ticked=True) for project in ticked),
            *(_choice(project, ticked=False) for project in others),
        ),
        more=len(rows) > SHOWN,
        q=q,
    )


def _choice(project: Project, *, ticked: bool) -> Choice:
    has_score = project.latest_overall >= 0
    return Choice(project.slug, project.name, project.team.name, has_score, ticked)
