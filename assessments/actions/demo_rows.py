"""The rows of generated projects: owners, assessments with answers, scores and history.

Rows are tuples of what the database takes, since there are millions of them.
"""

import datetime
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from assessments import scoring
from assessments.models import (
    Assessment,
    Band,
    Change,
    Criticality,
    Item,
    Project,
    Role,
    RubricVersion,
    Section,
    User,
)
from assessments.models.rubrics import highest_score

from .assessments import inputs_hash
from .bulk import moment, reserve_ids
from .demo_teams import StoredTeam
from .invented import TEAM_SIZE, InventedAnswer, InventedProject, Inventor
from .standing import TREND, ClosedRow, next_due, set_latest

STARTED, WORKED, CLOSED = -14, -7, -1
"""The days on which an assessment is started, answered and closed, counted from its date."""
OWNER = ("project_id", "item_key", "role_id", "person_id", "person_name")
ASSESSMENT = (
    *("id", "project_id", "rubric_version_id", "as_of", "carried_from_id", "overall", "band_id"),
    *("answered", "unconfirmed", "started_at", "started_by_id", "inputs_sha256"),
    *("status", "closed_at", "closed_by_id"),
)
DRAFT = ("draft", None, None)
"""The last three columns of an assessment that takes answers."""
ANSWER = (
    *("assessment_id", "item_id", "level", "note", "evidence", "outcome", "carried_over"),
    *("revision", "updated_at", "updated_by_id", "owner", "owner_role"),
)
SECTION = ("assessment_id", "section_id", "score", "maximum", "weakest")
CHANGE = (
    *("at", "by_id", "by_name", "door", "action", "project_id", "assessment_id", "item_key"),
    *("old", "new", "reason", "request_id"),
)
Row = tuple[Any, ...]
Owners = Mapping[str, tuple[Role, User | None, bool]]
"""For each item its role, perhaps a person, and whether that person can answer."""


@dataclass(slots=True)
class Batch:
    """Rows of one transaction."""

    projects: list[Project] = field(default_factory=list)
    assessments: list[Row] = field(default_factory=list)
    owners: list[Row] = field(default_factory=list)
    sections: list[Row] = field(default_factory=list)
    changes: list[Row] = field(default_factory=list)
    answers: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A section's score, exact and as it is stored; one object for each that there is."""

    section: int
    exact: Fraction
    score: str
    maximum: str
    counts: bool
    below: bool


class _Scored(NamedTuple):
    """An overall score as it is stored, with its band, and which parts are weakest."""

    overall: Decimal
    band: Band
    weakest: tuple[bool, ...]
    submitted: str
    """The new values in the history."""


class _Version:
    """A rubric version with the ids that its rows go by, and its scores kept once counted."""

    def __init__(self, row: RubricVersion) -> None:
        self.row, self.definition = row, row.content.definition
        self.highest = highest_score(row)
        items = Item.objects.filter(version=row).select_related("suggested_role")
        self.item_ids = {item.key: item.pk for item in items}
        self.roles = {item.key: item.suggested_role for item in items}
        self.section_ids = dict(Section.objects.filter(version=row).values_list("key", "pk"))
        self.bands = {band.key: band for band in Band.objects.filter(version=row)}
        parts = self.definition.sections
        self.keys = [(item.key, part.key) for part in parts for item in part.items]
        if any(len({item.weight for item in part.items}) > 1 for part in parts):
            raise ValueError("which item has a level decides the score, not only how many have it")
        self._alone = [
            (replace(self.definition, sections=(part,)), [item.key for item in part.items])
            for part in parts
        ]
        self._parts: dict[tuple[Any, ...], _Part] = {}
        self._of_score: dict[tuple[int, Fraction], _Part] = {}
        self._scored: dict[tuple[_Part, ...], _Scored] = {}

    def score(self, levels: Mapping[str, str]) -> tuple[tuple[_Part, ...], _Scored]:
        """The sections' scores, and what follows from them.

        All versions that are used take the lowest section; ``check_scores`` shows that nothing
        differs.
        """
        parts = tuple(self._part(place, levels) for place in range(len(self._alone)))
        found = self._scored.get(parts)
        if found is None:
            found = self._scored[parts] = self._overall(parts)
        return parts, found

    def _part(self, place: int, levels: Mapping[str, str]) -> _Part:
        """The same object for the same score, so that few overall ones are counted."""
        alone, items = self._alone[place]
        key = (place, *sorted([levels[item] for item in items]))
        found = self._parts.get(key)
        if found is None:
            score = scoring.score_answers(alone, levels).sections[0]
            part = _Part(
                self.section_ids[score.key],
                score.score,
                str(scoring.rounded(score.score)),
                str(scoring.rounded(score.maximum)),
                score.counts,
                score.score < score.maximum,
            )
            found = self._parts[key] = self._of_score.setdefault((place, score.score), part)
        return found

    def _overall(self, parts: Sequence[_Part]) -> _Scored:
        overall = min(part.exact for part in parts if part.counts)
        band = self.bands[scoring.band_for(self.definition.bands, overall).key]
        stored = scoring.rounded(overall)
        new = {"status": "closed", "overall": scoring.written(stored), "band": band.label}
        weakest = [part.counts and part.exact == overall and part.below for part in parts]
        return _Scored(stored, band, tuple(weakest), json.dumps(new))


class DemoRows:
    def __init__(self, inventor: Inventor) -> None:
        self.inventor = inventor
        self.criticalities = {row.key: row for row in Criticality.objects.all()}
        found = RubricVersion.objects.filter(rubric__slug="ml-test-score").select_related("rubric")
        self.versions = {row.version: _Version(row) for row in found}

    def answers(
        self, batch: Batch, invented: Sequence[InventedProject], teams: Mapping[int, StoredTeam]
    ) -> Iterator[Row]:
        """The answers of these projects; all other rows are in ``batch`` after the last one.

        So that they can be sent while the next ones are made: the database is asked for ids here,
        and for nothing by what is returned.
        """
        project_ids = reserve_ids(Project, len(invented))
        count = sum(len(project.quarters) for project in invented)
        ids = iter(reserve_ids(Assessment, count))
        return (
            row
            for pk, project in zip(project_ids, invented, strict=True)
            for row in self._project(batch, pk, project, teams[project.number // TEAM_SIZE], ids)
        )

    def _project(
        self,
        batch: Batch,
        pk: int,
        invented: InventedProject,
        team: StoredTeam,
        ids: Iterator[int],
    ) -> Iterator[Row]:
        project = Project(
            pk=pk,
            team=team.row,
            slug=invented.slug,
            name=invented.name,
            description=invented.description,
            rubric_version=self.versions[invented.version].row,
            visibility=invented.visibility,
            criticality=self.criticalities.get(invented.criticality or ""),
            created_at=_noon(invented.created_on),
        )
        owners = self._owners(invented, team)
        for key, (role, person, _able) in owners.items():
            name = str(person) if person else ""
            batch.owners.append((pk, key, role.pk, person.pk if person else None, name))
        closed: list[ClosedRow] = []
        items = self.versions[invented.version].keys
        for (as_of, number), answers in zip(
            invented.quarters, self.inventor.answers(invented, items), strict=True
        ):
            version = self.versions[number]
            found = _assessment(batch, version, team.lead, answers, closed, (next(ids), pk, as_of))
            closed.append(found)
            rows = _answer_rows(found.pk, as_of, version, answers, owners, team.lead)
            batch.answers += len(rows)
            yield from rows
        newest = closed[-TREND:][::-1]
        set_latest(project, newest, self._sections(batch, invented) if closed else ())
        project.due_on = next_due(project, newest[0].as_of if newest else None)
        batch.projects.append(project)

    def _sections(self, batch: Batch, invented: InventedProject) -> list[tuple[Decimal, Decimal]]:
        """Those of the assessment which was added last, with their maxima."""
        version = self.versions[invented.quarters[-1][1]]
        rows = batch.sections[-len(version.section_ids) :]
        return [(Decimal(row[2]), Decimal(row[3])) for row in rows]

    def _owners(self, invented: InventedProject, team: StoredTeam) -> Owners:
        chance = random.Random(f"{self.inventor.seed} owners {invented.number}")  # noqa: S311
        owners: dict[str, tuple[Role, User | None, bool]] = {}
        for key, role in self.versions[invented.version].roles.items():
            able, drawn = team.able.get(role.key, ()), chance.random()
            if drawn < 0.02:
                owners[key] = (role, team.viewer, False)
            elif able and drawn < 0.65:
                owners[key] = (role, chance.choice(able), True)
            else:
                owners[key] = (role, None, False)
        return owners


def _assessment(
    batch: Batch,
    version: _Version,
    lead: User,
    answers: Mapping[str, InventedAnswer],
    before: Sequence[ClosedRow],
    key: tuple[int, int, datetime.date],
) -> ClosedRow:
    """Add an assessment with its scores and its history; ``key`` is its id, project and date."""
    pk, project, as_of = key
    levels = {item: answer.level for item, answer in answers.items()}
    parts, score = version.score(levels)
    batch.assessments.append(
        (
            pk,
            project,
            version.row.pk,
            as_of.isoformat(),
            before[-1].pk if before else None,
            str(score.overall),
            score.band.pk,
            len(levels),
            0,
            _at(as_of, STARTED),
            lead.pk,
            inputs_hash(version.row, levels),
            "closed",
            _at(as_of, CLOSED),
            lead.pk,
        )
    )
    for part, weakest in zip(parts, score.weakest, strict=True):
        batch.sections.append((pk, part.section, part.score, part.maximum, weakest))
    batch.changes.append(
        (
            _at(as_of, CLOSED),
            lead.pk,
            lead.name,
            Change.Door.COMMAND.value,
            "submit",
            project,
            pk,
            "",
            '{"status": "draft"}',
            score.submitted,
            "",
            "",
        )
    )
    return ClosedRow(pk, as_of, score.overall, version.row.pk, score.band.pk, version.highest)


def _answer_rows(
    pk: int,
    as_of: datetime.date,
    version: _Version,
    answers: Mapping[str, InventedAnswer],
    owners: Owners,
    lead: User,
) -> list[Row]:
    at, item_ids = _at(as_of, WORKED), version.item_ids
    rows = []
    for key, answer in answers.items():
        role, person, able = owners[key]
        by, name = (person.pk, person.name) if person and able else (lead.pk, "")
        rows.append(
            (
                pk,
                item_ids[key],
                answer.level,
                answer.note,
                answer.evidence,
                answer.outcome,
                False,
                answer.revision,
                at,
                by,
                name,
                role.name,
            )
        )
    return rows


@lru_cache(maxsize=4096)
def _at(day: datetime.date, days: int) -> str:
    """Noon, so many days later, as the database stores it."""
    return moment(_noon(day + datetime.timedelta(days=days)))


def _noon(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC)
