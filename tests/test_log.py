"""What stands in the server's log."""

import logging
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest
from django.test import RequestFactory

from mlscore_site.log import WithoutTraceback

pytestmark = pytest.mark.django_db


def asked() -> HttpRequest:
    request = RequestFactory().get("/projects/churn/settings/")
    request.user = AnonymousUser()
    return request


def written(caplog: pytest.LogCaptureFixture, exception: Exception) -> list[logging.LogRecord]:
    """The records of a request that ended so, after the filter of the site's own handler."""
    handlers: Any = settings.LOGGING["handlers"]
    assert handlers["console"]["filters"] == ["refused"]
    caplog.clear()
    caplog.handler.addFilter(WithoutTraceback())
    try:
        raise exception
    except Exception as raised:
        response_for_exception(asked(), raised)
    return caplog.records


def test_what_is_refused_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    (record,) = written(caplog, PermissionDenied("Only a lead may do this."))
    assert record.getMessage() == "Forbidden (Permission denied): /projects/churn/settings/"
    assert record.exc_info is None


def test_what_went_wrong_keeps_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    (record,) = written(caplog, ZeroDivisionError("of ours"))
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError
