"""Assessments side by side: what two pages of comparison have in common."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from assessments import scoring
from assessments.dates import period_name
from assessments.models import Assessment, RubricVersion
from assessments.models.columns import exact
from assessments.models.rubrics import ListedVersion
from assessments.models.section_scores import StoredScore
from assessments.scoring import written
from assessments.text import listed

from .targets import gap_words


class SectionSide(NamedTuple):
    """A section's recorded score on one side.

    ``key`` begins with the rubric's: the same key in two rubrics is chance.
    """

    key: str
    title: str
    score: Fraction
    maximum: Fraction
    weakest: bool
    counts: bool

    @property
    def text(self) -> str:
        return written(self.score)

    @property
    def words(self) -> str:
        return f"{written(self.score)} of {written(self.maximum)}"


class Side(NamedTuple):
    """One assessment that is compared, with its recorded scores and the level of each item.

    ``address`` is its page; ``target`` is on the scale of ``maximum``, None without a criticality.
    """

    name: str
    period: str
    as_of: date
    address: str
    version: int
    rubric: int
    content: scoring.RubricContent
    overall: Fraction
    maximum: Fraction
    band: str
    band_rank: int
    sections: tuple[SectionSide, ...]
    levels: Mapping[str, str]
    criticality: str
    target: Fraction | None

    @property
    def unanswered(self) -> int:
        """How many items of the version have no level yet; only a draft has any."""
        return sum(not self.levels.get(key) for key in self.content.items)

    @property
    def at_least(self) -> str:
        """*at least*, where an item without an answer counts as nothing so far."""
        return "at least " if self.unanswered else ""

    @property
    def words(self) -> str:
        return f"{self.at_least}{written(self.overall)} of {written(self.maximum)}"

    @property
    def score(self) -> str:
        return written(self.overall)

    @property
    def most(self) -> str:
        return written(self.maximum)

    @property
    def target_text(self) -> str:
        return "" if self.target is None else written(self.target)

    @property
    def gap(self) -> str:
        """How the score stands to the target, '' where there is none."""
        return "" if self.target is None else gap_words(self.target, self.overall)

    @property
    def target_words(self) -> str:
        return f"target {self.target_text} of {self.most}, {self.gap}" if self.gap else ""

    @property
    def held(self) -> str:
        """What keeps the score from rising: *held down by Data*, *capped by “Evaluation set”*."""
        definition = self.content.definition
        gates = scoring.capping(definition, scoring.score_answers(definition, self.levels))
        if gates:
            return f"capped by {listed([f'“{gate.label}”' for gate in gates])}"
        lows = definition.overall is scoring.Aggregation.MIN
        level = all(part.weakest for part in self.sections)
        return f"held down by {self.lowest}" if lows and self.lowest and not level else ""

    @property
    def lowest(self) -> str:
        return listed([part.title for part in self.sections if part.weakest])


def side_of(
    assessment: Assessment,
    *,
    name: str,
    scores: Sequence[StoredScore],
    levels: Mapping[str, str],
) -> Side:
    """An assessment with its stored section scores, loaded with its version and its project."""
    content = assessment.rubric_version.content
    criticality = assessment.project.criticality
    maximum = scoring.maximum_score(content.definition)
    band = assessment.band
    return Side(
        name=name,
        period=period_name(assessment.as_of),
        as_of=assessment.as_of,
        address=assessment.get_absolute_url(),
        version=assessment.rubric_version_id,
        rubric=assessment.rubric_version.rubric_id,
        content=content,
        overall=scoring.exact(assessment.overall),
        maximum=maximum,
        band=band.label if band else "",
        band_rank=band.position - 1 if band else 0,
        sections=tuple(
            SectionSide(
                key=f"{content.definition.slug}/{row.key}",
                title=row.title,
                score=scoring.exact(exact(row.score)),
                maximum=scoring.exact(exact(row.maximum)),
                weakest=row.weakest,
                counts=row.counts,
            )
            for row in scores
        ),
        levels=levels,
        criticality=criticality.name if criticality else "",
        target=criticality.target_on(maximum) if criticality else None,
    )


class LinedUp(NamedTuple):
    """Sides with their items matched. ``places`` is, for each side, its version in ``ground``."""

    sides: tuple[Side, ...]
    ground: scoring.CommonGround
    places: tuple[int, ...]

    @property
    def is_mixed(self) -> bool:
        return len(self.ground.parts) > 1

    @property
    def percent(self) -> bool:
        """Whether points cannot stand on one axis, so that charts take the share of the maximum."""
        return not scoring.same_scale(side.content.definition for side in self.sides)


def lined_up(sides: Sequence[Side], published: Iterable[RubricVersion | ListedVersion]) -> LinedUp:
    """Match the items of the sides' versions; ``published`` are all versions of their rubrics."""
    versions = {side.version: side.content for side in sides}
    between = [row.content for row in published] if len(versions) > 1 else []
    order = list(versions)
    return LinedUp(
        sides=tuple(sides),
        ground=scoring.common_ground(list(versions.values()), between),
        places=tuple(order.index(side.version) for side in sides),
    )


def per_cent(share: Fraction) -> str:
    return f"{round(100 * share)} %"


def on_axis(score: Fraction, maximum: Fraction, *, percent: bool) -> Decimal:
    """Where a score stands in a chart: in points, or in per cent of its maximum."""
    return scoring.rounded(100 * scoring.share(score, maximum) if percent else score)
