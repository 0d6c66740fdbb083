"""Projects: ML systems under assessment."""

import datetime
from collections.abc import Collection
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.db import connections, models
from django.db.models.functions import Length, Lower
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

from assessments.dates import FIRST_DAY, DueDates

from .columns import Number, as_number, as_text
from .criticalities import Criticality
from .people import AccessLevel, Team, User
from .readers import Visibility, access_annotations, readable_by
from .rubrics import Band, RubricVersion
from .search import holding

DESCRIPTION_LENGTH = 4000
ESCALATE_AFTER_DAYS = 14
MOST_ESCALATE_AFTER_DAYS = 90
NO_CHANGE = Decimal(2)
"""More than any change of a share, which is from -1 to 1."""


class Cadence(models.TextChoices):
    """How often an assessment is due."""

    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every quarter"
    HALF_YEARLY = "half-yearly", "Every half year"
    YEARLY = "yearly", "Every year"


class ListedProject(NamedTuple):
    """A project of a list with its standing, as plain values; see ``Project``.

    Of the latest closed assessment all is None before the first one. ``target`` and ``target_of``
    are those of its criticality, None without one. ``trend`` is JSON; ``sorted_by`` is the value
    of the column that the list is sorted by. ``scores`` and ``draft`` are ``Rows`` in JSON, for
    ``list_parts``; a list that did not ask for them has none.
    """

    pk: int
    name: str
    slug: str
    team: str
    rubric_version_id: int
    latest_id: int | None
    latest_version_id: int | None
    band: str | None
    band_position: int | None
    latest_on: datetime.date
    latest_overall: Number
    latest_change: Number | None
    trend: str
    open_items: int
    unowned_items: int
    due_on: datetime.date | None
    target: Number | None
    target_of: Number | None
    sorted_by: str | int | Number | datetime.date
    scores: str = "[]"
    draft: str = "[]"


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: User) -> Self:
        """Projects that the person may read: of their teams, or open to everybody."""
        return self.filter(readable_by(user))

    def with_access(self, user: User) -> Self:
        """Annotates the person's ``access_level`` and ``member_role`` in the team, '' without."""
        return self.annotate(**access_annotations(user, "team"))

    def readable_in(self, user: User, teams: Collection[int]) -> Self:
        """The same as ``visible_to``; ``teams`` are the ids of the person's teams.

        With the ids as numbers the database knows how few rows they are, and finds those by an
        index instead of walking through every project.
        """
        if user.is_superuser:
            return self
        return self.filter(models.Q(team__in=list(teams)) | models.Q(visibility="everybody"))

    def for_dashboard(self, user: User, teams: Collection[int]) -> Self:
        """Every project of the list that the person may see; ``teams`` are those of the person."""
        return self.readable_in(user, teams).filter(archived_at=None)

    def as_listed(
        self, column: str, *more: models.Subquery
    ) -> "models.QuerySet[Project, tuple[Any, ...]]":
        """Rows of a ``ListedProject``, with team, target and band of the latest score.

        Nothing of the past is read: the standing is stored. ``column`` is what the list is sorted
        by, ``more`` its last values.
        """
        return self.values_list(
            *("pk", "name", "slug", self._team_name(), "rubric_version", "latest"),
            *("latest_band__version", "latest_band__label", "latest_band__position"),
            *("latest_on", as_number("latest_overall"), as_number("latest_change")),
            *(as_text("trend"), "open_items", "unowned_items", "due_on"),
            *(as_number("criticality__target"), as_number("criticality__target_of")),
            *(models.F(column), *more),
        )

    def _team_name(self) -> models.F | models.Subquery:
        """Joined to the teams, SQLite may begin with them and sort all their projects; looked up
        row by row, PostgreSQL takes a page for so costly that it plans it anew each time.
        """
        if connections[self.db].vendor == "postgresql":
            return models.F("team__name")
        team = Team.objects.filter(pk=models.OuterRef("team")).order_by()
        return models.Subquery(team.values("name"))

    def matching(
        self,
        *,
        q: str = "",
        team: int | None = None,
        version: int | None = None,
        band: str = "",
        due_before: datetime.date | None = None,
    ) -> Self:
        """Those whose name holds ``q``, of a team, of a rubric version, in a band, overdue.

        The version is that of the latest score, before the first one that of the project.
        ``band`` is a band's key, or "none" for those without a score.
        """
        rows = self.filter(holding("name", q)) if q else self
        if team is not None:
            rows = rows.filter(team=team)
        if version is not None:
            rows = rows.filter(
                models.Q(latest_band__version=version)
                | models.Q(latest_band=None, rubric_version=version)
            )
        if band:
            rows = (
                rows.filter(latest_band=None)
                if band == "none"
                else rows.filter(latest_band__key=band)
            )
        return rows.filter(due_on__lt=due_before) if due_before else rows

    def overdue_of_teams(self, today: datetime.date) -> "models.QuerySet[Project, tuple[int, int]]":
        """The ids of the teams that have such, with how many are past their day."""
        return self.filter(due_on__lt=today)._numbers_of_teams()

    def unscored_of_teams(self) -> "models.QuerySet[Project, tuple[int, int]]":
        """The ids of the teams that have such, with how many have no score."""
        return self.filter(latest_share=-1)._numbers_of_teams()

    def _numbers_of_teams(self) -> "models.QuerySet[Project, tuple[int, int]]":
        # As it is, SQLite would take the team from its index, and look at every project for that.
        team = models.F("team_id") + 0
        rows = self.filter(archived_at=None).order_by().annotate(of_team=team)
        return rows.values_list("of_team").annotate(number=models.Count("*"))

    def to_migrate(self, user: User, to: RubricVersion) -> Self:
        """Projects of the person's teams on another version of the rubric; archived ones last."""
        teams = Team.objects.all()
        if not user.is_superuser:
            teams = teams.filter(memberships__user=user)
        rows = self.filter(rubric_version__rubric=to.rubric_id, team__in=teams)
        rows = rows.exclude(rubric_version=to).select_related("team", "rubric_version")
        archived = models.Case(models.When(archived_at=None, then=0), default=1)
        rows = rows.order_by(archived, "name", "pk").defer("description", "trend")
        return rows.fetch_mode(models.FETCH_RAISE)

    def led_by(self, user: User, slugs: Collection[str]) -> Self:
        """Those of ``slugs`` that the person leads and that are not archived."""
        teams = Team.objects.led_by(user)
        return self.filter(slug__in=slugs, team__in=teams, archived_at=None)

    def for_compare(self, user: User, slugs: Collection[str]) -> Self:
        """Those of ``slugs`` that the person may read, whether archived or not."""
        return (
            self.visible_to(user)
            .filter(slug__in=slugs)
            .select_related("team", "criticality")
            .defer("description")
            .fetch_mode(models.FETCH_RAISE)
        )

    def to_compare(self, user: User, *, q: str, count: int) -> Self:
        """The first ``count`` projects by name, or those whose name or team's name holds ``q``."""
        rows = self.visible_to(user).filter(archived_at=None).select_related("team")
        if q:
            rows = rows.filter(holding("name", q) | holding("team__name", q))
        rows = rows.order_by("name", "pk").only("name", "slug", "latest_overall", "team__name")
        return rows.fetch_mode(models.FETCH_RAISE)[:count]

    def names_of(self, team_id: int) -> models.QuerySet["Project", str]:
        """The names of a team's projects that are not archived."""
        rows = self.filter(team=team_id, archived_at=None).order_by("name")
        return rows.values_list("name", flat=True)

    def overdue_for(self, user: User, today: datetime.date) -> Self:
        """Projects that the person leads whose next assessment was due before ``today``."""
        # Joined, so that SQLite goes from the few teams to their projects, not through all that
        # are overdue. A person is in a team once.
        rows = self.filter(
            team__memberships__user=user,
            team__memberships__access_level=AccessLevel.LEAD,
            archived_at=None,
            due_on__lt=today,
        )
        return rows.order_by("due_on", "name").fetch_mode(models.FETCH_RAISE)

    def facts_of(self, project_id: int) -> frozenset[str]:
        """What the project declares about itself."""
        return frozenset(self.values_list("facts", flat=True).get(pk=project_id))

    def for_page(self, user: User) -> Self:
        return (
            self.visible_to(user)
            .with_access(user)
            .select_related("team", "rubric_version__rubric", "criticality")
            .fetch_mode(models.FETCH_RAISE)
        )


class Project(models.Model):
    """One ML system. Archived when it is over, never deleted: its past stays on record.

    ``due_on`` is when the next assessment is due, stored when one is closed or reopened.
    ``escalate_after_days`` counts from that day to when the team's leads are told. ``facts`` are
    the keys, in order, of what its rubric version asks about and the project declares.

    Its standing is stored so that no list reads assessments or answers: ``latest`` closed
    assessment with its date, overall score and band (2000-01-01, -1 and None before the first);
    ``latest_share``, the score as a part of its version's maximum, and ``latest_section_share``,
    the mean of the sections' shares (0 to 1, -1 before the first), by which lists are sorted, so
    that 6 of 14 comes after 3.5 of 7; ``latest_change`` in points since the assessment before,
    None where there is none on the same scale; and ``trend``, the last 20 as [date, overall score]
    in text, oldest first, each score as the same share of the latest one's maximum.
    ``change_ascending`` and ``change_descending`` are the change of the
    share; without one they stand behind all others in that direction (2 and -2), since an index
    has its gaps at one end only. ``open_items`` are unanswered or
    unconfirmed in drafts, ``unowned_items`` those for which nobody in the team answers.
    """

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="projects")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, max_length=DESCRIPTION_LENGTH)
    rubric_version = models.ForeignKey(
        RubricVersion, on_delete=models.PROTECT, related_name="projects"
    )
    cadence = models.CharField(max_length=12, choices=Cadence.choices, default=Cadence.QUARTERLY)
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.TEAM
    )
    review_required = models.BooleanField(default=False)
    escalate_after_days = models.PositiveSmallIntegerField(default=ESCALATE_AFTER_DAYS)
    criticality = models.ForeignKey(
        Criticality, null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    facts = models.JSONField(default=list, blank=True)
    due_on = models.DateField(null=True, blank=True, editable=False)
    latest = models.ForeignKey(
        "Assessment", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    latest_on = models.DateField(default=FIRST_DAY, editable=False)
    latest_overall = models.DecimalField(
        max_digits=10, decimal_places=2, default=Decimal(-1), editable=False
    )
    latest_band = models.ForeignKey(
        Band, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    latest_share = models.DecimalField(
        max_digits=9, decimal_places=8, default=Decimal(-1), editable=False
    )
    latest_section_share = models.DecimalField(
        max_digits=9, decimal_places=8, default=Decimal(-1), editable=False
    )
    latest_change = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, default=None, editable=False
    )
    change_ascending = models.DecimalField(
        max_digits=9, decimal_places=8, default=NO_CHANGE, editable=False
    )
    change_descending = models.DecimalField(
        max_digits=9, decimal_places=8, default=-NO_CHANGE, editable=False
    )
    trend = models.JSONField(default=list, editable=False)
    open_items = models.PositiveIntegerField(default=0, editable=False)
    unowned_items = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    access_level: str  # annotated by for_page()
    member_role: str

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        indexes = (
            models.Index(Lower("name"), "id", name="project_by_name"),
            models.Index("team", Lower("name"), "id", name="project_by_team_and_name"),
            models.Index("latest_on", "id", name="project_by_latest_date"),
            models.Index("latest_share", "id", name="project_by_latest_share"),
            models.Index("latest_section_share", "id", name="project_by_section_share"),
            models.Index("change_ascending", "id", name="project_by_change_ascending"),
            models.Index("change_descending", "id", name="project_by_change_descending"),
            models.Index("open_items", "id", name="project_by_open_items"),
            models.Index("unowned_items", "id", name="project_by_unowned_items"),
            models.Index("due_on", "id", name="project_by_due_date"),
            models.Index("visibility", "id", name="project_by_visibility"),
            models.Index(
                # All that the overdue of each team are counted by, so that no row is read. The day
                # comes first: with the other one SQLite would take it for any list.
                fields=("due_on", "archived_at", "team", "visibility"),
                name="project_overdue_of_teams",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(cadence__in=["monthly", "quarterly", "half-yearly", "yearly"]),
                name="project_cadence_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(visibility__in=["team", "everybody"]),
                name="project_visibility_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(escalate_after_days__range=(1, MOST_ESCALATE_AFTER_DAYS)),
                name="project_escalates_after_1_to_90_days",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("description"), DESCRIPTION_LENGTH),
                name="project_description_is_at_most_4000_characters",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.slug])

    @property
    def due_dates(self) -> DueDates:
        """When items are due while no assessment is open."""
        return DueDates(self.latest_on if self.latest_id else None, self.due_on)
