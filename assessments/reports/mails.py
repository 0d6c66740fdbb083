"""Mails as they are sent: subject, text and HTML. Every link starts with the one address."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from assessments.invitation_tokens import invitation_path
from assessments.models import Invitation, Kind, Notice, User

from .reminders import Due, strongest

SUBJECT_LENGTH = 150


class Letter(NamedTuple):
    """A mail to one address."""

    to: str
    subject: str
    text: str
    html: str


class Line(NamedTuple):
    project: str
    text: str
    url: str
    due_on: date | None


class Part(NamedTuple):
    title: str
    lines: tuple[Line, ...]


_TITLES = {
    Kind.QUARTER_STARTS: "A new period has begun",
    Kind.DUE_SOON: "Due soon",
    Kind.OVERDUE: "Overdue",
    Kind.ESCALATION: "Long overdue",
    Kind.COMMENT: "Comments for you",
    Kind.REVIEW: "Waiting for your review",
}


def reminder_letter(
    person: User, notices: Iterable[Notice], due: Iterable[Due], *, today: date
) -> Letter | None:
    """The reminders of a day, of what is still due and may still be told; None if nothing is.

    What a stronger line about the same thing says already is told by that one.
    """
    told = {(notice.kind, notice.about, notice.period) for notice in notices}
    lines = strongest(row for row in due if (row.kind, row.about, row.period) in told)
    if not lines:
        return None
    parts = [
        Part(_TITLES[Kind(kind)], tuple(_line(row) for row in rows))
        for kind, rows in groupby(lines, key=lambda row: row.kind)
    ]
    projects = list(dict.fromkeys(row.project for row in lines))
    count = "1 thing waits" if len(lines) == 1 else f"{len(lines)} things wait"
    subject = f"{count} for you: {', '.join(projects)}"
    context = {"person": person, "parts": parts, "today": today}
    return _letter(person.email, subject, "reminder", context)


def invitation_letter(invitation: Invitation) -> Letter:
    subject = f"{invitation.invited_by} invites you to {invitation.team}"
    context = {"invitation": invitation, "url": _absolute(invitation_path(invitation))}
    return _letter(invitation.email, subject, "invitation", context)


def _line(due: Due) -> Line:
    return Line(due.project, due.text, _absolute(due.path), due.due_on)


def _letter(to: str, subject: str, name: str, context: dict[str, object]) -> Letter:
    context = {
        **context,
        "site": settings.SITE_URL,
        "settings_url": _absolute(reverse("mine_settings")),
    }
    return Letter(
        to=to,
        subject=one_line(f"mlscore: {subject}"),
        text=render_to_string(f"mail/{name}.txt", context),
        html=render_to_string(f"mail/{name}.html", context),
    )


def one_line(text: str) -> str:
    """A subject: no line breaks, whatever a project or a person is called, and not too long."""
    text = " ".join(text.split())
    return text if len(text) <= SUBJECT_LENGTH else f"{text[: SUBJECT_LENGTH - 1]}…"


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
