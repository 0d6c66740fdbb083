"""The least work to a target, in words: which items, who, what the score becomes."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from assessments import scoring
from assessments.models import Criticality, Owner
from assessments.scoring import Target, written
from assessments.text import listed

from .caps import cap_notes, idle_sections
from .levels import level_label

MOST_SCORES = 40
OWN = "own"
"""The target of the project's criticality, in the address."""
_SCORE = re.compile("[0-9]{1,6}([.][0-9]{1,2})?", re.ASCII)


class StepRow(NamedTuple):
    """One item to lift. ``overall`` is the score after it; ``moves`` whether it rose by it.

    ``band`` is filled where the step leads into another band.
    """

    key: str
    title: str
    section: str
    old: str
    new: str
    new_key: str
    effort: str
    owner: str
    overall: str
    moves: bool
    band: str


class TargetOption(NamedTuple):
    """``value`` as the address has it: ``own``, a band's key, a score such as ``3.5``; '' for what
    comes next.
    """

    value: str
    label: str
    current: bool


class NextSteps(NamedTuple):
    """``state`` is steps, reached or unreachable.

    ``query`` is the chosen target as the address has it, '' where none was chosen.
    """

    state: str
    lead: str
    query: str
    effort: str
    rows: tuple[StepRow, ...]
    notes: tuple[str, ...]
    options: tuple[tuple[str, tuple[TargetOption, ...]], ...]


class _Named(NamedTuple):
    """A target with its words, e.g. *3, the target for “Critical”*."""

    target: Target
    why: str = ""


def owner_names(owners: Iterable[Owner]) -> dict[str, str]:
    """Who shall do it, by item key: the person while they can, else everybody with the role."""
    return {
        owner.item_key: str(owner.person) if owner.able else owner.role.name for owner in owners
    }


def next_steps(
    content: scoring.RubricContent,
    levels: Mapping[str, str],
    owners: Mapping[str, str],
    *,
    wanted: str = "",
    criticality: Criticality | None = None,
) -> NextSteps:
    """The cheapest steps from ``levels`` (item key to level key) to a target.

    ``wanted`` is a target as the address has it; without one, or with one that means nothing,
    it is the criticality's, or the next band where that is reached or there is none.
    """
    rubric = content.definition
    score = scoring.score_answers(rubric, levels)
    usual = _default(rubric, score, criticality)
    chosen = _wanted(rubric, wanted, criticality)
    named = chosen or usual
    efforts = {key: item.effort for key, item in content.items.items()}
    route = scoring.cheapest_steps(rubric, levels, efforts, named.target)
    return NextSteps(
        state="reached" if route.met else "steps" if route.reachable else "unreachable",
        lead=_lead(content, named, route),
        query=_value(rubric, chosen.target, criticality) if chosen else "",
        effort=written(route.effort),
        rows=_rows(content, score, route, owners),
        notes=tuple(_notes(content, score, route)),
        options=_options(rubric, score, usual, chosen, criticality),
    )


def is_target(content: scoring.RubricContent, wanted: str, criticality: Criticality | None) -> bool:
    """Whether the address's word is a target: ``own``, a band's key, or a score of the rubric."""
    return wanted == OWN or _wanted(content.definition, wanted, criticality) is not None


def _wanted(
    rubric: scoring.RubricDefinition, wanted: str, criticality: Criticality | None
) -> _Named | None:
    target = _with_names(rubric, criticality).get(wanted) or _plain(wanted)
    if target is None or target.score > scoring.maximum_score(rubric):
        return None
    return _Named(target, _why(rubric, target, criticality))


def _with_names(
    rubric: scoring.RubricDefinition, criticality: Criticality | None
) -> dict[str, Target]:
    """The targets that have a word of their own in the address."""
    own = _own(rubric, criticality)
    bands = {band.key: Target(band.lower, above=not band.inclusive) for band in rubric.bands}
    return ({OWN: own} if own else {}) | bands


def _plain(number: str) -> Target | None:
    """A score as people write it, e.g. ``3.5``."""
    if not _SCORE.fullmatch(number):
        return None
    return Target(Fraction(number))


def _default(
    rubric: scoring.RubricDefinition, score: scoring.Score, criticality: Criticality | None
) -> _Named:
    own = _own(rubric, criticality)
    if own and not own.met_by(score.overall):
        return _Named(own, _why(rubric, own, criticality))
    for band in rubric.bands:
        target = Target(band.lower, above=not band.inclusive)
        if not target.met_by(score.overall):
            return _Named(target, _why(rubric, target, criticality))
    return _Named(Target(score.maximum), "the full score")


def _own(rubric: scoring.RubricDefinition, criticality: Criticality | None) -> Target | None:
    if criticality is None:
        return None
    return Target(criticality.target_on(scoring.maximum_score(rubric)))


def _why(rubric: scoring.RubricDefinition, target: Target, criticality: Criticality | None) -> str:
    if criticality and target == _own(rubric, criticality):
        return f"the target for “{criticality}”"
    for band in rubric.bands:
        if target == Target(band.lower, above=not band.inclusive):
            return f"the band “{band.label}”"
    return ""


def _value(
    rubric: scoring.RubricDefinition, target: Target, criticality: Criticality | None
) -> str:
    """The target as the address has it."""
    names = _with_names(rubric, criticality)
    found = next((name for name, named in names.items() if named == target), None)
    return found or written(target.score)


def _words(target: Target) -> str:
    return f"{'more than ' if target.above else ''}{written(target.score)}"


def _lead(content: scoring.RubricContent, named: _Named, route: scoring.Route) -> str:
    target = _words(named.target) + (f", {named.why}" if named.why else "")
    if route.met:
        return f"The overall score is {written(route.overall)}. Reached already: {target}."
    if not route.reachable:
        out = " Items that do not apply stay out." if route.highest < _top(content) else ""
        return (
            f"{target[0].upper()}{target[1:]}, cannot be reached: with every item at the top "
            f"level the overall score would be {written(route.highest)}.{out}"
        )
    count = len(route.steps)
    after = written(route.steps[-1].overall)
    return (
        f"{count} {'step lifts' if count == 1 else 'steps lift'} the overall score from "
        f"{written(route.overall)} to {after}. Target: {target}."
    )


def _top(content: scoring.RubricContent) -> Fraction:
    return scoring.maximum_score(content.definition)


def _rows(
    content: scoring.RubricContent,
    score: scoring.Score,
    route: scoring.Route,
    owners: Mapping[str, str],
) -> tuple[StepRow, ...]:
    rubric = content.definition
    titles = {part.key: part.title for part in rubric.sections}
    scores = [score.overall, *(step.overall for step in route.steps)]
    bands = [scoring.band_for(rubric.bands, value) for value in scores]
    rows = []
    for step, (before, after), (left, entered) in zip(
        route.steps, pairwise(scores), pairwise(bands), strict=True
    ):
        rows.append(
            StepRow(
                key=step.item,
                title=content.items[step.item].title,
                section=titles[step.section],
                old=level_label(content, step.old),
                new=level_label(content, step.new),
                new_key=step.new,
                effort=written(step.effort),
                owner=owners.get(step.item, ""),
                overall=written(after),
                moves=after > before,
                band=entered.label if entered != left else "",
            )
        )
    return tuple(rows)


def _notes(content: scoring.RubricContent, score: scoring.Score, route: scoring.Route) -> list[str]:
    """What cannot move the score, said plainly."""
    titles = {part.key: part.title for part in content.definition.sections}
    notes = cap_notes(content, score)
    for blocked in route.blocked:
        work, by = ([titles[key] for key in keys] for keys in (blocked.sections, blocked.by))
        reached = written(blocked.score)
        notes.append(
            f"Work in {listed(work)} cannot lift the score: {listed(by)} cannot rise above "
            f"{reached}, even with all that applies there at the top level."
            if blocked.never
            else f"Work in {listed(work)} cannot lift the score before {listed(by)} "
            f"{'has' if len(by) == 1 else 'have'} reached {reached}."
        )
    outside = [part.title for part in idle_sections(content.definition, score)]
    if outside:
        they = "it does" if len(outside) == 1 else "they do"
        notes.append(f"Work in {listed(outside)} cannot lift the score: {they} not count.")
    return notes


def _options(
    rubric: scoring.RubricDefinition,
    score: scoring.Score,
    usual: _Named,
    chosen: _Named | None,
    criticality: Criticality | None,
) -> tuple[tuple[str, tuple[TargetOption, ...]], ...]:
    """What may be chosen, in groups: what comes next, the own target, the bands, plain scores."""
    own = _own(rubric, criticality)
    bands = [(Target(band.lower, not band.inclusive), band.label) for band in rubric.bands]
    ahead = [(target, label) for target, label in bands if not target.met_by(score.overall)]
    groups = [
        ("Target", [(own, f"{criticality}: {_words(own)}")] if own else []),
        ("Bands", [(target, f"{label}: {_words(target)}") for target, label in ahead]),
        ("Scores", [(target, _words(target)) for target in _scores(rubric, score)]),
    ]
    listed = [target for _, options in groups for target, _ in options]
    if chosen and chosen.target not in listed:
        groups[0][1].append((chosen.target, _words(chosen.target)))
    left = chosen.target if chosen else None
    result: list[tuple[str, tuple[TargetOption, ...]]] = [
        ("", (TargetOption("", f"Next: {_words(usual.target)}", chosen is None),))
    ]
    for label, options in groups:
        shown = []
        for target, text in options:
            shown.append(TargetOption(_value(rubric, target, criticality), text, target == left))
            left = None if target == left else left
        if shown:
            result.append((label, tuple(shown)))
    return tuple(result)


def _scores(rubric: scoring.RubricDefinition, score: scoring.Score) -> list[Target]:
    """Scores above the present one, a level's step apart, or a tenth of the full score."""
    points = sorted({Fraction(0), *(level.points for level in rubric.levels)})
    step = min(high - low for low, high in pairwise(points))
    means = [rubric.overall, *(part.aggregation for part in rubric.sections)]
    if scoring.Aggregation.MEAN in means or score.maximum / step > MOST_SCORES:
        step = score.maximum / 10
    count = int(score.maximum / step)
    scores = [step * number for number in range(1, count + 1)]
    return [Target(value) for value in scores if value > score.overall]
