"""People by their ids, and what they want to be told."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.models import Kind, MutedKind, User


@dataclass(frozen=True, slots=True)
class KindRow:
    value: str
    label: str
    wanted: bool


def names_of(people: Iterable[int]) -> dict[int, str]:
    return {pk: str(user) for pk, user in User.objects.in_bulk(list(people)).items()}


def reminder_kinds(person: User) -> tuple[KindRow, ...]:
    muted = set(MutedKind.objects.filter(person=person).values_list("kind", flat=True))
    return tuple(KindRow(kind, str(label), kind not in muted) for kind, label in Kind.choices)
