from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from assessments import access
from assessments.context import THEMES
from assessments.http import Request

YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def theme(request: Request) -> HttpResponse:
    """Remember light or dark in a cookie; anything else means: as the system has it."""
    access.everybody(request)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response
