"""Who may read a project, and with which access level in its team."""

from django.db import models
from django.db.models.functions import Coalesce

from .people import AccessLevel, Membership, User


class Visibility(models.TextChoices):
    """Who may read a project. Only its team may ever change it."""

    TEAM = "team", "Its team only"
    EVERYBODY = "everybody", "Everybody who is signed in may read it"


def readable_by(user: User, project: str = "") -> models.Q:
    """The condition that the person may read the project at path ``project`` (or the row itself).

    True for an administrator. A subquery, so that no row comes twice.
    """
    if user.is_superuser:
        return models.Q()
    mine = Membership.objects.filter(team=models.OuterRef(f"{project}team"), user=user)
    return models.Q(models.Exists(mine)) | models.Q(**{f"{project}visibility": "everybody"})


def access_annotations(user: User, team: str) -> dict[str, models.Expression]:
    """``access_level`` and ``member_role`` (a key) of a person in the team at path ``team``."""
    mine = Membership.objects.filter(team=models.OuterRef(team), user=user).order_by()
    empty = models.Value("", output_field=models.CharField())
    return {
        name: Coalesce(models.Subquery(mine.values(path)[:1]), empty)
        for name, path in (("access_level", "access_level"), ("member_role", "role__key"))
    }


def allows(access_level: str, needed: AccessLevel) -> bool:
    """Whether an access level, '' for none, is at least the needed one."""
    order = ["", *AccessLevel.values]
    return order.index(access_level) >= order.index(needed)
