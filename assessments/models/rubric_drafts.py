"""Rubric versions in the making."""

from typing import Self

from django.db import models
from django.urls import reverse

from .people import User
from .rubrics import RubricVersion


class RubricDraftQuerySet(models.QuerySet["RubricDraft"]):
    def for_list(self) -> Self:
        """All without their documents, the last changed first."""
        rows = self.defer("document").select_related("base__rubric", "created_by", "changed_by")
        return rows.order_by("-changed_at", "pk").fetch_mode(models.FETCH_RAISE)

    def for_page(self, number: int) -> "RubricDraft | None":
        rows = self.filter(pk=number).select_related("base__rubric", "created_by", "changed_by")
        return rows.fetch_mode(models.FETCH_RAISE).first()


class RubricDraft(models.Model):
    """A rubric version that somebody writes. Publishing makes a version of it and deletes it.

    ``document`` has the shape of a rubric file but may be unsound. ``slug``, ``version`` and
    ``name`` repeat what it says, for lists; '' where it says nothing. ``revision`` grows by one
    with every change.
    """

    base = models.ForeignKey(
        RubricVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="drafts"
    )
    slug = models.CharField(max_length=200, blank=True)
    version = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    document = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects = RubricDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at", "pk")

    def __str__(self) -> str:
        return self.name or f"Draft {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("rubric_draft", args=[self.pk])

    def take(self, document: dict[str, object]) -> None:
        """Set the document and what repeats it; saves nothing."""
        self.document = document
        for name in ("slug", "version", "name"):
            setattr(self, name, str(document.get(name, ""))[:200])
