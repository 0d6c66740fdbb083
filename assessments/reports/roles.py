"""The roles of the installation."""

from typing import NamedTuple

from assessments.models import Role


class RoleRow(NamedTuple):
    id: int
    key: str
    name: str
    retired: bool
    members: int
    items: int


def role_rows() -> tuple[RoleRow, ...]:
    """All roles, those in use first, in one query."""
    rows = (
        RoleRow(
            id=role.pk,
            key=role.key,
            name=role.name,
            retired=role.retired_at is not None,
            members=role.members,
            items=role.items,
        )
        for role in Role.objects.for_page()
    )
    return tuple(sorted(rows, key=lambda row: row.retired))
