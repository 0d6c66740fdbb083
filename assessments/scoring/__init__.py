"""The score is arithmetic: plain values in, plain values out, standard library only."""

from .bands import band_faults, band_for
from .comparability import CommonGround, Part, common_ground, same_scale, share
from .content import ItemText, RubricContent, content_of
from .differences import differences
from .merge import Merge, merge_fields
from .rubric import (
    NOT_APPLICABLE,
    Aggregation,
    Band,
    Item,
    Level,
    NotApplicablePolicy,
    RubricDefinition,
    Section,
    exact,
)
from .scores import (
    Answers,
    Score,
    SectionScore,
    maximum_score,
    rounded,
    score_answers,
    written,
    written_change,
)
from .steps import Blocked, Route, Step, Target, cheapest_steps

__all__ = [
    "NOT_APPLICABLE",
    "Aggregation",
    "Answers",
    "Band",
    "Blocked",
    "CommonGround",
    "Item",
    "ItemText",
    "Level",
    "Merge",
    "NotApplicablePolicy",
    "Part",
    "Route",
    "RubricContent",
    "RubricDefinition",
    "Score",
    "Section",
    "SectionScore",
    "Step",
    "Target",
    "band_faults",
    "band_for",
    "cheapest_steps",
    "common_ground",
    "content_of",
    "differences",
    "exact",
    "maximum_score",
    "merge_fields",
    "rounded",
    "same_scale",
    "score_answers",
    "share",
    "written",
    "written_change",
]
