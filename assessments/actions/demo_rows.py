"""The rows of generated projects: owners, closed assessments with answers, scores and history."""

import datetime
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

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

from .assessments import inputs_hash
from .bulk import moment, reserve_ids
from .demo_teams import StoredTeam
from .invented import TEAM_SIZE, InventedAnswer, InventedProject, Inventor
from .standing import TREND, next_due, set_latest

STARTED, WORKED, CLOSED = (datetime.timedelta(days=days) for days in (-14, -7, -1))
"""When an assessment is started, answered and closed, counted from its date."""
ANSWER = (
    *("assessment_id", "item_id", "level", "note", "evidence", "outcome", "carried_over"),
    *("revision", "updated_at", "updated_by_id", "owner", "owner_role"),
)
SECTION = ("assessment_id", "section_id", "score", "maximum", "weakest")
CHANGE = (
    *("at", "by_id", "by_name", "door", "action", "project_id", "assessment_id", "item_key"),
    *("old", "new", "reason", "request_id"),
)
Owners = Mapping[str, tuple[Role, User | None, bool]]
"""For each item its role, perhaps a person, and whether that person can answer."""


@dataclass(slots=True)
class Batch:
    """Rows of one transaction, in the order in which they are written."""

    projects: list[Project] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    owners: list[tuple[Any, ...]] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=list)
    sections: list[tuple[Any, ...]] = field(default_factory=list)
    changes: list[tuple[Any, ...]] = field(default_factory=list)


class _Version:
    """A rubric version with the ids that its rows go by, and its scores kept once counted."""

    def __init__(self, row: RubricVersion) -> None:
        self.row, self.definition = row, row.content.definition
        items = Item.objects.filter(version=row).select_related("suggested_role")
        self.item_ids = {item.key: item.pk for item in items}
        self.roles = {item.key: item.suggested_role for item in items}
        self.section_ids = dict(Section.objects.filter(version=row).values_list("key", "pk"))
        self.bands = {band.key: band for band in Band.objects.filter(version=row)}
        parts = self.definition.sections
        self.keys = [(item.key, part.key) for part in parts for item in part.items]
        self._counted: dict[tuple[str, ...], scoring.SectionScore] = {}

    def sections(self, levels: Mapping[str, str]) -> list[scoring.SectionScore]:
        return [self._section(part, levels) for part in self.definition.sections]

    def _section(self, part: scoring.Section, levels: Mapping[str, str]) -> scoring.SectionScore:
        key = (part.key, *(levels[item.key] for item in part.items))
        if key not in self._counted:
            alone = replace(self.definition, sections=(part,))
            self._counted[key] = scoring.score_answers(alone, levels).sections[0]
        return self._counted[key]


class DemoRows:
    def __init__(self, inventor: Inventor) -> None:
        self.inventor = inventor
        self.criticalities = {row.key: row for row in Criticality.objects.all()}
        found = RubricVersion.objects.filter(rubric__slug="ml-test-score").select_related("rubric")
        self.versions = {row.version: _Version(row) for row in found}

    def batch(self, invented: list[InventedProject], teams: Mapping[int, StoredTeam]) -> Batch:
        """All rows of ``invented``; reserves the ids of projects and assessments."""
        batch = Batch()
        project_ids = reserve_ids(Project, len(invented))
        count = sum(len(project.quarters) for project in invented)
        ids = iter(reserve_ids(Assessment, count))
        for pk, project in zip(project_ids, invented, strict=True):
            self._project(batch, pk, project, teams[project.number // TEAM_SIZE], ids)
        return batch

    def _project(
        self,
        batch: Batch,
        pk: int,
        invented: InventedProject,
        team: StoredTeam,
        ids: Iterator[int],
    ) -> None:
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
        owners = self._owners(invented, project, team)
        for key, (role, person, _able) in owners.items():
            name = str(person) if person else ""
            batch.owners.append((pk, key, role.pk, person.pk if person else None, name))
        closed = self._past(batch, project, invented, team, owners, ids)
        newest = closed[-TREND:][::-1]
        sections = Decimal(-1)
        if closed:
            size = len(newest[0].rubric_version.content.definition.sections)
            sections = sum((Decimal(row[2]) for row in batch.sections[-size:]), Decimal(0))
        set_latest(project, newest, sections)
        project.due_on = next_due(project, newest[0].as_of if newest else None)
        batch.projects.append(project)

    def _owners(self, invented: InventedProject, project: Project, team: StoredTeam) -> Owners:
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

    def _past(
        self,
        batch: Batch,
        project: Project,
        invented: InventedProject,
        team: StoredTeam,
        owners: Owners,
        ids: Iterator[int],
    ) -> list[Assessment]:
        closed: list[Assessment] = []
        items = self.versions[invented.version].keys
        for (as_of, number), answers in zip(
            invented.quarters, self.inventor.answers(invented, items), strict=True
        ):
            version = self.versions[number]
            assessment = Assessment(
                pk=next(ids),
                project=project,
                rubric_version=version.row,
                as_of=as_of,
                carried_from=closed[-1] if closed else None,
                started_at=_noon(as_of + STARTED),
                started_by=team.lead,
            )
            _score(batch, assessment, version, answers)
            _answer_rows(batch, assessment, version, answers, owners, team.lead)
            batch.changes.append(_submitted(assessment, team.lead))
            batch.assessments.append(assessment)
            closed.append(assessment)
        return closed


def _score(
    batch: Batch,
    assessment: Assessment,
    version: _Version,
    answers: Mapping[str, InventedAnswer],
) -> None:
    """Set overall score, band and hash, and add the sections' rows.

    Both versions take the lowest section; ``check_scores`` shows that nothing differs.
    """
    levels = {key: answer.level for key, answer in answers.items()}
    sections = version.sections(levels)
    overall = min(part.score for part in sections if part.counts)
    band = scoring.band_for(version.definition.bands, overall)
    assessment.overall = _rounded(overall)
    assessment.band = version.bands[band.key]
    assessment.answered = len(levels)
    assessment.inputs_sha256 = inputs_hash(version.row, levels)
    for part in sections:
        weakest = part.counts and part.score == overall and part.score < part.maximum
        batch.sections.append(
            (
                assessment.pk,
                version.section_ids[part.key],
                str(_rounded(part.score)),
                str(_rounded(part.maximum)),
                weakest,
            )
        )


def _answer_rows(
    batch: Batch,
    assessment: Assessment,
    version: _Version,
    answers: Mapping[str, InventedAnswer],
    owners: Owners,
    lead: User,
) -> None:
    pk, at = assessment.pk, moment(_noon(assessment.as_of + WORKED))
    for key, answer in answers.items():
        role, person, able = owners[key]
        name = person.name if person and able else ""
        batch.answers.append(
            (
                pk,
                version.item_ids[key],
                answer.level,
                answer.note,
                answer.evidence,
                answer.outcome,
                False,
                answer.revision,
                at,
                person.pk if person and able else lead.pk,
                name,
                role.name,
            )
        )


def _submitted(assessment: Assessment, lead: User) -> tuple[Any, ...]:
    band = assessment.band
    assert band is not None
    written = scoring.written(assessment.overall)
    new = {"status": "closed", "overall": written, "band": band.label}
    return (
        moment(_noon(assessment.as_of + CLOSED)),
        lead.pk,
        lead.name,
        Change.Door.COMMAND.value,
        "submit",
        assessment.project_id,
        assessment.pk,
        "",
        '{"status": "draft"}',
        json.dumps(new),
        "",
        "",
    )


@lru_cache(maxsize=4096)
def _rounded(score: Fraction) -> Decimal:
    return scoring.rounded(score)


def _noon(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC)
