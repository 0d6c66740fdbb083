"""The least work that lifts the score to its target, for the end of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from assessments import scoring
from assessments.scoring import written

from .assessment import level_label
from .caps import cap_notes, idle_sections
from .report_answers import AnswerSection
from .report_words import listed
from .targets import Target


@dataclass(frozen=True, slots=True)
class StepLine:
    """One test to lift. ``overall`` is the score after it, ``moves`` whether it rose by it."""

    key: str
    title: str
    section: str
    old: str
    new: str
    owner: str
    overall: str
    moves: bool


@dataclass(frozen=True, slots=True)
class Steps:
    """``lead`` says what the steps reach; ``notes`` what cannot move the score yet."""

    lead: str
    rows: tuple[StepLine, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Aim:
    target: scoring.Target
    words: str


def steps_of(
    content: scoring.RubricContent,
    levels: Mapping[str, str],
    sections: Sequence[AnswerSection],
    target: Target | None,
) -> Steps:
    """The cheapest steps to the project's target; where it is reached, to the next band."""
    rubric = content.definition
    score = scoring.score_answers(rubric, levels)
    aim = _aim(rubric, score.overall, target)
    efforts = {key: item.effort for key, item in content.items.items()}
    route = scoring.cheapest_steps(rubric, levels, efforts, aim.target)
    return Steps(
        lead=_lead(aim, route),
        rows=_rows(content, route, sections),
        notes=() if route.met else _notes(content, score, route),
    )


def _aim(rubric: scoring.RubricDefinition, overall: Fraction, target: Target | None) -> _Aim:
    if target and overall < target.score:
        words = f"{written(target.score)}, the target for “{target.name}”"
        return _Aim(scoring.Target(target.score), words)
    for band in rubric.bands:
        ahead = scoring.Target(band.lower, above=not band.inclusive)
        if not ahead.met_by(overall):
            above = "more than " if ahead.above else ""
            return _Aim(ahead, f"{above}{written(band.lower)}, the band “{band.label}”")
    maximum = scoring.maximum_score(rubric)
    return _Aim(scoring.Target(maximum), f"{written(maximum)}, the full score")


def _lead(aim: _Aim, route: scoring.Route) -> str:
    if route.met:
        return "The full score is reached; nothing is left to lift."
    if not route.reachable:
        return (
            f"The aim is {aim.words}. It is out of reach: with every test at the top level the "
            f"score would be {written(route.highest)}, because tests that do not apply stay out."
        )
    count = len(route.steps)
    return (
        f"The aim is {aim.words}. The least work to it is {count} "
        f"{'step' if count == 1 else 'steps'}, which {'lifts' if count == 1 else 'lift'} the score "
        f"from {written(route.overall)} to {written(route.steps[-1].overall)}."
    )


def _rows(
    content: scoring.RubricContent, route: scoring.Route, sections: Sequence[AnswerSection]
) -> tuple[StepLine, ...]:
    lines = {line.key: line for section in sections for line in section.lines}
    titles = {part.key: part.title for part in content.definition.sections}
    scores = [route.overall, *(step.overall for step in route.steps)]
    return tuple(
        StepLine(
            key=step.item,
            title=lines[step.item].title,
            section=titles[step.section],
            old=level_label(content, step.old),
            new=level_label(content, step.new),
            owner=lines[step.item].person or lines[step.item].role or "Nobody",
            overall=written(after),
            moves=after > before,
        )
        for step, (before, after) in zip(route.steps, pairwise(scores), strict=True)
    )


def _notes(
    content: scoring.RubricContent, score: scoring.Score, route: scoring.Route
) -> tuple[str, ...]:
    titles = {part.key: part.title for part in content.definition.sections}
    notes = cap_notes(content, score)
    for blocked in route.blocked:
        work, by = ([titles[key] for key in keys] for keys in (blocked.sections, blocked.by))
        have = "has" if len(by) == 1 else "have"
        notes.append(
            f"Work in {listed(work)} cannot lift the score before {listed(by)} {have} reached "
            f"{written(blocked.score)}."
        )
    if outside := [part.title for part in idle_sections(content.definition, score)]:
        they = "it does" if len(outside) == 1 else "they do"
        notes.append(f"Work in {listed(outside)} cannot lift the score: {they} not count.")
    return tuple(notes)
