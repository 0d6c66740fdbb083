"""What is counted per team, written when an assessment closes, so that no page counts answers."""

from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models.functions import Cast

from .people import Team, User
from .readers import Visibility, readable_by
from .rubrics import RubricVersion


class RollupSet(NamedTuple):
    """The rollups of a rubric version: over how many projects, and their ids, with a space
    between them, in any order.
    """

    version_id: int
    projects: int
    ids: str


class TeamCounts(NamedTuple):
    """A ``TeamRollup`` with its team, as plain values."""

    pk: int
    team_id: int
    name: str
    slug: str
    projects: int
    scores: dict[str, int]
    previous: dict[str, int]
    compared: dict[str, int]
    bands: dict[str, int]
    weakest: dict[str, int]
    items: dict[str, list[int]]


class TeamRollupQuerySet(models.QuerySet["TeamRollup"]):
    def visible_to(self, user: User) -> Self:
        """Counts over exactly the projects that the person may read."""
        return self.filter(readable_by(user))

    def sets(self) -> "models.QuerySet[TeamRollup, tuple[Any, ...]]":
        """The rows of ``RollupSet``: a page reads the ids of thousands of rollups as one text."""
        ids = models.StringAgg(Cast("pk", models.TextField()), models.Value(" "))
        rows = self.order_by().values_list("rubric_version")
        return rows.annotate(total=models.Sum("projects"), ids=ids)

    def counts(self) -> "list[TeamCounts]":
        """The rows as plain values."""
        rows = self.order_by("pk").values_list(
            *("pk", "team", "team__name", "team__slug", "projects"),
            *("scores", "previous", "compared", "bands", "weakest", "items"),
        )
        return [TeamCounts(*row) for row in rows]


class TeamRollup(models.Model):
    """The latest closed assessments of a team's projects of one visibility and rubric version.

    Each count is over projects that are not archived. ``scores`` and ``previous`` map an overall
    score as text ("3.5") to a number of projects; ``previous`` is the assessment before the
    latest, where it is of the same version, and ``compared`` the latest of those projects alone.
    ``bands`` and ``weakest`` map the key of a band and of a section. ``items`` maps an item's key
    to three numbers: projects that are below its highest level, those that have nothing, and
    those of the first whose score it holds back, because it is in a weakest section.

    A row is never changed: when something does, the team's name too, another one takes its place.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="rollups")
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    rubric_version = models.ForeignKey(
        RubricVersion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    projects = models.PositiveIntegerField()
    scores = models.JSONField(default=dict)
    previous = models.JSONField(default=dict)
    compared = models.JSONField(default=dict)
    bands = models.JSONField(default=dict)
    weakest = models.JSONField(default=dict)
    items = models.JSONField(default=dict)

    objects = TeamRollupQuerySet.as_manager()

    class Meta:
        # All that ``sets`` reads of every rollup: the rows themselves are long.
        indexes = (
            models.Index(fields=("rubric_version", "projects", "id"), name="teamrollup_sets"),
        )
        constraints = (
            models.UniqueConstraint(
                "team",
                "visibility",
                "rubric_version",
                name="teamrollup_is_one_per_team_visibility_and_version",
            ),
        )

    def __str__(self) -> str:
        return f"{self.team}, {self.rubric_version}: {self.projects} projects"
