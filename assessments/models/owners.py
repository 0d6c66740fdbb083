"""Who is responsible for an item in a project."""

from typing import Self

from django.db import models

from .people import Role, User
from .projects import Project


class OwnerQuerySet(models.QuerySet["Owner"]):
    def for_page(self, project_id: int) -> Self:
        rows = self.filter(project=project_id).select_related("role", "person")
        return rows.fetch_mode(models.FETCH_RAISE)


class Owner(models.Model):
    """A role and optionally a person, for one item key; the key lives on across versions."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="owners")
    item_key = models.CharField(max_length=40)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="owned_items"
    )

    objects = OwnerQuerySet.as_manager()

    class Meta:
        ordering = ("project", "item_key")
        constraints = (
            models.UniqueConstraint("project", "item_key", name="owner_is_one_per_item"),
        )

    def __str__(self) -> str:
        return f"{self.item_key}: {self.person or self.role}"
