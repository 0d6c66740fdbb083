"""What people decide about themselves."""

from collections.abc import Collection

from django.db import transaction

from assessments.models import Kind, MutedKind, User


@transaction.atomic
def change_settings(*, person: User, name: str, wanted: Collection[str]) -> None:
    """Change the person's name, and switch on exactly the ``wanted`` kinds of reminders.

    Raises ``ValueError`` for an unknown kind. Closed assessments keep the name of their day.
    """
    for kind in wanted:
        Kind(kind)
    if person.name != name:
        person.name = name
        person.save(update_fields=["name"])
    MutedKind.objects.filter(person=person, kind__in=wanted).delete()
    MutedKind.objects.bulk_create(
        [MutedKind(person=person, kind=kind) for kind in Kind.values if kind not in wanted],
        ignore_conflicts=True,
    )
