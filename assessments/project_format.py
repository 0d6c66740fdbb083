"""What a project file holds: the fields of each kind of row, and how a value is written and read.

The export and the import share it, so that neither can know a field that the other does not. People
stand in it by e-mail address, assessments by date, rubric versions by slug, version and hash.
"""

import datetime
import math
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from assessments.dates import FIRST_DAY, LAST_DAY
from assessments.models import (
    Action,
    Answer,
    Assessment,
    Change,
    Comment,
    Mention,
    Migration,
    Owner,
    Plan,
    PlanStep,
    Project,
    Thread,
)
from assessments.text import TextRefused, clean_text

FORMAT = "mlscore-project"
VERSION = 1
MOST_FACTS = 400
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")

OWN: Mapping[type[models.Model], tuple[str, ...]] = {
    Project: (
        *("slug", "name", "description", "cadence", "visibility", "review_required"),
        *("escalate_after_days", "created_at", "archived_at", "facts"),
    ),
    Owner: ("item_key", "person_name", "due_on"),
    Assessment: ("as_of", "status", "started_at", "closed_at", "submitted_at"),
    Answer: (
        *("level", "note", "evidence", "outcome", "carried_over", "carried_as", "carried_key"),
        *("revision", "updated_at", "owner", "owner_role"),
    ),
    Thread: ("item_key", "resolved_at"),
    Comment: ("text", "at"),
    Mention: ("why", "seen_at"),
    Action: ("item_key", "text", "owner_name", "due_on", "created_at", "done_at"),
    Plan: ("created_at",),
    PlanStep: ("item_key", "level", "owner_name", "due_on"),
    Migration: ("choices", "at"),
    Change: (
        *("at", "by_name", "door", "action", "item_key", "revision", "old", "new", "reason"),
        "request_id",
    ),
}
# Fields that older files do not have yet, and what they mean by it.
LATER: Mapping[type[models.Model], Mapping[str, Any]] = {
    Project: {"facts": []},
    Answer: {"carried_as": "", "carried_key": ""},
}
LATER_LISTS: Mapping[str, tuple[Any, ...]] = {"migrations": ()}
PEOPLE: Mapping[type[models.Model], tuple[str, ...]] = {
    Owner: ("person",),
    Assessment: ("started_by", "closed_by", "submitted_by", "reviewer"),
    Answer: ("updated_by",),
    Thread: ("resolved_by",),
    Comment: ("by",),
    Mention: ("person",),
    Action: ("owner", "created_by", "done_by"),
    Plan: ("created_by",),
    PlanStep: ("owner",),
    Migration: ("by",),
    Change: ("by",),
}
# What stands in a row beside its own fields and its people.
ALSO: Mapping[type[models.Model], tuple[str, ...]] = {
    Project: ("team", "rubric", "criticality"),
    Owner: ("role",),
    Assessment: ("rubric", "carried_from", "overall", "answers", "threads"),
    Answer: ("item",),
    Thread: ("comments",),
    Comment: ("mentions",),
    Action: ("assessment", "reviewed_in"),
    Plan: ("assessment", "steps"),
    Migration: ("from", "to"),
    Change: ("assessment",),
}
DOCUMENT = (
    *("format", "version", "people", "roles", "project", "owners", "assessments", "actions"),
    *("plans", "migrations", "history"),
)


class ProjectFileRefused(Exception):
    """The file can not be imported; the message names the place and what to do."""


def written_row(row: models.Model) -> dict[str, Any]:
    """The row's own fields and its people, as JSON knows them."""
    own = {name: _written(getattr(row, name)) for name in OWN[type(row)]}
    people = {name: getattr(row, name) for name in PEOPLE.get(type(row), ())}
    return own | {name: person and person.email for name, person in people.items()}


def _written(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    if isinstance(value, dict | list):
        return _in_order(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def _in_order(value: Any) -> Any:
    """With the keys of objects in order: PostgreSQL keeps them in its own, SQLite as written."""
    if isinstance(value, dict):
        return {key: _in_order(value[key]) for key in sorted(value)}
    return [_in_order(one) for one in value] if isinstance(value, list) else value


def read_row(
    model: type[models.Model], row: Any, where: str, people: Mapping[str, Any]
) -> dict[str, Any]:
    """The values of a row's own fields and its people. Raises ``ProjectFileRefused``."""
    own, named = OWN[model], PEOPLE.get(model, ())
    if isinstance(row, dict):
        row = {**LATER.get(model, {}), **row}
    expect_keys(row, (*own, *named, *ALSO.get(model, ())), where)
    values = {name: _read(model, name, row[name], f"{where}.{name}") for name in own}
    for name in named:
        email = row[name]
        if email is None and not model._meta.get_field(name).null:
            raise ProjectFileRefused(f"{where}.{name}: a person is missing.")
        values[name] = None if email is None else found(people, email, f"{where}.{name}", "people")
    return values


def expect_keys(row: Any, names: tuple[str, ...], where: str) -> None:
    """Raises ``ProjectFileRefused`` where ``row`` is no object of exactly these keys."""
    if not isinstance(row, dict):
        raise ProjectFileRefused(f"{where}: an object {{…}} belongs here.")
    missing, unknown = set(names) - set(row), set(row) - set(names)
    if missing:
        raise ProjectFileRefused(f"{where}: “{min(missing)}” is missing.")
    if unknown:
        raise ProjectFileRefused(f"{where}: “{min(unknown)[:40]}” does not belong here.")


def rows_in(row: Mapping[str, Any], name: str, where: str) -> list[tuple[str, Any]]:
    """The rows of a list, each with its place."""
    if not isinstance(row[name], list):
        raise ProjectFileRefused(f"{where}{name}: a list […] belongs here.")
    return [(f"{where}{name}[{number}]", one) for number, one in enumerate(row[name])]


def found(known: Mapping[str, Any], key: Any, where: str, what: str) -> Any:
    """What ``key`` names. Raises ``ProjectFileRefused``."""
    if not isinstance(key, str) or key not in known:
        raise ProjectFileRefused(f"{where}: “{str(key)[:60]}” is not among the {what}.")
    return known[key]


def _read(model: type[models.Model], name: str, value: Any, where: str) -> Any:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    try:
        return _value(field, value)
    except (ValidationError, TextRefused, ValueError) as error:
        message = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        raise ProjectFileRefused(f"{where}: {message[:300]}") from None


def _value(field: "models.Field[Any, Any]", value: Any) -> Any:
    if value is None:
        if field.null:
            return None
        raise ValueError("A value is missing.")
    if field.name == "facts":
        return _facts(value)
    if isinstance(field, models.JSONField):
        if not isinstance(value, dict):
            raise ValueError("An object {…} belongs here.")
        return value
    if isinstance(field, models.BooleanField | models.IntegerField):
        if type(value) is not (bool if isinstance(field, models.BooleanField) else int):
            raise ValueError("A plain number, or true or false, belongs here.")
        return field.clean(value, None)
    if not isinstance(value, str):
        raise ValueError("A text in quotes belongs here.")
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    if isinstance(field, models.DateField):
        return _day(datetime.date.fromisoformat(value))
    field.clean(value, None)
    return value


def _facts(value: Any) -> list[str]:
    """Keys of facts, each once, in order."""
    sound = isinstance(value, list) and len(value) <= MOST_FACTS
    if not sound or not all(isinstance(key, str) and _KEY.fullmatch(key) for key in value):
        raise ValueError("A list of keys of facts belongs here.")
    if value != sorted(set(value)):
        raise ValueError("The keys of facts stand each once, in the order of the alphabet.")
    return list(value)


def _moment(text: str) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("The time zone is missing; write +00:00 at the end.")
    _day(moment.date())
    return moment


def _day(day: datetime.date) -> datetime.date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"{day} is not between {FIRST_DAY.year} and {LAST_DAY.year}.")
    return day


def check_plain(value: Any, where: str = "the file", depth: int = 0) -> None:
    """No control character, no endless number, at most 20 levels deep, anywhere in the file.

    Raises ``ProjectFileRefused`` naming the place.
    """
    if depth > 20:
        raise ProjectFileRefused(f"{where}: is nested more than 20 levels deep.")
    if isinstance(value, str):
        if "\r" in value:
            raise ProjectFileRefused(
                f"{where}: This text holds a carriage return, which is never stored. "
                "Write \\n alone for a new line."
            )
        try:
            clean_text(value, limit=len(value) * 4 + 4)
        except TextRefused as error:
            raise ProjectFileRefused(f"{where}: {error}") from None
    elif isinstance(value, float) and not math.isfinite(value):
        raise ProjectFileRefused(f"{where}: this number is too large.")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            check_plain(one, f"{where}[{number}]", depth + 1)
    elif isinstance(value, dict):
        for key, one in value.items():
            check_plain(key, where, depth)
            place = str(key)[:60] if where == "the file" else f"{where}.{str(key)[:60]}"
            check_plain(one, place, depth + 1)
