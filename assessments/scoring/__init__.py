"""The score is arithmetic: plain values in, plain values out, standard library only."""

from .bands import band_faults, band_faults_at, band_for
from .comparability import CommonGround, Part, common_ground, same_scale, share
from .content import (
    ACTIVE,
    ANNOUNCED,
    RETIRED,
    Fact,
    ItemText,
    RubricContent,
    content_of,
    item_status,
)
from .differences import differences
from .facts import by_facts, missing_facts, reason_of
from .gate_faults import gate_faults
from .least_effort import Step
from .merge import Merge, merge_fields
from .rubric import (
    NOT_APPLICABLE,
    Aggregation,
    Band,
    Gate,
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
    capping,
    maximum_score,
    recorded_capping,
    rounded,
    score_answers,
    written,
    written_change,
)
from .steps import Blocked, Route, Target, cheapest_steps

__all__ = [
    "ACTIVE",
    "ANNOUNCED",
    "NOT_APPLICABLE",
    "RETIRED",
    "Aggregation",
    "Answers",
    "Band",
    "Blocked",
    "CommonGround",
    "Fact",
    "Gate",
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
    "band_faults_at",
    "band_for",
    "by_facts",
    "capping",
    "cheapest_steps",
    "common_ground",
    "content_of",
    "differences",
    "exact",
    "gate_faults",
    "item_status",
    "maximum_score",
    "merge_fields",
    "missing_facts",
    "reason_of",
    "recorded_capping",
    "rounded",
    "same_scale",
    "score_answers",
    "share",
    "written",
    "written_change",
]
