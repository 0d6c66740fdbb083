"""The request as the views know it: somebody is signed in, and htmx may have sent it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from assessments.models import User


class Request(HttpRequest):
    user: User
    htmx: HtmxDetails
    request_id: str


def wants_part(request: Request) -> bool:
    """Whether a script asks for a part of a page.

    Going back in the browser's history asks through htmx too, and for a whole page.
    """
    return bool(request.htmx) and not request.htmx.history_restore_request
