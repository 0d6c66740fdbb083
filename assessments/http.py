"""The request as the views know it: somebody is signed in, and htmx may have sent it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from assessments.models import User


class Request(HttpRequest):
    user: User
    htmx: HtmxDetails
    request_id: str
