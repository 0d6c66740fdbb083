"""Rows, rules on rows, and every query by name."""

from .assessments import Answer, Assessment, SectionScore
from .changes import By, Change
from .owners import Owner
from .people import AccessLevel, Membership, Role, Team, User
from .projects import Cadence, Project, allows
from .rubrics import Band, Item, Level, Rubric, RubricVersion, Section

__all__ = [
    "AccessLevel",
    "Answer",
    "Assessment",
    "Band",
    "By",
    "Cadence",
    "Change",
    "Item",
    "Level",
    "Membership",
    "Owner",
    "Project",
    "Role",
    "Rubric",
    "RubricVersion",
    "Section",
    "SectionScore",
    "Team",
    "User",
    "allows",
]
