"""Invented teams, people and projects with a past: pure values, the same for the same seed.

Every project has a source of chance of its own, named by seed and number, so that a project is
the same however many others are asked for.
"""

import datetime
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.text import slugify

from assessments.dates import quarters_before
from assessments.scoring import NOT_APPLICABLE

TEAM_SIZE = 25
"""Projects of one team."""
NOTES = 150
"""Different short notes for each section."""
LONGEST_NOTE = 2000
LEVELS = ("none", "manual", "automated")
OLD, NEW = "2016", "2017"
ROLES = ("engineer", "data_scientist", "devops")


class InventedPerson(NamedTuple):
    name: str
    email: str
    access_level: str
    role: str


class InventedTeam(NamedTuple):
    """``people`` begin with a lead."""

    number: int
    slug: str
    name: str
    people: tuple[InventedPerson, ...]


class InventedProject(NamedTuple):
    """``quarters`` are the dates of its closed assessments, oldest first, each with a version."""

    number: int
    slug: str
    name: str
    description: str
    visibility: str
    criticality: str | None
    version: str
    quarters: tuple[tuple[datetime.date, str], ...]
    created_on: datetime.date


@dataclass(slots=True)
class InventedAnswer:
    level: str
    note: str = ""
    evidence: str = ""
    outcome: str = ""
    revision: int = 1


class Inventor:
    """``words`` are those of ``demo_data/generated.yaml``; dates lie before ``today``."""

    def __init__(
        self, words: Mapping[str, Any], *, seed: int, assessments: int, today: datetime.date
    ) -> None:
        self.words, self.seed, self.assessments, self.today = words, seed, assessments, today
        chance = self._chance("notes")
        self.notes = {key: self._notes(chance, texts) for key, texts in words["notes"].items()}

    def _chance(self, name: str) -> random.Random:
        return random.Random(f"{self.seed} {name}")  # noqa: S311

    def _notes(self, chance: random.Random, texts: Sequence[str]) -> list[str]:
        notes = []
        for number in range(NOTES):
            sentences = chance.randrange(8, 30) if number % 30 == 0 else 1 + (number % 5 == 0)
            parts = [self._filled(chance, chance.choice(texts)) for _ in range(sentences)]
            while len(note := " ".join(parts)) > LONGEST_NOTE:
                parts.pop()
            notes.append(note)
        return notes

    def _filled(self, chance: random.Random, text: str, slug: str = "") -> str:
        few, many = chance.randrange(2, 12), chance.randrange(20, 9000)
        area = chance.choice(self.words["areas"])
        return (
            text.replace("{few}", str(few))
            .replace("{n}", str(many))
            .replace("{team}", area)
            .replace("{slug}", slug)
        )

    def team(self, number: int) -> InventedTeam:
        chance = self._chance(f"team {number}")
        place = chance.choice(self.words["places"])
        name = f"{chance.choice(self.words['areas'])} {place} {number + 1}"
        slug = f"generated-{self.seed}-{number + 1}"
        return InventedTeam(number, slug, name, tuple(self._people(chance, number)))

    def _people(self, chance: random.Random, team: int) -> Iterator[InventedPerson]:
        """A lead, three to five members and a viewer; one team in six has nobody for DevOps."""
        roles = [chance.choice(ROLES), "data_scientist", "engineer"]
        roles += ["devops"] if chance.random() < 5 / 6 else []
        roles += [chance.choice(ROLES[:2]) for _ in range(chance.randrange(1, 3))]
        levels = ["lead", *["member"] * (len(roles) - 1), "viewer"]
        for place, (level, role) in enumerate(zip(levels, [*roles, "engineer"], strict=True)):
            first = chance.choice(self.words["first_names"])
            last = chance.choice(self.words["last_names"])
            stem = slugify(f"{first} {last}")
            email = f"{stem}.{self.seed}-{team + 1}-{place + 1}@example.org"
            yield InventedPerson(f"{first} {last}", email, level, role)

    def project(self, number: int) -> InventedProject:
        chance = self._chance(f"project {number}")
        name = self._name(chance)
        stem = slugify(name)[:50].strip("-") or "project"
        quarters = self._quarters(chance)
        first = quarters[0][0] if quarters else self.today
        purpose = self._filled(chance, chance.choice(self.words["purposes"]))
        return InventedProject(
            number=number,
            slug=f"{stem}-{self.seed}-{number + 1}",
            name=name,
            description=purpose,
            visibility="everybody" if chance.random() < 0.08 else "team",
            criticality=chance.choices(
                ("normal", "critical", "proof_of_concept", None), (55, 18, 19, 8)
            )[0],
            version=quarters[-1][1] if quarters else NEW,
            quarters=quarters,
            created_on=first - datetime.timedelta(days=chance.randrange(30, 160)),
        )

    def _name(self, chance: random.Random) -> str:
        if chance.random() < 0.01:
            return str(chance.choice(self.words["other_scripts"]))
        name = f"{chance.choice(self.words['subjects'])} {chance.choice(self.words['kinds'])}"
        if chance.random() < 0.8:
            name += f" {chance.choice(self.words['places'])}"
        return name

    def _quarters(self, chance: random.Random) -> tuple[tuple[datetime.date, str], ...]:
        """Mostly the last ones in a row; some late, some with gaps, with one only or with none."""
        count, fate = self.assessments, chance.random()
        newest = 1 + (chance.randrange(1, 4) if chance.random() < 0.1 else 0)
        if fate < 0.01:
            count = 0
        elif fate < 0.05:
            count = min(count, 1)
        ages = list(range(newest, newest + count))
        if 0.05 <= fate < 0.08 and count > 1:
            gap = chance.randrange(1, count)
            ages = [*ages[:gap], *(age + 1 for age in ages[gap:])]
        versions = self._versions(chance, count)
        days = [quarters_before(self.today, age) for age in reversed(ages)]
        return tuple(zip(days, versions, strict=True))

    def _versions(self, chance: random.Random, count: int) -> list[str]:
        """Most were always on the new version, some changed to it, a few are still on the old."""
        drawn = chance.random()
        old = count if drawn < 0.06 else 0
        if 0.06 <= drawn < 0.2 and count > 1:
            old = chance.randrange(1, count)
        return [OLD] * old + [NEW] * (count - old)

    def answers(
        self, project: InventedProject, items: Sequence[tuple[str, str]]
    ) -> Iterator[dict[str, InventedAnswer]]:
        """The answers of each of its quarters; ``items`` are keys of items with their sections.

        The same objects come again with the next quarter, changed.
        """
        chance = self._chance(f"answers {project.number}")
        maturity, drift = chance.gauss(0.45, 0.25), chance.gauss(0.07, 0.05)
        current: dict[str, InventedAnswer] = {}
        for key, section in items:
            value = maturity - difficulty(key) + chance.gauss(0.2, 0.2)
            level = LEVELS[(value > 0) + (value > 0.35)]
            current[key] = self._answer(chance, project, section, level)
        for number in range(len(project.quarters)):
            if number:
                self._next(chance, project, items, current, drift)
            yield current

    def _next(
        self,
        chance: random.Random,
        project: InventedProject,
        items: Sequence[tuple[str, str]],
        current: dict[str, InventedAnswer],
        drift: float,
    ) -> None:
        """One quarter later: most stays, some is better, a little has slipped back."""
        for key, section in items:
            before = current[key]
            drawn = chance.random()
            up = drift * (1.5 - difficulty(key)) * 1.6
            if before.level == NOT_APPLICABLE or up < drawn < 0.97:
                before.revision += 1
                continue
            place = LEVELS.index(before.level) + (1 if drawn <= up else -1)
            level = LEVELS[min(max(place, 0), 2)]
            current[key] = self._answer(chance, project, section, level)
            current[key].revision = before.revision + 1

    def _answer(
        self, chance: random.Random, project: InventedProject, section: str, level: str
    ) -> InventedAnswer:
        drawn = chance.random()
        if drawn < 0.012:
            return InventedAnswer(NOT_APPLICABLE, chance.choice(self.words["reasons"]))
        answer = InventedAnswer(level)
        if drawn < 0.6:
            answer.note = chance.choice(self.notes.get(section, self.notes["other"]))
        if level == "automated" and chance.random() < 0.75:
            answer.evidence = self._links(chance, project.slug)
            answer.outcome = "failed" if chance.random() < 0.05 else "passed"
        elif level == "manual" and chance.random() < 0.15:
            answer.evidence = self._links(chance, project.slug)
        return answer

    def _links(self, chance: random.Random, slug: str) -> str:
        texts = chance.sample(self.words["links"], 1 + (chance.random() < 0.1))
        return "\n".join(self._filled(chance, text, slug) for text in texts)


@lru_cache(maxsize=256)
def difficulty(item_key: str) -> float:
    """How hard an item is for everybody, from 0 to 1; a few are hard indeed."""
    drawn = random.Random(f"difficulty of {item_key}").random()  # noqa: S311
    return drawn * drawn
