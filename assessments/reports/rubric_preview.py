"""A real project's score under a draft of a rubric. Nothing is stored."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Answer, Assessment, Project, RubricDraft, User
from assessments.scoring import NOT_APPLICABLE, RubricContent, Score, written, written_change
from assessments.scoring.carrying import Carried, Hop, carry, lineups

from .draft_line import as_if_published
from .rubric_draft import FaultRow, fault_rows

SHOWN = 20
"""Projects to choose from on one page."""


class ProjectLink(NamedTuple):
    slug: str
    name: str
    team: str


class Side(NamedTuple):
    """A score as people read it. ``gates`` are the labels of those that hold it down."""

    overall: str
    maximum: str
    band: str
    band_rank: int
    at_least: bool
    gates: tuple[str, ...]
    uncapped: str


class SectionPair(NamedTuple):
    """A section on both sides; '' where one of them does not have it."""

    title: str
    now: str
    then: str
    change: str
    direction: str
    weakest: bool


class Open(NamedTuple):
    """An item without an answer under the draft, and why."""

    key: str
    title: str
    why: str


class Preview(NamedTuple):
    """``same_scale`` says that the two overall scores can be laid side by side."""

    project_name: str
    project_slug: str
    period: str
    is_closed: bool
    version: str
    now: Side
    then: Side
    change: str
    direction: str
    same_scale: bool
    same_rubric: bool
    sections: tuple[SectionPair, ...]
    unanswered: tuple[Open, ...]
    left_out: tuple[Open, ...]
    gone: tuple[Open, ...]


class PreviewPage(NamedTuple):
    """``preview`` is None without a project, for one without an assessment and while there are
    ``faults``.
    """

    faults: tuple[FaultRow, ...]
    choices: tuple[ProjectLink, ...]
    more: bool
    q: str
    chosen: ProjectLink | None
    preview: Preview | None


def preview_page(draft: RubricDraft, user: User, *, project: Project | None, q: str) -> PreviewPage:
    """``project`` is one that the person may read; ``q`` narrows those to choose from."""
    faults = fault_rows(draft.document)
    rows = [] if faults else list(Project.objects.to_compare(user, q=q, count=SHOWN + 1))
    return PreviewPage(
        faults=faults,
        choices=tuple(_link(row) for row in rows[:SHOWN]),
        more=len(rows) > SHOWN,
        q=q,
        chosen=_link(project) if project else None,
        preview=_preview(draft, user, project) if project and not faults else None,
    )


def _link(project: Project) -> ProjectLink:
    return ProjectLink(project.slug, project.name, project.team.name)


def _preview(draft: RubricDraft, user: User, project: Project) -> Preview | None:
    """From the newest assessment, open or closed; None if there is none."""
    assessments = Assessment.objects.for_page(user).filter(project=project)
    assessment = assessments.order_by("-as_of").first()
    if assessment is None:
        return None
    levels = Answer.objects.levels_of([assessment.pk])[assessment.pk]
    return _scored(assessment, levels, scoring.content_of(draft.document), project)


def _scored(
    assessment: Assessment, levels: Mapping[str, str], draft: RubricContent, project: Project
) -> Preview:
    old = assessment.rubric_version.content
    same_rubric = draft.definition.slug == old.definition.slug
    new, line = as_if_published(assessment.rubric_version, draft)
    hop = Hop(old, new, line)
    carried = carry(levels, [hop])
    left_out = _left_out(draft, project)
    taken = {key: levels[one.former] for key, one in carried.items()}
    taken |= dict.fromkeys(left_out, NOT_APPLICABLE)
    before = scoring.score_answers(old.definition, levels)
    after = scoring.score_answers(draft.definition, taken)
    change = after.overall - before.overall
    return Preview(
        project_name=project.name,
        project_slug=project.slug,
        period=period_name(assessment.as_of),
        is_closed=assessment.is_closed,
        version=assessment.rubric_version.name,
        now=_side(old, before),
        then=_side(draft, after),
        change=written_change(change),
        direction=_direction(change),
        same_scale=before.maximum == after.maximum,
        same_rubric=same_rubric,
        sections=tuple(_sections(before, after)),
        unanswered=tuple(_unanswered(hop, levels, taken)),
        left_out=tuple(
            Open(key, draft.items[key].title, f"asks for: {facts}")
            for key, facts in left_out.items()
        ),
        gone=tuple(_gone(hop, carried, levels)),
    )


def _left_out(draft: RubricContent, project: Project) -> dict[str, str]:
    """Items that do not apply to the project, with the titles of the facts it does not declare."""
    missing = scoring.missing_facts(draft, project.facts)
    return {key: ", ".join(fact.title for fact in facts) for key, facts in missing.items() if facts}


def _side(content: RubricContent, score: Score) -> Side:
    labels = {gate.key: gate.label for gate in content.definition.gates}
    return Side(
        overall=written(score.overall),
        maximum=written(score.maximum),
        band=score.band.label,
        band_rank=min(content.definition.bands.index(score.band), 5),
        at_least=not score.is_complete,
        gates=tuple(labels[key] for key in score.gates) if score.capped else (),
        uncapped=written(score.uncapped),
    )


def _sections(before: Score, after: Score) -> list[SectionPair]:
    """Those of the draft in its order, then those that it does not have any more."""
    old = {part.key: part for part in before.sections}
    new = {part.key: part for part in after.sections}
    rows = []
    for key in dict.fromkeys([*new, *old]):
        first, second = old.get(key), new.get(key)
        change = second.score - first.score if first and second else None
        rows.append(
            SectionPair(
                title=second.title if second else old[key].title,
                now=_of(first),
                then=_of(second),
                change=written_change(change) if change is not None else "",
                direction=_direction(change) if change is not None else "",
                weakest=bool(second and second.weakest),
            )
        )
    return rows


def _of(part: scoring.SectionScore | None) -> str:
    if part is None:
        return ""
    counts = "" if part.counts else ", does not count"
    return f"{written(part.score)} of {written(part.maximum)}{counts}"


def _direction(change: Fraction) -> str:
    return "up" if change > 0 else "down" if change < 0 else "same"


def _unanswered(hop: Hop, levels: Mapping[str, str], taken: Mapping[str, str]) -> Sequence[Open]:
    labels = {level.key: level.label for level in hop.old.definition.levels}
    rows = []
    for lineup in lineups(hop):
        if taken.get(lineup.key):
            continue
        answers = [levels.get(key, "") for key in lineup.formers]
        why = "new in the draft"
        if any(answers):
            lost = ", ".join(labels.get(level, level) for level in answers if level)
            why = f"the draft has no level for its answer: {lost}"
            if not all(answers):
                why = "one of the items that it continues is not answered"
        elif answers:
            why = "not answered yet"
        rows.append(Open(lineup.key, hop.new.items[lineup.key].title, why))
    return rows


def _gone(hop: Hop, carried: Mapping[str, Carried], levels: Mapping[str, str]) -> list[Open]:
    """Answered items that nothing in the draft continues."""
    continued = {former for lineup in lineups(hop) for former in lineup.formers}
    labels = {level.key: level.label for level in hop.old.definition.levels}
    labels[NOT_APPLICABLE] = "Not applicable"
    return [
        Open(key, text.title, labels.get(levels[key], levels[key]))
        for key, text in hop.old.items.items()
        if key not in continued and levels.get(key)
    ]
