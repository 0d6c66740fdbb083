"""The score is arithmetic: plain values in, plain values out, standard library only."""

from .bands import band_faults, band_for
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

__all__ = [
    "NOT_APPLICABLE",
    "Aggregation",
    "Answers",
    "Band",
    "Item",
    "ItemText",
    "Level",
    "Merge",
    "NotApplicablePolicy",
    "RubricContent",
    "RubricDefinition",
    "Score",
    "Section",
    "SectionScore",
    "band_faults",
    "band_for",
    "content_of",
    "differences",
    "exact",
    "maximum_score",
    "merge_fields",
    "rounded",
    "score_answers",
    "written",
    "written_change",
]
