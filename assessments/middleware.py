"""What holds for every request: sign-in, headers, a number to find it by in the log."""

import logging
import secrets
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.middleware import (
    AuthenticationMiddleware,
    LoginRequiredMiddleware,
    get_user,
)
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from assessments.http import Request, wants_part
from assessments.models import User
from assessments.models.sessions import SessionStore
from assessments.views.errors import not_found, too_large
from assessments.views.signed_out import signed_out, somebody_else

logger = logging.getLogger(__name__)
LARGEST_BODY = 16 * 1024 * 1024
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class ResponseHeaders:
    """Nothing is kept by caches unless a view says so; each request carries an id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(8)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Request-ID", request.request_id)  # type: ignore[attr-defined]
        return response


class BodyLimit:
    """Refuses a body that no page takes, before any of it is kept on the disk.

    What is only somewhat too large reaches its page, which says so beside the form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isascii() and said.isdigit() and int(said[:18]) > LARGEST_BODY:
            return too_large(request, LARGEST_BODY)
        return self.get_response(request)


class GoneMeanwhile:
    """What somebody else deleted after this request had found it, and before it could write.

    That is no error of ours: the same page as for what was gone before, with what was written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if request.method != "POST" or not isinstance(exception, ObjectDoesNotExist):
            return None
        logger.warning("gone meanwhile: %s", request.path, exc_info=exception)
        return not_found(request, exception)


class Authentication(AuthenticationMiddleware):
    """The person whom the session brought; Django only asks where that proves nothing."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        session = cast("SessionStore", request.session)
        user = SimpleLazyObject(lambda: session.proven_owner() or get_user(request))
        request.user = cast("User", user)


class LoginRequired(LoginRequiredMiddleware):
    """Closed by default. A save after the session has ended keeps what was typed, and a part of a
    page says that the session is over: the login page would be put into the page.

    A page that saves by itself says who opened it: nothing is saved in another one's name.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], *arguments: Any
    ) -> HttpResponseBase | None:
        opened_by = request.headers.get("X-Person")
        if opened_by and request.user.is_authenticated and opened_by != str(request.user.pk):
            return somebody_else(request)
        refused: HttpResponseBase | None = super().process_view(request, view_func, *arguments)
        return refused

    def handle_no_permission(  # type: ignore[override]  # a redirect is not the only refusal
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.method == "POST" or wants_part(cast("Request", request)):
            return signed_out(request)
        return super().handle_no_permission(request, view_func)
