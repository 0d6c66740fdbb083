"""What a lead sees before a project moves to another rubric version: every item's fate."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Answer, Assessment, Migration, Owner, Project, RubricVersion
from assessments.models.migrations import hops_between
from assessments.models.rubric_lines import between
from assessments.scoring import written
from assessments.scoring.carrying import (
    FROM,
    LEFT,
    LOWEST,
    Hop,
    Lineup,
    Why,
    allowed_choices,
    carry,
    lineups,
    possible_levels,
    taken_former,
)
from assessments.scoring.explained import carried_answers
from assessments.scoring.lineage import links_between
from assessments.scoring.version_changes import Fate, item_changes
from assessments.text import listed

from .levels import level_label
from .rubric_diff import TextDiff, text_diffs

CHOICE = "choice-"
"""Before an item's key, the name of its field."""


class VersionOption(NamedTuple):
    """``value`` as the address has it: *2017-ours*, or with its rubric before it, *launch/1*."""

    value: str
    name: str
    chosen: bool
    here: bool


class Choice(NamedTuple):
    value: str
    label: str
    chosen: bool


class FormerItem(NamedTuple):
    key: str
    title: str
    level: str
    owner: str


class ItemFate(NamedTuple):
    """One item of the new version. ``becomes`` says what its answer will be, ``tone`` how sure:
    carried, read (to be read again) or open. ``owner`` is who will answer for it.
    """

    key: str
    title: str
    fate: str
    line: str
    formers: tuple[FormerItem, ...]
    becomes: str
    tone: str
    owner: str
    texts: tuple[TextDiff, ...]
    choices: tuple[Choice, ...]


class SectionFates(NamedTuple):
    title: str
    items: tuple[ItemFate, ...]


class Review(NamedTuple):
    """``value`` and ``seen`` are what the form sends back: where to, and from which version."""

    value: str
    name: str
    seen: int
    old: str
    new: str
    slug: str
    same_rubric: bool
    counts: tuple[tuple[str, int], ...]
    sections: tuple[SectionFates, ...]
    gone: tuple[FormerItem, ...]
    last: str
    score: str


class MigratePage(NamedTuple):
    """``review`` is None until a version is chosen; ``problem`` says what was asked for in vain."""

    project_name: str
    project_slug: str
    version: str
    options: tuple[VersionOption, ...]
    others: tuple[VersionOption, ...]
    review: Review | None
    open: tuple[str, ...]
    problem: str


def find_version(
    project: Project, versions: Sequence[RubricVersion], value: str
) -> RubricVersion | None:
    """The version that the address names, or None."""
    slug, _, version = value.rpartition("/")
    wanted = (slug or project.rubric_version.rubric.slug, version)
    return next((row for row in versions if (row.rubric.slug, row.version) == wanted), None)


def migrate_page(
    project: Project,
    versions: Sequence[RubricVersion],
    to: RubricVersion | None,
    *,
    asked: str = "",
    choices: Mapping[str, str] | None = None,
) -> MigratePage:
    """The page in three queries beside ``versions``, which are those that may be chosen."""
    here = project.rubric_version
    assessments = list(Assessment.objects.for_what_if(project, None))
    problem = ""
    if asked and to is None:
        problem = "There is no such rubric version. Choose one of those below."
    elif to is not None and to.pk == here.pk:
        problem = f"{project.name} is on {here.version} already. Choose another version."
    review = None
    if to is not None and not problem:
        last = next((row for row in assessments if row.pk == project.latest_id), None)
        review = _review(project, to, versions, last, choices or {})
    options = [_option(project, row, to) for row in versions]
    same = {row.pk for row in versions if row.rubric_id == here.rubric_id}
    pairs = list(zip(versions, options, strict=True))
    return MigratePage(
        project_name=project.name,
        project_slug=project.slug,
        version=here.name,
        options=tuple(option for row, option in pairs if row.pk in same),
        others=tuple(option for row, option in pairs if row.pk not in same),
        review=review,
        open=tuple(_open_line(row) for row in assessments if not row.is_closed),
        problem=problem,
    )


def _option(project: Project, row: RubricVersion, to: RubricVersion | None) -> VersionOption:
    here = row.pk == project.rubric_version_id
    return VersionOption(_value(project, row), row.name, to is not None and row.pk == to.pk, here)


def _value(project: Project, row: RubricVersion) -> str:
    same = row.rubric_id == project.rubric_version.rubric_id
    return row.version if same else f"{row.rubric.slug}/{row.version}"


def _open_line(row: Assessment) -> str:
    state = "open" if row.is_draft else "in review"
    return f"{period_name(row.as_of)} is {state} and stays on {row.rubric_version.name}"


def _review(
    project: Project,
    to: RubricVersion,
    versions: Sequence[RubricVersion],
    last: Assessment | None,
    choices: Mapping[str, str],
) -> Review:
    here = project.rubric_version
    order = sorted(versions, key=lambda row: row.pk)
    hop = Hop(here.content, to.content, between(here, to, order), choices)
    answers = Answer.objects.levels_of([last.pk])[last.pk] if last else {}
    levels = _levels_here(project, last, answers, order)
    owners = {row.item_key: row for row in Owner.objects.for_page(project.pk)}
    fates = _Fates(hop, levels, owners)
    rows = {row.key: fates.item(row) for row in lineups(hop)}
    counts = _counts(list(rows.values()), fates.gone)
    return Review(
        value=_value(project, to),
        name=to.name,
        seen=here.pk,
        old=here.version,
        new=to.version,
        slug=here.rubric.slug,
        same_rubric=here.rubric_id == to.rubric_id,
        counts=counts,
        sections=tuple(
            SectionFates(part.title, tuple(rows[item.key] for item in part.items))
            for part in to.content.definition.sections
        ),
        gone=fates.gone,
        last=period_name(last.as_of) if last else "",
        score=_score(here, to, hop, levels) if last else "",
    )


def _levels_here(
    project: Project,
    last: Assessment | None,
    answers: Mapping[str, str],
    order: Sequence[RubricVersion],
) -> Mapping[str, str]:
    """The last answers as the project's present version has them: itself not yet answered, they
    come through the migrations before this one.
    """
    if last is None or last.rubric_version_id == project.rubric_version_id:
        return answers
    before = list(Migration.objects.of_project(project.pk))
    return carried_answers(
        answers, hops_between(last.rubric_version, project.rubric_version, before, order)
    )


def _score(here: RubricVersion, to: RubricVersion, hop: Hop, levels: Mapping[str, str]) -> str:
    """What the same answers score under both, so that nobody takes the ruler for the team."""
    old = scoring.score_answers(here.content.definition, levels)
    new = scoring.score_answers(to.content.definition, carried_answers(levels, [hop]))
    at_least = "" if new.is_complete else "at least "
    return (
        f"The same answers score {written(old.overall)} of {written(old.maximum)} under "
        f"{here.version} and {at_least}{written(new.overall)} of {written(new.maximum)} under "
        f"{to.version}."
    )


def _counts(rows: Sequence[ItemFate], gone: Sequence[FormerItem]) -> tuple[tuple[str, int], ...]:
    numbers = (
        ("carried over as they are", sum(row.tone == "carried" for row in rows)),
        ("carried over, to be read again", sum(row.tone == "read" for row in rows)),
        ("without an answer", sum(row.tone == "open" for row in rows)),
        ("gone", len(gone)),
    )
    return tuple((label, number) for label, number in numbers if number)


class _Fates:
    """The fate of each item, from one hop, the last levels and today's owners."""

    def __init__(self, hop: Hop, levels: Mapping[str, str], owners: Mapping[str, Owner]) -> None:
        self.hop, self.levels, self.owners = hop, levels, owners
        self.carried = carry(levels, [hop])
        changes = list(item_changes(hop.old, hop.new, links_between(hop.old, hop.new, hop.line)))
        self.fates = {key: row for row in changes for key in row.successors}
        left = (
            key
            for row in changes
            if not set(row.successors) & hop.new.items.keys()
            for key in row.formers
            if key in hop.old.items
        )
        self.gone = tuple(self._former(key) for key in left)
        self.possible = possible_levels(hop.new)

    def item(self, row: Lineup) -> ItemFate:
        text, change = self.hop.new.items[row.key], self.fates[row.key]
        becomes, tone = self._becomes(row)
        return ItemFate(
            key=row.key,
            title=text.title,
            fate=_WORDS[change.fate],
            line=self._line(row),
            formers=tuple(self._former(key) for key in row.formers),
            becomes=becomes,
            tone=tone,
            owner=self._owner(row),
            texts=text_diffs(change.texts),
            choices=self._choices(row),
        )

    def _former(self, key: str) -> FormerItem:
        level = self.levels.get(key, "")
        label = level_label(self.hop.old, level) if level else "not answered"
        return FormerItem(key, self.hop.old.items[key].title, label, self._named(key))

    def _named(self, key: str) -> str:
        owner = self.owners.get(key)
        if owner is None:
            return ""
        return str(owner.person) if owner.able and owner.person else owner.role.name

    def _owner(self, row: Lineup) -> str:
        former = taken_former(self.hop, row, self.levels) or next(iter(row.formers), "")
        if former in self.owners:
            return self._named(former)
        text = self.hop.new.items[row.key]
        return self.hop.new.roles.get(text.suggested_role, text.suggested_role)

    def _line(self, row: Lineup) -> str:
        change = self.fates[row.key]
        old, new = self.hop.old, self.hop.new
        parts = []
        if change.fate is Fate.MOVED:
            titles = [_section_title(old, row.formers[0]), _section_title(new, row.key)]
            parts.append(f"From {titles[0]} to {titles[1]}.")
        if len(row.formers) > 1:
            parts.append(f"Of {listed(row.formers)}.")
        elif row.formers and row.formers[0] != row.key:
            parts.append(f"It was {row.formers[0]}.")
        return " ".join(parts)

    def _becomes(self, row: Lineup) -> tuple[str, str]:
        one = self.carried.get(row.key)
        if one:
            label = level_label(self.hop.new, self.levels[one.former])
            return (label, "read" if one.why else "carried")
        if not row.formers:
            return "No answer yet: it is new here", "open"
        former = taken_former(self.hop, row, self.levels)
        level = self.levels.get(former, "")
        if not former or not level:
            return "No answer", "open"
        lost = level_label(self.hop.old, level)
        return f"No answer: there is no level “{lost}” any more", "open"

    def _choices(self, row: Lineup) -> tuple[Choice, ...]:
        allowed = allowed_choices(row)
        chosen = (self.hop.choices or {}).get(row.key, "")
        chosen = chosen if chosen in allowed else next(iter(allowed), "")
        return tuple(Choice(one, self._label(row, one), one == chosen) for one in allowed)

    def _label(self, row: Lineup, choice: str) -> str:
        if choice == LEFT:
            return "Leave it unanswered"
        if choice == LOWEST:
            lowest = Lineup(row.key, row.formers, row.why)
            key = taken_former(Hop(self.hop.old, self.hop.new), lowest, self.levels)
            return f"The lowest of them: {self._former(key).level} ({key})"
        key = choice.removeprefix(FROM)
        if row.why is Why.SPLIT:
            return f"Take its answer: {self._former(key).level}"
        return f"The answer of {key}: {self._former(key).level}"


_WORDS = {
    Fate.SAME: "same",
    Fate.REWORDED: "reworded",
    Fate.MOVED: "moved",
    Fate.NEW: "new",
    Fate.SPLIT: "split",
    Fate.MERGED: "merged",
    Fate.REGROUPED: "regrouped",
    Fate.COUNTS: "counts now",
}


def _section_title(content: scoring.RubricContent, key: str) -> str:
    wanted = content.items[key].section
    return next(part.title for part in content.definition.sections if part.key == wanted)
