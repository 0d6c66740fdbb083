"""The sandbox: levels as somebody tries them, and what the score becomes. Nothing is stored."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.text import Truncator

from assessments import scoring
from assessments.access import Need, may
from assessments.dates import in_period, period_name
from assessments.models import Answer, Assessment, Owner, Project, User
from assessments.scoring import NOT_APPLICABLE, written, written_change

from .levels import level_label
from .list_rows import direction
from .next_steps import NextSteps, is_target, next_steps, owner_names
from .scorecard import Scorecard, SectionBar, scorecard_of_levels

LEVEL = "-level"
"""What follows an item's key in the address, as in the assessment's form."""
MOST_FAULTS = 5


class Wanted(NamedTuple):
    """What the address asks for: where to start, which target, which levels, by item key."""

    start: str = ""
    target: str = ""
    levels: Mapping[str, str] | None = None


class Start(NamedTuple):
    """An assessment to start from; ``value`` is empty for the one that needs no word."""

    value: str
    label: str
    current: bool
    url: str


class LevelChoice(NamedTuple):
    key: str
    label: str
    points: str
    chosen: bool
    now: bool


class ItemChoice(NamedTuple):
    """One item; ``now`` is its level in the assessment, as a label."""

    key: str
    title: str
    effort: int
    owner: str
    now: str
    levels: tuple[LevelChoice, ...]


class Part(NamedTuple):
    key: str
    title: str
    counts: bool
    items: tuple[ItemChoice, ...]


class Difference(NamedTuple):
    """A score now and its change in the sandbox, '' where there is none."""

    now: str
    change: str
    direction: str


class WhatIf(NamedTuple):
    """``query`` is the address's query string with what was changed and nothing else.

    A step's link puts its own level behind ``try_query``. ``plannable`` says that a plan may be
    made of it: from the latest closed assessment, at least one item higher. ``bars`` pair each
    section of the card with its difference.
    """

    period: str
    in_period: str
    as_of: date
    is_draft: bool
    start: str
    card: Scorecard
    difference: Difference
    band_before: str
    bars: tuple[tuple[SectionBar, Difference], ...]
    scale: tuple[LevelChoice, ...]
    parts: tuple[Part, ...]
    steps: NextSteps
    changed: int
    query: str
    reset_query: str
    try_query: str
    plannable: bool


class WhatIfPage(NamedTuple):
    """``sandbox`` is None where there is no assessment yet.

    ``faults`` name what the address asks for and nobody has; it was left out.
    """

    project_name: str
    project_slug: str
    rubric: str
    starts: tuple[Start, ...]
    sandbox: WhatIf | None
    can_edit: bool
    faults: tuple[str, ...]


def what_if_page(project: Project, user: User, *, wanted: Wanted) -> WhatIfPage:
    """The page in three queries: assessments, the answers of one, the owners."""
    assessments = list(Assessment.objects.for_what_if(project, _date(wanted.start)))
    base = start_of(project, assessments, wanted.start)
    sandbox = None
    faults: tuple[str, ...] = ()
    if base:
        faults = _faults(project, base, wanted)
        levels = Answer.objects.levels_of([base.pk])[base.pk]
        owners = owner_names(Owner.objects.for_page(project.pk))
        sandbox = _sandbox(project, base, levels, owners, wanted)
    return WhatIfPage(
        project_name=project.name,
        project_slug=project.slug,
        rubric=base.rubric_version.name if base else project.rubric_version.name,
        starts=_starts(project, assessments, base, sandbox),
        sandbox=sandbox,
        can_edit=may(user, project, Need.MEMBER),
        faults=faults,
    )


def _faults(project: Project, base: Assessment, wanted: Wanted) -> tuple[str, ...]:
    content = base.rubric_version.content
    faults = []
    if wanted.start and wanted.start != base.as_of.isoformat():
        faults.append(f"There is no assessment as of “{shortened(wanted.start)}”.")
    if wanted.target and not is_target(content, wanted.target, project.criticality):
        faults.append(f"“{shortened(wanted.target)}” is no target of this rubric version.")
    return (*faults, *level_faults(content, wanted.levels or {}))


def level_faults(content: scoring.RubricContent, wanted: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each item or level that the version does not have, the first few of them."""
    known = _level_keys(content)
    faults = []
    for key, level in wanted.items():
        if key not in content.items:
            faults.append(f"There is no item “{shortened(key)}” in this rubric version.")
        elif level and level not in known:
            faults.append(f"{key}: there is no level “{shortened(level)}”.")
    return tuple(faults[:MOST_FAULTS])


def shortened(text: str) -> str:
    return Truncator(text).chars(40)


def _level_keys(content: scoring.RubricContent) -> set[str]:
    known = {level.key for level in content.definition.levels}
    return known | ({NOT_APPLICABLE} if content.definition.not_applicable_allowed else set())


def start_of(project: Project, assessments: list[Assessment], wanted: str) -> Assessment | None:
    """The assessment asked for, else the latest closed one, else the newest."""
    by_date = {row.as_of.isoformat(): row for row in assessments}
    if wanted in by_date:
        return by_date[wanted]
    latest = next((row for row in assessments if row.pk == project.latest_id), None)
    return latest or (assessments[0] if assessments else None)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _sandbox(
    project: Project,
    base: Assessment,
    before: Mapping[str, str],
    owners: Mapping[str, str],
    wanted: Wanted,
) -> WhatIf:
    content = base.rubric_version.content
    changed = changes(content, before, wanted.levels or {})
    levels = {**before, **changed}
    was = scoring.score_answers(content.definition, before)
    score = scoring.score_answers(content.definition, levels)
    card = scorecard_of_levels(content, score, levels, {})
    steps = next_steps(
        content, levels, owners, wanted=wanted.target, criticality=project.criticality
    )
    start = "" if base.pk == project.latest_id else base.as_of.isoformat()
    start = start if project.latest_id else ""
    kept = {"from": start, "target": steps.query}
    tried = {f"{key}{LEVEL}": level for key, level in changed.items()}
    query = query_of(kept | tried)
    return WhatIf(
        period=period_name(base.as_of),
        in_period=in_period(base.as_of),
        as_of=base.as_of,
        is_draft=not base.is_closed,
        start=start,
        card=card,
        difference=_difference(was.overall, score.overall),
        band_before=was.band.label if was.band != score.band else "",
        bars=tuple(
            (bar, _difference(old.score, new.score))
            for bar, old, new in zip(card.sections, was.sections, score.sections, strict=True)
        ),
        scale=tuple(level for level in _offered(content) if level.points),
        parts=_parts(content, before, levels, owners),
        steps=steps,
        changed=len(changed),
        query=query,
        reset_query=query_of(kept),
        try_query=f"{query}&" if query else "?",
        plannable=base.pk == project.latest_id and bool(rises(content, before, changed)),
    )


def changes(
    content: scoring.RubricContent, before: Mapping[str, str], wanted: Mapping[str, str]
) -> dict[str, str]:
    """The wanted levels that are levels and differ from ``before``, in the rubric's order."""
    known = _level_keys(content)
    return {
        key: wanted[key]
        for key in content.items
        if wanted.get(key) in known and wanted[key] != before.get(key, "")
    }


def rises(
    content: scoring.RubricContent, before: Mapping[str, str], changed: Mapping[str, str]
) -> dict[str, str]:
    """Those changes that earn more points than now; only these make a plan."""
    return {
        key: level
        for key, level in changed.items()
        if _points(content, level) > _points(content, before.get(key, ""))
    }


def _points(content: scoring.RubricContent, level: str) -> Fraction:
    if not level or level == NOT_APPLICABLE:
        return Fraction(0)
    return content.definition.points(level)


def query_of(values: Mapping[str, str]) -> str:
    """``?…`` of the values that are not empty; '' without any."""
    said = {name: value for name, value in values.items() if value}
    return f"?{urlencode(said)}" if said else ""


def _difference(before: Fraction, after: Fraction) -> Difference:
    change = after - before
    text = written_change(change)
    return Difference(
        written(before), "" if text == "0" else text, direction(scoring.rounded(change))
    )


def _offered(content: scoring.RubricContent) -> list[LevelChoice]:
    offered = [
        LevelChoice(level.key, level.label, written(level.points), chosen=False, now=False)
        for level in content.definition.levels
    ]
    if content.definition.not_applicable_allowed:
        offered.append(LevelChoice(NOT_APPLICABLE, "Not applicable", "", chosen=False, now=False))
    return offered


def _parts(
    content: scoring.RubricContent,
    before: Mapping[str, str],
    levels: Mapping[str, str],
    owners: Mapping[str, str],
) -> tuple[Part, ...]:
    offered = _offered(content)

    def item(key: str) -> ItemChoice:
        now = before.get(key, "")
        return ItemChoice(
            key=key,
            title=content.items[key].title,
            effort=content.items[key].effort,
            owner=owners.get(key, ""),
            now=level_label(content, now),
            levels=tuple(
                level._replace(chosen=level.key == levels.get(key), now=level.key == now)
                for level in offered
            ),
        )

    return tuple(
        Part(part.key, part.title, part.counts, tuple(item(one.key) for one in part.items))
        for part in content.definition.sections
    )


def _starts(
    project: Project,
    assessments: list[Assessment],
    base: Assessment | None,
    sandbox: WhatIf | None,
) -> tuple[Start, ...]:
    """The assessments to start from, with the changes kept; none where there is no choice."""
    if len(assessments) < 2 or base is None or sandbox is None:
        return ()
    rest = sandbox.query.removeprefix("?")
    tried = [pair for pair in rest.split("&") if pair and not pair.startswith("from=")]
    starts = []
    for row in assessments:
        value = "" if row.pk == project.latest_id else row.as_of.isoformat()
        said = ([f"from={value}"] if value else []) + tried
        starts.append(
            Start(
                value=value,
                label=f"{period_name(row.as_of)}, {row.get_status_display().lower()}",
                current=row.pk == base.pk,
                url="?" + "&".join(said),
            )
        )
    return tuple(starts)
