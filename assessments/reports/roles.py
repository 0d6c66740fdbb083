"""The roles of the installation."""

from dataclasses import dataclass

from assessments.models import Role


@dataclass(frozen=True, slots=True)
class RoleRow:
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
