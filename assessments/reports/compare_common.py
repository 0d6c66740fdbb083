"""Scores of different rubric versions on what they have in common."""

from typing import NamedTuple

from assessments import scoring
from assessments.scoring import written

from .rubric_names import RubricName, rubric_name
from .sides import LinedUp, Side, per_cent


class CommonRow(NamedTuple):
    """``common`` and ``percent`` are empty where nothing is common."""

    name: str
    rubric: RubricName
    native: str
    common: str
    percent: str


class VersionNote(NamedTuple):
    """How much of a version is common; ``alone`` and ``uncounted`` name the items that are not."""

    rubric: RubricName
    items: str
    points: str
    alone: tuple[str, ...]
    uncounted: tuple[str, ...]


class Common(NamedTuple):
    rows: tuple[CommonRow, ...]
    notes: tuple[VersionNote, ...]


def common_of(lined: LinedUp) -> Common | None:
    """Native scores beside those on the common items; None where all are of one version."""
    if not lined.is_mixed:
        return None
    contents = {place: side.content for place, side in zip(lined.places, lined.sides, strict=True)}
    return Common(
        rows=tuple(
            _common_row(side, lined.ground.parts[place])
            for side, place in zip(lined.sides, lined.places, strict=True)
        ),
        notes=tuple(
            _version_note(contents[place], part) for place, part in enumerate(lined.ground.parts)
        ),
    )


def _common_row(side: Side, part: scoring.Part) -> CommonRow:
    score = part.score(side.levels)
    return CommonRow(
        name=side.name,
        rubric=rubric_name(side.content),
        native=side.words,
        common=f"{written(score.overall)} of {written(score.maximum)}" if score else "",
        percent=per_cent(scoring.share(score.overall, score.maximum)) if score else "",
    )


def _version_note(content: scoring.RubricContent, part: scoring.Part) -> VersionNote:
    def named(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(f"{key} {content.items[key].title}" for key in keys)

    return VersionNote(
        rubric=rubric_name(content),
        items=f"{part.items} of {part.total}",
        points=per_cent(part.points_share),
        alone=named(part.alone),
        uncounted=named(part.uncounted),
    )
