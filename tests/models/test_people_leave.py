"""People go; what they answered, owned in closed assessments and changed stays."""

from typing import Any

import pytest
from django.db.models import ProtectedError

from assessments.models import Answer, Assessment, Change, Comment, Membership, Owner, User
from tests.cast import Q3, Cast, closed, draft, fill, person


def kept() -> list[Any]:
    models = (Answer, Assessment, Change, Comment)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_who_has_answered_can_not_be_deleted(cast: Cast) -> None:
    assessment = draft(cast.project, Q3, lead=cast.lead)
    fill(assessment, "manual", who=cast.member)
    before = kept()
    with pytest.raises(ProtectedError):
        cast.member.delete()
    assert kept() == before
    assert User.objects.filter(pk=cast.member.pk).exists()


def test_deleting_who_only_owned_leaves_the_name_in_closed_assessments(cast: Cast) -> None:
    owner = person("owner", cast.team, "member", "engineer")
    Owner.objects.filter(item_key="data-1").update(person=owner, person_name="Owner")
    closed(cast.project, Q3, lead=cast.lead)
    before = kept()
    owner.delete()
    assert kept() == before
    assert Answer.objects.get(item__key="data-1").owner == "Owner"
    row = Owner.objects.with_able().get(item_key="data-1")
    assert (row.person, row.person_name, row.has_left) == (None, "Owner", True)


@pytest.mark.parametrize("how", ["deactivated", "removed", "renamed"])
def test_other_ways_of_going_change_nothing_of_the_past(how: str, cast: Cast) -> None:
    Owner.objects.filter(item_key="data-1").update(person=cast.member, person_name="Member")
    closed(cast.project, Q3, lead=cast.lead)
    fill(draft(cast.project, lead=cast.lead), "manual", who=cast.member)
    before = kept()
    if how == "deactivated":
        User.objects.filter(pk=cast.member.pk).update(is_active=False)
    elif how == "removed":
        Membership.objects.filter(user=cast.member).delete()
    else:
        User.objects.filter(pk=cast.member.pk).update(name="Another Name")
    assert kept() == before
    frozen = Answer.objects.get(item__key="data-1", assessment__as_of=Q3)
    assert (frozen.owner, frozen.owner_role) == ("Member", "Data scientist")


def test_a_closed_assessment_shows_its_owners_whatever_happens_later(cast: Cast) -> None:
    Owner.objects.filter(item_key="data-1").update(person=cast.member, person_name="Member")
    closed(cast.project, Q3, lead=cast.lead)
    Owner.objects.filter(item_key="data-1").update(person=cast.lead, person_name="Lead")
    frozen = Answer.objects.get(item__key="data-1")
    assert frozen.owner == "Member"
