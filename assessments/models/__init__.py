"""Rows, rules on rows, and every query by name."""

from .actions import Action
from .answers import Answer
from .assessments import Assessment
from .changes import By, Change
from .criticalities import Criticality
from .discussions import Comment, Mention, Thread
from .invitations import Invitation
from .mails import Kind, Mail, MutedKind, Notice
from .migrations import Migration
from .owners import Owner
from .people import AccessLevel, Membership, Role, Team, User
from .plans import Plan, PlanStep
from .projects import Cadence, Project
from .readers import Visibility, allows
from .rollups import TeamRollup
from .rubric_drafts import RubricDraft
from .rubrics import Band, Item, Level, Rubric, RubricVersion, Section
from .section_scores import SectionScore
from .sessions import Session
from .uploads import Upload

__all__ = [
    "AccessLevel",
    "Action",
    "Answer",
    "Assessment",
    "Band",
    "By",
    "Cadence",
    "Change",
    "Comment",
    "Criticality",
    "Invitation",
    "Item",
    "Kind",
    "Level",
    "Mail",
    "Membership",
    "Mention",
    "Migration",
    "MutedKind",
    "Notice",
    "Owner",
    "Plan",
    "PlanStep",
    "Project",
    "Role",
    "Rubric",
    "RubricDraft",
    "RubricVersion",
    "Section",
    "SectionScore",
    "Session",
    "Team",
    "TeamRollup",
    "Thread",
    "Upload",
    "User",
    "Visibility",
    "allows",
]
