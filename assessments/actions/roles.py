"""Roles of the installation: added, renamed, retired. Closed assessments keep their old names."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from assessments.models import By, Role

from .assessments import ActionRefused

KEY_LENGTH = 40


def add_role(*, name: str, by: By) -> Role:
    """Add a role; its key comes from the name, for good. Raises ``ActionRefused``."""
    with transaction.atomic():
        _name_is_free(name)
        last = Role.objects.order_by("-position").first()
        position = last.position + 1 if last else 1
        role = Role.objects.create(key=_free_key(name), name=name, position=position)
        by.change("role", new={"key": role.key, "name": name}).save()
    return role


def rename_role(*, role_id: int, name: str, by: By) -> Role:
    """Rename a role everywhere but in closed assessments.

    Raises ``ActionRefused`` and ``Role.DoesNotExist``.
    """
    with transaction.atomic():
        role = Role.objects.select_for_update(of=("self",), no_key=True).get(pk=role_id)
        if role.name == name:
            return role
        _name_is_free(name, but=role)
        old, role.name = role.name, name
        try:
            with transaction.atomic():
                role.save(update_fields=["name"])
        except IntegrityError:
            raise ActionRefused(_taken(name)) from None
        by.change("role", old={"name": old}, new={"key": role.key, "name": name}).save()
    return role


@transaction.atomic
def retire_role(*, role_id: int, retired: bool, by: By) -> Role:
    """Give a role no more, or again; who and what has it keeps it.

    Raises ``ActionRefused`` for the last role in use and ``Role.DoesNotExist``.
    """
    roles = {
        role.pk: role
        for role in Role.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    }
    if role_id not in roles:
        raise Role.DoesNotExist
    role = roles[role_id]
    if (role.retired_at is not None) == retired:
        return role
    if retired and not any(r.retired_at is None for r in roles.values() if r != role):
        raise ActionRefused("This is the only role that is not retired. Add another one first.")
    role.retired_at = timezone.now() if retired else None
    role.save(update_fields=["retired_at"])
    by.change(
        "role", old={"retired": not retired}, new={"key": role.key, "retired": retired}
    ).save()
    return role


def _name_is_free(name: str, but: Role | None = None) -> None:
    same = Role.objects.filter(name__iexact=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise ActionRefused(_taken(name))


def _taken(name: str) -> str:
    return f"There is a role called {name} already. Choose another name."


def _free_key(name: str) -> str:
    stem = slugify(name).replace("-", "_")[: KEY_LENGTH - 4].strip("_") or "role"
    taken = set(Role.objects.values_list("key", flat=True))
    return next(key for key in (stem, *(f"{stem}_{n}" for n in range(2, 1000))) if key not in taken)
