"""What waits for the person who looks."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments import access
from assessments.actions.discussions import see_mention
from assessments.http import Request
from assessments.reports.mine import mine_page


@require_safe
def mine(request: Request) -> HttpResponse:
    access.everybody(request)
    page = mine_page(request.user, today=timezone.localdate())
    return render(request, "assessments/mine.html", {"page": page, "waiting": page.waiting})


@require_POST
def mine_seen(request: Request, number: int) -> HttpResponse:
    """Take a comment off the list: read, and nothing more to say."""
    access.everybody(request)
    if not see_mention(person=request.user, mention_id=number):
        raise Http404("There is no such comment for you.")
    messages.success(request, "Taken off your list. It stays with its item.")
    return redirect("mine")
