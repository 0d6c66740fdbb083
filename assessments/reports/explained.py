"""Whether the team changed or the ruler: one sentence and a small table, exact."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from assessments.dates import in_period, period_name
from assessments.models import Assessment, Migration, RubricVersion
from assessments.models.migrations import hops_between, moves_and_versions
from assessments.models.rubric_lines import between
from assessments.scoring import score_answers, written, written_change
from assessments.scoring.explained import CommonScores, Explained, common_scores, explained

from .sides import per_cent

Levels = Mapping[str, str]


class ExplainedRow(NamedTuple):
    """One of the three scores; ``change`` is to the one above, ``whose`` says by whom.

    The change is in points, or the shares then and now where full marks are another number.
    """

    name: str
    score: str
    share: str
    change: str
    whose: str


class ExplainedChange(NamedTuple):
    """``common`` and ``notes`` say how both stand on the items that both versions count."""

    title: str
    sentence: str
    scale: str
    rows: tuple[ExplainedRow, ...]
    common: str
    notes: tuple[str, ...]
    slug: str
    old: str
    new: str
    same_rubric: bool


class Way(NamedTuple):
    """A project's migrations, and the versions through which lineage runs."""

    migrations: Sequence[Migration]
    published: Sequence[RubricVersion]


def way_between(earlier: Assessment, later: Assessment) -> Way | None:
    """None where both are of one version, else one query."""
    old, new = earlier.rubric_version, later.rubric_version
    if old.pk == new.pk:
        return None
    return Way(*moves_and_versions(later.project_id, {old.rubric_id, new.rubric_id}))


def explained_change(
    earlier: Assessment, later: Assessment, before: Levels, after: Levels, way: Way
) -> ExplainedChange:
    """What lies between two assessments of one project, loaded with their rubric versions."""
    old, new = earlier.rubric_version, later.rubric_version
    published = way.published
    hops = hops_between(old, new, way.migrations, published)
    found = explained(old.content, new.content, hops, before, after)
    line = between(old, new, published)
    common = common_scores(old.content, new.content, line, before, after)
    unfinished = not score_answers(new.content.definition, after).is_complete
    return ExplainedChange(
        title=f"From {period_name(earlier.as_of)} to {period_name(later.as_of)}",
        sentence=_sentence(found, unfinished=unfinished),
        scale=_scale(found),
        rows=_rows(earlier, later, found, at_least="at least " if unfinished else ""),
        common=_common(common, earlier, later),
        notes=_notes(old, new, common),
        slug=new.rubric.slug,
        old=old.version,
        new=new.version,
        same_rubric=old.rubric_id == new.rubric_id,
    )


def _sentence(found: Explained, *, unfinished: bool) -> str:
    """*The ruler took 0.5, the team gained 1.*"""
    so_far = " so far" if unfinished else ""
    return f"The ruler {_ruler(found)}, the team {_team(found.team)}{so_far}."


def _ruler(found: Explained) -> str:
    """In points, or where full marks are another number, in shares of them."""
    if found.old_maximum != found.new_maximum:
        before, after, _ = found.shares
        if before == after:
            return f"left the same answers at {per_cent(after)} of full marks"
        return f"moved the same answers {_between(before, after)} of full marks"
    change = found.ruler
    if not change:
        return "changed nothing"
    return f"{'gave' if change > 0 else 'took'} {written(abs(change))}"


def _between(before: Fraction, after: Fraction) -> str:
    """*from 50 % to 29 %*; shares that look the same in whole per cent say which way it went."""
    old, new = per_cent(before), per_cent(after)
    if old != new:
        return f"from {old} to {new}"
    return f"a little {'up' if after > before else 'down'}, to {new}"


def _team(change: Fraction) -> str:
    if not change:
        return "neither gained nor lost"
    return f"{'gained' if change > 0 else 'lost'} {written(abs(change))}"


def _scale(found: Explained) -> str:
    """Where full marks are another number, what the shares say, so that nobody fears a loss."""
    if found.old_maximum == found.new_maximum:
        return ""
    old, same, new = found.shares
    text = (
        f"Full marks were {written(found.old_maximum)} and are {written(found.new_maximum)} now: "
        f"the same answers are {per_cent(same)} of them, and were {per_cent(old)}"
    )
    if found.team == 0:
        return f"{text}. Nothing that the team does changed."
    return f"{text}; the new ones are {per_cent(new)}."


def _rows(
    earlier: Assessment, later: Assessment, found: Explained, *, at_least: str
) -> tuple[ExplainedRow, ...]:
    old, new = earlier.rubric_version.version, later.rubric_version.version
    shares = [per_cent(share) for share in found.shares]
    rescaled = found.old_maximum != found.new_maximum
    ruler = f"{shares[0]} → {shares[1]}" if rescaled else written_change(found.ruler)
    then, now = period_name(earlier.as_of), period_name(later.as_of)
    top = written(found.new_maximum)
    return (
        ExplainedRow(
            f"Answers of {then} by {old}",
            f"{written(found.old)} of {written(found.old_maximum)}",
            *(shares[0], "", ""),
        ),
        ExplainedRow(
            f"The same answers by {new}",
            f"{written(found.same)} of {top}",
            *(shares[1], ruler, "ruler"),
        ),
        ExplainedRow(
            f"Answers of {now} by {new}",
            f"{at_least}{written(found.new)} of {top}",
            *(shares[2], written_change(found.team), "team"),
        ),
    )


def _common(common: CommonScores, earlier: Assessment, later: Assessment) -> str:
    if common.old is None or common.new is None:
        return "No item is counted by both versions, so there is no score on common ground."
    then, now = in_period(earlier.as_of), in_period(later.as_of)
    return (
        f"On the items that both versions have and count: {written(common.old)} {then} by "
        f"{earlier.rubric_version.version}, {written(common.new)} {now} by "
        f"{later.rubric_version.version}."
    )


def _notes(old: RubricVersion, new: RubricVersion, common: CommonScores) -> tuple[str, ...]:
    return tuple(
        f"{version.version}: {part.items} of {part.total} items and "
        f"{per_cent(part.points_share)} of the points are common."
        for version, part in ((old, common.old_part), (new, common.new_part))
    )
