"""What somebody gets whose session is over: 401, and nothing that was typed is lost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MESSAGE = "Not saved: you are signed out. Sign in in a new tab, then save again."
NOT_SHOWN = "You are signed out. Sign in in a new tab, then try again."


def signed_out(request: HttpRequest) -> HttpResponse:
    """Not a redirect: htmx would follow it and take the login page for success."""
    if request.htmx:  # type: ignore[attr-defined]
        text = MESSAGE if request.method == "POST" else NOT_SHOWN
        return HttpResponse(text, status=401, content_type="text/plain; charset=utf-8")
    return kept(request, status=401)


def somebody_else(request: HttpRequest) -> HttpResponse:
    """The browser has another person signed in than the page was opened by."""
    text = (
        f"Not saved: you are signed in as {request.user} now, and this page was opened by somebody "
        "else. Copy your text and reload."
    )
    return HttpResponse(text, status=403, content_type="text/plain; charset=utf-8")


def kept(request: HttpRequest, *, status: int) -> HttpResponse:
    """A page that holds what was posted, with a button that posts it again; never a password."""
    if any("password" in name for name in request.POST):
        return render(request, "403_csrf.html", status=status)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {"kept": fields, "action": request.get_full_path(), "status": status}
    return render(request, "assessments/signed_out.html", context, status=status)
