"""Who answers for each item of an assessment, as its page names them."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.text import slugify

from assessments import scoring
from assessments.models import Assessment, User
from assessments.models.answers import ShownAnswer
from assessments.models.assessment_parts import AssessmentParts
from assessments.models.owners import ShownOwner
from assessments.models.people import CAN_ANSWER

from .people import told_apart


class Responsible(NamedTuple):
    """Who answers for an item: a role, and a person or everybody with the role."""

    role_key: str
    role: str
    person: str
    mine: bool


NOBODY = Responsible("", "", "", mine=False)


def responsible_of(
    assessment: Assessment,
    user: User,
    content: scoring.RubricContent,
    parts: AssessmentParts,
) -> dict[str, Responsible]:
    """The owners of today for a draft, else those that were frozen when it was submitted."""
    if not assessment.is_draft:
        keys = {name: key for key, name in content.roles.items()}
        return {key: _frozen(answer, user, keys) for key, answer in parts.answers.items()}
    names = _names(parts.owners)
    return {owner.item_key: _today(owner, user, assessment, names) for owner in parts.owners}


def named_today(owners: Iterable[ShownOwner]) -> dict[str, tuple[str, str]]:
    """Role and person of each item of a draft by its key; '' where nobody able is named."""
    owners = list(owners)
    names = _names(owners)
    return {owner.item_key: (owner.role, _person(owner, names)) for owner in owners}


def _names(owners: Iterable[ShownOwner]) -> dict[int, str]:
    """Of those who are named and can answer, by their ids."""
    return told_apart(
        (owner.person_id, owner.person, owner.email)
        for owner in owners
        if owner.able and owner.person_id and owner.email
    )


def _person(owner: ShownOwner, names: Mapping[int, str]) -> str:
    return names.get(owner.person_id or 0, "")


def _today(
    owner: ShownOwner, user: User, assessment: Assessment, names: Mapping[int, str]
) -> Responsible:
    return Responsible(
        role_key=owner.role_key,
        role=owner.role,
        person=_person(owner, names),
        mine=_is_mine(owner, user, assessment),
    )


def _frozen(answer: ShownAnswer, user: User, keys: Mapping[str, str]) -> Responsible:
    """``keys`` are the roles' keys by name; a role that is not of the rubric makes its own."""
    return Responsible(
        role_key=keys.get(answer.owner_role) or slugify(answer.owner_role),
        role=answer.owner_role,
        person=answer.owner,
        mine=bool(answer.owner) and answer.owner == str(user),
    )


def _is_mine(owner: ShownOwner, user: User, assessment: Assessment) -> bool:
    """The effective owner: the person, else everybody with that role in the team."""
    if assessment.access_level not in CAN_ANSWER:
        return False
    if owner.able:
        return owner.person_id == user.pk
    return owner.role_key == assessment.member_role
